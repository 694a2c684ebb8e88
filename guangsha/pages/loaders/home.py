"""A city's home page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median_low
from typing import Any, get_args

import structlog

from guangsha.catalog.public import ProjectCard, SaleStatus, public_projects
from guangsha.kit.errors import NotFound
from guangsha.pages import geography
from guangsha.pages.assembly import absolute
from guangsha.pages.cards import price_basis, project_cards_out
from guangsha.pages.domain.wording import PriceBasis, minute, named_price, plain
from guangsha.pages.ledger import available_homes
from guangsha.pages.loaders.search_filters import facets_of, search_path
from guangsha.pages.pictures.addresses import city_share_path, site_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import CountLinkOut, DistrictOut, HomeData, HomeNumbersOut, QuickGroupOut
from guangsha.search.public import IndexNotReady, SearchQuery, count_homes, search_with_facets

log = structlog.get_logger(__name__)
MOST_PROJECTS = 2_000
NEWEST = 6
SOON = 5


def every_card(city_code: str) -> list[ProjectCard]:
    """The public projects of a city, newest first; at most MOST_PROJECTS."""

    def pages() -> Iterator[ProjectCard]:
        cursor: str | None = None
        while True:
            page = public_projects(city_code=city_code, cursor=cursor, limit=100)
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    found = []
    for card in pages():
        found.append(card)
        if len(found) >= MOST_PROJECTS:
            break
    return found


def _median(cards: list[ProjectCard]) -> tuple[int | None, PriceBasis]:
    """The median of the projects' average prices, and what they are: the filed ones if there is any, else the stated ones."""
    for basis in get_args(PriceBasis):
        prices = [
            card.shown.unit_price_fen
            for card in cards
            if card.shown.unit_price_fen is not None and price_basis(card) == basis
        ]
        if prices:
            return median_low(sorted(prices)), basis
    return None, ""


def districts_out(
    city: geography.Place, cards: list[ProjectCard], available: dict[str, int], request: PageRequest
) -> list[DistrictOut]:
    """Districts with listings, most homes available first. ``available`` is by project id."""
    by_code: dict[str, list[ProjectCard]] = {}
    for card in cards:
        by_code.setdefault(card.district_code, []).append(card)
    found = []
    for code, members in by_code.items():
        district = geography.place(code)
        if district is None:
            continue
        median, basis = _median(members)
        found.append(
            DistrictOut(
                slug=district.slug,
                name=district.label(request.language),
                path=geography.district_path(city, district),
                projects=len(members),
                units_available=sum(available.get(str(card.id), 0) for card in members),
                median_unit_price_fen=median,
                median_basis=basis,
            )
        )
    return sorted(found, key=lambda one: (-one.units_available, -one.projects, one.slug))


def _city(request: PageRequest) -> geography.Place | None:
    slug = request.params.get("city") or request.query.get("city", "")
    if slug:
        city = geography.city_called(slug)
        if city is None:
            raise NotFound("city")
        return city
    default = geography.default_city(request.language)
    return geography.place(default.code) if default else None


def _soon(cards: list[ProjectCard], request: PageRequest) -> list[ProjectCard]:
    today = (request.now + timedelta(hours=8)).date()
    waiting = [
        card
        for card in cards
        if card.sale_status is SaleStatus.UPCOMING or (card.opening.on is not None and card.opening.on >= today)
    ]
    far = today + timedelta(days=3_650)
    return sorted(waiting, key=lambda card: (card.opening.on or far, card.slug))[:SOON]


def _featured(cards: list[ProjectCard], available: dict[str, int]) -> list[ProjectCard]:
    """The project with most to choose from leads, among those whose site can be drawn."""
    ranked = sorted(cards, key=lambda card: (card.derived.buildings < 2, -available.get(str(card.id), 0), card.slug))
    return ranked[:1]


def load_home(request: PageRequest) -> LoadedPage:
    """A city's home page. Raises NotFound for a city without listings."""
    city = _city(request)
    cards = every_card(city.code) if city else []
    available = {str(key): count for key, count in available_homes(cards=cards).items()}
    name = city.label(request.language) if city else ""
    featured = _featured(cards, available)
    districts = districts_out(city, cards, available, request) if city else []
    median, basis = _median(cards)
    numbers = HomeNumbersOut(
        projects=len(cards),
        units_available=sum(available.values()),
        units_total=sum(card.derived.homes for card in cards),
        permits=sum(card.derived.permits for card in cards),
        median_unit_price_fen=median,
        median_basis=basis,
        as_of=minute(request.now),
    )
    hero = site_path(featured[0].slug, featured[0].revision, "hero", request.language) if featured else ""
    featured_out = project_cards_out(featured, request.language)
    for card in featured_out:
        card.picture = hero
    return LoadedPage(
        data=HomeData(
            numbers=numbers,
            featured=featured_out,
            newest=project_cards_out(cards[:NEWEST], request.language),
            opening_soon=project_cards_out(_soon(cards, request), request.language),
            districts=districts,
            quick=_quick(city, districts, request) if city else [],
            examples=list(_EXAMPLES[request.language]),
        ),
        title=request.text(zh=f"{name}新房", en=f"New homes in {name}" if name else "New homes"),
        description=_described(name, numbers, request),
        path=geography.city_path(city) if city else "/",
        city=city.code if city else "",
        json_ld=[_website()] if city else [],
        summary=[
            *(
                f"{one.name}: {named_price(one.median_unit_price_fen, one.median_basis, request.language)}"
                for one in districts
                if one.median_unit_price_fen is not None
            ),
        ],
        links={card.name: card.path for card in [*featured_out, *project_cards_out(cards[:NEWEST], request.language)]},
        share=city_share_path(city.slug, request.language) if city else "",
        hero=hero,
        feed=geography.feed_path(city.slug) if city else "",
    )


