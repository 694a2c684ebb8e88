"""Parts of a project on the wire."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.choices import (
    BuildingKind,
    FitOut,
    FloorBand,
    Orientation,
    PoiKind,
    PriceReason,
    UnitKind,
)
from guangsha.catalog.schemas.projects import MediaItemOut


class EntranceOut(Schema):
    """A stairwell; its homes stand in the stacks ``first_stack`` to ``last_stack``, counted from 1 as seen from the front."""

    id: UUID
    ordinal: int
    name: str
    name_en: str
    first_stack: int
    last_stack: int
    lifts: int | None
    place: tuple[float, float] | None = Field(description="its door on the footprint, metres; null: not stated")


class BuildingDetailOut(Schema):
    """A building; its footprint is counter-clockwise, in metres of the project's local frame."""

    id: UUID
    phase_id: UUID | None
    ordinal: int
    name: str
    name_en: str
    kind: BuildingKind
    footprint: list[tuple[float, float]]
    floors: int | None
    floors_below: int
    floor_height_m: float | None
    stacks: int
    entrances: list[EntranceOut]
    permit_numbers: list[str] = Field(description="pre-sale permits that name this building; empty: none")
    homes: int
    shops: int
    parking: int


class LayoutDetailOut(Schema):
    """A floor plan; its geometry is in millimetres ({} when there is none). The last figures come from its homes."""

    id: UUID
    project_id: UUID
    project_slug: str
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
    homes: int
    total_min_fen: int | None
    total_max_fen: int | None


class UnitOut(Schema):
    """One home, shop or parking bay, as it is. Whether it can be had: the project's unit board."""

    id: UUID
    project_id: UUID
    project_slug: str
    building_id: UUID
    building_name: str
    building_name_en: str
    entrance_id: UUID | None
    entrance_name: str
    entrance_name_en: str
    layout_id: UUID | None
    layout_code: str
    kind: UnitKind
    number: str
    floor: int | None
    floors_total: int | None
    floor_band: FloorBand
    stack: int | None
    rooms: int | None
    halls: int | None
    baths: int | None
    orientation: Orientation
    fit_out: FitOut
    built_area: float
    inner_area: float | None
    filed_price_fen: int | None = Field(description="filed total price 备案总价")
    filed_on: date | None
    unit_price_fen: int | None = Field(description="per m2, derived: filed price over built area")
    built_year: int | None
    permit_numbers: list[str] = Field(description="pre-sale permits that name its building; empty: none")


class UnitPageOut(Schema):
    """One page of units; ``next_cursor`` is null on the last one."""

    items: list[UnitOut]
    next_cursor: str | None


class PermitDetailOut(Schema):
    """A pre-sale permit and the buildings it names."""

    id: UUID
    number: str
    issuer: str
    issuer_en: str
    issued_on: date | None
    building_ids: list[UUID]
    building_names: list[str]


class PriceStepOut(Schema):
    """One step of a price: of the project per m2 (``unit_id`` null) or of a unit's filed total."""

    id: UUID
    unit_id: UUID | None
    unit_number: str
    old_fen: int | None
    new_fen: int
    reason: PriceReason
    note: str
    as_of: date | None
    changed_at: datetime


class ProgressReportOut(Schema):
    """A dated statement of how far construction is."""

    id: UUID
    building_id: UUID | None
    building_name: str
    building_name_en: str
    reported_on: date
    title: str
    title_en: str
    body: str
    body_en: str
    floors_done: int | None
    media: list[MediaItemOut]


class PoiOut(Schema):
    """Something nearby. The distance is a straight line, computed from the coordinates; nobody typed it in."""

    id: UUID
    kind: PoiKind
    name: str
    name_en: str
    detail: str
    detail_en: str
    lng: float
    lat: float
    distance_m: int = Field(description="straight line on the WGS-84 ellipsoid, metres")
    planned: bool


class DistrictProperties(Schema):
    """Names of a district."""

    code: str
    name: str
    short_name: str
    name_en: str


class OutlineOut(Schema):
    """A GeoJSON geometry."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class DistrictFeature(Schema):
    """A district as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    properties: DistrictProperties
    geometry: OutlineOut


class DistrictCollection(Schema):
    """The districts of a city as GeoJSON, WGS-84, simplified for drawing. ``source`` belongs beside the map."""

    type: Literal["FeatureCollection"]
    source: str
    features: list[DistrictFeature]
