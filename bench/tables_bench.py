"""Console tables of 10,000 rows: how long the browser is busy at a stretch while somebody scrolls, filters and sorts.

A Chromium trace of the page's main thread; a task is what keeps it from answering. ``python -m bench.tables_bench``.
"""

import json
import os
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.results import append_table
from tests.big_tables import COUNT_NODES, ROWS, TALL, big_site, desk, scroll
from tests.live import Site
from tests.screenshots import CHROMIUM, FLAGS

RUNS = 5
CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
TASK = "ThreadControllerImpl::RunTask"
SCREEN_PX = 700
LONG_MS = 50.0
Act = Callable[[Page], None]


@dataclass
class Figures:
    """Over all runs: the longest task of each by the clock and by what it computed, how many were long, nodes at most."""

    longest: list[float] = field(default_factory=list)
    busiest: list[float] = field(default_factory=list)
    long_tasks: int = 0
    nodes: int = 0


def main_thread_tasks(trace: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """Of each task on the main threads of pages: milliseconds by the clock, and of computing."""
    events = trace["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"].get("name") == "CrRendererMain"
    }
    for event in events:
        if event.get("ph") == "X" and event["name"] == TASK and (event["pid"], event["tid"]) in mains:
            yield event["dur"] / 1000, event.get("tdur", event["dur"]) / 1000


def traced(browser: Browser, page: Page, act: Act) -> list[tuple[float, float]]:
    """The tasks while ``act`` is done."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    act(page)
    page.wait_for_timeout(300)
    return list(main_thread_tasks(json.loads(browser.stop_tracing())))


def typing(words: str, left: int | None) -> Act:
    """Type into the filter as a person does, and wait for the rows."""

    def act(page: Page) -> None:
        box = page.get_by_role("searchbox")
        box.fill("")
        box.press_sequentially(words, delay=60)
        if left is not None:
            expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(left + 1))
        box.fill("")
        page.wait_for_timeout(400)

    return act


def sorting(heading: str) -> Act:
    """Sort by a column, turn the order round, and take it off again."""

    def act(page: Page) -> None:
        for order in ("ascending", "descending", "none"):
            head = page.get_by_role("columnheader", name=heading)
            head.get_by_role("button").click()
            expect(head).to_have_attribute("aria-sort", order)
            page.wait_for_timeout(600)

    return act


def scrolling(page: Page) -> None:
    """Twenty screens one after the other, then leaps to the end."""
    page.get_by_role("grid").evaluate("(it) => { it.scrollTop = 0 }")
    for _ in range(20):
        page.get_by_role("grid").hover()
        page.mouse.wheel(0, SCREEN_PX)
        page.wait_for_timeout(60)
    scroll(page, step=SCREEN_PX * 12)


def screens(page: Page, site: Site) -> dict[str, tuple[str, dict[str, Act]]]:
    """Each screen with what is done on it."""
    found = page.request.get(f"{site.url}/api/v1/console/listings", params={"q": TALL}).json()
    return {
        f"{ROWS:,} listings": (
            "/console/projects",
            {"scroll": scrolling, "filter": typing("云岭 09876", 1), "sort": sorting("楼盘名")},
        ),
        f"{ROWS:,} units": (
            f"/console/projects/{found['items'][0]['id']}/units",
            {"scroll": scrolling, "filter": typing("7栋-31", 20)},
        ),
    }


def measure(browser: Browser, site: Site) -> list[list[str]]:
    """Rows of the table."""
    rows = []
    with desk(browser, site) as page:
        for screen, (path, acts) in screens(page, site).items():
            page.goto(site.url + path)
            grid = page.get_by_role("grid")
            expect(grid).to_have_attribute("aria-rowcount", re.compile(r"^1\d{4}$"), timeout=120_000)
            page.wait_for_timeout(1_000)
            for name, act in acts.items():
                figures = Figures()
                for _ in range(RUNS):
                    tasks = traced(browser, page, act)
                    figures.longest.append(max(wall for wall, _ in tasks))
                    figures.busiest.append(max(computing for _, computing in tasks))
                    figures.long_tasks += sum(wall > LONG_MS for wall, _ in tasks)
                    figures.nodes = max(figures.nodes, page.evaluate(COUNT_NODES))
                row = [
                    screen, name, f"{statistics.median(figures.longest):.0f}", f"{max(figures.longest):.0f}",
                    f"{max(figures.busiest):.0f}", f"{figures.long_tasks / RUNS:.1f}", f"{figures.nodes:,}",
                ]  # fmt: skip
                rows.append(row)
                print(row, flush=True)
    return rows


def main() -> None:
    """Measure and append."""
    with big_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rows = measure(browser, site)
        version = browser.version
        browser.close()
    append_table(
        "Console tables of 10,000 rows",
        [
            "screen",
            "what is done",
            "longest task, median (ms)",
            "longest of all runs (ms)",
            "of it computing, at most (ms)",
            "tasks over 50 ms",
            "nodes",
        ],
        rows,
        f"`python -m bench.tables_bench`, Chromium {version} at 1440 px, trace of the main thread, {RUNS} runs each, "
        f"machine at load {os.getloadavg()[1]:.0f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
