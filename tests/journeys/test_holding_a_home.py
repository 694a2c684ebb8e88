"""A buyer at a phone finds a home, holds it, sees the clock go on over a reload, and lets go of it again."""

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.account import new_phone, opened, register
from tests.journeys.looks import fits, no_serious_problem
from tests.live import Site

pytestmark = pytest.mark.journey


def api(site: Site, path: str) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"{site.url}/api/v1{path}", timeout=10
    ) as answer:
        return json.load(answer)


def available_home(site: Site) -> str:
    """The last home that is on sale in the first project that has one: other journeys look at the first ones."""
    found = api(site, "/search?kind=units&status=available&limit=20")
    return str(found["units"][-1]["id"])


def seconds(text: str) -> int:
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(rest)


def test_a_home_is_held_and_let_go_at_a_phone(chromium: Browser, live_site: Site) -> None:
    unit = available_home(live_site)
    with opened(chromium) as page, opened(chromium) as other:
        register(live_site, page, new_phone())
        page.goto(f"{live_site.url}/units/{unit}", wait_until="networkidle")
        page.get_by_role("link", name="锁定此房").click()
        expect(page.get_by_role("heading", name="价格凭据")).to_be_visible()
        receipt = api(live_site, f"/units/{unit}/price")
        expect(page.get_by_text(receipt["hash"])).to_be_visible()
        no_serious_problem(page)
        fits(page)
        page.get_by_role("button", name="锁定 15 分钟").click()
        timer = page.get_by_role("timer")
        expect(timer).to_contain_text(re.compile(r"1[45]:\d\d"))
        before = seconds(timer.locator("b").inner_text())
        no_serious_problem(page)
        fits(page)
        assert api(live_site, f"/units/{unit}/status")["status"] == "held"

        # Somebody else sees it on the page that the server renders, and cannot have it.
        register(live_site, other, new_phone())
        other.goto(f"{live_site.url}/account/homes?unit={unit}", wait_until="networkidle")
        expect(other.get_by_role("button", name="锁定 15 分钟")).to_be_disabled()

        # The clock is the server's: a reload, or a phone whose clock is an hour off, changes nothing.
        page.clock.install()
        page.clock.fast_forward(0)
        page.reload(wait_until="networkidle")
        after = seconds(page.get_by_role("timer").locator("b").inner_text())
        assert 0 <= before - after < 120

        page.get_by_role("button", name=re.compile("^释放 ")).click()
        page.get_by_role("button", name="确定释放").click()
        expect(page.get_by_text("已释放")).to_be_visible()
        assert api(live_site, f"/units/{unit}/status")["status"] == "available"
