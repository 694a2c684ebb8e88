"""A new buyer registers by phone, counted tap by tap; and the account's screens are in order."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.account import code_for, new_phone, opened, register
from tests.journeys.looks import fits, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
MOST = 12


class Thumb:
    """A thumb that counts: a tap is one, typing into one field is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.used = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.used += 1

    def type(self, text: str) -> None:
        """Into the field that has the focus already: nobody has to tap it first."""
        self.page.keyboard.type(text)
        self.used += 1


def test_a_new_buyer_registers_by_phone(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        phone, thumb = new_phone(), Thumb(page)
        page.goto(live_site.url + "/", wait_until="networkidle")
        thumb.tap(page.get_by_role("banner").get_by_role("link", name="登录"))
        page.wait_for_url(re.compile("/account/sign-in"))
        expect(page.get_by_label("手机号", exact=True)).to_be_focused()
        no_serious_problem(page)
        fits(page)
        thumb.type(phone)
        thumb.tap(page.get_by_role("checkbox"))
        thumb.tap(page.get_by_role("button", name="获取验证码"))
        field = page.get_by_label("短信验证码")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("autocomplete", "one-time-code")
        expect(page.get_by_role("button", name=re.compile("秒后可重发"))).to_be_disabled()
        no_serious_problem(page)
        wrong = code_for(live_site, phone)
        thumb.type(f"{(int(wrong) + 1) % 1_000_000:06d}")
        expect(page.get_by_role("alert")).to_contain_text("验证码不正确")
        expect(field).to_be_focused()
        thumb.type(wrong)
        page.wait_for_url(re.compile("/account$"))
        expect(page.get_by_text(f"{phone[:3]}****{phone[-4:]}")).to_be_visible()
        assert thumb.used <= MOST
        consents = page.evaluate("fetch('/api/v1/me/consents').then(a => a.json())")["consents"]
        standing = {one["document"] for one in consents if one["stands"]}
        assert standing == {"terms", "privacy"}


def test_without_agreeing_no_code_is_sent(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        page.goto(live_site.url + "/account/sign-in", wait_until="networkidle")
        page.get_by_label("手机号", exact=True).fill(new_phone())
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_role("alert")).to_contain_text("请先阅读")
        page.get_by_role("checkbox").check()
        page.get_by_label("手机号", exact=True).fill("12345")
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_role("alert")).to_contain_text("收不到短信")


def test_visitors_are_shown_the_door_and_come_back(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        page.goto(live_site.url + "/account/data", wait_until="networkidle")
        page.wait_for_url(re.compile(r"/account/sign-in\?next=(/|%2F)account(/|%2F)data"))
        page.goto(live_site.url + "/account/sign-in?next=//evil.example/", wait_until="networkidle")
        assert page.url.startswith(live_site.url)


@pytest.mark.parametrize("width", [390, 1440])
def test_every_screen_is_in_order(live_site: Site, chromium: Browser, width: int) -> None:
    with opened(chromium, width) as page:
        register(live_site, page, new_phone())
        for section, heading in {
            "": "我的账号",
            "/security": "账号与安全",
            "/notifications": "消息通知",
            "/identity": "实名认证",
            "/data": "我的数据",
        }.items():
            page.goto(f"{live_site.url}/account{section}", wait_until="networkidle")
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            no_serious_problem(page)
            fits(page)
        assert page.goto(f"{live_site.url}/account/nowhere").status == 404  # type: ignore[union-attr]
