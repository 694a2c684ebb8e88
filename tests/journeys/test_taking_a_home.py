"""The home is handed over: the house writes down what was read and given, the buyer takes it on the phone."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from guangsha.kit.clock import utc_now
from tests.journeys.account import at_work, opened
from tests.journeys.desks import ask
from tests.journeys.looks import look_at
from tests.journeys.signing import dark
from tests.journeys.test_from_first_look_to_refund import buy_and_sign
from tests.live import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def days_pass(site: Site, slot: str) -> None:
    """The time of the appointment has come: the clock of a running product cannot be moved, so the appointment is."""
    with closing(sqlite3.connect(site.directory / "guangsha.sqlite3", timeout=20)) as db, db:
        begun = utc_now() - timedelta(minutes=5)
        db.execute(
            "UPDATE deals_handoverslot SET starts_at = ? WHERE id = ?",
            [f"{begun:%Y-%m-%d %H:%M:%S.%f}", slot.replace("-", "")],
        )


def test_a_home_is_taken_on_the_phone(chromium: Browser, live_site: Site) -> None:
    site = live_site
    with opened(chromium, 390, height=844) as page, at_work(chromium, site, "sales") as desk:
        _, deal, _ = buy_and_sign(chromium, site, page)
        desk.goto(f"{site.url}/console/deals/{deal}", wait_until="networkidle")
        project = ask(desk, "GET", f"/console/deals/{deal}")["project_id"]
        when = (utc_now() + timedelta(days=3)).isoformat()
        body = {"starts": [when], "minutes": 60, "places": 2}
        slots = ask(desk, "POST", f"/console/projects/{project}/handover-slots", body)["slots"]
        page.goto(f"{site.url}/account/homes", wait_until="networkidle")
        page.get_by_role("combobox").select_option(index=1)
        page.get_by_role("button", name="预约").click()
        expect(page.get_by_role("button", name="取消预约")).to_be_visible()
        days_pass(site, slots[0]["id"])

        desk.reload(wait_until="networkidle")
        sheet = desk.get_by_role("region", name="交付单")
        sheet.get_by_label("水表").fill("12.5")
        sheet.get_by_label("电表").fill("103")
        sheet.get_by_label("现场问题").fill("主卧窗扇划伤\n入户门锁不灵活")
        sheet.get_by_label("已当面交付").check()
        look_at(desk, "handover-console")
        sheet.get_by_role("button", name="请客户在手机上确认").click()
        expect(sheet).to_contain_text("待客户确认")

        page.reload(wait_until="networkidle")
        mine = page.get_by_role("region", name="交付单")
        expect(mine).to_contain_text("入户门锁不灵活")
        mine.scroll_into_view_if_needed()
        look_at(page, "handover-phone")
        mine.get_by_role("button", name="核验身份并确认收房").click()
        expect(page.get_by_text("已交付", exact=True).first).to_be_visible()
        look_at(page, "handover-taken")
        dark(page, "handover-taken")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{site.url}/en/account/homes", wait_until="networkidle")
        expect(page.get_by_text("Handed over", exact=True).first).to_be_visible()
        page.get_by_role("region", name="Handover sheet").scroll_into_view_if_needed()
        look_at(page, "handover-taken-en")
        desk.reload(wait_until="networkidle")
        expect(desk.get_by_role("region", name="交付单")).to_contain_text("客户已确认收房")
        look_at(desk, "handover-console-done")
