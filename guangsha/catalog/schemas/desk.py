"""What the listing desk reads: the candidate of a listing. Rows are named by names, codes, identities and hashes."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.choices import (
    BuildingKind,
    DatePrecision,
    FitOut,
    FloorBand,
    MediaKind,
    Orientation,
    PoiKind,
    PropertyType,
    SaleStatus,
    UnitKind,
)
from guangsha.catalog.schemas.review import ConsoleListingOut


class DeskValuesOut(Schema):
    """The fields of the project itself, as stated; money in fen, areas in m2."""

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
    plot_ratio: float | None
    greening_ratio: float | None
    parking_spaces: int | None
    households: int | None
    tags: list[str]
    facilities: list[str]
    sale_status: SaleStatus
    opening_on: date | None
    opening_precision: DatePrecision
    handover_on: date | None
    handover_precision: DatePrecision
    stated_unit_price_fen: int | None
    stated_lowest_total_fen: int | None
    stated_highest_total_fen: int | None
    stated_area_min: float | None
    stated_area_max: float | None
    stated_rooms: list[int]
    stated_permit: bool | None


class DeskPhaseOut(Schema):
    """A part of a project that opens together."""

    ordinal: int
    name: str
    name_en: str
    opening_on: date | None
    handover_on: date | None


class DeskEntranceOut(Schema):
    """A stairwell; its homes stand in the stacks ``first_stack`` to ``last_stack``."""

    ordinal: int
    name: str
    name_en: str
    first_stack: int
    last_stack: int
    lifts: int | None
    place: tuple[float, float] | None = Field(description="its door on the footprint, metres; null: not stated")


class DeskBuildingOut(Schema):
    """A building; its footprint is counter-clockwise, in metres of the project's local frame ([]: not drawn)."""

    name: str
    name_en: str
    ordinal: int
    phase_ordinal: int | None
    kind: BuildingKind
    footprint: list[tuple[float, float]]
    floors: int | None
    floors_below: int
    floor_height_m: float | None
    stacks: int
    entrances: list[DeskEntranceOut]


class DeskLayoutOut(Schema):
    """A floor plan; its geometry is in millimetres ({}: not drawn)."""

    code: str
    name: str
    name_en: str
    rooms: int
    halls: int
    baths: int
    orientation: Orientation
    built_area: float
    inner_area: float | None
    selling_point: str
    selling_point_en: str
    geometry: dict[str, Any]


class DeskUnitOut(Schema):
    """A home, shop or parking bay of the candidate."""

    identity: str
    building: str
    entrance_ordinal: int | None
    layout_code: str | None
    kind: UnitKind
    number: str
    floor: int | None
    floors_total: int | None
    floor_band: FloorBand
    stack: int | None
    rooms: int | None
    halls: int | None
    orientation: Orientation
    fit_out: FitOut
    built_area: float
    inner_area: float | None
    filed_price_fen: int | None
    filed_on: date | None
    built_year: int | None


class DeskPermitOut(Schema):
    """A pre-sale permit and the buildings it names."""

    number: str
    issuer: str
    issuer_en: str
    issued_on: date | None
    building_names: list[str]


class DeskVariantOut(Schema):
    """One size of a file, where staff can look at it."""

    name: str
    url: str
    width: int | None
    height: int | None


class DeskMediaOut(Schema):
    """A file of the candidate, named by its content. The focal point is a share of width and height."""

    sha256: str
    kind: MediaKind
    alt: str
    alt_en: str
    focal_x: float
    focal_y: float
    layout_code: str | None
    ordinal: int
    width: int | None
    height: int | None
    variants: list[DeskVariantOut]


class DeskPoiOut(Schema):
    """Something nearby; the distance is computed."""

    kind: PoiKind
    name: str
    name_en: str
    detail: str
    detail_en: str
    lng: float
    lat: float
    distance_m: int
    planned: bool


class DeskReportOut(Schema):
    """A dated statement of how far construction is, named by its day and title."""

    reported_on: date
    title: str
    title_en: str
    body: str
    body_en: str
    building_name: str
    floors_done: int | None


class CandidateOut(Schema):
    """The whole candidate of a listing. Its ETag names it: send it as If-Match with every change."""

    listing: ConsoleListingOut
    values: DeskValuesOut
    phases: list[DeskPhaseOut]
    buildings: list[DeskBuildingOut]
    layouts: list[DeskLayoutOut]
    units: list[DeskUnitOut]
    permits: list[DeskPermitOut]
    media: list[DeskMediaOut]
    surroundings: list[DeskPoiOut]
    progress: list[DeskReportOut]


class SavedOut(Schema):
    """What a bulk write did, in rows."""

    id: UUID
    new: int
    updated: int
    unchanged: int
    removed: int


class FileAddedOut(Schema):
    """The file that was added, named by its content."""

    id: UUID
    sha256: str
