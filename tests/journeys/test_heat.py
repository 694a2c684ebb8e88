"""Visitors look at a home and the staff board shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import at_work, opened
from tests.journeys.drawing import public_listings
from tests.journeys.looks import look_at
from tests.live import Site, demo_site

pytestmark = pytest.mark.journey
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
LOOKS = (7, 3, 1)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with demo_site() as made:
        yield made


def heat(page: Page, site: Site, project: str, unit: str, views: int) -> None:
    """The board in colours of heat, once what was counted is written."""
    for _ in range(20):
        page.goto(f"{site.url}/console/projects/{project}/board?heat=1", wait_until="networkidle")
        if page.locator(f'[data-unit="{unit}"]').get_attribute("data-letter") == str(views):
            return
        page.wait_for_timeout(2_000)
    raise AssertionError("the looks never came")


def test_looks_at_homes_are_heat_on_the_board(chromium: Browser, site: Site) -> None:
    with at_work(chromium, site, "operations") as page:
        project = public_listings(page, site)[0]
        board = page.request.get(f"{site.url}/api/v1/console/projects/{project}/board").json()
        placed = [one for one in board["units"] if one["floor"] and one["stack"]]
        units = [one for one in placed if one["building_id"] == placed[0]["building_id"]][: len(LOOKS)]
        with opened(chromium, 390, PHONE) as phone:
            for unit, times in zip(units, LOOKS, strict=True):
                for _ in range(times):
                    phone.goto(f"{site.url}/units/{unit['id']}")
        heat(page, site, project, units[0]["id"], LOOKS[0])
        first = page.locator(f'[data-unit="{units[0]["id"]}"]')
        expect(first).to_have_class("sb-cell sb-heat-4")
        assert "近 7 天浏览 7 次" in (first.get_attribute("aria-label") or "")
        look_at(page, "board-heat")
        page.emulate_media(color_scheme="dark")
        look_at(page, "board-heat-dark")
        page.emulate_media(color_scheme="light")
        first.dblclick()
        expect(page.get_by_role("dialog").get_by_text("近 7 天浏览 7 次")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="热度").click()
        expect(page.locator(".sb-heat-4")).to_have_count(0)
    with at_work(chromium, site, "operations", width=390) as page:
        heat(page, site, project, units[0]["id"], LOOKS[0])
        look_at(page, "board-heat")
