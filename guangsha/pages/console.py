"""The console's document: a frame without data. What a person sees in it, the API decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from guangsha.pages.rendering.assets import WebNotBuilt, console_assets
from guangsha.pages.rendering.document import theme_attribute


@require_safe
def show_console(request: HttpRequest, rest: str = "") -> HttpResponse:
    """One document for every screen of the console; never indexed, never kept by a shared cache."""
    try:
        assets = console_assets()
    except WebNotBuilt as reason:
        return HttpResponse(str(reason), status=503, content_type="text/plain; charset=utf-8")
    page = format_html(
        '<!doctype html>\n<html lang="zh-CN"{theme}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>广厦 Guangsha</title>\n'
        '<meta name="robots" content="noindex">\n<meta name="color-scheme" content="light dark">\n'
        '{styles}<script type="module" src="{script}"></script>\n{modules}'
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">\n</head>\n<body>\n<div id="app"></div>\n'
        "<noscript>控制台需要 JavaScript。The console needs JavaScript.</noscript>\n</body>\n</html>\n",
        theme=theme_attribute(request.COOKIES.get("theme", "")),
        styles=format_html_join("", '<link rel="stylesheet" href="{}">\n', ((href,) for href in assets.styles)),
        script=assets.script,
        modules=format_html_join("", '<link rel="modulepreload" href="{}">\n', ((href,) for href in assets.modules)),
    )
    return HttpResponse(page, headers={"Cache-Control": "private, no-cache"})
