"""Request and response types of the search routes. Money in fen, sizes in m2, distances in metres."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guangsha.search.domain import vocabulary as words
from guangsha.search.domain.query import DEFAULT_LIMIT, SearchQuery
from guangsha.search.domain.query_rules import MAX_CURSOR, MAX_FEN, MAX_LIMIT
from guangsha.search.domain.sentence import MAX_SENTENCE

_CODES = r"^[^,\x00-\x1f\x7f]{1,64}(,[^,\x00-\x1f\x7f]{1,64}){0,59}$"
_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"
_LONG = 4_000


def _list_of(values: tuple[str, ...]) -> str:
    one = "(" + "|".join(values) + ")"
    return f"^{one}(,{one}){{0,59}}$"


Codes = Annotated[str, Field(pattern=_CODES, max_length=_LONG)]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]
Size = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,2})?$")]
Month = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]


class SearchParams(Schema):
    """The canonical URL form of a search. Lists are comma-separated; rooms 5 means five or more."""

    kind: Literal["units", "projects"] = "units"
    q: Annotated[str, Field(max_length=MAX_SENTENCE, description="free text; read into chips unless parse=no")] = ""
    parse: Literal["yes", "no"] = "yes"
    city: Annotated[str, Field(pattern=r"^[^,\x00-\x1f\x7f]{1,64}$", description="adcode")] | None = None
    district: Codes | None = None
    area: Codes | None = None
    metro: Annotated[Codes, Field(description="station names, or `any`")] | None = None
    tag: Annotated[Codes, Field(description="all of them must be met")] | None = None
    price_min: Fen | None = None
    price_max: Fen | None = None
    unit_price_min: Fen | None = None
    unit_price_max: Fen | None = None
    size_min: Size | None = None
    size_max: Size | None = None
    rooms: Annotated[str, Field(pattern=r"^[0-5](,[0-5]){0,5}$")] | None = None
    orientation: Annotated[str, Field(pattern=_list_of(words.ORIENTATIONS[1:]))] | None = None
    floor: Annotated[str, Field(pattern=_list_of(words.FLOOR_BANDS[1:]))] | None = None
    fit_out: Annotated[str, Field(pattern=_list_of(words.FIT_OUTS))] | None = None
    status: Annotated[str, Field(pattern=_list_of(words.UNIT_STATUSES))] | None = None
    sale_status: Annotated[str, Field(pattern=_list_of(words.SALE_STATUSES))] | None = None
    unit_kind: Annotated[str, Field(pattern=_list_of(words.UNIT_KINDS))] | None = None
    permit: Literal["yes", "no"] | None = None
    opening_from: Month | None = None
    opening_to: Month | None = None
    project: Annotated[Codes, Field(description="project ids")] | None = None
    bbox: Annotated[str, Field(pattern=f"^{_NUMBER}(,{_NUMBER}){{3}}$", description="west,south,east,north")] | None = (
        None
    )
    polygon: (
        Annotated[
            str,
            Field(
                pattern=f"^{_NUMBER},{_NUMBER}(;{_NUMBER},{_NUMBER})*$",
                max_length=30_000,
                description="lng,lat;lng,lat;... at most 500 points; crossing lines follow the even-odd rule",
            ),
        ]
        | None
    ) = None
    near: (
        Annotated[str, Field(pattern=f"^{_NUMBER},{_NUMBER}(,[0-9]{{1,6}})?$", description="lng,lat[,metres]")] | None
    ) = None
    sort: (
        Literal[
            "relevance",
            "price",
            "-price",
            "unit_price",
            "-unit_price",
            "size",
            "-size",
            "newest",
            "opening",
            "distance",
        ]
        | None
    ) = None

    def query(self, **page: str) -> SearchQuery:
        """The validated query of these parameters and `page` (cursor, limit). Raises InvalidQuery."""
        given = self.model_dump(exclude={"parse"}, exclude_none=True)
        return SearchQuery.from_params({name: str(value) for name, value in given.items()} | page)


class PageParams(SearchParams):
    """A search and which page of it."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[str, Field(max_length=MAX_CURSOR, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class SuggestParams(Schema):
    """What was typed so far."""

    q: Annotated[str, Field(max_length=MAX_SENTENCE)] = ""
    city: Annotated[str, Field(max_length=64, description="adcode of the visitor's city: lifts what lies there")] = ""
    limit: Annotated[int, Field(ge=1, le=20)] = 10


