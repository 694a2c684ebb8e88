"""A walk-in: the advisor shows a code, the buyer confirms and pays on a phone of their own, the co-buyer on another."""

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deals.support import id_number
from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.desks import ask
from tests.journeys.looks import look_at
from tests.journeys.test_buying_a_home import ARRIVES_MS, give_real_name
from tests.live import Site

pytestmark = pytest.mark.journey
FREE = 'input[name="unit"]'


def somebody() -> str:
    """The ID number of an adult whom no other journey knows."""
    return id_number(secrets.randbelow(900), f"19{70 + secrets.randbelow(30)}{1 + secrets.randbelow(9):02}17")


def has_free_home(desk: Page, project: str) -> bool:
    """Whether the building that is shown first has one."""
    board = ask(desk, "GET", f"/console/projects/{project}/board")
    first = board["buildings"][0]["id"] if board["buildings"] else None
    return any(one["status"] == "available" and one["building_id"] == first for one in board["units"])


def begin(site: Site, desk: Page) -> str:
    """The advisor picks a home that can be had; the path behind the code."""
    desk.goto(f"{site.url}/console/deals/new", wait_until="networkidle")
    choice = desk.get_by_label("楼盘", exact=True)
    projects = [one.get_attribute("value") for one in choice.locator("option").all()]
    choice.select_option(next(one for one in projects if one and has_free_home(desk, one)))
    desk.locator("label", has=desk.locator(FREE)).first.click()
    desk.get_by_role("button", name=re.compile("生成二维码$")).click()
    expect(desk.get_by_role("img", name="请客户扫码")).to_be_visible()
    address = desk.get_by_text(re.compile(r"/d/[0-9A-Z]{12}$")).inner_text()
    return "/d/" + address.strip().rsplit("/d/", 1)[1]


def pay(page: Page) -> None:
    """At the provider's own page, and back."""
    page.wait_for_url(re.compile(r"/account/payments\?pay="))
    page.get_by_role("button", name=re.compile("^支付 ¥")).click()
    page.wait_for_url(re.compile(r"/sandbox/pay/"), timeout=ARRIVES_MS)
    page.locator('button[value="pay"]').click()
    page.wait_for_url(re.compile(r"/account/payments\?payment="), timeout=ARRIVES_MS)


def seen_everywhere(site: Site, page: Page, path: str, name: str) -> None:
    """The same screen in English, in the dark, and the other width."""
    width = (page.viewport_size or {"width": 390})["width"]
    other = 390 if width == 1440 else 1440
    page.set_viewport_size({"width": other, "height": 900})
    page.goto(f"{site.url}{path}", wait_until="networkidle")
    look_at(page, name)
    page.emulate_media(color_scheme="dark")
    look_at(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.url}{path}", wait_until="networkidle")


def test_a_walk_in_buys_on_a_phone_of_their_own(chromium: Browser, live_site: Site) -> None:
    phone, number, other = new_phone(), somebody(), somebody()
    with at_work(chromium, live_site, "advisor") as desk, opened(chromium) as page:
        path = begin(live_site, desk)
        look_at(desk, "assisted-link")
        register(live_site, page, phone)
        give_real_name(live_site, page, number)

        # The buyer reads what it costs, and alone confirms.
        page.goto(f"{live_site.url}{path}", wait_until="networkidle")
        expect(page.get_by_text("顾问不能代您操作")).to_be_visible()
        look_at(page, "assisted-offer")
        expect(desk.get_by_text("客户已打开").locator("..").locator("svg")).to_be_visible(timeout=ARRIVES_MS)
        page.get_by_role("button", name="本人确认，锁定该房源").click()
        expect(page.get_by_role("heading", name="谁来购买")).to_be_visible()
        page.get_by_role("button", name="添加共同购房人").click()
        page.get_by_label("姓名").fill("欧阳霁月")
        page.get_by_label("身份证号码").fill(other)
        page.get_by_label("份额").fill("50")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name=re.compile("^认购并支付定金")).click()
        pay(page)

        # The advisor saw all of it, and who it is only masked.
        done = desk.get_by_text("定金到账，认购生效").locator("..").locator("svg")
        expect(done.first).to_be_visible(timeout=ARRIVES_MS)
        desk.get_by_role("link", name="查看认购").first.click()
        expect(desk.get_by_role("heading", name="全部经过")).to_be_visible()
        expect(desk.get_by_text("欧阳霁月")).to_have_count(0)
        look_at(desk, "deal-page")
        desk.goto(f"{live_site.url}/console/deals?mine=true", wait_until="networkidle")
        expect(desk.get_by_text("共同购房人本人确认").first).to_be_visible()
        look_at(desk, "deals")
        seen_everywhere(live_site, desk, "/console/deals", "deals")

        # The co-buyer confirms, on a third device.
        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")
        page.get_by_role("button", name="邀请本人确认").click()
        link = page.get_by_text(re.compile(r"/j/[0-9A-Z]{12}$")).inner_text()
        look_at(page, "co-buyer-asked")
        with opened(chromium) as third:
            register(live_site, third, new_phone())
            third.goto(f"{live_site.url}/j/{link.rsplit('/j/', 1)[1]}", wait_until="networkidle")
            look_at(third, "co-buyer-offer")
            third.get_by_role("button", name="本人确认参与购房").click()
            expect(third.get_by_role("alert")).to_contain_text("请先完成实名认证")
            give_real_name(live_site, third, other)
            third.goto(f"{live_site.url}/j/{link.rsplit('/j/', 1)[1]}", wait_until="networkidle")
            third.get_by_role("button", name="本人确认参与购房").click()
            expect(third.get_by_text("已认购", exact=True)).to_be_visible()
            expect(third.get_by_role("button", name="退订", exact=True)).to_have_count(0)

        # How to pay is chosen before the contract.
        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")
        page.get_by_role("button", name="选择付款方式").click()
        page.get_by_role("radio", name="分期付款").check()
        expect(page.get_by_text("第2期分期款")).to_be_visible()
        look_at(page, "plan-choice")
        page.get_by_role("button", name="确定", exact=True).click()
        expect(page.get_by_role("button", name="更换付款方式")).to_be_visible()
        look_at(page, "plan-chosen")
        seen_everywhere(live_site, page, "/en/account/homes", "plan-chosen-en")


def test_rules_are_published_by_two_people(chromium: Browser, live_site: Site) -> None:
    with at_work(chromium, live_site, "sales") as desk:
        desk.goto(f"{live_site.url}/console/deals/new", wait_until="networkidle")
        project = desk.get_by_label("楼盘", exact=True).locator("option").nth(1).get_attribute("value")
        terms = f"{live_site.url}/console/projects/{project}/deal-rules"
        desk.goto(terms, wait_until="networkidle")
        desk.get_by_role("button", name="提出认购规则").click()
        desk.get_by_label("之后退回").fill("30")
        desk.get_by_label("理由").fill("开盘优惠规则")
        expect(desk.get_by_role("list", name=re.compile("每一天退订")).last).to_be_visible()
        look_at(desk, "deal-rules-form")
        desk.get_by_role("button", name="提交", exact=True).click()
        expect(desk.get_by_text("开盘优惠规则")).to_be_visible()
        desk.get_by_role("button", name="提出付款方式").click()
        look_at(desk, "deal-plans-form")
    with at_work(chromium, live_site, "manager") as boss:
        boss.goto(terms, wait_until="networkidle")
        look_at(boss, "deal-rules-waiting")
        boss.get_by_role("button", name="发布", exact=True).first.click()
        expect(boss.get_by_text("认购规则第 1 号")).to_be_visible()
        look_at(boss, "deal-rules-published")
