"""Search: results, chips, facets, suggestions, points on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from guangsha.catalog.public import project_cards, units_by_id
from guangsha.inventory.public import asked_totals
from guangsha.kit.errors import NotFound
from guangsha.pages import geography
from guangsha.pages.cards import cards_by_id, project_path, unit_card_out
from guangsha.pages.domain.search_words import say
from guangsha.pages.domain.wording import Language, minute, pick, plain
from guangsha.pages.ledger import statuses_of
from guangsha.pages.loaders.search_filters import chips_of, facets_of, relax_out, search_path, sorts_of
from guangsha.pages.loaders.texts import help_about
from guangsha.pages.pictures.addresses import city_share_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import (
    LinkOut,
    MapPointOut,
    MapPointsOut,
    ProjectCardOut,
    SearchData,
    SuggestionOut,
    SuggestOut,
    UnitCardOut,
)
from guangsha.search.public import (
    MAX_TEXT,
    Facet,
    Page,
    SearchQuery,
    Suggestion,
    count_homes,
    map_clusters,
    read_sentence,
    relax_search,
    search_homes,
    search_with_facets,
    suggest,
)

PAGE_SIZE = 12
FIRST_ZOOM = 11
SUGGESTIONS = 7


def china_today(request: PageRequest) -> date:
    """The calendar day in China."""
    return (request.now + timedelta(hours=8)).date()


@dataclass(frozen=True, slots=True)
class Asked:
    """The query with its sentence read, the fields that the sentence gave, and the words of it that are in neither."""

    query: SearchQuery
    said: frozenset[str] = frozenset()
    aside: str = ""


def asked_query(request: PageRequest) -> Asked:
    """What the address asks for. Raises InvalidQuery, NotFound.

    A sentence that is too long is read as far as it may be; the box then shows what was read.
    """
    params = {name: value for name, value in request.query.items() if name not in ("limit", "view", "language")}
    params.setdefault("kind", "projects")
    params["q"] = params.get("q", "")[:MAX_TEXT]
    if params.get("city"):
        params["city"] = _city_code(params["city"])
    query = replace(SearchQuery.from_params(params), limit=PAGE_SIZE)
    if not query.text:
        return Asked(_somewhere(query, request))
    read = read_sentence(sentence=query.text, today=china_today(request), base=query)
    said = frozenset(name for chip in read.chips for name in chip.filters)
    return Asked(_somewhere(replace(read.query, cursor=query.cursor, limit=PAGE_SIZE), request), said, read.aside)


def _city_code(asked: str) -> str:
    """The adcode of a city by its slug or adcode; one without listings is a true place all the same. Raises NotFound."""
    listed = geography.city_called(asked)
    known = listed or geography.place(asked)
    if known is None:
        raise NotFound("city")
    return known.code


def _somewhere(query: SearchQuery, request: PageRequest) -> SearchQuery:
    """The query in the site's own city when it names no place and has homes there.

    A name that only exists in another city is still found, because then there is nothing to stay for.
    """
    named = query.city or query.districts or query.areas or query.metro or query.projects
    here = None if named or query.bbox or query.polygon or query.near else geography.default_city(request.language)
    if here is None:
        return query
    there = replace(query, city=here.code)
    if query.text and count_homes(query=replace(there, cursor="")) == 0:
        return query
    return there


def load_search(request: PageRequest) -> LoadedPage:
    """One page of results. With a cursor only the next cards are computed.

    Raises InvalidQuery, NotFound, BadCursor, IndexNotReady.
    """
    asked = asked_query(request)
    query, today = asked.query, china_today(request)
    facets: Sequence[Facet] = ()
    if query.cursor:
        page = search_homes(query=query, today=today)
    else:
        page, facets = search_with_facets(query=query, today=today)
    data = _data(request, asked, page, facets)
    city = geography.place(query.city) if query.city else None
    listed = geography.city_called(query.city) if query.city else None
    where = city.label(request.language) if city else ""
    words = " ".join(chip.label for chip in data.chips) or query.text
    return LoadedPage(
        data=data,
        title=request.text(zh=f"{where}新房 {words}".strip(), en=f"New homes {where} {words}".strip()),
        description=request.text(
            zh=f"{plain(data.total_projects)} 个楼盘，{plain(data.total_units)} 套房源。",
            en=f"{plain(data.total_projects)} projects, {plain(data.total_units)} homes.",
        ),
        path="/search",
        query=f"city={query.city}" if query.city else "",
        city=query.city,
        indexed=query.kind == "projects"
        and not (data.chips or query.text or query.cursor)
        and (not query.city or listed is not None),
        share=city_share_path(listed.slug, request.language) if listed else "",
        links={
            **{card.name: card.path for card in data.projects},
            **{f"{card.project} {card.building} {card.number}": card.path for card in data.units},
        },
    )


def _data(request: PageRequest, asked: Asked, page: Page, facets: Sequence[Facet]) -> SearchData:
    query, language = asked.query, request.language
    projects, units = _cards(page, language)
    other = count_homes(query=_of_kind(query, "units" if query.kind == "projects" else "projects"))
    first = not query.cursor
    return SearchData(
        scope="units" if query.kind == "units" else "projects",
        query=request.query.get("q", "")[:MAX_TEXT],
        total_projects=page.total if query.kind == "projects" else other,
        total_units=other if query.kind == "projects" else page.total,
        chips=chips_of(query, asked.said, language),
        unparsed=asked.aside,
        facets=facets_of(query, facets, language),
        sorts=sorts_of(query, language),
        scopes=[
            LinkOut(name=say(words, language), path=search_path(_of_kind(query, kind)))
            for kind, words in (("projects", ("楼盘", "Projects")), ("units", ("房源", "Homes")))
        ],
        path=search_path(query),
        clear_path=search_path(SearchQuery.of(kind=query.kind, city=query.city)),
        projects=projects,
        units=units,
        next_cursor=page.next_cursor,
        relax=relax_out(relax_search(query=query), query, language) if first and page.total == 0 else [],
        help=help_about(request.query.get("q", ""), request, deep=page.total == 0 and first),
        points=points_of(query, FIRST_ZOOM, language) if first else [],
        filters=_of_kind(query, "units").to_url(),
        as_of=minute(request.now),
    )


def _of_kind(query: SearchQuery, kind: str) -> SearchQuery:
    return replace(query.without_page(), kind=kind, limit=PAGE_SIZE)


def _cards(page: Page, language: Language) -> tuple[list[ProjectCardOut], list[UnitCardOut]]:
    projects = cards_by_id([hit.id for hit in page.projects], language)
    matching = {str(hit.id): hit.units_matching for hit in page.projects}
    for card in projects:
        card.units_matching = matching.get(card.id)
    return projects, unit_cards([hit.id for hit in page.units], language)


def unit_cards(unit_ids: list[UUID], language: Language) -> list[UnitCardOut]:
    """The homes that are public, in the order given, each with its project's name."""
    facts = units_by_id(unit_ids=unit_ids)
    cards = {card.id: card for card in project_cards(project_ids=list({unit.project_id for unit in facts}))}
    statuses, asked = statuses_of(unit_ids=[unit.id for unit in facts]), asked_totals(units=facts)
    return [
        unit_card_out(unit, project=project, status=statuses[unit.id], asked=asked, language=language)
        for unit in facts
        if (project := cards.get(unit.project_id))
    ]


