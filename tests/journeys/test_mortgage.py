"""A loan for a home, at a phone: from the plan with a loan part to the form that saves itself and banks to choose from."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.test_reading_a_contract import home_with_template, subscribed
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
ARRIVES_MS = 40_000


def choose_the_plan(site: Site, page: Page) -> None:
    """The plan with a loan part."""
    page.goto(f"{site.url}/account/homes", wait_until="networkidle")
    page.get_by_role("button", name="选择付款方式").click()
    page.get_by_text("银行按揭").click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_role("button", name="更换付款方式")).to_be_visible()
    page.get_by_role("link", name="申请按揭贷款").click()


def test_the_form_of_a_mortgage_saves_itself(chromium: Browser, live_site: Site) -> None:
    (unit, _), phone = home_with_template(live_site), new_phone()
    with opened(chromium) as page:
        register(live_site, page, phone)
        subscribed(live_site, page, unit, phone)
        choose_the_plan(live_site, page)
        expect(page.get_by_role("heading", name="申请信息")).to_be_visible()
        page.get_by_label("工作单位").fill("长河机械有限公司")
        page.get_by_label("月收入（税前）").fill("28000")
        page.get_by_label("婚姻状况").select_option("married")
        page.get_by_label("已有贷款月供（没有填 0）").fill("0")
        expect(page.get_by_text("已保存")).to_be_visible(timeout=ARRIVES_MS)
        look_at(page, "mortgage-form")
