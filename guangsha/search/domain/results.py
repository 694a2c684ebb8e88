"""What a search answers with. Money in fen, sizes in m2, distances in metres, moments in UTC.

`as_of` on every hit is the moment its facts were read from the database: what is shown is true of that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guangsha.search.domain.documents import Term
from guangsha.search.domain.query import SearchQuery


@dataclass(frozen=True, slots=True)
class ProjectHit:
    """A project that matches, with the number of its units that do."""

    id: UUID
    slug: str
    name: str
    name_en: str
    city: Term
    district: Term | None
    area: Term | None
    address: str
    developer: str
    position: tuple[float, float] | None
    metro: tuple[Term, ...]
    tags: tuple[Term, ...]
    sale_status: str
    fit_out: str
    permit: bool
    opening_on: date | None
    price_min: int | None
    price_max: int | None
    unit_price_min: int | None
    unit_price_max: int | None
    size_min: Decimal | None
    size_max: Decimal | None
    rooms: tuple[int, ...]
    units_matching: int
    units_total: int
    cover: str
    published_at: datetime
    distance: int | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit that matches, with what its card needs of its project."""

    id: UUID
    project_id: UUID
    project_slug: str
    project_name: str
    project_name_en: str
    city: Term
    district: Term | None
    area: Term | None
    position: tuple[float, float] | None
    cover: str
    building: str
    number: str
    floor: int
    layout: str
    kind: str
    rooms: int | None
    size: Decimal | None
    price: int | None
    unit_price: int | None
    orientation: str
    floor_band: str
    fit_out: str
    status: str
    permit: bool
    listed_at: datetime
    distance: int | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: its code in the URL form, its names (empty where the edge translates), its count."""

    code: str
    name: str
    name_en: str
    count: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, places by count, closed lists and bands in their own order."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits. `total` counts all hits of the search; `next_cursor` is empty on the last page."""

    query: SearchQuery
    units: tuple[UnitHit, ...]
    projects: tuple[ProjectHit, ...]
    total: int
    next_cursor: str
    generation: str
    indexed_at: datetime


@dataclass(frozen=True, slots=True)
class Cluster:
    """Homes near each other on the map; `project_id` and `slug` are set where it is a single project."""

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