class MapParams(SearchParams):
    """A search and how far the map is zoomed in."""

    zoom: Annotated[int, Field(ge=0, le=20, description="web-map zoom")] = 10


class TermOut(Schema):
    """A place, station or tag: its code in the URL form and both names."""

    code: str
    name: str
    name_en: str


class UnitHitOut(Schema):
    """A home, shop or parking bay; true as of `as_of`."""

    id: UUID
    project_id: UUID
    project_slug: str
    project_name: str
    project_name_en: str
    city: TermOut
    district: TermOut | None
    area: TermOut | None
    position: tuple[float, float] | None
    cover: str
    building: str
    number: str
    floor: int
    layout: str
    kind: str
    rooms: int | None
    size: float | None
    price: int | None = Field(description="What is asked now, by the price rules in force; fen")
    unit_price: int | None = Field(
        description="The same per m2; the filed price stands with the unit and in its receipt"
    )
    orientation: str
    floor_band: str
    fit_out: str
    status: str
    permit: bool
    listed_at: datetime
    distance: int | None
    as_of: datetime


class ProjectHitOut(Schema):
    """A project and how many of its units match; true as of `as_of`."""

    id: UUID
    slug: str
    name: str
    name_en: str
    city: TermOut
    district: TermOut | None
    area: TermOut | None
    address: str
    developer: str
    position: tuple[float, float] | None
    metro: list[TermOut]
    tags: list[TermOut]
    sale_status: str
    fit_out: str
    permit: bool
    opening_on: date | None
    price_min: int | None
    price_max: int | None
    unit_price_min: int | None
    unit_price_max: int | None
    size_min: float | None
    size_max: float | None
    rooms: list[int]
    units_matching: int
    units_total: int
    cover: str
    published_at: datetime
    distance: int | None
    as_of: datetime


class ParamOut(Schema):
    """One parameter of the URL form."""

    name: str
    value: str


class ChipFiltersOut(Schema):
    """An understood part of the free text: the characters `start` to `end` of `q`, and the parameters they mean.

    `note` is `down_payment` where a down payment was turned into a total price (at 20 per cent), else empty.
    """

    start: int
    end: int
    words: str
    note: str
    params: list[ParamOut]


class RelaxWayOut(Schema):
    """One filter to `drop` or `widen`: the parameters it touches, the search it makes, its number of hits and of homes."""

    how: Literal["drop", "widen"]
    params: list[str]
    search: str
    total: int
    homes: int


class SearchOut(Schema):
    """One page. `canonical` is the search as understood, in its URL form; `text` what no chip explains.

    `relax` is filled where nothing matches. `next_cursor` is empty on the last page.
    """

    kind: Literal["units", "projects"]
    total: int
    units: list[UnitHitOut]
    projects: list[ProjectHitOut]
    next_cursor: str
    sort: str
    text: str
    chips: list[ChipFiltersOut]
    canonical: str
    relax: list[RelaxWayOut]
    generation: str
    indexed_at: datetime


class SearchFacetValueOut(Schema):
    """`low` (inclusive) and `high` (exclusive) are set for bands: fen for prices, m2 for sizes."""

    code: str
    name: str
    name_en: str
    count: int
    low: int | None
    high: int | None


class CountedFacetOut(Schema):
    """One facet and its values."""

    name: str
    values: list[SearchFacetValueOut]


class FacetsOut(Schema):
    """Counts of every facet; each respects all filters but its own."""

    kind: Literal["units", "projects"]
    total: int
    facets: list[CountedFacetOut]
    generation: str
    indexed_at: datetime


class SuggestedOut(Schema):
    """One thing to go to. `code` is its value in the search's URL form; `slug` is set for projects."""

    kind: Literal["city", "district", "area", "metro", "project", "tag", "layout"]
    code: str
    name: str
    name_en: str
    within: str
    within_en: str
    slug: str
    units: int
    projects: int


class SuggestionsOut(Schema):
    """Best first."""

    items: list[SuggestedOut]


class ClusterOut(Schema):
    """Homes near each other; `project_id`, `slug` and names are set where it is one project."""

    lng: float
    lat: float
    units: int
    projects: int
    unit_price_min: int | None
    price_min: int | None
    project_id: UUID | None
    slug: str
    name: str
    name_en: str


class MapOut(Schema):
    """Largest first, at most 500."""

    clusters: list[ClusterOut]
    generation: str
