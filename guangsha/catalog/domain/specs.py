"""What is handed to the catalogue's services: values to write. Money in fen, areas in m2, WGS-84 degrees.

In the specs below ``None`` means *not stated*: on an existing row it leaves the stored value as it is. ``clear`` names
fields of the spec to be emptied: what an editor takes away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

from guangsha.catalog.domain.choices import (
    BuildingKind,
    DatePrecision,
    FitOut,
    FloorBand,
    Orientation,
    PoiKind,
    PropertyType,
    SaleStatus,
    UnitKind,
)
from guangsha.catalog.domain.part_facts import Point


class ProjectValues(TypedDict, total=False):
    """Fields of a project that a person or a source states. A key that is absent is left as it is."""

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
    site_geometry: dict[str, Any]
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
    tags: Sequence[str]
    facilities: Sequence[str]
    sale_status: SaleStatus
    opening_on: date | None
    opening_precision: DatePrecision
    handover_on: date | None
    handover_precision: DatePrecision
    stated_unit_price_fen: int | None
    stated_lowest_total_fen: int | None
    stated_highest_total_fen: int | None
    stated_area_min: Decimal | None
    stated_area_max: Decimal | None
    stated_rooms: Sequence[int]
    stated_permit: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSpec:
    """A phase, found again by ``ordinal``."""

    ordinal: int
    name: str
    name_en: str | None = None
    opening_on: date | None = None
    handover_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntranceSpec:
    """A stairwell, found again by ``ordinal`` inside its building. ``place``: its door on the footprint, metres, local frame."""

    ordinal: int
    name: str
    name_en: str | None = None
    first_stack: int = 1
    last_stack: int = 1
    lifts: int | None = None
    place: Point | None = None
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingSpec:
    """A building, found again by ``name``. ``footprint``: metres, local frame, counter-clockwise, not closed."""

    name: str
    name_en: str | None = None
    ordinal: int | None = None
    phase_ordinal: int | None = None
    kind: BuildingKind | None = None
    footprint: Sequence[Point] | None = None
    floors: int | None = None
    floors_below: int | None = None
    floor_height_m: Decimal | None = None
    stacks: int | None = None
    entrances: Sequence[EntranceSpec] = ()
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSpec:
    """A floor plan, found again by ``code``. ``geometry``: see the shape in ``domain/geometry.py`` (millimetres)."""

    code: str
    name: str
    built_area: Decimal
    name_en: str | None = None
    rooms: int | None = None
    halls: int | None = None
    baths: int | None = None
    orientation: Orientation | None = None
    inner_area: Decimal | None = None
    selling_point: str | None = None
    selling_point_en: str | None = None
    geometry: dict[str, Any] | None = None
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSpec:
    """A home, shop or parking bay, found again by ``identity`` inside its project; building, entrance, layout by name."""

    identity: str
    building: str
    built_area: Decimal
    kind: UnitKind = UnitKind.HOME
    entrance_ordinal: int | None = None
    layout_code: str | None = None
    number: str | None = None
    floor: int | None = None
    floors_total: int | None = None
    floor_band: FloorBand | None = None
    stack: int | None = None
    rooms: int | None = None
    halls: int | None = None
    orientation: Orientation | None = None
    fit_out: FitOut | None = None
    inner_area: Decimal | None = None
    filed_price_fen: int | None = None
    filed_on: date | None = None
    built_year: int | None = None
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoiSpec:
    """Something nearby. There is no distance here: it is computed from the coordinates."""

    kind: PoiKind
    name: str
    lng: float
    lat: float
    name_en: str = ""
    detail: str = ""
    detail_en: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk write did, by identity (``ids`` maps the name, code or identity given to the row's id)."""

    new: int
    updated: int
    unchanged: int
    price_changes: int = 0
    ids: dict[str, UUID] = field(default_factory=dict)
