"""A visitor reads the public record of a home, and the browser checks it."""

import json
import re
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.looks import look_at
from tests.live import Site
from tests.transparency.served import sold

pytestmark = pytest.mark.journey
__all__ = ["sold"]


def sealed(site: Site) -> None:
    """Wait until the site has sealed its ten steps."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{site.url}/api/v1/ledger/head", timeout=10) as answer:
                if json.load(answer)["size"] == 10:
                    return
        except urllib.error.HTTPError as nothing_yet:
            nothing_yet.close()
        time.sleep(0.3)
    raise AssertionError("the site does not seal")


def test_the_browser_checks_a_homes_record(sold: tuple[Site, str], visitor: Page) -> None:
    site, unit = sold
    sealed(site)
    visitor.goto(f"{site.url}/ledger?unit={unit}")
    expect(visitor.get_by_text("本浏览器已重新计算 4 条记录的哈希")).to_be_visible()
    expect(visitor.get_by_text("已核对", exact=True)).to_have_count(4)
    expect(visitor.get_by_text("本浏览器第一次核对这本账")).to_be_visible()
    look_at(visitor, "public-record")
    visitor.goto(f"{site.url}/en/ledger")
    expect(visitor.get_by_text("It agrees with what this browser saw last, at 10 entries")).to_be_visible()
    look_at(visitor, "public-record-en")


def test_a_changed_entry_is_said_to_be_wrong(sold: tuple[Site, str], visitor: Page) -> None:
    """The site says something else than it sealed."""
    site, unit = sold
    sealed(site)

    def lie(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("subscribed", "withdrawn"))

    visitor.route(re.compile("/api/v1/ledger/units/"), lie)
    visitor.goto(f"{site.url}/ledger?unit={unit}")
    expect(visitor.get_by_text("有记录与账本不符")).to_be_visible()
    expect(visitor.get_by_text("不符", exact=True)).to_have_count(2)
    expect(visitor.get_by_text("已核对", exact=True)).to_have_count(2)
