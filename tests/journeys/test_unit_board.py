"""The unit board: steps in bulk, a hold of the house by two people, a hold elsewhere seen live, a past moment, prices."""

import os
import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from guangsha.kit.clock import utc_now
from tests.journeys import looks
from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.drawing import public_listings
from tests.live import Site, serving

pytestmark = pytest.mark.journey
SOON_MS = 5_000


def board_of(page: Page, site: Site) -> dict[str, Any]:
    """A public listing of the house whose board has units in several statuses."""
    for listing in public_listings(page, site):
        board = page.request.get(f"{site.url}/api/v1/console/projects/{listing}/board").json()
        if board["counts"]["available"] > 6 and board["counts"]["unreleased"] + board["counts"]["withdrawn"] >= 0:
            return dict(board)
    raise AssertionError("no board")


def units(board: dict[str, Any], status: str) -> list[dict[str, Any]]:
    """Homes with that status and a place, in one building."""
    rows = [one for one in board["units"] if one["status"] == status and one["floor"] and one["stack"]]
    first = rows[0]["building_id"]
    return [one for one in rows if one["building_id"] == first]


def cell(page: Page, unit: dict[str, Any]) -> Locator:
    """The unit on the board."""
    return page.locator(f'[data-unit="{unit["id"]}"]')


def open_board(page: Page, site: Site, board: dict[str, Any], unit: dict[str, Any]) -> None:
    page.goto(f"{site.url}/console/projects/{board['project_id']}/board")
    expect(cell(page, unit)).to_be_attached(timeout=20_000)


def select(page: Page, some: list[dict[str, Any]]) -> None:
    cell(page, some[0]).scroll_into_view_if_needed()
    cell(page, some[0]).click()
    for one in some[1:]:
        cell(page, one).click(modifiers=["Control"])


def act(page: Page, deed: str, do: str, reason: str, *, until: str | None = None) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=deed, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(reason)
    if until:
        dialog.locator('input[type="datetime-local"]').fill(until)
    dialog.get_by_role("button", name=do, exact=True).click()


def done(page: Page, count: int) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{count} 套已处理")
    dialog.get_by_role("button", name="关闭").last.click()


def test_units_are_withdrawn_and_released_in_bulk_and_the_past_stays_as_it_was(
    chromium: Browser, live_site: Site
) -> None:
    with at_work(chromium, live_site, "operations") as page:
        board = board_of(page, live_site)
        some = units(board, "available")[:3]
        open_board(page, live_site, board, some[0])
        looks.look_at(page, "unit-board")
        select(page, some)
        expect(page.get_by_text("已选 3 套")).to_be_visible()
        act(page, "撤回", "撤回", "调整推售节奏")
        done(page, 3)
        expect(cell(page, some[0])).to_have_attribute("aria-label", re.compile("撤回"))
        before = datetime.fromisoformat(board["as_of"]).astimezone()
        page.locator('header input[type="datetime-local"]').fill(f"{before:%Y-%m-%dT%H:%M:%S}")
        expect(page.get_by_text("这是过去某一时刻的销控")).to_be_visible()
        expect(cell(page, some[0])).to_have_attribute("aria-label", re.compile("可售"))
        page.get_by_role("button", name="回到现在").click()
        expect(cell(page, some[0])).to_have_attribute("aria-label", re.compile("撤回"))
        select(page, some)
        act(page, "推售", "推售", "开盘")
        done(page, 3)
        cell(page, some[0]).dblclick()
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("价格凭据")
        expect(panel).to_contain_text("调整推售节奏")
        looks.look_at(page, "unit-board-details")
        page.keyboard.press("Escape")
        cell(page, some[0]).focus()
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+ArrowUp")
        page.keyboard.press("Space")
        expect(page.get_by_role("toolbar")).to_be_visible()


def test_a_hold_of_the_house_takes_two_people_and_a_buyers_hold_is_seen_at_once(
    chromium: Browser, live_site: Site
) -> None:
    with at_work(chromium, live_site, "operations") as page, at_work(chromium, live_site, "manager") as manager:
        board = board_of(page, live_site)
        kept, wanted = units(board, "available")[-2:]
        open_board(page, live_site, board, kept)
        open_board(manager, live_site, board, kept)
        select(page, [kept])
        tomorrow = utc_now().astimezone() + timedelta(days=1)
        act(page, "申请内部保留", "提交申请", "样板间", until=f"{tomorrow:%Y-%m-%dT%H:%M}")
        done(page, 1)
        expect(page.get_by_text("由他人审批")).to_be_visible()
        request = manager.get_by_role("region", name="内部保留申请")
        expect(request).to_contain_text("样板间", timeout=SOON_MS)
        request.get_by_role("button", name="批准").click()
        done(manager, 1)
        expect(cell(page, kept)).to_have_attribute("aria-label", re.compile("内部保留"), timeout=SOON_MS)
        with opened(chromium) as buyer:
            register(live_site, buyer, new_phone())
            buyer.goto(f"{live_site.url}/account/homes?unit={wanted['id']}", wait_until="networkidle")
            buyer.get_by_role("button", name="锁定 15 分钟").click()
            expect(buyer.get_by_role("timer")).to_be_visible()
            expect(cell(page, wanted)).to_have_attribute("aria-label", re.compile("锁定"), timeout=SOON_MS)
        select(page, [kept])
        act(page, "解除保留", "解除", "样板间改期")
        done(page, 1)
        expect(cell(manager, kept)).to_have_attribute("aria-label", re.compile("可售"), timeout=SOON_MS)


