"""Tables of 10,000 rows: few nodes whatever is scrolled, and the right rows after filtering and sorting.

How long the browser is busy meanwhile is measured by ``bench/tables_bench.py``.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.big_tables import ROWS, TALL, big_site, desk, scroll
from tests.journeys.test_find_a_home import no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
PATIENCE_MS = 60_000
"""A busy machine may take its time: what is checked here is which rows come, not when."""
MOST_NODES = 3_000
PAGES_APART = 40


@pytest.fixture(scope="module")
def tables() -> Iterator[Site]:
    """A site with large tables."""
    with big_site() as site:
        yield site


@pytest.fixture
def page(chromium: Browser, tables: Site) -> Iterator[Page]:
    """Somebody in operations; what the browser complains about fails the journey."""
    with desk(chromium, tables) as page:
        expect.set_options(timeout=PATIENCE_MS)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield page
        expect.set_options(timeout=5_000)
    assert complaints == []


def rows_drawn(page: Page) -> int:
    return page.get_by_role("grid").get_by_role("row").count()


def test_ten_thousand_listings_are_scrolled_filtered_and_sorted(page: Page, tables: Site) -> None:
    page.goto(tables.url + "/console/projects")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", re.compile(r"^1\d{4}$"))
    count = int(grid.get_attribute("aria-rowcount") or 0) - 1
    assert count >= ROWS
    nodes: list[int] = []
    scroll(page, step=700 * PAGES_APART, seen=nodes)
    assert max(nodes) <= MOST_NODES
    assert rows_drawn(page) < 80
    expect(grid.locator(f"[role=row][aria-rowindex='{count + 1}']")).to_be_in_viewport()
    page.get_by_role("searchbox").fill("云岭 09876")
    expect(grid).to_have_attribute("aria-rowcount", "2")
    expect(grid.get_by_role("gridcell").first).to_have_text("云岭09876号")
    page.get_by_role("searchbox").fill("云岭 青岛")
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS // 4 + 1))
    name = grid.get_by_role("columnheader", name="楼盘名")
    name.get_by_role("button").click()
    expect(name).to_have_attribute("aria-sort", "ascending")
    # Where the table stands after it was narrowed and sorted is not what is asked here.
    grid.evaluate("(it) => { it.scrollTop = 0 }")
    expect(grid.locator("[role=row][aria-rowindex='2']")).to_contain_text("云岭00001号")
    grid.get_by_role("columnheader", name="楼盘名").get_by_role("button").click()
    expect(grid.locator("[role=row][aria-rowindex='2']")).to_contain_text("云岭09997号")
    no_serious_problem(page)


def test_ten_thousand_units_are_scrolled_and_filtered_in_the_grid(page: Page, tables: Site) -> None:
    found = page.request.get(f"{tables.url}/api/v1/console/listings", params={"q": TALL}).json()
    page.goto(f"{tables.url}/console/projects/{found['items'][0]['id']}/units")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS + 1))
    nodes: list[int] = []
    scroll(page, step=700 * PAGES_APART, seen=nodes)
    assert max(nodes) <= MOST_NODES
    expect(grid.locator(f"[role=row][aria-rowindex='{ROWS + 1}']")).to_be_in_viewport()
    page.get_by_role("searchbox").fill("7栋-31")
    expect(grid).to_have_attribute("aria-rowcount", "21")
    expect(grid.get_by_role("gridcell").first).to_have_text("7栋")
    page.get_by_role("searchbox").fill("")
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS + 1))
