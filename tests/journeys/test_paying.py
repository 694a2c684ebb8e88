"""A buyer at a phone pays what they owe at the sandbox's own page, is told the truth on the way back, and gets money back."""

import re
import subprocess
import sys
import urllib.parse

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import new_phone, opened, register
from tests.journeys.looks import fits, look_at, no_serious_problem
from tests.live import ROOT, Site, environment

pytestmark = pytest.mark.journey

OWE = """
import datetime, sys, uuid, django
django.setup()
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.money.public import Purpose, open_obligation
owe = lambda: open_obligation(
    subject=f"journey:{sys.argv[1]}", payer_id=uuid.UUID(sys.argv[1]), organisation_id=uuid.uuid4(), purpose=Purpose.DEPOSIT,
    amount_fen=5_000_000, due_at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1),
    title="定金 · 云麓里 1栋 0101", title_en="Deposit · Yunlu Lane 1-0101", cause=f"journey:{sys.argv[1]}:{sys.argv[2]}")
print(command(owe, actor=system_actor("journey")))
"""
BACK = """
import sys, uuid, django
django.setup()
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.money.public import RefundReason, request_refund
back = lambda: request_refund(
    obligation_id=uuid.UUID(sys.argv[1]), amount_fen=2_000_000, reason=RefundReason.WITHDRAWAL, cause=f"journey:{sys.argv[1]}")
print(command(back, actor=system_actor("journey")))
"""


def inside(site: Site, script: str, *words: str) -> str:
    """Run a script in a process of the product's own: what the contexts above money will do."""
    more = {"GUANGSHA_PUBLIC_URL": site.url, "DJANGO_SETTINGS_MODULE": "guangsha.config.settings"}
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(site.directory, **more), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def owe(site: Site, page: Page, number: str) -> str:
    """The one who is signed in owes a deposit."""
    me = page.request.get(f"{site.url}/api/v1/me").json()["person"]["person_id"]
    return inside(site, OWE, me, number)


def to_the_cashier(site: Site, page: Page, obligation: str) -> None:
    page.goto(f"{site.url}/account/payments", wait_until="networkidle")
    no_serious_problem(page)
    fits(page)
    page.get_by_role("link", name="支付 ¥50,000.00").click()
    expect(page.get_by_role("radio", name="沙箱支付（演示）")).to_be_checked()
    no_serious_problem(page)
    look_at(page, "pay")
    page.get_by_role("button", name="支付 ¥50,000.00").click()
    page.wait_for_url(re.compile("/sandbox/pay/cashier/"))
    expect(page.get_by_text("¥50,000.00")).to_be_visible()
    no_serious_problem(page)
    fits(page)
    look_at(page, "cashier")


def test_a_deposit_is_paid_and_part_of_it_comes_back(chromium: Browser, live_site: Site) -> None:
    with opened(chromium) as page:
        register(live_site, page, new_phone())
        obligation = owe(live_site, page, "1")
        to_the_cashier(live_site, page, obligation)
        page.get_by_role("button", name="确认支付").click()
        page.wait_for_url(re.compile(r"/account/payments\?payment="))
        expect(page.get_by_role("heading", name="付款成功")).to_be_visible(timeout=20_000)
        no_serious_problem(page)
        fits(page)
        look_at(page, "paid")
        receipt = page.request.get(f"{live_site.url}{page.get_by_role('link', name='收据 PDF').get_attribute('href')}")
        assert (receipt.status, receipt.body()[:5]) == (200, b"%PDF-")
        page.get_by_role("button", name="申请电子发票").click()
        page.get_by_label("企业").check()
        page.get_by_label("企业名称").fill("示例科技有限公司")
        page.get_by_label("统一社会信用代码").fill("91110000600037341X")
        page.get_by_role("button", name="申请电子发票").click()
        expect(page.get_by_role("alert")).to_contain_text("请逐位核对")
        look_at(page, "invoice")
        page.get_by_label("统一社会信用代码").fill("91110000600037341L")
        page.get_by_role("button", name="申请电子发票").click()
        expect(page.get_by_text("已开具")).to_be_visible(timeout=20_000)
        look_at(page, "invoiced")
        inside(live_site, BACK, obligation)
        page.goto(f"{live_site.url}/account/payments", wait_until="networkidle")
        expect(page.get_by_text("已同意退款")).to_be_visible()
        for _ in range(20):
            page.reload(wait_until="networkidle")
            if page.get_by_text("款项已原路退回。").count():
                break
        expect(page.get_by_text("款项已原路退回。")).to_be_visible()
        no_serious_problem(page)
        fits(page)
        look_at(page, "refunded")


def test_a_payment_that_fails_can_be_made_again(chromium: Browser, live_site: Site) -> None:
    with opened(chromium) as page:
        register(live_site, page, new_phone())
        to_the_cashier(live_site, page, owe(live_site, page, "1"))
        first = urllib.parse.urlsplit(page.url).path
        page.get_by_role("button", name="模拟支付失败").click()
        expect(page.get_by_role("heading", name="这次付款没有成功")).to_be_visible(timeout=20_000)
        page.get_by_role("link", name="重新付款").click()
        page.get_by_role("button", name="支付 ¥50,000.00").click()
        page.wait_for_url(re.compile("/sandbox/pay/cashier/"))
        assert urllib.parse.urlsplit(page.url).path != first