def _described(name: str, numbers: HomeNumbersOut, request: PageRequest) -> str:
    """The city in a sentence: what is promised of homes is said where homes can be had, and of nothing else."""
    projects, free, homes = numbers.projects, numbers.units_available, numbers.units_total
    counted = request.text(
        zh=f"{name}新房：{plain(projects)} 个楼盘",
        en=f"New homes in {name}: {plain(projects)} {'project' if projects == 1 else 'projects'}",
    )
    if not projects:
        return request.text(zh="还没有公开的楼盘。", en="No project is public yet.")
    if free:
        return counted + request.text(
            zh=f"，{plain(free)} 套可售住宅，每一套都有备案价、预售证和房态。",
            en=f", {plain(free)} {'home' if free == 1 else 'homes'} available, each with its filed price, permit and status.",
        )
    if homes:
        return counted + request.text(
            zh=f"，公示 {plain(homes)} 套住宅，现在没有可售的。",
            en=f", {plain(homes)} {'home' if homes == 1 else 'homes'} listed, none of them available now.",
        )
    return counted + request.text(
        zh=f"的公开资料；逐套房源、备案价{'' if numbers.permits else '与预售证'}尚未公布。",
        en=f"; single homes{' and' if numbers.permits else ','} filed prices{'' if numbers.permits else ' and permits'} "
        "are not published yet.",
    )


_EXAMPLES = {
    "zh-CN": ("三房朝南 200 万内", "120 平以内近地铁", "精装四房"),
    "en": ("3-bed south-facing under 2M", "near metro under 120 sqm", "fitted 4-bed"),
}


def _quick(city: geography.Place, districts: list[DistrictOut], request: PageRequest) -> list[QuickGroupOut]:
    """Searches that people make often, with what each of them finds; empty ones are left out."""
    groups = {
        "district": [CountLinkOut(name=one.name, path=one.path, count=one.units_available) for one in districts[:8]]
    }
    try:
        groups |= _searches(city, request, on_sale=any(one.units_available for one in districts))
    except IndexNotReady:
        log.info("pages.home_without_searches", city=city.code)
    found = []
    for code, links in groups.items():
        filled = [link for link in links if link.count]
        if filled:
            found.append(QuickGroupOut(code=code, links=filled))  # type: ignore[arg-type]
    return found


def _searches(city: geography.Place, request: PageRequest, *, on_sale: bool) -> dict[str, list[CountLinkOut]]:
    """Of homes that can be had, in a city that has any; else of all that are listed."""
    language, today = request.language, (request.now + timedelta(hours=8)).date()
    had = ("available",) if on_sale else ()
    homes = SearchQuery.of(kind="units", city=city.code, statuses=had, limit=1)
    _, facets = search_with_facets(query=homes, today=today)
    by_field = {facet.field: facet for facet in facets_of(homes, facets, language)}
    more: list[tuple[str, dict[str, Any]]] = [
        (request.text(zh="即将开盘", en="Opening soon"), {"kind": "projects", "sale_statuses": ("upcoming",)}),
        (request.text(zh="近地铁", en="Near metro"), {"kind": "units", "statuses": had, "tags": ("近地铁",)}),
        (
            request.text(zh="精装交付", en="Fitted"),
            {"kind": "units", "statuses": had, "fit_outs": ("fitted", "luxury")},
        ),
        (
            request.text(zh="朝南", en="Faces south"),
            {"kind": "units", "statuses": had, "orientations": ("S", "SN", "SE", "SW")},
        ),
    ]
    return {
        **{
            field: [
                CountLinkOut(name=value.label, path=value.path, count=value.count) for value in by_field[field].values
            ]
            for field in ("rooms", "price")
            if field in by_field
        },
        "more": [
            CountLinkOut(name=name, path=search_path(query), count=count_homes(query=query))
            for name, values in more
            for query in [SearchQuery.of(city=city.code, **values)]
        ],
    }


def _website() -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "广厦 Guangsha",
        "url": absolute("/"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute('/search')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
