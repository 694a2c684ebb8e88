"""A visitor changes what was understood, draws where they want to live, and is told what to give up."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.looks import fits, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey


def chips_of(page: Page) -> Locator:
    return page.get_by_label("正在使用的条件")


def homes(page: Page) -> int:
    """The number of homes on the tab."""
    text = page.get_by_role("link", name=re.compile("^房源")).inner_text()
    return int(re.sub(r"\D", "", text))


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_sentence_becomes_chips_that_are_changed_in_place(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?q=三房朝南200万以内", wait_until="networkidle")
    before = homes(visitor)
    chips_of(visitor).get_by_role("button", name=re.compile("修改 总价")).click()
    editor = visitor.get_by_role("dialog", name="总价")
    expect(editor.get_by_label("到")).to_have_value("200")
    no_serious_problem(visitor)
    fits(visitor)
    editor.get_by_label("到").fill("50")
    editor.get_by_label("从").fill("60")
    expect(editor.get_by_role("button", name="就这样找")).to_be_disabled()
    editor.get_by_label("从").fill("")
    editor.get_by_label("到").fill("150")
    editor.get_by_role("button", name="就这样找").click()
    expect(chips_of(visitor)).to_contain_text("≤ 150 万")
    expect(chips_of(visitor)).to_contain_text("3 室")
    assert 0 < homes(visitor) < before

    opener = chips_of(visitor).get_by_role("button", name="修改 3 室")
    opener.click()
    rooms = visitor.get_by_role("dialog", name="居室")
    rooms.get_by_label(re.compile("^2 室")).check()
    visitor.keyboard.press("Escape")
    expect(rooms).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    rooms.get_by_label(re.compile("^2 室")).check()
    rooms.get_by_role("button", name="就这样找").click()
    expect(chips_of(visitor)).to_contain_text("2 室")
    assert parameters(visitor)["rooms"] == ["2,3"]
    visitor.go_back()
    expect(chips_of(visitor)).not_to_contain_text("2 室")


def draw_round(page: Page, share: float) -> None:
    """Draw a rough circle on the map with one stroke; `share` of the map's shorter side is its radius."""
    sheet = page.locator(".cursor-crosshair").bounding_box()
    assert sheet is not None
    x, y = sheet["x"] + sheet["width"] / 2, sheet["y"] + sheet["height"] / 2
    radius = min(sheet["width"], sheet["height"]) * share
    corners = [(1, 0), (0.8, 0.6), (0, 1), (-0.8, 0.6), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)]
    page.mouse.move(x + radius, y)
    page.mouse.down()
    for across, down in corners:
        page.mouse.move(x + radius * across, y + radius * down, steps=6)
    page.mouse.up()


def test_a_drawn_area_narrows_the_search_and_survives_a_reload(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?city=430100&view=map", wait_until="networkidle")
    everywhere = int(
        visitor.request.get(live_site.url + "/api/v1/pages/search?city=430100").json()["data"]["total_units"]
    )
    visitor.get_by_role("button", name="画个范围").click()
    draw_round(visitor, 0.2)
    visitor.wait_for_url(re.compile("polygon="))
    drawn = chips_of(visitor).get_by_role("button", name="修改 手绘范围")
    expect(drawn).to_be_visible()
    assert "view" in parameters(visitor)
    no_serious_problem(visitor)
    fits(visitor)

    if (visitor.viewport_size or {"width": 0})["width"] < 1024:
        visitor.get_by_role("button", name="看列表").click()
    inside = homes(visitor)
    assert 0 < inside < everywhere
    shape = parameters(visitor)["polygon"]
    visitor.reload(wait_until="networkidle")
    expect(drawn).to_be_visible()
    assert homes(visitor) == inside
    assert parameters(visitor)["polygon"] == shape

    drawn.click()
    corners = visitor.get_by_role("button", name=re.compile("个角"))
    expect(corners.first).to_be_visible()
    corners.first.focus()
    visitor.keyboard.press("ArrowLeft")
    visitor.get_by_role("button", name="完成").click()
    visitor.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["polygon"] != shape)

    visitor.get_by_role("button", name="清除范围").click()
    expect(drawn).to_have_count(0)
    assert "polygon" not in parameters(visitor)


def test_the_part_of_the_map_in_view_can_be_searched_by_keyboard(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?city=430100&view=map", wait_until="networkidle")
    visitor.get_by_role("button", name="放大").or_(visitor.get_by_role("button", name="Zoom in")).click()
    button = visitor.get_by_role("button", name="搜这一带")
    button.focus()
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile("bbox="))
    expect(chips_of(visitor)).to_contain_text("地图范围")


def test_nothing_found_says_what_to_relax_and_how_many_homes_that_gives(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search?city=430100&q=三房总价30万以内", wait_until="networkidle")
    way = visitor.get_by_role("link", name=re.compile("去掉“总价"))
    said = int(re.sub(r"\D", "", way.locator("b").inner_text()))
    way.click()
    expect(visitor.locator("article").first).to_be_visible()
    assert homes(visitor) == said > 0


def test_the_box_finds_help_too(live_site: Site, visitor: Page) -> None:
    visitor.goto(live_site.url + "/search", wait_until="networkidle")
    box = visitor.get_by_role("combobox").first
    box.fill("公积金")
    expect(visitor.get_by_role("option").filter(has_text="帮助").first).to_be_visible()
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile("q="))
    visitor.locator("main").get_by_role("link", name="房贷怎么算").click()
    visitor.wait_for_url(re.compile("/help/loans"))
