"""The built web application: which files a page needs, read from the build's manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WEB_DIST = Path(__file__).resolve().parent.parent / "web_dist"
STATIC_PREFIX = "/static/"
CONSOLE_PREFIX = "/static/console/"
CONSOLE_ENTRY = "src/console/entry.ts"
ENTRY = "src/site/entry-client.ts"
MESSAGES = {"zh-CN": "src/i18n/messages/zh-CN.json", "en": "src/i18n/messages/en.json"}
PAGE_COMPONENTS = {
    "home": "src/features/home/pages/HomePage.vue",
    "search": "src/features/search/pages/SearchPage.vue",
    "project": "src/features/projects/pages/ProjectPage.vue",
    "unit": "src/features/units/pages/UnitPage.vue",
    "compare": "src/features/compare/pages/ComparePage.vue",
    "calculator": "src/features/calculator/pages/CalculatorPage.vue",
    "landing": "src/features/search/pages/LandingPage.vue",
    "ledger": "src/features/ledger/pages/LedgerPage.vue",
    "verify": "src/features/verify/pages/VerifyPage.vue",
    "help": "src/features/help/pages/HelpPage.vue",
    "article": "src/features/help/pages/ArticlePage.vue",
    "saved": "src/features/saved/pages/SavedPage.vue",
    "account": "src/features/account/AccountFrame.vue",
    "alerts": "src/features/account/pages/AlertsPage.vue",
    "sign_in": "src/features/account/pages/SignInPage.vue",
    "shown": "src/features/projects/pages/ShownPage.vue",
}


@dataclass(frozen=True, slots=True)
class PageAssets:
    """Addresses of what a page loads first. ``modules`` are preloaded, ``script`` is the entry."""

    script: str
    modules: tuple[str, ...]
    styles: tuple[str, ...]


class WebNotBuilt(Exception):
    """The web application has not been built into ``guangsha/pages/web_dist``."""


def is_built() -> bool:
    """Whether both builds are there."""
    return (WEB_DIST / "site" / "manifest.json").is_file() and ssr_script().is_file()


def ssr_script() -> Path:
    """The one script that V8 runs."""
    return WEB_DIST / "ssr" / "site.js"


@lru_cache(maxsize=2)
def _manifest(build: str = "") -> dict[str, dict[str, object]]:
    path = WEB_DIST / "site" / build / "manifest.json"
    if not path.is_file():
        raise WebNotBuilt("run `make web` first")
    loaded: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))
    return loaded


@lru_cache(maxsize=64)
def page_assets(page: str, language: str) -> PageAssets:
    """What ``page`` in ``language`` needs first. A page without its own chunk (errors) gets the entry alone.

    Raises WebNotBuilt when there is no build.
    """
    wanted = [ENTRY, MESSAGES[language], *([PAGE_COMPONENTS[page]] if page in PAGE_COMPONENTS else [])]
    return _assets(_manifest(), wanted, STATIC_PREFIX)


@lru_cache(maxsize=1)
def console_assets() -> PageAssets:
    """What the console needs first. Raises WebNotBuilt when there is no build."""
    return _assets(_manifest("console"), [CONSOLE_ENTRY], CONSOLE_PREFIX)


def _assets(manifest: dict[str, dict[str, object]], wanted: list[str], prefix: str) -> PageAssets:
    seen: dict[str, None] = {}

    def walk(key: str) -> None:
        if key in seen or key not in manifest:
            return
        seen[key] = None
        imports = manifest[key].get("imports", [])
        for below in imports if isinstance(imports, list) else []:
            walk(below)

    for key in wanted:
        walk(key)
    files = [str(manifest[key]["file"]) for key in seen]
    styles: dict[str, None] = {}
    for key in seen:
        listed = manifest[key].get("css", [])
        styles.update(dict.fromkeys(listed if isinstance(listed, list) else []))
    return PageAssets(
        script=prefix + files[0],
        modules=tuple(prefix + name for name in files[1:] if name.endswith(".js")),
        styles=tuple(prefix + name for name in styles),
    )
