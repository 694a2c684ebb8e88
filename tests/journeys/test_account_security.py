"""A passkey made on a device signs in; an authenticator app is asked for; a dangerous act asks once more."""

import re
import secrets
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import code_for, new_phone, opened, register
from tests.journeys.looks import no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_out(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account", wait_until="networkidle")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("banner").get_by_role("link", name="登录")).to_be_visible()


def digits(secret: str, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def test_a_passkey_signs_in(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        # A passkey belongs to a name; an address of numbers cannot have one.
        site = Site(live_site.url.replace("127.0.0.1", "localhost"), live_site.directory, live_site.process)
        phone = new_phone()
        register(site, page, phone, then="/account/security")
        page.get_by_role("region", name="更安全的登录").get_by_role("button", name="添加").click()
        expect(page.get_by_text("已添加 1 把")).to_be_visible()
        page.get_by_role("button", name="给通行密钥 1改名").click()
        page.get_by_label("名称").fill("我的手机")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("我的手机")).to_be_visible()
        no_serious_problem(page)
        sign_out(page, site)
        page.goto(f"{site.url}/account/sign-in", wait_until="networkidle")
        page.get_by_role("button", name="使用通行密钥").click()
        page.wait_for_url(re.compile("/account$"))
        expect(page.get_by_text(f"{phone[:3]}****{phone[-4:]}")).to_be_visible()


def test_an_authenticator_app_is_asked_for(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        address, password = f"{secrets.token_hex(4)}@buyers.example", "a quiet house by the river"
        page.goto(f"{live_site.url}/account/sign-in?next=/account/security", wait_until="networkidle")
        page.get_by_role("tab", name="邮箱密码").click()
        page.get_by_role("button", name="用邮箱注册").click()
        page.get_by_label("邮箱", exact=True).fill(address)
        page.get_by_label("密码", exact=True).fill(password)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="注册", exact=True).click()
        page.get_by_label("邮箱验证码").fill(code_for(live_site, address))
        page.wait_for_url(live_site.url + "/account/security")

        row = page.get_by_role("region", name="更安全的登录")
        row.get_by_role("button", name="设置").click()
        expect(page.get_by_role("img", name="验证器二维码")).to_be_visible()
        no_serious_problem(page)
        secret = page.locator("code").inner_text().strip()
        page.get_by_label("验证器 App 中的 6 位数字").fill(digits(secret, -1))
        expect(page.get_by_text("已开启，登录时需要 6 位数字")).to_be_visible()
        row.get_by_role("button", name=re.compile("查看|生成")).click()
        codes = row.locator("li.select-all")
        expect(codes).to_have_count(10)
        recovery = codes.first.inner_text()
        sign_out(page, live_site)

        for answer in ("app", "recovery"):
            page.goto(f"{live_site.url}/account/sign-in", wait_until="networkidle")
            page.get_by_role("tab", name="邮箱密码").click()
            page.get_by_label("邮箱", exact=True).fill(address)
            page.get_by_label("密码", exact=True).fill(password)
            page.get_by_role("button", name="登录", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text("再确认一步")
            no_serious_problem(page)
            if answer == "app":
                page.get_by_label("验证器 App 中的 6 位数字").fill(digits(secret))
            else:
                page.get_by_role("button", name="改用恢复码").click()
                page.get_by_label("恢复码", exact=True).fill(recovery)
                page.get_by_role("button", name="确认").click()
            page.wait_for_url(re.compile("/account$"))
            sign_out(page, live_site)