def points_of(query: SearchQuery, zoom: int, language: Language) -> list[MapPointOut]:
    """Pins and clusters for a map zoom of 0 to 20."""
    return [
        MapPointOut(
            lng=one.lng,
            lat=one.lat,
            count=one.projects,
            units=one.units,
            slug=one.slug,
            name=pick(language, one.name, one.name_en),
            unit_price_fen=one.unit_price_min,
        )
        for one in map_clusters(query=query.without_page(), zoom=zoom, limit=300)
    ]


def load_points(request: PageRequest) -> MapPointsOut:
    """Points of a search at the ``zoom`` of the query."""
    query = asked_query(request).query
    text = request.query.get("zoom", "")
    zoom = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else FIRST_ZOOM
    return MapPointsOut(points=points_of(query, min(zoom, 20), request.language))


_KINDS: dict[str, tuple[str, str]] = {
    "city": ("city", "city"),
    "district": ("district", "districts"),
    "area": ("area", "areas"),
    "metro": ("metro", "metro"),
    "tag": ("filter", "tags"),
}


def load_suggestions(request: PageRequest) -> SuggestOut:
    """What the typed letters may become: projects, places, filters, help."""
    typed, language = request.query.get("q", "")[:200], request.language
    city = geography.city_called(request.query.get("city", ""))
    items = [
        found
        for one in suggest(typed=typed, limit=SUGGESTIONS, city=city.code if city else "")
        if (found := _suggestion(one, city, language))
    ]
    items += [
        SuggestionOut(kind="help", label=one.name, detail=say(("帮助", "Help"), language), path=one.path)
        for one in help_about(typed, request, deep=not items)
    ]
    return SuggestOut(items=items[: SUGGESTIONS + 2])


def _suggestion(one: Suggestion, city: geography.Place | None, language: Language) -> SuggestionOut | None:
    label = pick(language, one.name, one.name_en)
    detail = pick(language, one.within, one.within_en)
    if one.kind == "project":
        return SuggestionOut(kind="project", label=label, detail=detail, path=project_path(one.slug))
    if one.kind not in _KINDS:
        return None
    kind, field = _KINDS[one.kind]
    values: dict[str, Any] = {field: one.code if one.kind == "city" else (one.code,)}
    if city and one.kind in ("metro", "tag"):
        values["city"] = city.code
    path = search_path(SearchQuery.of(kind="projects", **values))
    homes = f"{plain(one.projects)} {'projects' if language == 'en' else '个楼盘'}"
    return SuggestionOut(kind=kind, label=label, detail=homes, path=path)  # type: ignore[arg-type]
