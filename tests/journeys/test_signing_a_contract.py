"""A buyer signs at a phone, the company by two of its people, and a visitor checks the file: byte by byte, and one byte off."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from guangsha.config.demo.people import HOUSE
from tests.deals.support import id_number
from tests.journeys.account import at_work, new_phone, opened, register
from tests.journeys.looks import look_at
from tests.journeys.test_buying_a_home import give_real_name
from tests.live import ROOT, Site, environment

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
ARRIVES_MS = 40_000


def prepared(site: Site, phone: str) -> str:
    """A contract for the buyer with this phone."""
    settings = environment(site.directory, GUANGSHA_PUBLIC_URL=site.url, JOURNEY_HOUSE=HOUSE)
    command = [sys.executable, "-m", "tests.journeys.prepared_contract", phone]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()[-1]


def draw(page: Page) -> None:
    """A signature by finger."""
    box = page.get_by_role("img", name="手写签名框").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    for part in range(1, 30):
        wave = 0.5 + 0.3 * (-1 if part // 4 % 2 else 1) * (part % 4) / 4
        page.mouse.move(box["x"] + 40 + part * (box["width"] - 80) / 30, box["y"] + box["height"] * wave)
    page.mouse.up()


def dark(page: Page, name: str) -> None:
    """The same screen in the dark."""
    page.emulate_media(color_scheme="dark")
    look_at(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")


def test_a_contract_is_signed_by_all_and_checked_by_anybody(chromium: Browser, live_site: Site, tmp_path: Path) -> None:
    phone = new_phone()
    with opened(chromium) as page:
        register(live_site, page, phone)
        give_real_name(live_site, page, id_number(int(phone[-3:]) % 900, f"19{70 + int(phone[-5])}0411"))
        contract = prepared(live_site, phone)
        mine = f"{live_site.url}/account/contracts?contract={contract}"
        page.goto(mine, wait_until="networkidle")
        sign = page.get_by_role("button", name="核验身份并签署")
        expect(sign).to_be_disabled()
        look_at(page, "sign-pad")
        draw(page)
        page.get_by_label(re.compile("^我已阅读合同")).check()
        dark(page, "sign-drawn")
        look_at(page, "sign-drawn")
        sign.click()
        expect(page.get_by_text("您已签署。等待其他当事人签署。")).to_be_visible(timeout=ARRIVES_MS)
        expect(page.get_by_text("已加盖可信时间戳")).to_be_visible()
        look_at(page, "sign-done")

        with at_work(chromium, live_site, "sales") as sales:
            sales.goto(f"{live_site.url}/console/contracts/seals", wait_until="networkidle")
            look_at(sales, "seals-ready")
            sales.get_by_role("button", name="申请用印").click()
            expect(sales.get_by_text("待审批")).to_be_visible()
        with at_work(chromium, live_site, "manager") as manager:
            manager.goto(f"{live_site.url}/console/contracts/seals", wait_until="networkidle")
            look_at(manager, "seals-asked")
            manager.get_by_role("button", name="批准用印").click()
            expect(manager.get_by_text("已批准")).to_be_visible(timeout=ARRIVES_MS)
            look_at(manager, "seals-approved")

        page.goto(mine, wait_until="networkidle")
        expect(page.get_by_text(re.compile("^全体当事人已签署"))).to_be_visible(timeout=ARRIVES_MS)
        look_at(page, "sign-concluded")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{live_site.url}/en/account/contracts?contract={contract}", wait_until="networkidle")
        expect(page.get_by_text(re.compile("^Everybody has signed"))).to_be_visible()
        look_at(page, "sign-concluded-en")
        got = page.request.get(f"{live_site.url}/api/v1/me/contracts/{contract}/file")
        assert got.headers["content-type"] == "application/pdf"
        pdf = got.body()

    with opened(chromium) as visitor:
        visitor.goto(f"{live_site.url}/verify/{contract}", wait_until="networkidle")
        expect(visitor.get_by_text("已签订", exact=True)).to_be_visible()
        look_at(visitor, "verify-code")
        good, bad = tmp_path / "contract.pdf", tmp_path / "changed.pdf"
        good.write_bytes(pdf)
        bad.write_bytes(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:])
        visitor.goto(f"{live_site.url}/verify", wait_until="networkidle")
        look_at(visitor, "verify-empty")
        visitor.locator('input[type="file"]').set_input_files(good)
        expect(visitor.get_by_text("这是本网站签发的最新文件，签名全部有效")).to_be_visible(timeout=ARRIVES_MS)
        dark(visitor, "verify-good")
        look_at(visitor, "verify-good")
        visitor.locator('input[type="file"]').set_input_files(bad)
        expect(visitor.get_by_text(re.compile("文件被改动过，不可信|文件已损坏"))).to_be_visible(timeout=ARRIVES_MS)
        look_at(visitor, "verify-bad")
        visitor.set_viewport_size({"width": 1440, "height": 900})
        visitor.goto(f"{live_site.url}/en/verify/{contract}", wait_until="networkidle")
        expect(visitor.get_by_text("Check a contract").first).to_be_visible()
        look_at(visitor, "verify-code-en")
