"""The staff's unit board with 2,000 units: the longest tasks of the main thread while it is scrolled, narrowed and selected on,
and what reading it costs the server.

``python -m bench.board_bench``. Appends to bench/RESULTS.md.
"""

import os
import statistics
import time
from collections.abc import Callable

from playwright.sync_api import Browser, ElementHandle, Locator, Page, expect, sync_playwright

from bench.results import append_table
from bench.tables_bench import RUNS, Act, traced
from tests.big_board import SLUG, UNITS, board_site
from tests.big_tables import desk
from tests.live import Site
from tests.screenshots import CHROMIUM, FLAGS

SCROLLER = "[role='presentation']"
READS = 20
AIM_MS = 100
CLEAR, NOTHING = "select ~ button", "[role=toolbar] button:last-of-type"
"""What takes the filters away, and the selection: there only once something is filtered or selected."""


def handle(found: Locator) -> ElementHandle:
    """The element itself, found before the trace begins: to look for a name among thousands of cells is itself a long task of
    the page, and not one of a person's."""
    return found.first.element_handle()


def scrolling(page: Page) -> Act:
    """Down the board and up again by the wheel."""
    page.locator(SCROLLER).hover()

    def act(page: Page) -> None:
        for step in (600, -600):
            for _ in range(15):
                page.mouse.wheel(0, step)
                page.wait_for_timeout(60)

    return act


def narrowing(page: Page) -> Act:
    """By status, by floor, and all again."""
    status = handle(page.get_by_role("button", name="可售"))
    floor = handle(page.get_by_label("楼层起"))

    def act(page: Page) -> None:
        status.click()
        page.wait_for_timeout(300)
        floor.focus()
        page.keyboard.type("20", delay=80)
        page.wait_for_timeout(300)
        page.locator(CLEAR).click()
        page.wait_for_timeout(300)

    return act


def drawing(page: Page) -> Act:
    """A rectangle over a building, then the whole of it, then nothing."""
    first = page.locator("[data-unit]").first
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    assert box
    whole = handle(page.get_by_role("button", name="选择整栋"))

    def act(page: Page) -> None:
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        for row in range(1, 14):
            page.mouse.move(box["x"] + 5 + row * 14, box["y"] + 5 + row * 30)
            page.wait_for_timeout(30)
        page.mouse.up()
        whole.click()
        page.wait_for_timeout(300)
        page.locator(NOTHING).click()
        page.wait_for_timeout(300)

    return act


ACTS: dict[str, Callable[[Page], Act]] = {"scroll": scrolling, "filter": narrowing, "select": drawing}


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
                tasks = traced(browser, page, act(page))
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
