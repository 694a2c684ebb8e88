"""The screens of the console with demo data, as PNGs in screenshots/: at 1440 px in Chinese and light; the main ones in English
and dark too; what people look at on the way at 390 px."""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.journeys.account import at_work
from tests.journeys.drawing import public_listings
from tests.live import ROOT, Site

OUTPUT = ROOT / "screenshots"
MAIN = {"console-today", "console-projects", "console-editor", "console-review", "console-people"}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
ON_THE_WAY = {"console-today"}


def _screens(site: Site, page: Page) -> dict[str, tuple[str, str]]:
    """Name -> whose screen it is, and its address."""
    listing = public_listings(page, site)[0]
    editor = f"/console/projects/{listing}"
    return {
        "console-today": ("operations", "/console"),
        "console-projects": ("operations", "/console/projects"),
        "console-editor": ("operations", f"{editor}/facts"),
        "console-units": ("operations", f"{editor}/units"),
        "console-layouts": ("operations", f"{editor}/layouts"),
        "console-site": ("operations", f"{editor}/site"),
        "console-import": ("operations", "/console/import"),
        "console-review": ("reviewer", "/console/review"),
        "console-monitor": ("reviewer", "/console/review/monitor"),
        "console-people": ("security", "/console/people"),
        "console-audit": ("audit", "/console/audit"),
        "console-system": ("system", "/console/system"),
    }


def _variants(name: str) -> Iterator[tuple[int, str, str]]:
    yield 1440, "zh", "light"
    if name in MAIN:
        yield 1440, "en", "light"
        yield 1440, "zh", "dark"
    if name in ON_THE_WAY:
        yield 390, "zh", "light"


def shoot_console(browser: Browser, site: Site, names: list[str]) -> None:
    """Take the screens called ``names``, or all."""
    with at_work(browser, site, "operations") as page:
        screens = _screens(site, page)
    for name, (who, path) in screens.items():
        if names and name not in names:
            continue
        for width, language, theme in _variants(name):
            with at_work(browser, site, who, width=width) as page:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                page.add_init_script(f"localStorage.setItem('guangsha.console.language', '{LANGUAGES[language]}')")
                page.goto(site.url + path, wait_until="networkidle")
                page.wait_for_timeout(800)
                page.screenshot(path=OUTPUT / f"{name}_{width}_{language}_{theme}.png")
        print(f"{name}: {who}", flush=True)
