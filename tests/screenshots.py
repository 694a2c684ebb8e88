"""`make screenshots`: the real application with demo data, page by page, as PNGs in screenshots/.

Site: 390 and 1440 px, Chinese and English, light and dark. Console: ``tests/screenshots_console.py``.
``python -m tests.screenshots home project`` takes only those pages.
"""

import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import ROOT, Site, demo_site
from tests.screenshots_console import shoot_console

OUTPUT = ROOT / "screenshots"
WIDTHS = {390: 844, 1440: 900}
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Pages are put together without a graphics processor's imitation, which takes twice as long; maps still have theirs.
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
]
MAX_HEIGHT = 8000
"""Chromium repeats the top of a picture that is higher than a texture may be; the rest of such a page is cut off."""


def _get(site: Site, path: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{site.url}/api/v1{path}", timeout=30) as answer:
        return dict(json.load(answer))


def _pages(site: Site) -> dict[str, str]:
    projects = _get(site, "/projects?limit=50")["items"]
    assert isinstance(projects, list)
    slugs = [project["slug"] for project in projects]
    units = _get(site, f"/projects/{slugs[0]}/units?limit=2")["items"]
    assert isinstance(units, list)
    return {
        "home": "/",
        "search": "/search?q=三房朝南",
        "search-map": "/search?view=map",
        "search-empty": "/search?q=岳麓区五房30万以内",
        "project": f"/projects/{slugs[0]}",
        "project-2": f"/projects/{slugs[len(slugs) // 2]}",
        "unit": f"/units/{units[0]['id']}",
        "compare": "/compare?projects=" + ",".join(slugs[:3]),
        "calculator": "/calculator",
        "saved": "/favourites",
        "help": "/help",
        "not-found": "/no-such-page",
    }


def _variants() -> Iterator[tuple[int, str, str]]:
    for width in WIDTHS:
        for language in ("zh", "en"):
            for theme in ("light", "dark"):
                yield width, language, theme


def _scroll_through(page: Page) -> None:
    """Let everything that loads when it comes into view come into view, then go back up."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 700):
        page.evaluate("(y) => window.scrollTo(0, y)", top)
        page.wait_for_timeout(40)
    page.evaluate("() => window.scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def _shoot(browser: Browser, site: Site, pages: dict[str, str]) -> None:
    for width, language, theme in _variants():
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,  # type: ignore[arg-type]
            locale="zh-CN" if language == "zh" else "en-GB",
            device_scale_factor=1,
        )
        page = context.new_page()
        for name, path in pages.items():
            address = path if language == "zh" else f"/en{path}".rstrip("/") + ("/" if path == "/" else "")
            page.goto(site.url + address, wait_until="networkidle")
            _scroll_through(page)
            height = min(page.evaluate("document.documentElement.scrollHeight"), MAX_HEIGHT)
            target = OUTPUT / f"{name}_{width}_{language}_{theme}.png"
            if name == "search-map":
                page.screenshot(path=target)
            else:
                clip = {"x": 0, "y": 0, "width": width, "height": height}
                page.screenshot(path=target, full_page=True, clip=clip)  # type: ignore[arg-type]
        context.close()
        print(f"{width} px, {language}, {theme}: {len(pages)} pages", flush=True)


def main(names: list[str]) -> None:
    """Take the pages called ``names``, or all."""
    OUTPUT.mkdir(exist_ok=True)
    with demo_site() as site, sync_playwright() as playwright:
        executable = CHROMIUM if Path(CHROMIUM).exists() else None
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        pages = _pages(site)
        _shoot(browser, site, {name: path for name, path in pages.items() if not names or name in names})
        shoot_console(browser, site, names)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
