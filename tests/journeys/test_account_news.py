"""Notifications: a sign-in on another device is told live; a line that was cut loses and doubles nothing."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.account import DESK_AGENT, new_phone, opened, outbox, register
from tests.journeys.looks import no_serious_problem
from tests.live import ROOT, Site, environment

pytestmark = pytest.mark.journey
CUT_S = 60.0
BEFORE, DURING, AFTER = 2, 6, 1
"""How many things are told before, during and after the cut; those during it are spread over it."""


def numbers(page: Page) -> list[int]:
    """The numbers on the screen, from the top."""
    ids = page.locator("li[id^=news-]").evaluate_all("items => items.map(item => item.id)")
    return [int(one.removeprefix("news-")) for one in ids]


def close_sockets(page: Page) -> None:
    """The network is gone: open sockets die with it, and no request gets through."""
    page.context.set_offline(True)
    page.evaluate("window.__sockets.forEach(socket => socket.close())")


REMEMBER = """
window.__sockets = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain { constructor(...all) { super(...all); window.__sockets.push(this) } };
"""


SCRIPT = """
import sys, time, django
django.setup()
from uuid import UUID
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.notifications.public import notify
person, first, last, pause = UUID(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
for n in range(first, last + 1):
    time.sleep(pause)
    data = {"device": f"device {n}", "at": "today"}
    told = dict(person_id=person, kind="accounts.new_device", data=data, dedupe_key=f"journey:{n}", now=utc_now())
    command(lambda: notify(**told), actor=system_actor("journey"))
"""


@contextmanager
def telling(site: Site, person: str, first: int, last: int, *, pause: float = 0) -> Iterator[None]:
    """Another process tells the person something, as a worker would, ``pause`` seconds apart; all is told at the end."""
    more = environment(site.directory, DJANGO_SETTINGS_MODULE="guangsha.config.settings")
    command = [sys.executable, "-c", SCRIPT, person, str(first), str(last), str(pause)]
    with subprocess.Popen(command, cwd=ROOT, env=more, stderr=subprocess.PIPE) as process:
        yield
        _, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint.decode()


def by_password(site: Site, page: Page) -> None:
    """The demo's buyer signs in by address and password, and agrees to the texts if they have not."""
    page.goto(site.url + "/account/sign-in?next=/account/notifications", wait_until="networkidle")
    page.get_by_role("tab", name="邮箱密码").click()
    page.get_by_label("邮箱", exact=True).fill("buyer@demo.example")
    page.get_by_label("密码", exact=True).fill("a house to look at")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("请阅读协议|消息通知"))
    if page.get_by_role("heading", name="请阅读协议").count():
        no_serious_problem(page)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="同意并继续").click()
    page.wait_for_url(site.url + "/account/notifications")


def test_a_new_device_is_told_live_and_by_mail(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        by_password(live_site, page)
        mails = len([one for one in outbox(live_site) if "新设备登录" in one["subject"]])
        bell = page.get_by_role("banner").get_by_role("link", name=re.compile("条未读消息"))
        with opened(chromium, 1440, DESK_AGENT) as other:
            by_password(live_site, other)
        news = page.get_by_role("list", name="消息").get_by_role("listitem")
        expect(news.first).to_contain_text("Firefox · Windows", timeout=30_000)
        expect(bell).to_be_visible()
        no_serious_problem(page)
        page.get_by_role("button", name="全部标为已读").click()
        expect(bell).to_have_count(0)
        for _ in range(100):
            if len([one for one in outbox(live_site) if "新设备登录" in one["subject"]]) > mails:
                break
            page.wait_for_timeout(100)
        newest = next(one for one in outbox(live_site) if "新设备登录" in one["subject"])
        assert newest["receiver"] == "buyer@demo.example"


def test_a_line_cut_for_a_minute_loses_and_doubles_nothing(live_site: Site, chromium: Browser) -> None:
    with opened(chromium) as page:
        page.add_init_script(REMEMBER)
        register(live_site, page, new_phone(), then="/account/notifications")
        person = page.evaluate("fetch('/api/v1/me').then(a => a.json())")["person"]["person_id"]
        with telling(live_site, person, 1, BEFORE):
            expect(page.locator(f"#news-{BEFORE}")).to_be_visible(timeout=30_000)
        close_sockets(page)
        cut_at, told = time.monotonic(), BEFORE + DURING
        with telling(live_site, person, BEFORE + 1, told, pause=(CUT_S - 15) / DURING):
            page.wait_for_timeout((CUT_S - 2) * 1000)
        page.wait_for_timeout(max(0.0, CUT_S - (time.monotonic() - cut_at)) * 1000)
        assert numbers(page) == list(range(BEFORE, 0, -1))
        page.context.set_offline(False)
        expect(page.locator(f"#news-{told}")).to_be_visible(timeout=60_000)
        assert numbers(page) == list(range(told, 0, -1))
        with telling(live_site, person, told + 1, told + AFTER):
            expect(page.locator(f"#news-{told + AFTER}")).to_be_visible(timeout=30_000)
        assert numbers(page) == list(range(told + AFTER, 0, -1))
