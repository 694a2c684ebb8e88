"""Payloads of the public pages, for moving between them in the browser."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import REVALIDATE, Routes, anyone, kept_answer, not_modified, weak_etag
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Gone, Invalid, NotFound
from guangsha.pages.assembly import localised, payload_of
from guangsha.pages.loaders.project import load_site
from guangsha.pages.loaders.search import load_points, load_suggestions
from guangsha.pages.loaders.unit import load_board
from guangsha.pages.loaders.watching import load_cards, load_search_words
from guangsha.pages.registry import BY_NAME, PAGES, PageSpec
from guangsha.pages.request import PageRequest, own_query
from guangsha.pages.schemas import BoardOut, CardsOut, MapPointsOut, SearchWordsListOut, SiteOut, SuggestOut
from guangsha.pages.stock import answers, asked, data_version, load_page
from guangsha.pages.visits import note_look
from guangsha.search.public import BadCursor, IndexNotReady

routes = Routes(tags=["pages"])
LanguageIn = Annotated[Literal["zh-CN", "en"], Query(description="Language of names and sentences in the payload.")]


def _register(spec: PageSpec) -> None:
    def page_payload(
        request: HttpRequest, response: HttpResponse, language: LanguageIn = "zh-CN"
    ) -> dict[str, Any] | HttpResponse:
        given = {name: str(value) for name, value in request.GET.items()}
        wanted = PageRequest(
            page=spec.name,
            language=language,
            params=own_query(given, spec.params),
            query=own_query(given, spec.query),
            now=utc_now(),
        )
        version = data_version(wanted)
        loaded = load_page(wanted, BY_NAME[spec.name].load, version)
        note_look(request, wanted)
        response["Cache-Control"] = REVALIDATE
        response["Content-Language"] = language
        if version is not None:
            same = not_modified(request, response, etag=weak_etag(*asked(wanted), version))
            if same is not None:
                return same
        return payload_of(wanted, loaded, localised(loaded.path, language))

    page_payload.__doc__ = f"What the {spec.name} page shows; its address parameters and query are passed as they are."
    routes.get(
        f"/pages/{spec.name}",
        policy=anyone,
        response=spec.schema,
        errors=(NotFound, Gone, Invalid, BadCursor, IndexNotReady),
        cached=True,
        operation_id=f"page_{spec.name}",
    )(page_payload)


for _spec in PAGES:
    _register(_spec)


def _wanted(request: HttpRequest, page: str, language: Literal["zh-CN", "en"]) -> PageRequest:
    given = {name: str(value) for name, value in request.GET.items()}
    return PageRequest(page=page, language=language, params={}, query=given, now=utc_now())


def board(
    request: HttpRequest,
    response: HttpResponse,
    slug: Annotated[str, Query(max_length=100)],
    building: Annotated[str, Query(max_length=64)],
    language: LanguageIn = "zh-CN",
) -> BoardOut | HttpResponse:
    """The unit board of one building of a project."""
    wanted = _wanted(request, "board", language)
    version = data_version(wanted)
    if version is None:
        return load_board(building=building, request=wanted)
    return kept_answer(
        response,
        answers,
        "board",
        slug,
        building,
        language,
        version,
        make=lambda: load_board(building=building, request=wanted),
    )


routes.get("/pages/board", policy=anyone, response=BoardOut, errors=(NotFound, Gone), operation_id="page_board")(board)


def site(request: HttpRequest, slug: Annotated[str, Query(max_length=100)], language: LanguageIn = "zh-CN") -> SiteOut:
    """The geometry of a project's site with the status of every window, to be turned and drawn in the browser."""
    return load_site(_wanted(request, "site", language))


routes.get("/pages/site", policy=anyone, response=SiteOut, errors=(NotFound, Gone), operation_id="page_site")(site)


def suggestions(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="What has been typed so far.")],
    city: Annotated[str, Query(max_length=64)] = "",
    language: LanguageIn = "zh-CN",
) -> SuggestOut:
    """Lines under the search box: projects, places, filters, help."""
    return load_suggestions(_wanted(request, "suggest", language))


routes.get("/pages/suggest", policy=anyone, response=SuggestOut, errors=(IndexNotReady,), operation_id="page_suggest")(
    suggestions
)


def points(
    request: HttpRequest,
    zoom: Annotated[int, Query(ge=0, le=20)] = 11,
    language: LanguageIn = "zh-CN",
) -> MapPointsOut:
    """Pins and clusters of a search; its filters are passed as they are in the page's address."""
    return load_points(_wanted(request, "points", language))


routes.get(
    "/pages/points", policy=anyone, response=MapPointsOut, errors=(Invalid, IndexNotReady), operation_id="page_points"
)(points)


def cards(
    request: HttpRequest,
    projects: Annotated[str, Query(max_length=3_000, description="ids, comma-separated; at most 60 are read")] = "",
    units: Annotated[str, Query(max_length=3_000, description="ids, comma-separated; at most 60 are read")] = "",
    language: LanguageIn = "zh-CN",
) -> CardsOut:
    """Cards of projects and homes; those that are not public are left out."""
    return load_cards(projects=projects, units=units, language=language)


routes.get("/pages/cards", policy=anyone, response=CardsOut, operation_id="page_cards")(cards)


def search_words(
    request: HttpRequest,
    query: Annotated[list[str], Query(max_length=50, description="searches in their URL form")],
    language: LanguageIn = "zh-CN",
) -> SearchWordsListOut:
    """Saved searches in words, and where they are on this site."""
    return load_search_words(searches=[one[:8_000] for one in query], language=language)


routes.get("/pages/search-words", policy=anyone, response=SearchWordsListOut, operation_id="page_search_words")(
    search_words
)
