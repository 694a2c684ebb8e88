"""Addresses of the public site: every page twice, Chinese bare and English under ``/en``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import URLPattern, path, re_path, register_converter

from guangsha.backbone.public import wants_english
from guangsha.pages.console import show_console
from guangsha.pages.feeds import new_listings, robots, sitemap, sitemap_index
from guangsha.pages.pictures.views import city_drawing, page_drawing, plan_drawing, site_drawing
from guangsha.pages.registry import PAGES
from guangsha.pages.texts import SHELVES
from guangsha.pages.views import show_page


class ShelfConverter:
    """Matches the folders of articles and nothing else, so that other addresses stay free."""

    regex = "|".join(SHELVES)

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ShelfConverter, "shelf")


def _patterns(prefix: str) -> list[URLPattern]:
    found = []
    for spec in PAGES:
        for route in spec.routes:
            full = prefix + route
            if prefix and not route:
                full = prefix.rstrip("/")
            found.append(path(full, show_page, {"page": spec.name}, name=f"pages-{spec.name}"))
    return found


def _without_slash(request: HttpRequest, bare: str) -> HttpResponse:
    """One address per page: the one without a slash at its end."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"/{bare}" + (f"?{query}" if query else ""))


def _short_link(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """An address short enough for a QR code, into the account: an advisor's link (d), a co-buyer's (j). Codes are single use."""
    prefix = "/en" if wants_english(request) else ""
    return HttpResponseRedirect(f"{prefix}/account/homes?{SHORT[kind]}={code}")


SHORT = {"d": "deal", "j": "join"}

urlpatterns: list[URLPattern] = [
    *_patterns(""),
    *_patterns("en/"),
    path("console", show_console),
    path("console/<path:rest>", show_console),
    path("d/<slug:code>", _short_link, {"kind": "d"}),
    path("j/<slug:code>", _short_link, {"kind": "j"}),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap_index),
    path("sitemaps/<slug:name>-<int:number>.xml", sitemap),
    path("feeds/<slug:city>.xml", new_listings),
    path("en/feeds/<slug:city>.xml", new_listings),
    path("drawings/projects/<slug:slug>/<slug:version>/<slug:mode>.<slug:kind>", site_drawing),
    path("drawings/cities/<slug:city>/<slug:version>/share.png", city_drawing),
    path("drawings/cities/<slug:city>/<slug:district>/<slug:version>/share.png", city_drawing),
    path("drawings/pages/<slug:page>/<slug:version>/share.png", page_drawing),
    path("drawings/layouts/<str:layout>/<slug:version>/<slug:mode>.svg", plan_drawing),
    re_path(r"^(?P<bare>(?:en|(?:en/)?[\w-]+(?:/[\w-]+)*))/$", _without_slash),
]
