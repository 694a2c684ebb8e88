"""How a page looks in every journey: nothing serious for axe, nothing out at the side, and a picture where one is wanted."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.live import ROOT

STICKS_OUT = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 200)).concat('the page').slice(0, 4)"""
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def no_serious_problem(page: Page) -> None:
    """What axe finds of serious or critical impact on the page as it stands."""
    page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == [], f"{page.url}: {serious}"


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = page.evaluate(STICKS_OUT)
    assert wide == [], f"{page.url}: {wide}"


def stays(page: Page) -> None:
    """A screen of the console fills the window: only its parts scroll, never the whole."""
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), page.url


def look_at(page: Page, name: str) -> None:
    """Axe and the width; a picture of the page where ``JOURNEY_PICTURES`` names a folder."""
    folder, width = os.environ.get("JOURNEY_PICTURES"), (page.viewport_size or {"width": 0})["width"]
    if folder:
        page.screenshot(path=f"{folder}/{name}-{width}.png")
    no_serious_problem(page)
    fits(page)
    if "/console" in page.url:
        stays(page)
