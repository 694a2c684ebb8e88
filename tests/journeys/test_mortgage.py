"""A loan for a home, at a phone: form, consent, banks, documents, contract, and the bank's money pays the loan part."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.desks import ask
from tests.journeys.looks import look_at
from tests.journeys.test_from_first_look_to_refund import sign_by_all
from tests.journeys.test_reading_a_contract import home_with_template, subscribed
from tests.live import Site
from tests.mortgages.support import PDF

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
ARRIVES_MS = 40_000
BANK, SMALL = "湘江银行（演示）", "麓山银行（演示）"
FILE: Any = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PDF}


def choose_the_plan(site: Site, page: Page) -> None:
    """The plan with a loan part, and from there to the mortgage."""
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    page.get_by_role("button", name="选择付款方式").click()
    page.get_by_text("银行按揭").click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_role("button", name="更换付款方式")).to_be_visible()
    page.get_by_role("link", name="申请按揭贷款").click()


def fill_the_form(page: Page) -> None:
    """It saves itself: what was said is there after a reload."""
    expect(page.get_by_role("heading", name="申请信息")).to_be_visible()
    page.get_by_label("工作单位").fill("长河机械有限公司")
    page.get_by_label("月收入（税前）").fill("28000")
    page.get_by_label("婚姻状况").select_option("married")
    page.get_by_label("已有贷款月供（没有填 0）").fill("0")
    expect(page.get_by_text("已保存")).to_be_visible(timeout=ARRIVES_MS)
    page.reload(wait_until="networkidle")
    expect(page.get_by_label("工作单位")).to_have_value("长河机械有限公司")
    look_at(page, "mortgage-form")


def card_of(page: Page, bank: str) -> Locator:
    """The application at this bank."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=bank, exact=True))


def ask_the_bank(page: Page, bank: str = BANK) -> str:
    """Nothing goes to the bank before its own words are agreed to. The address of its clerk's desk."""
    page.get_by_role("button", name=f"申请商业贷款 · {bank}").click()
    expect(page.get_by_text(f"接收方：{bank}")).to_be_in_viewport()
    expect(page.get_by_role("button", name=f"提交给{bank}")).to_be_hidden()
    look_at(page, "mortgage-consent")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("请先阅读并勾选同意")).to_be_visible()
    page.get_by_role("checkbox", name="我已阅读并单独同意以上内容").check()
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("button", name=f"提交给{bank}").click()
    expect(card_of(page, bank)).to_contain_text("银行审核中")
    desk = card_of(page, bank).get_by_role("link", name="演示：到银行柜台办理").get_attribute("href")
    assert desk
    return desk


def clerk(page: Page, desk: str, act: str) -> None:
    """The bank's clerk presses a button of the desk; it takes a moment until the bank has what it decides about."""
    for _ in range(100):
        if f'value="{act}"' in page.request.get(desk).text():
            break
        page.wait_for_timeout(300)
    told = page.request.post(desk, form={"act": act})
    assert told.ok, told.text()
    assert f'value="{act}"' not in told.text()


