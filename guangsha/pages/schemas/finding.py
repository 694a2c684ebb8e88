"""Home and search."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from guangsha.pages.domain.wording import PriceBasis
from guangsha.pages.schemas.frame import LinkOut
from guangsha.pages.schemas.listings import ProjectCardOut, UnitCardOut


class CountLinkOut(Schema):
    """A landing page and how many homes stand behind it."""

    name: str
    path: str
    count: int


class QuickGroupOut(Schema):
    """Searches that people make often, of one sort; none of them is empty."""

    code: Literal["district", "rooms", "price", "more"]
    links: list[CountLinkOut]


class HomeNumbersOut(Schema):
    """What the city really has today, counted from the unit ledger."""

    projects: int
    units_available: int
    units_total: int
    permits: int
    median_unit_price_fen: int | None
    median_basis: PriceBasis
    as_of: str


class DistrictOut(Schema):
    """A district with listings. The median is over its projects' average prices: the filed ones, else the stated ones."""

    slug: str
    name: str
    path: str
    projects: int
    units_available: int
    median_unit_price_fen: int | None
    median_basis: PriceBasis


class HomeData(Schema):
    """What the home page shows."""

    numbers: HomeNumbersOut
    featured: list[ProjectCardOut]
    newest: list[ProjectCardOut]
    opening_soon: list[ProjectCardOut]
    districts: list[DistrictOut]
    quick: list[QuickGroupOut]
    examples: list[str]


class ChipOut(Schema):
    """One filter in force. Removing it leads to `path_without`; `from_sentence` tells where it came from."""

    code: str
    field: str
    label: str
    path_without: str
    from_sentence: bool


class FacetValueOut(Schema):
    """One value of a facet: how many results choosing it would give, and where choosing it leads."""

    value: str
    label: str
    count: int
    selected: bool
    path: str


class FacetOut(Schema):
    """Part of a page: facet."""

    field: str
    label: str
    multiple: bool
    values: list[FacetValueOut]


class RelaxOut(Schema):
    """The single filter to let go of or widen, and how many homes that gives.

    `projects` are their projects where projects are listed, else 0; some may list no homes yet.
    """

    label: str
    path: str
    homes: int
    projects: int


class SortOut(Schema):
    """Part of a page: sort."""

    value: str
    label: str
    path: str
    selected: bool


class MapPointOut(Schema):
    """A pin or a cluster of `count` projects with `units` homes. A cluster has no slug."""

    lng: float
    lat: float
    count: int
    units: int
    slug: str
    name: str
    unit_price_fen: int | None


class MapPointsOut(Schema):
    """Pins and clusters at one zoom."""

    points: list[MapPointOut]


class SearchData(Schema):
    """What the search page shows. `path` is the whole search as understood, every filter spelt out. `as_of`: the minute it was
    put together; what is sold or let go follows within five seconds."""

    scope: Literal["projects", "units"]
    query: str
    total_projects: int
    total_units: int
    chips: list[ChipOut]
    unparsed: str
    facets: list[FacetOut]
    sorts: list[SortOut]
    scopes: list[LinkOut]
    path: str
    clear_path: str
    projects: list[ProjectCardOut]
    units: list[UnitCardOut]
    next_cursor: str
    relax: list[RelaxOut]
    help: list[LinkOut]
    points: list[MapPointOut]
    filters: str
    as_of: str


class SuggestionOut(Schema):
    """One line under the search box."""

    kind: Literal["project", "city", "district", "area", "metro", "filter", "help"]
    label: str
    detail: str
    path: str


class SuggestOut(Schema):
    """Part of a page: suggest."""

    items: list[SuggestionOut]
