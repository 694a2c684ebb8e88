"""A loan for a home, at a phone: form, banks, consent, documents, offer, contract, and the bank's money pays the loan part."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.signing import dark, draw
from tests.journeys.test_reading_a_contract import home_with_template, read_it, send_contract, subscribed
from tests.live import Site
from tests.mortgages.support import PDF

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
ARRIVES_MS = 40_000
BANK = "湘江银行（演示）"


def clerk(chromium: Browser, address: str, act: str) -> None:
    """The bank's clerk presses a button."""
    with opened(chromium) as desk:
        desk.goto(address)
        look_at(desk, f"bank-desk-{act}")
        desk.locator(f'button[value="{act}"]').click()
        expect(desk.locator("h1")).to_be_visible()


def choose_the_plan(site: Site, page: Page) -> None:
    """The plan with a loan part."""
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    page.get_by_role("button", name="选择付款方式").click()
    page.get_by_text("银行按揭").click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_role("button", name="更换付款方式")).to_be_visible()
    page.get_by_role("link", name="申请按揭贷款").click()


def ask_the_bank(page: Page) -> str:
    """The form saves itself; consent to this bank's own words; the address of its clerk's desk."""
    expect(page.get_by_role("heading", name="申请信息")).to_be_visible()
    page.get_by_label("工作单位").fill("长河机械有限公司")
    page.get_by_label("月收入（税前）").fill("28000")
    page.get_by_label("婚姻状况").select_option("married")
    page.get_by_label("已有贷款月供（没有填 0）").fill("0")
    expect(page.get_by_text("已保存")).to_be_visible(timeout=ARRIVES_MS)
    look_at(page, "mortgage-form")
    page.get_by_role("button", name=f"向{BANK} · 商业贷款申请").click()
    expect(page.get_by_text(f"接收方：{BANK}")).to_be_visible()
    look_at(page, "mortgage-consent")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("请先阅读并勾选同意")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("button", name=f"提交给{BANK}").click()
    expect(page.get_by_text("银行审核中")).to_be_visible()
    desk = page.get_by_role("link", name="演示：到银行柜台办理").get_attribute("href")
    assert desk
    return desk


def hand_in_documents(chromium: Browser, site: Site, page: Page) -> None:
    """The buyer uploads everything; the advisor sends one back, then accepts all of it."""
    uploads = page.locator('input[type="file"]')
    expect(uploads.first).to_be_attached(timeout=ARRIVES_MS)
    for index in range(uploads.count()):
        uploads.nth(index).set_input_files({"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PDF})
        expect(page.get_by_text("待核对")).to_have_count(index + 1, timeout=ARRIVES_MS)
    look_at(page, "mortgage-documents")
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console/mortgages", wait_until="networkidle")
        look_at(desk, "mortgages-console")
        desk.get_by_role("link", name=re.compile(BANK)).first.click()
        expect(desk.get_by_role("heading", name="办理资料")).to_be_visible()
        look_at(desk, "mortgage-console")
        desk.get_by_role("button", name="退回", exact=True).first.click()
        desk.get_by_label("退回原因").fill("照片不清晰，请重新拍摄")
        desk.get_by_role("button", name="确认退回").click()
        expect(desk.get_by_text("已退回")).to_be_visible()
    expect(page.get_by_text("照片不清晰，请重新拍摄")).to_be_visible(timeout=ARRIVES_MS)
    again = page.locator("li").filter(has_text="照片不清晰").locator('input[type="file"]')
    again.set_input_files({"name": "清晰.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(page.get_by_text("照片不清晰，请重新拍摄")).to_be_hidden(timeout=ARRIVES_MS)
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console/mortgages", wait_until="networkidle")
        desk.get_by_role("link", name=re.compile(BANK)).first.click()
        accept = desk.get_by_role("button", name="通过", exact=True)
        expect(accept.first).to_be_visible()
        for left in range(accept.count(), 0, -1):
            accept.first.click()
            expect(accept).to_have_count(left - 1, timeout=ARRIVES_MS)


def sign_the_contract(chromium: Browser, site: Site, page: Page, number: str) -> None:
    """The purchase contract, whose own journey looks closer."""
    send_contract(chromium, site, number)
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    page.get_by_role("link", name="查看购房合同").click()
    expect(page.get_by_role("heading", name="合同要点")).to_be_visible()
    read_it(page)
    draw(page)
    page.get_by_label(re.compile("^我已阅读合同")).check()
    page.get_by_role("button", name="核验身份并签署").click()
    expect(page.get_by_text("您已签署。等待其他当事人签署。")).to_be_visible(timeout=ARRIVES_MS)
    for who, act in (("sales", "申请用印"), ("manager", "批准用印")):
        with at_work(chromium, site, who) as desk:
            desk.goto(f"{site.url}/console/contracts/seals", wait_until="networkidle")
            desk.get_by_role("button", name=act).first.click()
            expect(desk.get_by_text("待审批" if who == "sales" else "已批准").first).to_be_visible(timeout=ARRIVES_MS)


def test_a_mortgage_from_the_form_to_the_banks_money(chromium: Browser, live_site: Site) -> None:
    (unit, number), phone = home_with_template(live_site), new_phone()
    with opened(chromium) as page:
        register(live_site, page, phone)
        subscribed(live_site, page, unit, phone)
        choose_the_plan(live_site, page)
        desk = ask_the_bank(page)
        mine = page.url
        clerk(chromium, desk, "pre_approve")
        expect(page.get_by_text("预审通过").first).to_be_visible(timeout=ARRIVES_MS)
        look_at(page, "mortgage-offer")
        dark(page, "mortgage-offer")
        page.get_by_role("button", name="选择这家银行").click()
        expect(page.get_by_text("已选定")).to_be_visible()
        hand_in_documents(chromium, live_site, page)
        sign_the_contract(chromium, live_site, page, number)
        page.goto(mine, wait_until="networkidle")
        page.get_by_text("状态记录").click()
        expect(page.get_by_text("正式申请已提交")).to_be_visible(timeout=ARRIVES_MS)
        for act, word in (("approve", "贷款批准"), ("sign", "借款合同签订"), ("disburse", "款项到达监管账户")):
            clerk(chromium, desk, act)
            expect(page.get_by_text(word)).to_be_visible(timeout=ARRIVES_MS)
        look_at(page, "mortgage-disbursed")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(mine.replace("/account", "/en/account"), wait_until="networkidle")
        expect(page.get_by_text("Paid out", exact=True)).to_be_visible()
        look_at(page, "mortgage-disbursed-en")
        page.goto(f"{live_site.url}/account/homes", wait_until="networkidle")
        loan = page.get_by_role("region", name="付款方式").get_by_role("listitem").filter(has_text="按揭贷款")
        expect(loan).to_contain_text("已付")
        expect(page.get_by_role("list", name="全部进展")).to_contain_text("按揭贷款已到账")
        look_at(page, "mortgage-home")