def in_the_dark(page: Page, name: str) -> None:
    """The same page, opened in the dark and at a desk in English; then as it was."""
    mine = page.url
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(mine.replace("/account", "/en/account"), wait_until="networkidle")
    look_at(page, f"{name}-en-dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
    page.goto(mine, wait_until="networkidle")


def offered_less(page: Page) -> None:
    """Another bank offers less than the plan needs: that cannot be chosen, and it says what can be done."""
    clerk(page, ask_the_bank(page, SMALL), "pre_approve_less")
    trouble = card_of(page, SMALL).get_by_role("region", name="该批复不能选择")
    expect(trouble).to_contain_text("比付款方式中的贷款部分", timeout=ARRIVES_MS)
    expect(trouble.get_by_role("link", name="更换付款方式")).to_be_visible()
    expect(card_of(page, SMALL).get_by_role("button", name="选择这家银行")).to_be_hidden()
    trouble.scroll_into_view_if_needed()
    look_at(page, "mortgage-too-small")


def upload_documents(page: Page) -> None:
    """Everything that the checklist names."""
    papers = page.get_by_role("region", name="办理资料")
    uploads = papers.locator('input[type="file"]')
    expect(uploads.first).to_be_attached()
    for index in range(uploads.count()):
        uploads.nth(index).set_input_files(FILE)
        expect(papers.get_by_text("待核对", exact=True)).to_have_count(index + 1, timeout=ARRIVES_MS)


def check_documents(desk: Page, *, back: str = "") -> None:
    """The house looks at what was uploaded: ``back`` is sent back, everything else accepted."""
    mine = ask(desk, "GET", "/console/mortgages?turn=house")["items"][0]["id"]
    for one in ask(desk, "GET", f"/console/mortgages/{mine}")["application"]["documents"]:
        if one["state"] == "uploaded":
            accept = one["item"] != back
            body = {"accept": accept, "reason": "" if accept else "照片不清晰，请重新拍摄"}
            ask(desk, "POST", f"/console/mortgages/{mine}/documents/{one['id']}/decision", body)


def hand_in_documents(chromium: Browser, site: Site, page: Page) -> None:
    """One is sent back with a reason, uploaded again, and then all are accepted."""
    upload_documents(page)
    look_at(page, "mortgage-documents")
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console/mortgages", wait_until="networkidle")
        look_at(desk, "mortgages-console")
        desk.get_by_role("link", name=re.compile(BANK)).first.click()
        expect(desk.get_by_role("heading", name="办理资料")).to_be_visible()
        look_at(desk, "mortgage-console")
        check_documents(desk, back="income")
        expect(page.get_by_text("照片不清晰，请重新拍摄")).to_be_visible(timeout=ARRIVES_MS)
        look_at(page, "mortgage-sent-back")
        page.locator("li").filter(has_text="照片不清晰").locator('input[type="file"]').set_input_files(FILE)
        expect(page.get_by_text("照片不清晰，请重新拍摄")).to_be_hidden(timeout=ARRIVES_MS)
        check_documents(desk)
    expect(page.get_by_text("签订购房合同后，正式向银行申请")).to_be_visible(timeout=ARRIVES_MS)


def test_a_mortgage_from_the_form_to_the_banks_money(chromium: Browser, live_site: Site) -> None:
    site, phone = live_site, new_phone()
    with opened(chromium) as page:
        register(site, page, phone)
        subscribed(site, page, home_with_template(site)[0], phone)
        choose_the_plan(site, page)
        fill_the_form(page)
        bank = ask_the_bank(page)
        mine = page.url
        clerk(page, bank, "pre_approve")
        expect(card_of(page, BANK)).to_contain_text("预审通过", timeout=ARRIVES_MS)
        offered_less(page)
        look_at(page, "mortgage-offer")
        in_the_dark(page, "mortgage-offer")
        page.get_by_role("button", name="选择这家银行").click()
        expect(page.get_by_text("已选定", exact=True)).to_be_visible()
        hand_in_documents(chromium, site, page)

        deal = page.request.get(f"{site.url}/api/v1/me/subscriptions").json()["items"][0]["id"]
        sign_by_all(chromium, site, page, deal)
        page.goto(mine, wait_until="networkidle")
        card_of(page, BANK).get_by_text("状态记录").click()
        history = card_of(page, BANK).get_by_role("list", name="状态记录")
        expect(history).to_contain_text("正式申请已提交", timeout=ARRIVES_MS)
        for act, word in (("approve", "贷款批准"), ("sign", "借款合同签订"), ("disburse", "款项到达监管账户")):
            clerk(page, bank, act)
            expect(history).to_contain_text(word, timeout=ARRIVES_MS)
        expect(page.get_by_text("已放款到账", exact=True)).to_be_visible()
        look_at(page, "mortgage-disbursed")
        page.goto(f"{site.url}/account/homes", wait_until="networkidle")
        loan = page.get_by_role("region", name="付款方式").get_by_role("listitem").filter(has_text="按揭贷款")
        expect(loan).to_contain_text("已付清")
        expect(page.get_by_role("list", name="全部进展")).to_contain_text("按揭贷款已到账")
        look_at(page, "mortgage-home")
