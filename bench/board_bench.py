"""The staff's unit board with 2,000 units: the longest tasks of the main thread while it is scrolled, narrowed and selected on,
and what reading it costs the server.

``python -m bench.board_bench``. Appends to bench/RESULTS.md.
"""

import os
import statistics
import time

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.results import append_table
from bench.tables_bench import RUNS, Act, traced
from tests.big_board import SLUG, UNITS, board_site
from tests.big_tables import desk
from tests.live import Site
from tests.screenshots import CHROMIUM, FLAGS

SCROLLER = "[role='presentation']"
READS = 20
AIM_MS = 100


def scrolling(page: Page) -> None:
    """Down the board and up again by the wheel."""
    page.locator(SCROLLER).hover()
    for step in (600, -600):
        for _ in range(15):
            page.mouse.wheel(0, step)
            page.wait_for_timeout(60)


def narrowing(page: Page) -> None:
    """By status, by floor, and all again."""
    page.get_by_role("button", name="可售").first.click()
    page.wait_for_timeout(300)
    page.get_by_label("楼层起").press_sequentially("20", delay=80)
    page.wait_for_timeout(300)
    page.get_by_role("button", name="清除筛选").click()
    page.wait_for_timeout(300)


def drawing(page: Page) -> None:
    """A rectangle over a building, then the whole of it, then nothing."""
    cells = page.locator("[data-unit]")
    first = cells.nth(0)
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    for row in range(1, 14):
        page.mouse.move(box["x"] + 5 + row * 14, box["y"] + 5 + row * 30)
        page.wait_for_timeout(30)
    page.mouse.up()
    page.get_by_role("button", name="选择整栋").first.click()
    page.get_by_role("button", name="取消选择").click()
    page.wait_for_timeout(300)


ACTS: dict[str, Act] = {"scroll": scrolling, "filter": narrowing, "select": drawing}


def measure(browser: Browser, site: Site) -> tuple[list[list[str]], str]:
    """Rows of the table, and what a read of the board takes."""
    rows = []
    with desk(browser, site) as page:
        found = page.request.get(f"{site.url}/api/v1/console/listings", params={"q": SLUG}).json()
        project = found["items"][0]["id"]
        page.goto(f"{site.url}/console/projects/{project}/board")
        expect(page.locator("[data-unit]")).to_have_count(UNITS, timeout=120_000)
        page.wait_for_timeout(1_000)
        for name, act in ACTS.items():
            longest = []
            over = 0
            for _ in range(RUNS):
                tasks = traced(browser, page, act)
                longest.append(max(wall for wall, _ in tasks))
                over += sum(wall > AIM_MS for wall, _ in tasks)
            row = [name, f"{statistics.median(longest):.0f}", f"{max(longest):.0f}", f"{over / RUNS:.1f}"]
            rows.append(row)
            print(row, flush=True)
        took = []
        for _ in range(READS):
            begun = time.perf_counter()
            answer = page.request.get(f"{site.url}/api/v1/console/projects/{project}/board")
            assert len(answer.json()["units"]) == UNITS
            took.append((time.perf_counter() - begun) * 1000)
    return rows, f"reading the board over HTTP: median {statistics.median(took):.0f} ms of {READS}"


def main() -> None:
    """Measure and append."""
    with board_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rows, reading = measure(browser, site)
        version = browser.version
        browser.close()
    print(reading)
    append_table(
        f"Unit board of {UNITS:,} units",
        ["what is done", "longest task, median (ms)", "longest of all runs (ms)", f"tasks over {AIM_MS} ms"],
        rows,
        f"`python -m bench.board_bench`, Chromium {version} at 1440 px, trace of the main thread, {RUNS} runs each; {reading}; "
        f"machine at load {os.getloadavg()[1]:.0f}",
    )


if __name__ == "__main__":
    main()
