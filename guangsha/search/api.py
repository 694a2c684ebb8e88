"""Routes of search: public, cacheable, tagged by the index generation."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import Query

from guangsha.backbone.public import Routes, Shelf, anyone, kept_answer
from guangsha.kit.bounded_cache import MEGABYTE
from guangsha.kit.clock import CHINA, utc_now
from guangsha.search.domain.errors import BadCursor, IndexNotReady, InvalidQuery
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.relax import Relaxation
from guangsha.search.domain.sentence import Chip, Sentence
from guangsha.search.domain.url_form import PARAMS
from guangsha.search.schemas import (
    FacetsOut,
    MapOut,
    MapParams,
    PageParams,
    SearchOut,
    SearchParams,
    SuggestionsOut,
    SuggestParams,
)
from guangsha.search.selectors import (
    generation,
    map_clusters,
    read_sentence,
    relax_search,
    search_homes,
    search_with_facets,
    suggest,
)

routes = Routes(tags=["search"])
counts = Shelf("facets", room=8 * MEGABYTE, keep_s=600)
CACHE = "public, max-age=5, stale-while-revalidate=30"
_CONDITIONAL: dict[str, Any] = {
    "parameters": [
        {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string", "maxLength": 200}}
    ]
}


def _today() -> date:
    return utc_now().astimezone(CHINA).date()


def _fresh(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Set ETag and cache headers; the 304 to send where the asker has this very answer already."""
    asked = f"{request.path}?{request.META.get('QUERY_STRING', '')}|{_today()}"
    tag = f'W/"{generation()}-{hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()}"'
    fresh: HttpResponse | None = None
    if tag in (part.strip() for part in request.headers.get("If-None-Match", "").split(",")):
        fresh = HttpResponseNotModified()
    for answer in filter(None, (response, fresh)):
        answer["ETag"] = tag
        answer["Cache-Control"] = CACHE
    return fresh


def _understood(params: SearchParams, **page: str) -> Sentence:
    """The query of the parameters, free text read into chips unless the asker wants it literally."""
    query = params.query(**page)
    if params.parse == "no" or not query.text:
        return Sentence((), query.text, query)
    sentence = read_sentence(sentence=params.q, today=_today(), base=query)
    return replace(sentence, query=SearchQuery.of(**_with_page(sentence.query, page)))


def _with_page(query: SearchQuery, page: dict[str, str]) -> dict[str, Any]:
    values = {name: getattr(query, name) for name in PARAMS}
    return values | {"cursor": page.get("cursor", "")}


def _chip(chip: Chip) -> dict[str, Any]:
    pairs = SearchQuery(**chip.filters).to_params()
    return {
        "start": chip.start,
        "end": chip.end,
        "words": chip.words,
        "note": chip.note,
        "params": [{"name": name, "value": value} for name, value in pairs],
    }


def _way(way: Relaxation) -> dict[str, Any]:
    return {
        "how": way.how,
        "params": [PARAMS[name] for name in way.fields],
        "search": way.query.to_url(),
        "total": way.total,
        "homes": way.homes,
    }


@routes.get(
    "/search",
    policy=anyone,
    response=SearchOut,
    errors=[InvalidQuery, BadCursor, IndexNotReady],
    summary="Homes or projects that match, one page",
    cached=True,
    openapi_extra=_CONDITIONAL,
)
def search(request: HttpRequest, response: HttpResponse, params: Query[PageParams]) -> Any:
    """Free text in `q` is read into explicit filters, returned as `chips`; the whole search comes back as `canonical`."""
    if (unchanged := _fresh(request, response)) is not None:
        return unchanged
    understood = _understood(params, cursor=params.cursor, limit=str(params.limit))
    page = search_homes(query=understood.query, today=_today())
    empty = page.total == 0 and not understood.query.cursor
    return {
        "kind": understood.query.kind,
        "total": page.total,
        "units": page.units,
        "projects": page.projects,
        "next_cursor": page.next_cursor,
        "sort": understood.query.effective_sort,
        # What is here but not in the `q` of `canonical` was set aside: neither a filter nor asked for.
        "text": " ".join(filter(None, (understood.text, understood.aside))),
        "chips": [_chip(chip) for chip in understood.chips],
        "canonical": understood.query.without_page().to_url(),
        "relax": [_way(way) for way in relax_search(query=understood.query)] if empty else [],
        "generation": page.generation,
        "indexed_at": page.indexed_at,
    }


@routes.get(
    "/facets",
    policy=anyone,
    response=FacetsOut,
    errors=[InvalidQuery, IndexNotReady],
    summary="Counts of every facet for a search",
    cached=True,
    openapi_extra=_CONDITIONAL,
)
def facets(request: HttpRequest, response: HttpResponse, params: Query[SearchParams]) -> Any:
    """Each facet's counts respect all other filters but not its own."""
    if (unchanged := _fresh(request, response)) is not None:
        return unchanged
    now, today = generation(), _today()
    query = _understood(params, limit="1").query
    return kept_answer(response, counts, now, today, query.without_page().to_url(), make=lambda: _counted(query, today))


def _counted(query: SearchQuery, today: date) -> FacetsOut:
    page, counted = search_with_facets(query=query, today=today)
    return FacetsOut.model_validate(
        {
            "kind": query.kind,
            "total": page.total,
            "facets": counted,
            "generation": page.generation,
            "indexed_at": page.indexed_at,
        }
    )


@routes.get(
    "/map",
    policy=anyone,
    response=MapOut,
    errors=[InvalidQuery, IndexNotReady],
    summary="Clusters of matching homes on the map",
    cached=True,
    openapi_extra=_CONDITIONAL,
)
def clusters_on_map(request: HttpRequest, response: HttpResponse, params: Query[MapParams]) -> Any:
    """At most 500 clusters, largest first; from zoom 14 on every project stands alone. `bbox` names the part shown."""
    if (unchanged := _fresh(request, response)) is not None:
        return unchanged
    query = _understood(params).query
    return {"clusters": map_clusters(query=query, zoom=params.zoom), "generation": generation()}


@routes.get(
    "/suggest",
    policy=anyone,
    response=SuggestionsOut,
    errors=[IndexNotReady],
    summary="Suggestions while typing",
    cached=True,
    openapi_extra=_CONDITIONAL,
)
def suggestions(request: HttpRequest, response: HttpResponse, params: Query[SuggestParams]) -> Any:
    """By the beginning of a Chinese or English name, of its pinyin or of its initials; Latin letters may hold one slip."""
    if (unchanged := _fresh(request, response)) is not None:
        return unchanged
    return {"items": suggest(typed=params.q, limit=params.limit, city=params.city)}
