"""Projects on the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.choices import (
    DatePrecision,
    FitOut,
    MediaKind,
    PropertyType,
    SaleStatus,
)
from guangsha.catalog.domain.facts import Basis, PermitCoverage


class StatedDateOut(Schema):
    """A date as far as it is known; with precision "month" the day means nothing, with "" there is no date."""

    on: date | None
    precision: DatePrecision


class StatedFiguresOut(Schema):
    """What the source says of the project as a whole."""

    unit_price_fen: int | None
    total_min_fen: int | None
    total_max_fen: int | None
    area_min: float | None
    area_max: float | None
    rooms: list[int]
    has_permit: bool | None


class DerivedFiguresOut(Schema):
    """Computed from the units and permits. The average is weighted by area, over homes with a filed price."""

    buildings: int
    homes: int
    shops: int
    parking: int
    priced_homes: int
    total_min_fen: int | None
    total_max_fen: int | None
    average_unit_price_fen: int | None
    area_min: float | None
    area_max: float | None
    rooms: list[int]
    permits: int
    permitted_homes: int
    permit_coverage: PermitCoverage


class ShownFiguresOut(Schema):
    """The figures to show: derived where units give them, else stated. ``*_basis`` says which; null: unknown."""

    unit_price_fen: int | None
    unit_price_basis: Basis | None
    total_min_fen: int | None
    total_max_fen: int | None
    total_basis: Basis | None
    area_min: float | None
    area_max: float | None
    area_basis: Basis | None
    rooms: list[int]
    rooms_basis: Basis | None


class MediaVariantOut(Schema):
    """One stored size of a picture, or the only copy of a video or document."""

    name: str
    url: str
    width: int | None
    height: int | None
    size_bytes: int
    content_type: str


class MediaItemOut(Schema):
    """A picture, panorama, video or document; variants from the narrowest to the widest."""

    id: UUID
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
    variants: list[MediaVariantOut]


class PhaseOut(Schema):
    """A part of a project that opens and is handed over together."""

    id: UUID
    ordinal: int
    name: str
    name_en: str
    opening_on: date | None
    handover_on: date | None


class ProjectBase(Schema):
    """What cards and full projects have in common. Names come in Chinese and English ("" when there is none)."""

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
    lng: float | None = Field(description="WGS-84 degrees")
    lat: float | None = Field(description="WGS-84 degrees")
    developer: str
    developer_en: str
    property_type: PropertyType
    fit_out: FitOut
    sale_status: SaleStatus
    opening: StatedDateOut
    handover: StatedDateOut
    tags: list[str]
    stated: StatedFiguresOut
    derived: DerivedFiguresOut
    shown: ShownFiguresOut
    published_at: datetime | None
    revision: int
    updated_at: datetime


class ProjectSummaryOut(ProjectBase):
    """Enough of a project for a list or a map."""

    cover: MediaItemOut | None


class ProjectPageOut(Schema):
    """One page of projects; ``next_cursor`` is null on the last one."""

    items: list[ProjectSummaryOut]
    next_cursor: str | None


class ProjectOut(ProjectBase):
    """A project in full; its parts have addresses of their own."""

    organisation_id: UUID
    organisation_name: str
    organisation_name_en: str
    alias: str
    description: str
    description_en: str
    bearing_deg: float = Field(description="degrees clockwise from true north to the local frame's +y axis")
    site_geometry: dict[str, Any] = Field(description="metres in the local frame; {} when unknown")
    sales_phone: str
    sales_address: str
    sales_address_en: str
    sales_hours: str
    sales_hours_en: str
    property_company: str
    property_company_en: str
    property_fee_fen: int | None = Field(description="fen per m2 and month")
    plot_ratio: float | None
    greening_ratio: float | None = Field(description="per cent")
    parking_spaces: int | None
    households: int | None
    facilities: list[str]
    phases: list[PhaseOut]
    permit_numbers: list[str]
    first_published_at: datetime | None


class VersionOut(Schema):
    """When the public saw one content of a project; ``public_until`` null: it still does."""

    number: int
    content_hash: str = Field(description="SHA-256 of the content's canonical JSON (sorted keys, no spaces, UTF-8)")
    public_from: datetime
    public_until: datetime | None


class VersionContentOut(VersionOut):
    """What the public saw, in full."""

    content: dict[str, Any]


class ListedCityOut(Schema):
    """A city with public projects."""

    code: str = Field(description="adcode, six digits")
    name: str
    short_name: str
    name_en: str
    projects: int
    bbox: list[float] | None = Field(description="west, south, east, north in WGS-84 degrees")
