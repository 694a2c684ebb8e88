"""Two who bought a home together end its contract together: one asks, the other is asked, and the money comes back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import at_work, opened
from tests.journeys.desks import contract_sealed, contract_sent
from tests.journeys.looks import look_at
from tests.journeys.signing import ARRIVES_MS, dark
from tests.journeys.test_from_first_look_to_refund import (
    find_a_home,
    known_by_name,
    pay_the_deposit,
    project_on_sale,
    read_and_sign,
)
from tests.journeys.test_holding_a_home import api
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def name_the_other(page: Page, number: str) -> None:
    """In the form of the subscription: who buys with one, and their share."""
    page.get_by_role("button", name="添加共同购房人").click()
    page.get_by_label("姓名").fill("欧阳霁月")
    page.get_by_label("身份证号码").fill(number)
    page.get_by_label("份额").fill("40")


def take_part(site: Site, her: Page, him: Page) -> None:
    """She hands him the link that asks him, and he confirms."""
    her.get_by_role("button", name="邀请本人确认").click()
    him.goto(her.get_by_text(re.compile("^http")).inner_text(), wait_until="networkidle")
    him.get_by_role("button", name="本人确认参与购房").click()
    expect(him.get_by_text("已确认", exact=True)).to_be_visible(timeout=ARRIVES_MS)


def test_a_contract_of_two_ends_when_both_say_so(chromium: Browser, live_site: Site) -> None:
    site = live_site
    with opened(chromium) as her, opened(chromium) as him:
        number = known_by_name(site, him)
        unit = find_a_home(site, her, project_on_sale(site))
        known_by_name(site, her)
        her.goto(f"{site.url}/units/{unit}", wait_until="networkidle")
        her.get_by_role("link", name="锁定此房").click()
        pay_the_deposit(site, her, lambda: name_the_other(her, number))
        take_part(site, her, him)
        deal = her.request.get(f"{site.url}/api/v1/me/subscriptions").json()["items"][0]["id"]
        contract = contract_sent(chromium, site, deal)
        for one in (her, him):
            read_and_sign(site, one, contract)
        contract_sealed(chromium, site, contract)

        # Neither ends it alone: she is told so before she asks, and he finds the question with its amounts.
        her.goto(f"{site.url}/account/homes", wait_until="networkidle")
        her.get_by_role("button", name="申请解约").click()
        way_out = her.get_by_role("region", name="退订")
        expect(way_out).to_contain_text("须全体购房人同意后办理")
        her.get_by_role("button", name="提交解约申请").click()
        expect(way_out).to_contain_text(re.compile("尚待 .+ 本人同意"))
        way_out.scroll_into_view_if_needed()
        look_at(her, "together-asked")
        with at_work(chromium, site, "manager") as desk:
            desk.goto(f"{site.url}/console/deals/{deal}", wait_until="networkidle")
            expect(desk.get_by_role("region", name="签约后解约")).to_contain_text("尚待共同购房人")
            desk.get_by_role("region", name="签约后解约").scroll_into_view_if_needed()
            look_at(desk, "together-console")
        him.goto(f"{site.url}/account/homes", wait_until="networkidle")
        question = him.get_by_role("region", name="共同购房人申请解约")
        expect(question).to_contain_text(re.compile(r"解约后退回 ¥50,000(\.00)?，扣除 ¥0"))
        question.scroll_into_view_if_needed()
        look_at(him, "together-question")
        dark(him, "together-question")
        question.get_by_role("button", name="不同意").click()
        question.get_by_label("不同意的原因").fill("孩子要在这里上学")
        look_at(him, "together-no")
        question.get_by_role("button", name="确认不同意").click()
        expect(question).to_have_count(0)

        # It stands, and she reads why; she asks again, and this time he agrees.
        her.reload(wait_until="networkidle")
        expect(way_out).to_contain_text("孩子要在这里上学")
        her.get_by_role("button", name="申请解约").click()
        her.get_by_role("button", name="提交解约申请").click()
        expect(way_out).to_contain_text("本人同意")
        him.set_viewport_size({"width": 1440, "height": 900})
        him.goto(f"{site.url}/en/account/homes", wait_until="networkidle")
        look_at(him, "together-question-en")
        him.get_by_role("button", name="Agree to end it").click()
        expect(him.get_by_text("Withdrawn", exact=True).first).to_be_visible()
        her.reload(wait_until="networkidle")
        timeline = her.get_by_role("list", name="全部进展")
        for step in ("共同购房人不同意解约", "共同购房人同意解约", "合同作废", "退款已到账"):
            expect(timeline).to_contain_text(step, timeout=ARRIVES_MS)
        look_at(her, "together-ended")
        assert api(site, f"/units/{unit}/status")["status"] == "available"
