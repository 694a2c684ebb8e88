"""From a loaded page to what is sent: the payload with its frame, and the document's head."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from django.conf import settings

from guangsha.pages import geography
from guangsha.pages.domain.wording import Language
from guangsha.pages.pictures.addresses import for_phones, page_share_path
from guangsha.pages.rendering.document import DocumentHead
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import HeadOut, ShellOut

SITE_NAME = {"zh-CN": "广厦", "en": "Guangsha"}
COMPANY = {"zh-CN": "广厦新房", "en": "Guangsha New Homes"}


def localised(path: str, language: Language) -> str:
    """A site path in a language: English lives under ``/en``."""
    if language != "en":
        return path
    return "/en" if path == "/" else f"/en{path}"


def absolute(path: str) -> str:
    """The outside address of a path. The path may be ready-made or contain Chinese characters."""
    return settings.PUBLIC_URL + quote(path, safe="/?&=%,;:+-_.~")


def _address(loaded: LoadedPage, language: Language) -> str:
    path = localised(loaded.path, language) + (f"?{loaded.query}" if loaded.query else "")
    return absolute(path)


def _share(request: PageRequest, loaded: LoadedPage) -> str:
    """The address of the picture that goes with a link: the page's own, else that of pages without one."""
    if loaded.status != 200:
        return ""
    return absolute(loaded.share or page_share_path(request.page, request.language))


def full_title(loaded: LoadedPage, language: Language) -> str:
    """Title with the site's name behind it."""
    return f"{loaded.title} · {SITE_NAME[language]}"


def payload_of(request: PageRequest, loaded: LoadedPage, asked_path: str) -> dict[str, object]:
    """The page's payload as plain data. ``asked_path`` is the address as asked, with language prefix and query."""
    env = settings.ENV
    city = geography.city_out(loaded.city, request.language) if loaded.city else None
    shell = ShellOut(
        language=request.language,
        path=asked_path,
        city=city or geography.default_city(request.language),
        cities=geography.listed_cities(request.language),
        company=COMPANY[request.language],
        icp_filing=env.icp_number,
        police_filing=env.police_number,
        demo=env.demo,
        tiles_url=env.map_tiles_url,
        tiles_attribution=env.map_tiles_attribution,
    )
    head = HeadOut(
        title=full_title(loaded, request.language),
        description=loaded.description,
        canonical=_address(loaded, request.language) if loaded.path else "",
        robots="" if loaded.indexed else "noindex",
        image=_share(request, loaded),
    )
    page = "error" if loaded.status != 200 else request.page
    return {
        "page": page,
        "shell": shell.model_dump(),
        "head": head.model_dump(),
        "data": loaded.data.model_dump(),
    }


def head_of(request: PageRequest, loaded: LoadedPage) -> DocumentHead:
    """The document head: canonical, both languages, Open Graph, JSON-LD, and the summary for want of V8."""
    alternates: list[tuple[str, str]] = []
    if loaded.path and loaded.indexed:
        alternates = [
            ("zh-CN", _address(loaded, "zh-CN")),
            ("en", _address(loaded, "en")),
            ("x-default", _address(loaded, "zh-CN")),
        ]
    lines = "".join(f"<p>{escape(line)}</p>" for line in loaded.summary if line)
    links = "".join(
        f'<p><a href="{escape(localised(path, request.language))}">{escape(name)}</a></p>'
        for name, path in loaded.links.items()
    )
    return DocumentHead(
        title=full_title(loaded, request.language),
        description=loaded.description,
        canonical=_address(loaded, request.language) if loaded.path else "",
        alternates=alternates,
        robots="" if loaded.indexed else "noindex",
        image=_share(request, loaded),
        og_type=loaded.og_type,
        json_ld=loaded.json_ld,
        summary=f"<p>{escape(loaded.description)}</p>{lines}{links}",
        preload_image=loaded.hero,
        preload_phone=for_phones(loaded.hero),
        feed=absolute(localised(loaded.feed, request.language)) if loaded.feed else "",
        feed_title=request.text(zh="新上楼盘", en="New listings"),
    )
