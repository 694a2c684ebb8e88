"""A newcomer says what they want in one sentence and ends with homes side by side."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.looks import fits, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey


def test_from_a_sentence_to_a_comparison(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/", wait_until="networkidle")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("看得明白的新房")
    no_serious_problem(visitor)
    fits(visitor)

    visitor.get_by_role("combobox").first.fill("岳麓区三房朝南")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"/search"))
    chips = visitor.get_by_label("正在使用的条件")
    expect(chips).to_contain_text("岳麓区")
    expect(chips).to_contain_text("3 室")
    expect(chips).to_contain_text("朝南")
    no_serious_problem(visitor)
    fits(visitor)

    chips.get_by_role("link", name=re.compile("3 室")).click()
    expect(chips).not_to_contain_text("3 室")
    expect(chips).to_contain_text("岳麓区")
    visitor.go_back()
    expect(chips).to_contain_text("3 室")

    visitor.locator("article h2 a").first.click()
    visitor.wait_for_url(re.compile(r"/projects/"))
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    no_serious_problem(visitor)
    fits(visitor)

    board = visitor.locator("#board")
    board.get_by_role("link", name=re.compile("可售")).first.click()
    visitor.wait_for_url(re.compile(r"/units/"))
    expect(visitor.get_by_text("房态与价格取自销控台账")).to_be_visible()
    no_serious_problem(visitor)
    fits(visitor)

    toggles = visitor.get_by_role("button", name=re.compile("加入对比"))
    toggles.nth(0).click()
    toggles.nth(1).click()
    visitor.get_by_role("link", name="对比 2 个").click()
    visitor.wait_for_url(re.compile(r"/compare"))
    expect(visitor.locator("table thead th")).to_have_count(2)
    no_serious_problem(visitor)
    fits(visitor)


def test_language_switch_keeps_the_page(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/calculator", wait_until="networkidle")
    visitor.get_by_role("link", name="EN").click()
    visitor.wait_for_url(re.compile(r"/en/calculator"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Mortgage and tax calculator")
    visitor.get_by_label("Total price").fill("300")
    expect(visitor.get_by_text("¥2.1M")).to_be_visible()
    no_serious_problem(visitor)
    fits(visitor)


def test_nothing_found_says_what_to_relax(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?city=430100&q=三房总价30万以内", wait_until="networkidle")
    expect(visitor.get_by_text("没有同时满足这些条件的房子")).to_be_visible()
    visitor.get_by_role("link", name=re.compile("去掉“|放宽到")).first.click()
    expect(visitor.locator("article").first).to_be_visible()


def test_favourites_stay_in_the_browser(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?city=430100", wait_until="networkidle")
    name = visitor.locator("article h2").first.inner_text()
    visitor.get_by_role("button", name=f"收藏 {name}").click()
    visitor.goto(live_site.url + "/favourites", wait_until="networkidle")
    expect(visitor.get_by_role("link", name=name)).to_be_visible()
    no_serious_problem(visitor)


def test_missing_pages_say_so(live_site: Site, visitor: Page) -> None:
    answer = visitor.request.get(live_site.url + "/projects/no-such-project")
    assert answer.status == 404
    assert "没有找到这个页面" in answer.text()


def test_a_missing_page_leads_back(live_site: Site, visitor: Page) -> None:
    page = visitor.context.new_page()  # of its own: the browser reports the 404 itself as an error
    page.goto(live_site.url + "/nobody-made-this-page", wait_until="networkidle")
    page.locator("main").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/search|/$"))
    expect(page.get_by_text("没有找到这个页面")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_sticks_out_on_the_smallest_telephones(live_site: Site, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    project = page.request.get(f"{live_site.url}/api/v1/projects?limit=1").json()["items"][0]["slug"]
    unit = page.request.get(f"{live_site.url}/api/v1/projects/{project}/units?limit=1").json()["items"][0]["id"]
    for path in ("", "/search", f"/projects/{project}", f"/units/{unit}", "/cities/changsha/yuelu-district",
                 "/calculator", "/help", "/ledger"):  # fmt: skip
        for prefix in ("", "/en"):
            page.goto(live_site.url + prefix + path, wait_until="networkidle")
            fits(page)
    page.get_by_role("button", name="Menu").click()
    switch = page.locator("header").get_by_role("link", name="中文").locator("visible=true")
    switch.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    context.close()
