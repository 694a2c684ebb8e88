"""Signing a contract that has been read: at a phone, by the company's two people, and what a visitor is told of the file."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import at_work, opened
from tests.journeys.looks import look_at
from tests.live import Site

ARRIVES_MS = 40_000


def draw(page: Page) -> None:
    """A signature by finger."""
    pad = page.get_by_role("img", name="手写签名框")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
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


def sign_and_check(chromium: Browser, site: Site, page: Page, tmp_path: Path) -> None:
    """The page shows a contract that was read to the end; a file is checked as it is and with one byte changed."""
    mine = page.url
    contract = mine.rpartition("=")[2]
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

    with at_work(chromium, site, "sales") as sales:
        sales.goto(f"{site.url}/console/contracts/seals", wait_until="networkidle")
        look_at(sales, "seals-ready")
        sales.get_by_role("button", name="申请用印").click()
        expect(sales.get_by_text("待审批")).to_be_visible()
    with at_work(chromium, site, "manager", fresh=True) as manager:
        manager.goto(f"{site.url}/console/contracts/seals", wait_until="networkidle")
        look_at(manager, "seals-asked")
        manager.get_by_role("button", name="批准用印").click()
        expect(manager.get_by_role("button", name="批准用印")).to_have_count(0, timeout=ARRIVES_MS)
        expect(manager.get_by_text("已批准").first).to_be_visible()
        look_at(manager, "seals-approved")

    page.goto(mine, wait_until="networkidle")
    expect(page.get_by_text(re.compile("^全体当事人已签署"))).to_be_visible(timeout=ARRIVES_MS)
    look_at(page, "sign-concluded")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site.url}/en/account/contracts?contract={contract}", wait_until="networkidle")
    expect(page.get_by_text(re.compile("^Everybody has signed"))).to_be_visible()
    look_at(page, "sign-concluded-en")
    got = page.request.get(f"{site.url}/api/v1/me/contracts/{contract}/file")
    assert got.headers["content-type"] == "application/pdf"
    pdf = got.body()

    with opened(chromium) as visitor:
        visitor.goto(f"{site.url}/verify/{contract}", wait_until="networkidle")
        expect(visitor.get_by_text("已签订", exact=True)).to_be_visible()
        look_at(visitor, "verify-code")
        good, bad = tmp_path / "contract.pdf", tmp_path / "changed.pdf"
        good.write_bytes(pdf)
        bad.write_bytes(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:])
        visitor.goto(f"{site.url}/verify", wait_until="networkidle")
        look_at(visitor, "verify-empty")
        visitor.locator('input[type="file"]').set_input_files(good)
        expect(visitor.get_by_text("这是本网站签发的最新文件，签名全部有效")).to_be_visible(timeout=ARRIVES_MS)
        dark(visitor, "verify-good")
        look_at(visitor, "verify-good")
        visitor.locator('input[type="file"]').set_input_files(bad)
        expect(visitor.get_by_text(re.compile("文件被改动过，不可信|文件已损坏"))).to_be_visible(timeout=ARRIVES_MS)
        look_at(visitor, "verify-bad")
        visitor.set_viewport_size({"width": 1440, "height": 900})
        visitor.goto(f"{site.url}/en/verify/{contract}", wait_until="networkidle")
        expect(visitor.get_by_text("Check a contract").first).to_be_visible()
        look_at(visitor, "verify-code-en")
