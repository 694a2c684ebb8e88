"""What others learn about the catalogue: frozen values that cross its door. Money in fen, areas in m2, lengths named.

*Stated* is what a source or the developer says of a whole project; *derived* is computed from its units, permits and
coordinates at reading time and never stored. Both are kept apart so that a screen can say which one it shows.
Names come in pairs: ``name`` (Chinese) and ``name_en`` ("" when there is none).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.catalog.domain.choices import (
    DatePrecision,
    FitOut,
    ListingState,
    MediaKind,
    PropertyType,
    SaleStatus,
)


class Basis(StrEnum):
    """Where a shown figure comes from: computed from units, or stated for the whole project."""

    DERIVED = "derived"
    STATED = "stated"


class PermitCoverage(StrEnum):
    """How many of the homes stand in a building that a pre-sale permit covers."""

    NONE = "none"
    PART = "part"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as far as it is known: with precision MONTH the day means nothing. ``on`` is None with precision NONE."""

    on: date | None
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class StatedFigures:
    """What the source says of the project as a whole; any of it may be missing."""

    unit_price_fen: int | None
    total_min_fen: int | None
    total_max_fen: int | None
    area_min: Decimal | None
    area_max: Decimal | None
    rooms: tuple[int, ...]
    has_permit: bool | None


@dataclass(frozen=True, slots=True)
class DerivedFigures:
    """What follows from the units (removed ones left out) and permits. Prices and areas are those of homes.

    ``average_unit_price_fen`` is weighted: sum of filed prices over sum of built areas, of the homes with a filed price.
    ``permitted_homes`` stand in a building named by a permit. What is released or sold is the unit ledger's to say.
    """

    buildings: int
    homes: int
    shops: int
    parking: int
    priced_homes: int
    total_min_fen: int | None
    total_max_fen: int | None
    average_unit_price_fen: int | None
    area_min: Decimal | None
    area_max: Decimal | None
    rooms: tuple[int, ...]
    permits: int
    permitted_homes: int
    permit_coverage: PermitCoverage


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """The figures to show: derived where units give them, else stated; each says which (basis None: unknown)."""

    unit_price_fen: int | None
    unit_price_basis: Basis | None
    total_min_fen: int | None
    total_max_fen: int | None
    total_basis: Basis | None
    area_min: Decimal | None
    area_max: Decimal | None
    area_basis: Basis | None
    rooms: tuple[int, ...]
    rooms_basis: Basis | None


@dataclass(frozen=True, slots=True)
class MediaVariant:
    """One stored size of a picture, or the only copy of a video or document. ``url`` is site-relative."""

    name: str
    url: str
    width: int | None
    height: int | None
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A picture, panorama, video or document. ``variants`` go from the narrowest to the widest.

    ``focal_x``, ``focal_y``: the point of a picture that stays in view when it is cut, as shares from the left and the top.
    """

    id: UUID
    project_id: UUID
    layout_id: UUID | None
    progress_id: UUID | None
    kind: MediaKind
    ordinal: int
    sha256: str
    alt: str
    alt_en: str
    focal_x: float
    focal_y: float
    width: int | None
    height: int | None
    variants: tuple[MediaVariant, ...]


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """A part of a project that opens and is handed over together."""

    id: UUID
    ordinal: int
    name: str
    name_en: str
    opening_on: date | None
    handover_on: date | None


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """Enough of a project for a list, a map or a favourites page. ``cover`` is its first picture."""

    id: UUID
    slug: str
    name: str
    name_en: str
    headline: str
    headline_en: str
    city_code: str
    district_code: str
    area_name: str
    area_name_en: str
    address: str
    address_en: str
    lng: float | None
    lat: float | None
    developer: str
    developer_en: str
    property_type: PropertyType
    fit_out: FitOut
    sale_status: SaleStatus
    opening: StatedDate
    handover: StatedDate
    tags: tuple[str, ...]
    stated: StatedFigures
    derived: DerivedFigures
    shown: ShownFigures
    cover: MediaFacts | None
    published_at: datetime | None
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project in full. Its buildings, layouts, units and so on have selectors of their own.

    ``bearing_deg``: degrees clockwise from true north to the local frame's +y axis. ``site_geometry`` is in metres of
    that frame. Ratios are percentages for greening and a plain number for the plot. The fee is fen per m2 and month.
    """

    id: UUID
    slug: str
    organisation_id: UUID
    organisation_name: str
    organisation_name_en: str
    name: str
    name_en: str
    alias: str
    headline: str
    headline_en: str
    description: str
    description_en: str
    city_code: str
    district_code: str
    area_name: str
    area_name_en: str
    address: str
    address_en: str
    lng: float | None
    lat: float | None
    bearing_deg: float
    site_geometry: Mapping[str, Any]
    sales_phone: str
    sales_address: str
    sales_address_en: str
    sales_hours: str
    sales_hours_en: str
    developer: str
    developer_en: str
    property_company: str
    property_company_en: str
    property_fee_fen: int | None
    property_type: PropertyType
    fit_out: FitOut
    plot_ratio: Decimal | None
    greening_ratio: Decimal | None
    parking_spaces: int | None
    households: int | None
    tags: tuple[str, ...]
    facilities: tuple[str, ...]
    sale_status: SaleStatus
    opening: StatedDate
    handover: StatedDate
    phases: tuple[PhaseFacts, ...]
    permit_numbers: tuple[str, ...]
    stated: StatedFigures
    derived: DerivedFigures
    shown: ShownFigures
    state: ListingState
    first_published_at: datetime | None
    published_at: datetime | None
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CityCount:
    """A city with public projects."""

    city_code: str
    projects: int
