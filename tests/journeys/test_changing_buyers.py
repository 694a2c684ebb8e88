"""Change of buyers: asked for at the phone, decided by sales, which did not begin the deal; who joins is invited."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.deals.support import id_number
from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.signing import dark
from tests.journeys.test_assisted_sale import somebody
from tests.journeys.test_buying_a_home import give_real_name
from tests.journeys.test_from_first_look_to_refund import find_a_home, pay_the_deposit, project_on_sale
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def test_somebody_joins_the_buyers(chromium: Browser, live_site: Site) -> None:
    site, phone = live_site, new_phone()
    with opened(chromium, 390, height=844) as page, at_work(chromium, site, "sales") as desk:
        unit = find_a_home(site, page, project_on_sale(site))
        register(site, page, phone)
        give_real_name(site, page, id_number(int(phone[-3:]) % 900, f"19{70 + int(phone[-5])}0315"))
        page.goto(f"{site.url}/units/{unit}", wait_until="networkidle")
        page.get_by_role("link", name="锁定此房").click()
        pay_the_deposit(site, page)
        deal = page.request.get(f"{site.url}/api/v1/me/subscriptions").json()["items"][0]["id"]

        page.goto(f"{site.url}/account/homes", wait_until="networkidle")
        mine = page.get_by_role("region", name="申请更名")
        mine.get_by_role("button", name="申请更名").click()
        mine.get_by_role("button", name="提交更名申请").click()
        expect(mine.get_by_text("购房人和份额没有变化")).to_be_visible()
        mine.get_by_role("button", name="增加购房人").click()
        mine.get_by_label("姓名").fill("欧阳霁月")
        mine.get_by_label("身份证号码").fill(somebody())
        mine.get_by_label("份额").fill("40")
        mine.get_by_label("更名原因").fill("配偶加名")
        expect(mine).to_contain_text("60%")
        mine.scroll_into_view_if_needed()
        look_at(page, "rename-form")
        mine.get_by_role("button", name="提交更名申请").click()
        expect(mine).to_contain_text("开发商审核同意前，购房人不变")
        mine.scroll_into_view_if_needed()
        look_at(page, "rename-asked")
        dark(page, "rename-asked")

        desk.goto(f"{site.url}/console/deals/{deal}", wait_until="networkidle")
        box = desk.get_by_role("region", name="更名申请")
        expect(box.get_by_role("table")).to_contain_text("加入")
        look_at(desk, "rename-console")
        box.get_by_label("原因").fill("材料齐全")
        box.get_by_role("button", name="同意更名").click()
        expect(box).to_have_count(0)
        expect(desk.get_by_text("待本人确认")).to_be_visible()

        page.reload(wait_until="networkidle")
        expect(page.get_by_role("button", name="邀请本人确认")).to_be_visible()
        look_at(page, "rename-done")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{site.url}/en/account/homes", wait_until="networkidle")
        theirs = page.get_by_role("region", name="Ask to change the buyers")
        theirs.get_by_role("button", name="Ask to change the buyers").click()
        theirs.get_by_role("button", name=re.compile("^Remove")).click()
        look_at(page, "rename-form-en")
