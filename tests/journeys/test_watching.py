"""A visitor keeps a home and a search, signs in, and is told once of what newly matches; so is an address without an account."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.account import new_phone, register
from tests.journeys.looks import look_at
from tests.live import ROOT, Site, environment

pytestmark = pytest.mark.journey
WAIT_S = 90.0
WAN = 1_000_000
CHANGE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
import django
django.setup()
from uuid import UUID
from guangsha.backbone.public import command
from guangsha.catalog.public import PriceReason, record_price_change, unit_by_id
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.notifications.models import Quiet
from guangsha.watching.models import SavedSearch
for owner in set(SavedSearch.objects.values_list("owner_id", flat=True)):
    Quiet.objects.update_or_create(person_id=owner, defaults={"start_minute": 0, "end_minute": 0})
unit, actor, fen = unit_by_id(unit_id=UUID(sys.argv[1])), system_actor("journey"), int(sys.argv[2])
command(
    lambda: record_price_change(
        actor=actor, now=utc_now(), project_id=unit.project_id, unit_id=unit.id, new_fen=fen, reason=PriceReason.FILING
    ),
    actor=actor,
)
"""
"""Somebody at the developer's files a lower price; nobody here has a quiet night, whenever the test runs."""


def mails(site: Site, page: Page, receiver: str) -> list[dict[str, str]]:
    answer = page.request.get(site.url + "/sandbox/outbox", headers={"Accept": "application/json"}).json()
    return [one for one in answer["messages"] if one["receiver"].endswith(receiver)]


def until(look: Callable[[], Any], what: str) -> Any:
    """What ``look`` gives once it gives something."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


def file_lower_price(site: Site, unit_id: str, fen: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHANGE, unit_id, str(fen)],
        cwd=ROOT, env=environment(site.directory), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_what_a_visitor_keeps_comes_along_and_news_come_once(live_site: Site, visitor: Page) -> None:
    page, width = visitor, (visitor.viewport_size or {"width": 0})["width"]
    address, phone = f"looking{width}@example.com", new_phone()
    cheapest = page.request.get(
        live_site.url + "/api/v1/search?city=430100&rooms=3&status=available&sort=price&limit=1"
    ).json()["units"][0]
    below = cheapest["price"] - WAN
    search = f"/search?kind=units&city=430100&rooms=3&status=available&price_max={below}"

    page.goto(live_site.url + search, wait_until="networkidle")
    page.get_by_role("button", name=re.compile("保存搜索")).click()
    panel = page.get_by_role("dialog", name="保存这个搜索")
    panel.get_by_label("邮箱").fill(address)
    look_at(page, "save-search")
    panel.get_by_role("button", name="用邮箱接收提醒").click()
    expect(panel.get_by_text("确认邮件已发出")).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("保存搜索")).click()
    panel.get_by_role("button", name="只存在这个浏览器").click()
    expect(panel.get_by_text("已存在这个浏览器里")).to_be_visible()

    question = until(lambda: mails(live_site, page, address), "the question whether this is wanted")[0]
    link = re.search(r"https?://\S+#confirm\S+", question["text"])
    assert link is not None
    page.goto(link[0], wait_until="networkidle")
    look_at(page, "alerts-asking")
    page.get_by_role("button", name="确认接收提醒").click()
    expect(page.get_by_text("已确认，提醒会发到")).to_be_visible()
    look_at(page, "alerts-confirmed")

    page.goto(f"{live_site.url}/units/{cheapest['id']}", wait_until="networkidle")
    page.locator("main").get_by_role("button", name=re.compile("^收藏")).first.click()
    register(live_site, page, phone, then="/account/favourites")
    kept = page.locator("main article").filter(has_text=cheapest["number"])
    expect(kept).to_have_count(1, timeout=20_000)
    look_at(page, "favourites")
    page.goto(live_site.url + "/account/searches", wait_until="networkidle")
    saved = page.locator("main article")
    expect(saved).to_have_count(1)
    expect(saved).to_contain_text("3 室")
    look_at(page, "searches")

    file_lower_price(live_site, cheapest["id"], below - WAN)

    def notified(kind: str) -> list[dict[str, Any]]:
        items = page.request.get(live_site.url + "/api/v1/me/notifications").json()["items"]
        return [one for one in items if one["kind"] == kind]

    until(lambda: notified("watching.new_matches"), "the news in the centre")
    until(lambda: notified("watching.price_drop"), "word that the favourite costs less")
    alerts = until(lambda: mails(live_site, page, address)[:-1], "the alert by mail")
    time.sleep(3)
    assert len(notified("watching.new_matches")) == len(notified("watching.price_drop")) == 1
    assert len(mails(live_site, page, address)) == 2
    assert alerts[0]["subject"] == "1 套新房源符合您的搜索"
    assert f"/units/{cheapest['id']}" in alerts[0]["text"]

    page.reload(wait_until="networkidle")
    expect(saved).to_contain_text("1 套新")
    look_at(page, "searches-news")
    page.goto(live_site.url + "/account/favourites", wait_until="networkidle")
    expect(page.locator("main")).to_contain_text("收藏时低")
    look_at(page, "favourites-cheaper")

    manage = re.search(r"https?://\S+#manage\S+", alerts[0]["text"])
    assert manage is not None
    page.goto(live_site.url, wait_until="networkidle")
    page.goto(manage[0], wait_until="networkidle")
    page.get_by_role("button", name="全部退订").click()
    expect(page.get_by_text("你的邮箱地址已删除")).to_be_visible()
    look_at(page, "alerts-stopped")