def test_a_public_board_follows_without_a_reload(chromium: Browser, live_site: Site) -> None:
    with at_work(chromium, live_site, "operations") as page, opened(chromium, 1440) as visitor:
        board = board_of(page, live_site)
        unit = units(board, "available")[2]
        open_board(page, live_site, board, unit)
        visitor.goto(f"{live_site.url}/projects/{board['slug']}?building={unit['building_id']}")
        home = visitor.locator(f'a[href="/units/{unit["id"]}"]').first
        expect(home).not_to_have_attribute("aria-label", re.compile("暂不|撤"))
        visitor.wait_for_load_state("networkidle")
        select(page, [unit])
        act(page, "撤回", "撤回", "调整")
        done(page, 1)
        # The board sleeps below the fold: who comes to it sees what has happened meanwhile, then what happens.
        home.scroll_into_view_if_needed()
        expect(home).to_have_attribute("aria-label", re.compile("暂停|撤|不售|下架|保留|停"), timeout=SOON_MS)
        select(page, [unit])
        act(page, "推售", "推售", "开盘")
        done(page, 1)
        expect(home).not_to_have_attribute("aria-label", re.compile("暂停|撤|不售|下架|停"), timeout=SOON_MS)


def test_a_price_rule_takes_two_people_and_a_preview(chromium: Browser, live_site: Site) -> None:
    with at_work(chromium, live_site, "operations") as page, at_work(chromium, live_site, "manager") as manager:
        board = board_of(page, live_site)
        path = f"{live_site.url}/console/projects/{board['project_id']}/prices"
        page.goto(path)
        page.get_by_role("button", name="提出规则").click()
        panel = page.get_by_role("dialog")
        panel.get_by_label("名称", exact=True).fill("开盘九八折")
        panel.get_by_label("英文名称").fill("Opening, 2 % off")
        panel.get_by_label("理由").fill("开盘优惠")
        panel.get_by_role("button", name="试算").click()
        expect(panel).to_contain_text("价格变化")
        looks.look_at(page, "price-rules-form")
        panel.get_by_role("button", name="提交").click()
        expect(page.get_by_text("由他人审批")).to_be_visible()
        manager.goto(path)
        manager.get_by_role("button", name="发布").click()
        expect(manager.get_by_text("没有待发布的规则")).to_be_visible()
        looks.look_at(manager, "price-rules")
        unit = units(board, "available")[0]
        rules = manager.request.get(f"{live_site.url}/api/v1/console/projects/{board['project_id']}/price-rules").json()
        with serving(live_site.directory) as second:
            told = receipts_around(manager, (live_site, second), unit["id"], rules["rules"][-1]["starts_at"])
        expect(manager.get_by_text("生效中")).to_be_visible(timeout=SOON_MS)
        deadline = time.monotonic() + SOON_MS / 1000
        shown = None
        while shown != told and time.monotonic() < deadline:
            found = manager.request.get(f"{live_site.url}/api/v1/pages/unit?id={unit['id']}").json()
            shown = found["data"]["card"]["total_fen"]
        assert shown == told


def receipts_around(page: Page, sites: tuple[Site, Site], unit: str, starts: str) -> int:
    """Ask two processes in turn until the instant is over: each receipt is the price of its own moment. The new price."""
    start, seen = datetime.fromisoformat(starts), set()
    for turn in range(2_000):
        told = page.request.get(f"{sites[turn % 2].url}/api/v1/units/{unit}/price").json()
        at, filed = datetime.fromisoformat(told["at"]), told["filed_price_fen"]
        cheaper = (filed * 98 + 50) // 100
        assert told["total_fen"] == (cheaper if at >= start else filed), told
        seen.add((turn % 2, at >= start))
        if at > start + timedelta(seconds=1) and {(0, True), (1, True)} <= seen:
            return int(cheaper)
        time.sleep(0.05)
    raise AssertionError(seen)


@pytest.mark.skipif("JOURNEY_PICTURES" not in os.environ, reason="pictures are taken where they are wanted")
def test_the_board_in_pictures(chromium: Browser, live_site: Site) -> None:
    with at_work(chromium, live_site, "operations") as page:
        board = board_of(page, live_site)
    for width, language, theme in (
        (1440, "zh-CN", "light"), (1440, "zh-CN", "dark"), (1440, "en", "light"), (390, "zh-CN", "light"),
    ):  # fmt: skip
        with at_work(chromium, live_site, "operations", width=width) as page:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.add_init_script(f"localStorage.setItem('guangsha.console.language', '{language}')")
            for screen in ("board", "prices"):
                page.goto(f"{live_site.url}/console/projects/{board['project_id']}/{screen}", wait_until="networkidle")
                page.wait_for_timeout(600)
                looks.look_at(page, f"{screen}-{language}-{theme}")
