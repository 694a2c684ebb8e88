"""A buyer at a phone: hold, real name, subscribe, pay at the sandbox's own page; withdraw, and the money comes back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deals.support import id_number
from tests.journeys.account import new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.test_holding_a_home import api, available_home
from tests.live import Site

pytestmark = pytest.mark.journey
ARRIVES_MS = 30_000
"""Notices, jobs and the page's own looking take seconds; a busy machine takes more."""


def give_real_name(site: Site, page: Page, number: str) -> None:
    page.goto(f"{site.url}/account/identity", wait_until="networkidle")
    page.get_by_label("真实姓名").fill("欧阳霁月")
    page.get_by_label("身份证号").fill(number)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交核验").click()
    expect(page.get_by_text("已实名", exact=True)).to_be_visible(timeout=ARRIVES_MS)


def test_a_home_is_bought_and_withdrawn_from_at_a_phone(chromium: Browser, live_site: Site) -> None:
    unit, phone = available_home(live_site), new_phone()
    with opened(chromium) as page:
        register(live_site, page, phone)
        page.goto(f"{live_site.url}/account/homes?unit={unit}", wait_until="networkidle")
        page.get_by_role("button", name="锁定 15 分钟").click()
        page.get_by_role("link", name="在线认购").click()

        # Who buys, and the rules before anything is paid: without a verified name it goes no further.
        expect(page.get_by_role("heading", name="谁来购买")).to_be_visible()
        expect(page.get_by_role("table", name=re.compile("^付款后退订"))).to_contain_text("付款后 7 天内")
        look_at(page, "buying-rules")
        form = page.url
        page.get_by_role("button", name=re.compile("^认购并支付定金")).click()
        expect(page.get_by_text("请先阅读并勾选")).to_be_visible()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name=re.compile("^认购并支付定金")).click()
        expect(page.get_by_role("alert")).to_contain_text("请先完成实名认证")
        give_real_name(live_site, page, id_number(int(phone[-3:]) % 900, f"19{70 + int(phone[-5])}0315"))

        page.goto(form, wait_until="networkidle")
        page.get_by_role("button", name="添加共同购房人").click()
        page.get_by_label("姓名").fill("李小龙")
        page.get_by_label("身份证号码").fill(id_number(7, "19850505"))
        page.get_by_label("份额").fill("40")
        expect(page.get_by_text("60%")).to_be_visible()
        look_at(page, "buying-who")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name=re.compile("^认购并支付定金")).click()

        # To the provider's own page, and back.
        page.wait_for_url(re.compile(r"/account/payments\?pay="))
        page.get_by_role("button", name=re.compile("^支付 ¥")).click()
        page.wait_for_url(re.compile(r"/sandbox/pay/"), timeout=ARRIVES_MS)
        page.locator('button[value="pay"]').click()
        page.wait_for_url(re.compile(r"/account/payments\?payment="), timeout=ARRIVES_MS)

        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")
        expect(page.get_by_text("已认购", exact=True)).to_be_visible(timeout=ARRIVES_MS)
        timeline = page.get_by_role("list", name="全部进展")
        expect(timeline).to_contain_text("认购成功")
        look_at(page, "buying-subscribed")
        assert api(live_site, f"/units/{unit}/status")["status"] == "subscribed"
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{live_site.url}/en/account/homes", wait_until="networkidle")
        expect(page.get_by_text("Home subscribed", exact=True)).to_be_visible()
        look_at(page, "buying-subscribed-en")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")

        # Out again in the cooling-off period: all of it comes back, told before it is done.
        page.get_by_role("button", name="退订", exact=True).click()
        expect(page.get_by_text(re.compile(r"现在退订，退回 ¥50,000(\.00)?，扣除 ¥0"))).to_be_visible()
        page.get_by_role("button", name="确认退订").click()
        expect(page.get_by_text("已退订", exact=True)).to_be_visible()
        expect(timeline).to_contain_text("退款已到账", timeout=ARRIVES_MS)
        look_at(page, "buying-withdrawn")
        assert api(live_site, f"/units/{unit}/status")["status"] == "available"
        page.goto(f"{live_site.url}/account/payments", wait_until="networkidle")
        expect(page.get_by_role("list", name="退款进度").or_(page.get_by_text("已到账").first).first).to_be_visible()
