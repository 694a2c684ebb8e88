"""The finance desk: days matched three ways, a stranger's transfer booked by two people, the ledger read and taken along."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from guangsha.kit.clock import CHINA
from tests.journeys.account import at_work
from tests.journeys.looks import look_at
from tests.journeys.test_paying import inside
from tests.live import Site

pytestmark = pytest.mark.journey

SEED = """
import datetime, uuid, django
django.setup()
from guangsha.accounts.public import organisation_called
from guangsha.backbone.public import command
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.actor import system_actor
from guangsha.money.bills import reconcile
from guangsha.money.domain.statements import StatementLine
from guangsha.money.models import Payment
from guangsha.money.ports import Charge, ChargeState, provider_called
from guangsha.money.public import Purpose, open_obligation
from guangsha.money.services.payments import begin_payment, record_charge
from guangsha.money.services.statements import take_line
run = lambda work: command(work, actor=system_actor("journey"))
house, payer, now = organisation_called("luyuan"), uuid.uuid4(), datetime.datetime.now(datetime.UTC)
noon = (now - datetime.timedelta(days=1)).replace(hour=12)  # near midnight a payment may stand in either day's bill
owe = lambda n, fen: open_obligation(
    subject=f"journey:finance-{n}", payer_id=payer, organisation_id=house, purpose=Purpose.DOWN_PAYMENT, amount_fen=fen,
    due_at=now + datetime.timedelta(days=9), title=f"首付款 · 云麓里 1栋 010{n}", title_en=f"Down payment · Yunlu Lane 1-010{n}",
    cause=f"journey:finance-{n}")
sandbox = provider_called("sandbox")
for n in (1, 2):
    owed = run(lambda: owe(n, 30_000_000 + n))
    key = run(lambda: begin_payment(obligation_id=owed, payer_id=payer, provider="sandbox"))
    paid = Payment.objects.get(pk=key)
    told = Charge(paid.merchant_no, ChargeState.PAID, paid.amount_fen, merchant=sandbox.merchant, paid_at=noon)
    run(lambda: record_charge(provider=sandbox, charge=told))
run(lambda: owe(3, 66_600_000))
line = StatementLine("L20261130-7", now, 66_600_000, "张三 购房首付 云麓里")
run(lambda: take_line(provider=BankTransfer("6222 0000"), line=line))
reconcile("sandbox", noon.date())
"""


def show(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{name}")).first.check(force=True)  # the word lies over the button


def test_what_does_not_fit_is_found_and_settled_by_two_people(chromium: Browser, live_site: Site) -> None:
    inside(live_site, SEED)
    with at_work(chromium, live_site, "treasurer") as page:
        page.goto(f"{live_site.url}/console/finance/reconciliation", wait_until="networkidle")
        expect(page.get_by_text("2 笔差异")).to_be_visible()
        look_at(page, "reconciliation")
        page.get_by_role("button", name="有差异").click()
        expect(page.get_by_role("heading", name="对账：账单中没有").first).to_be_visible()
        look_at(page, "reconciliation-day")
        page.goto(f"{live_site.url}/console/finance", wait_until="networkidle")
        show(page, "待处理事项")
        page.get_by_role("button", name="入账或退回").first.click()
        expect(page.get_by_text("张三 购房首付 云麓里")).to_be_visible()
        page.get_by_role("radio", name="首付款 · 云麓里 1栋 0103").check()
        page.get_by_label("说明（给复核人）").fill("与回单核对一致")
        look_at(page, "line-desk")
        page.get_by_role("button", name="提交").click()
        show(page, "入账复核")
        expect(page.get_by_text("须由他人复核")).to_be_visible()
    with at_work(chromium, live_site, "finance") as page:
        page.goto(f"{live_site.url}/console/finance", wait_until="networkidle")
        show(page, "入账复核")
        look_at(page, "bookings")
        page.get_by_role("button", name="同意").click()
        expect(page.get_by_text("已同意")).to_be_visible()
        page.goto(f"{live_site.url}/console/finance/ledger", wait_until="networkidle")
        expect(page.get_by_text("666,000.00").first).to_be_visible()
        look_at(page, "ledger")
        page.get_by_role("button", name="监管账户银行存款").click()
        expect(page.get_by_role("listitem").filter(has_text="0103")).to_be_visible()
        address = page.get_by_role("link", name="XLSX").get_attribute("href")
        taken = page.request.get(f"{live_site.url}{address}")
        assert (taken.status, taken.body()[:2]) == (200, b"PK")


def test_a_statement_of_the_supervised_account_is_taken_from_a_file(chromium: Browser, live_site: Site) -> None:
    head, day = "line,at,amount,text", datetime.now(CHINA).date().isoformat()
    wrong = f"{head}\nS1,{day} 09:30:00,1200.00,李四 定金\nS2,yesterday,3.00,x\n"
    right = f"{head}\nS1,{day} 09:30:00,1200.00,李四 定金\nS2,{day} 09:31:00,-3.00,手续费\n".encode("gb18030")
    for width in (1440, 390):
        with at_work(chromium, live_site, "treasurer", width=width) as page:
            page.goto(f"{live_site.url}/console/finance/reconciliation", wait_until="networkidle")
            choose = page.locator("input[type=file]")
            choose.set_input_files({"name": "statement.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
            expect(page.get_by_role("alert").get_by_text("第 3 行")).to_be_visible()
            look_at(page, "statement-wrong")
            choose.set_input_files({"name": "statement.csv", "mimeType": "text/csv", "buffer": right})
            expect(page.get_by_role("status").filter(has_text="共 2 笔")).to_be_visible()
            look_at(page, "statement-taken")


@pytest.mark.parametrize("width", [390])
def test_the_desk_fits_a_phone(chromium: Browser, live_site: Site, width: int) -> None:
    with at_work(chromium, live_site, "treasurer", width=width) as page:
        for name in ("", "/reconciliation", "/ledger"):
            page.goto(f"{live_site.url}/console/finance{name}", wait_until="networkidle")
            look_at(page, f"finance{name.replace('/', '-')}")
