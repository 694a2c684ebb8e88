"""The whole way of a buyer at a phone: a home is found, held, paid for, signed, left again, paid back, and free for others."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.people import HOUSE
from tests.deals.support import id_number
from tests.journeys.account import new_phone, opened, register
from tests.journeys.desks import contract_sealed, contract_sent
from tests.journeys.looks import look_at
from tests.journeys.signing import draw
from tests.journeys.test_buying_a_home import ARRIVES_MS, give_real_name
from tests.journeys.test_holding_a_home import api
from tests.journeys.test_reading_a_contract import read_it
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def project_on_sale(site: Site) -> str:
    """A project of the house whose wordings are approved, with a home to be had."""
    for project in (one for one in PROJECTS if one.developer == HOUSE):
        board = api(site, f"/projects/{project.slug}/unit-board")
        if any(one["status"] == "available" and one["kind"] == "home" for one in board["units"]):
            return project.name
    raise AssertionError("the demo has no such project")


def find_a_home(site: Site, page: Page, name: str) -> str:
    """From the front page by the project's name to a home of its board that can be had: the home's id."""
    page.goto(f"{site.url}/", wait_until="networkidle")
    page.get_by_role("combobox").first.fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search"))
    page.locator("article h2 a").filter(has_text=name).first.click()
    page.wait_for_url(re.compile(r"/projects/"))
    page.locator("#board").get_by_role("link", name=re.compile("可售")).last.click()
    page.wait_for_url(re.compile(r"/units/"))
    expect(page.get_by_text("房态与价格取自销控台账")).to_be_visible()
    return page.url.rpartition("/")[2]


def pay_the_deposit(site: Site, page: Page, who_buys: Callable[[], None] = lambda: None) -> None:
    """Hold, read the rules, say ``who_buys``, subscribe, and pay at the provider's own page."""
    page.get_by_role("button", name="锁定 15 分钟").click()
    page.get_by_role("link", name="在线认购").click()
    expect(page.get_by_role("table").nth(1)).to_contain_text("各方签署后 3 天内")
    page.get_by_role("table").nth(1).scroll_into_view_if_needed()
    look_at(page, "whole-way-rules")
    who_buys()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=re.compile("^认购并支付定金")).click()
    page.wait_for_url(re.compile(r"/account/payments\?pay="))
    page.get_by_role("button", name=re.compile("^支付 ¥")).click()
    page.wait_for_url(re.compile(r"/sandbox/pay/"), timeout=ARRIVES_MS)
    page.locator('button[value="pay"]').click()
    page.wait_for_url(re.compile(r"/account/payments\?payment="), timeout=ARRIVES_MS)
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    expect(page.get_by_text("已认购", exact=True)).to_be_visible(timeout=ARRIVES_MS)


def known_by_name(site: Site, page: Page) -> str:
    """Somebody new registers and gives their name: the number that goes with it."""
    phone = new_phone()
    number = id_number(int(phone[-3:]) % 900, f"19{70 + int(phone[-5])}0315")
    register(site, page, phone)
    give_real_name(site, page, number)
    return number


def buy_and_sign(chromium: Browser, site: Site, page: Page) -> tuple[str, str, str]:
    """A home is found, held, paid for and signed by everybody: the ids of home, deal and contract."""
    unit = find_a_home(site, page, project_on_sale(site))
    known_by_name(site, page)
    page.goto(f"{site.url}/units/{unit}", wait_until="networkidle")
    page.get_by_role("link", name="锁定此房").click()
    pay_the_deposit(site, page)
    deal = page.request.get(f"{site.url}/api/v1/me/subscriptions").json()["items"][0]["id"]
    return unit, str(deal), sign_by_all(chromium, site, page, deal)


def sign_by_all(chromium: Browser, site: Site, page: Page, deal: str) -> str:
    """The contract of the deal is sent, read and signed by its buyer, and sealed: its id."""
    contract = contract_sent(chromium, site, deal)
    read_and_sign(site, page, contract)
    contract_sealed(chromium, site, contract)
    return contract


def read_and_sign(site: Site, page: Page, contract: str) -> None:
    """One buyer reads the contract to its end and signs it."""
    page.goto(f"{site.url}/account/contracts?contract={contract}", wait_until="networkidle")
    expect(page.get_by_role("heading", name="合同要点")).to_be_visible()
    read_it(page)
    draw(page)
    page.get_by_label(re.compile("^我已阅读合同")).check()
    page.get_by_role("button", name="核验身份并签署").click()
    expect(page.get_by_text("您已签署。等待其他当事人签署。")).to_be_visible(timeout=ARRIVES_MS)


def test_a_home_is_found_bought_signed_left_and_paid_back_at_a_phone(chromium: Browser, live_site: Site) -> None:
    site = live_site
    with opened(chromium, 390, height=844) as page:
        unit, _, contract = buy_and_sign(chromium, site, page)
        page.goto(f"{site.url}/account/homes", wait_until="networkidle")
        expect(page.get_by_text("已签约", exact=True)).to_be_visible()
        timeline = page.get_by_role("list", name="全部进展")
        for step in ("认购成功", "购房合同已发出", "合同签署完成"):
            expect(timeline).to_contain_text(step)
        assert api(site, f"/units/{unit}/status")["status"] == "sold"
        look_at(page, "whole-way-contracted")

        page.get_by_role("button", name="退订", exact=True).click()
        way_out = page.get_by_role("region", name="退订")
        expect(way_out).to_contain_text(re.compile(r"退回 ¥50,000(\.00)?，扣除 ¥0"))
        expect(way_out.get_by_role("table")).to_contain_text("定金")
        page.get_by_role("button", name="确认退订").scroll_into_view_if_needed()
        look_at(page, "whole-way-withdrawing")
        page.get_by_role("button", name="确认退订").click()
        expect(page.get_by_text("已退订", exact=True)).to_be_visible()
        for step in ("您申请退订", "合同作废", "退款已到账"):
            expect(timeline).to_contain_text(step, timeout=ARRIVES_MS)
        look_at(page, "whole-way-paid-back")
        assert api(site, f"/units/{unit}/status")["status"] == "available"
        page.goto(f"{site.url}/account/contracts?contract={contract}", wait_until="networkidle")
        expect(page.get_by_text("已作废").first).to_be_visible()
        page.goto(f"{site.url}/units/{unit}", wait_until="networkidle")
        expect(page.get_by_role("link", name="锁定此房")).to_be_visible()
