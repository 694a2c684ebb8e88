"""For machines: robots.txt, site maps with both languages, Atom feeds of new listings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from guangsha.catalog.public import (
    count_public_units,
    project_cards,
    public_project_ids,
    public_projects,
    public_unit_ids,
)
from guangsha.pages import geography
from guangsha.pages.assembly import absolute, localised
from guangsha.pages.cards import price_basis, project_path, unit_path
from guangsha.pages.domain.wording import Language, named_price, pick, total_range
from guangsha.pages.loaders.landing import every_landing
from guangsha.pages.loaders.texts import agreement_paths
from guangsha.pages.texts import SHELVES, articles
from guangsha.pages.views import language_of
from guangsha.search.public import IndexNotReady

XML = "application/xml; charset=utf-8"
MAX_ADDRESSES = 50_000
"""The protocol's limit per site map; every page has one address per language."""
FEED_ENTRIES = 50
_URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: pages and drawings, not the API's own paths nor endless filter combinations."""
    lines = [
        "User-agent: *",
        "Allow: /",
        "Disallow: /api/",
        *(rule for prefix in ("", "/en") for rule in _page_rules(prefix)),
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _page_rules(prefix: str) -> Iterator[str]:
    """A city's whole list may be read; combinations of filters, of which there is no end, may not. The longest rule wins."""
    yield f"Disallow: {prefix}/compare"
    yield f"Disallow: {prefix}/favourites"
    yield f"Disallow: {prefix}/account"
    yield f"Disallow: {prefix}/alerts"
    yield f"Disallow: {prefix}/calculator?"
    yield f"Disallow: {prefix}/projects/*?"
    yield f"Disallow: {prefix}/search?"
    yield f"Allow: {prefix}/search?city="
    yield f"Disallow: {prefix}/search?city=*&"


def _entry(path: str, changed: datetime | None = None) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(absolute(localised(path, language)))}"/>'
        for code, language in _BOTH
    )
    modified = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return "".join(
        f"<url><loc>{escape(absolute(localised(path, language)))}</loc>{modified}{links}</url>\n"
        for _, language in _BOTH
    )


_BOTH: tuple[tuple[str, Language], ...] = (("zh-CN", "zh-CN"), ("en", "en"))


def _per_map() -> int:
    return MAX_ADDRESSES // len(_BOTH)


def _maps(name: str, pages: int) -> Iterator[str]:
    for number in range(1, max(1, -(-pages // _per_map())) + 1):
        yield f"/sitemaps/{name}-{number}.xml"


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of site maps."""
    projects = sum(1 for _ in public_project_ids())
    paths = [
        "/sitemaps/pages-1.xml",
        *(f"/sitemaps/city-{city.code}.xml" for city in geography.listed()),
        *_maps("projects", projects),
        *_maps("units", count_public_units()),
    ]
    rows = "".join(f"<sitemap><loc>{escape(absolute(path))}</loc></sitemap>\n" for path in paths)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'
    )
    return HttpResponse(body, content_type=XML)


def _page_entries() -> Iterator[str]:
    for city in geography.listed():
        yield _entry(geography.city_path(city))
    for path in ("/calculator", "/ledger", "/verify", "/help"):
        yield _entry(path)
    for shelf in SHELVES:
        for article in articles(shelf, "zh-CN"):
            yield _entry(article.path)
    for path in agreement_paths():
        yield _entry(path)


def _city_entries(city: geography.Place) -> Iterator[str]:
    try:
        for landing in every_landing(city):
            yield _entry(landing.path)
    except IndexNotReady:
        return  # the index is being built: landing pages follow with the next crawl


def _project_entries(ids: list[UUID]) -> Iterator[str]:
    for start in range(0, len(ids), 100):
        for card in project_cards(project_ids=ids[start : start + 100]):
            yield _entry(project_path(card.slug), card.updated_at)


def _stream(rows: Iterable[str]) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield _URLSET.encode()
        for row in rows:
            yield row.encode()
        yield b"</urlset>\n"

    return StreamingHttpResponse(parts(), content_type=XML)


@require_safe
def sitemap(request: HttpRequest, name: str, number: int) -> StreamingHttpResponse:
    """One site map. 404 when it would be empty."""
    if name == "pages" and number == 1:
        return _stream(_page_entries())
    if name == "city":
        city = geography.city_called(str(number))
        if city is None:
            raise Http404("no such city")
        return _stream(_city_entries(city))
    if name not in ("projects", "units") or not 0 < number < 100_000:
        raise Http404("no such site map")
    start, size = _per_map() * (number - 1), _per_map()
    if name == "projects":
        ids = list(islice(public_project_ids(), start, start + size))
        rows = _project_entries(ids)
    else:
        ids = public_unit_ids(start=start, limit=size)
        rows = (_entry(unit_path(unit_id)) for unit_id in ids)
    if not ids and number != 1:
        raise Http404("no such site map")
    return _stream(rows)


@require_safe
def new_listings(request: HttpRequest, city: str) -> HttpResponse:
    """An Atom feed of a city's newest projects."""
    found = geography.city_called(city)
    if found is None:
        raise Http404("no such city")
    language = language_of(request.path)
    cards = public_projects(city_code=found.code, limit=FEED_ENTRIES).items
    newest = max((card.updated_at for card in cards), default=None)
    entries = []
    for card in cards:
        district = geography.place(card.district_code)
        facts = [
            district.label(language) if district else "",
            named_price(card.shown.unit_price_fen, price_basis(card), language),
            total_range(card.shown.total_min_fen, card.shown.total_max_fen, language),
        ]
        address = absolute(localised(project_path(card.slug), language))
        published = card.published_at or card.updated_at
        entries.append(
            f"<entry><id>urn:uuid:{card.id}</id><title>{escape(pick(language, card.name, card.name_en))}</title>"
            f'<link href="{escape(address)}"/><published>{published.isoformat()}</published>'
            f"<updated>{card.updated_at.isoformat()}</updated>"
            f"<summary>{escape(' · '.join(fact for fact in facts if fact))}</summary></entry>"
        )
    title = f"New homes in {found.label(language)}" if language == "en" else f"{found.label(language)}新上楼盘"
    own = absolute(localised(geography.feed_path(found.slug), language))
    home = absolute(localised(geography.city_path(found), language))
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f'<id>{escape(own)}</id><title>{escape(title)}</title><link rel="self" href="{escape(own)}"/>'
        f'<link href="{escape(home)}"/><author><name>广厦 Guangsha</name></author>'
        f"<updated>{newest.isoformat() if newest else '1970-01-01T00:00:00+00:00'}</updated>{''.join(entries)}</feed>\n"
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
