"""From a paid deposit to a signed contract: sales draws it up and sends it, the buyer reads and signs it, a visitor checks it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.people import HOUSE
from tests.deals.support import id_number
from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.signing import sign_and_check
from tests.journeys.test_buying_a_home import ARRIVES_MS, give_real_name
from tests.journeys.test_holding_a_home import api
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def home_with_template(site: Site) -> tuple[str, str]:
    """An available home of the developer whose wordings are approved: its id and number."""
    for project in (one for one in PROJECTS if one.developer == HOUSE):
        board = api(site, f"/projects/{project.slug}/unit-board")
        free = [one for one in board["units"] if one["status"] == "available" and one["kind"] == "home"]
        if free:
            return str(free[-1]["id"]), str(free[-1]["number"])
    raise AssertionError("the demo has no such home")


def subscribed(site: Site, page: Page, unit: str, phone: str) -> None:
    """Hold, real name, subscribe, pay: all of it has a journey of its own."""
    give_real_name(site, page, id_number(int(phone[-3:]) % 900, f"19{70 + int(phone[-5])}0315"))
    page.goto(f"{site.url}/account/homes?unit={unit}", wait_until="networkidle")
    page.get_by_role("button", name="锁定 15 分钟").click()
    page.get_by_role("link", name="在线认购").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=re.compile("^认购并支付定金")).click()
    page.wait_for_url(re.compile(r"/account/payments\?pay="))
    page.get_by_role("button", name=re.compile("^支付 ¥")).click()
    page.wait_for_url(re.compile(r"/sandbox/pay/"), timeout=ARRIVES_MS)
    page.locator('button[value="pay"]').click()
    page.wait_for_url(re.compile(r"/account/payments\?payment="), timeout=ARRIVES_MS)
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    expect(page.get_by_text("已认购", exact=True)).to_be_visible(timeout=ARRIVES_MS)


def send_contract(chromium: Browser, site: Site, number: str) -> None:
    """Sales draws the contract of the home with this number up and sends it."""
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console/contracts", wait_until="networkidle")
        sale = desk.get_by_role("region", name="待签合同的认购").get_by_role("listitem").filter(has_text=number).first
        expect(sale).to_be_visible()
        look_at(desk, "contracts-console")
        sale.get_by_label("交付日期（默认取公示）").fill("2035-12-31")
        sale.get_by_role("button", name="拟定合同").click()
        desk.wait_for_url(re.compile(r"/console/contracts/[0-9a-f-]{36}"))
        expect(desk.get_by_text("草稿", exact=True)).to_be_visible()
        desk.get_by_role("button", name="编号并发出").click()
        expect(desk.get_by_text("待阅读", exact=True)).to_be_visible(timeout=ARRIVES_MS)
        expect(desk.get_by_role("region", name="与公示不同之处")).to_contain_text("交付日期")
        look_at(desk, "contract-console")
        desk.goto(f"{site.url}/console/contracts/templates", wait_until="networkidle")
        expect(desk.get_by_text("生效中（全部楼盘）").first).to_be_visible()
        look_at(desk, "wordings-console")


def read_it(page: Page) -> None:
    """The differences first, then each risk clause: it is opened, then confirmed."""
    page.get_by_role("button", name=re.compile("^我已知悉")).first.click()
    expect(page.get_by_role("region", name="与公示不同之处")).to_contain_text("已确认知悉")
    risks = page.get_by_role("region", name="风险条款，逐条确认").locator("details")
    for index in range(risks.count()):
        clause = risks.nth(index)
        clause.locator("summary").click()
        if index == 0:
            look_at(page, "contract-risk")
        clause.get_by_role("button", name=re.compile("^我已阅读并理解")).click()
        expect(clause.get_by_text("已确认")).to_be_visible()


def test_a_contract_is_sent_read_signed_by_all_and_checked_by_anybody(
    chromium: Browser, live_site: Site, tmp_path: Path
) -> None:
    (unit, number), phone = home_with_template(live_site), new_phone()
    with opened(chromium) as page:
        register(live_site, page, phone)
        subscribed(live_site, page, unit, phone)
        send_contract(chromium, live_site, number)
        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")
        page.get_by_role("link", name="查看购房合同").click()
        expect(page.get_by_role("heading", name="合同要点")).to_be_visible()
        look_at(page, "contract-reading")
        pdf = page.request.get(f"{live_site.url}{page.get_by_role('link', name='打开 PDF').get_attribute('href')}")
        assert pdf.body().startswith(b"%PDF-")
        expect(page.get_by_text("签署前还需完成")).to_be_visible()
        read_it(page)
        expect(page.get_by_role("button", name="核验身份并签署")).to_be_disabled()
        look_at(page, "contract-ready")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(page.url.replace("/account", "/en/account"), wait_until="networkidle")
        expect(page.get_by_role("button", name="Prove it is me and sign")).to_be_disabled()
        look_at(page, "contract-reading-en")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(page.url.replace("/en/account", "/account"), wait_until="networkidle")
        sign_and_check(chromium, live_site, page, tmp_path)
