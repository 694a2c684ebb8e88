"""The document around a page: head, rendered HTML, payload as a data block. No inline script, ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import msgspec
import structlog
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from guangsha.kit.bounded_cache import bytes_of
from guangsha.pages.rendering.assets import PageAssets, WebNotBuilt, page_assets
from guangsha.pages.rendering.cache import build_name, html_shelf, rendered_before
from guangsha.pages.rendering.engine import RenderFailed, engine

log = structlog.get_logger(__name__)
THEMES = ("light", "dark")
NARROW = "(max-width: 40rem)"
"""Windows that are given the lighter of two pictures; the page's own picture says the same."""


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What a crawler or a chat that unfolds a link reads. Addresses are absolute; JSON-LD is a list of plain dicts.

    ``summary`` is HTML that stands in for the page when V8 gave none: it says the same facts.
    """

    title: str
    description: str
    canonical: str
    alternates: Sequence[tuple[str, str]]
    robots: str
    image: str
    og_type: str
    json_ld: Sequence[dict[str, object]]
    summary: str
    preload_image: str = ""
    preload_phone: str = ""
    """The same picture for narrow windows, where it is another."""
    feed: str = ""
    feed_title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as HTML. ``whole``: rendered from this very payload, and not a summary or the page of a minute ago."""

    html: str
    whole: bool


def theme_attribute(theme: str) -> SafeString:
    """The attribute of ``html`` for a theme somebody chose; nothing for anything else a cookie may hold."""
    return format_html(' data-theme="{}"', theme) if theme in THEMES else mark_safe("")


def data_block(value: object) -> str:
    """JSON that can stand inside a ``<script>`` data block: ``<``, ``>`` and ``&`` are escaped."""
    text = msgspec.json.encode(value).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def render_document(
    *, page: str, language: str, payload: dict[str, object], head: DocumentHead, theme: str = ""
) -> Document:
    """The whole HTML document of a page.

    Never fails for want of V8 or of a build: then the head and the summary are served, and the browser renders.
    """
    text = data_block(payload)
    body, payload_text, rendered = _body(page, text, head)
    try:
        assets = page_assets(page, language)
    except WebNotBuilt:
        assets = PageAssets(script="", modules=(), styles=())
    html = (
        f'<!doctype html>\n<html lang="{language}"{theme_attribute(theme)}>\n<head>\n{_head(head, assets, language)}</head>\n'
        f'<body>\n<div id="app" data-rendered="{rendered}">{body}</div>\n'
        f'<script type="application/json" id="page-data">{payload_text}</script>\n</body>\n</html>\n'
    )
    return Document(html, whole=rendered == "server" and payload_text == text)


def _body(page: str, payload_text: str, head: DocumentHead) -> tuple[str, str, str]:
    """The rendered page, the payload it was rendered from, and who rendered it.

    A page that V8 gives late says the same as one it gave before, but for the minute it was verified at: then that one is
    served, with its own minute, rather than a summary that the browser has to draw a page from.
    """
    key = (build_name(), hashlib.sha256(payload_text.encode()).hexdigest())
    cached = html_shelf.get(*key)
    if cached is not None:
        return cached.decode(), payload_text, "server"
    said = _said(payload_text)

    def keep(html: str) -> None:
        html_shelf.put(*key, value=html.encode())
        if said is not None:
            rendered_before.put(said, (payload_text, html), bytes_of(html) + bytes_of(payload_text))

    try:
        html = engine().render(name=page, payload_json=payload_text, on_late=keep)
    except RenderFailed as error:
        before = rendered_before.get(said) if said is not None else None
        log.info("pages.fallback", page=page, reason=str(error), before=before is not None)
        if before is not None:
            return before[1], before[0], "server"
        summary = f'<main class="page" id="main"><h1>{escape(head.title)}</h1>{head.summary}</main>'
        return summary, payload_text, "fallback"
    keep(html)
    return html, payload_text, "server"


_MOMENTS = re.compile(r'"(?:verified_at|as_of)":"[^"]*"')


def _said(payload_text: str) -> str | None:
    """What the page says without the moments it was verified at; None for a page that has none: the same for good."""
    timeless, moments = _MOMENTS.subn("", payload_text)
    return hashlib.sha256(timeless.encode()).hexdigest() if moments else None


def _preload(image: str, phone: str) -> list[str]:
    def line(href: str, media: str) -> str:
        return f'<link rel="preload" as="image" href="{escape(href)}"{media} fetchpriority="high">'

    if phone == image or not phone:
        return [line(image, "")]
    return [line(phone, f' media="{NARROW}"'), line(image, f' media="not all and {NARROW}"')]


def _head(head: DocumentHead, assets: PageAssets, language: str) -> str:
    lines = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(head.title)}</title>",
        _meta("description", head.description),
    ]
    lines += [f'<link rel="stylesheet" href="{href}">' for href in assets.styles]
    if head.preload_image:
        lines += _preload(head.preload_image, head.preload_phone)
    if assets.script:
        lines.append(f'<script type="module" src="{assets.script}"></script>')
    lines += [f'<link rel="modulepreload" href="{href}">' for href in assets.modules]
    lines.append('<link rel="icon" href="/static/icon.svg" type="image/svg+xml">')
    lines.append('<meta name="color-scheme" content="light dark">')
    if head.robots:
        lines.append(_meta("robots", head.robots))
    if head.canonical:
        lines.append(f'<link rel="canonical" href="{escape(head.canonical)}">')
        lines.append(_property("og:url", head.canonical))
    for code, href in head.alternates:
        lines.append(f'<link rel="alternate" hreflang="{code}" href="{escape(href)}">')
    if head.feed:
        lines.append(
            f'<link rel="alternate" type="application/atom+xml" title="{escape(head.feed_title)}" '
            f'href="{escape(head.feed)}">'
        )
    lines += [
        _property("og:title", head.title),
        _property("og:description", head.description),
        _property("og:type", head.og_type),
        _property("og:locale", "en_US" if language == "en" else "zh_CN"),
        _property("og:site_name", "广厦 Guangsha"),
    ]
    if head.image:
        lines += [
            _property("og:image", head.image),
            _property("og:image:width", "1200"),
            _property("og:image:height", "630"),
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    lines += [f'<script type="application/ld+json">{data_block(block)}</script>' for block in head.json_ld]
    return "\n".join(lines) + "\n"


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">'


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{escape(content)}">'
