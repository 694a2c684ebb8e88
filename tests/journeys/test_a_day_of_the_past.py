"""A doubtful reader looks up what a project's page said on an earlier day."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import fits, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey


def test_what_was_shown_on_a_day(live_site: Site, visitor: Page) -> None:
    versions = visitor.request.get(f"{live_site.url}/api/v1/projects?limit=1").json()
    slug = versions["items"][0]["slug"]
    visitor.goto(f"{live_site.url}/projects/{slug}", wait_until="networkidle")
    visitor.get_by_role("link", name="查看过去某天的公示内容").click()
    visitor.wait_for_url(f"**/projects/{slug}/on/*")
    expect(visitor.get_by_role("note")).to_contain_text("公众看到的内容")
    expect(visitor.get_by_role("heading", name="与今天的差别")).to_be_visible()
    expect(visitor.locator("dl")).to_contain_text("预售许可证")
    no_serious_problem(visitor)
    fits(visitor)

    day = visitor.get_by_label("查看哪一天")
    first = day.get_attribute("min")
    assert first is not None
    day.fill(first)
    visitor.get_by_role("button", name="查看").click()
    visitor.wait_for_url(f"**/on/{first}")
    expect(visitor.get_by_role("note")).to_contain_text(f"{int(first[8:])}日")

    visitor.goto(f"{live_site.url}/en/projects/{slug}/on/{first}", wait_until="networkidle")
    expect(visitor.get_by_role("note")).to_contain_text("As shown on")
    assert visitor.locator("meta[name=robots]").get_attribute("content") == "noindex"
