"""What others learn about the parts of a project; see ``facts`` for the units of measure and what is derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from guangsha.catalog.domain.choices import (
    BuildingKind,
    FitOut,
    FloorBand,
    Orientation,
    PoiKind,
    PriceReason,
    UnitKind,
)
from guangsha.catalog.domain.facts import MediaFacts

Point = tuple[float, float]
"""Metres in the project's local frame: x to the right, y up."""


@dataclass(frozen=True, slots=True)
class EntranceFacts:
    """A stairwell; its homes stand in the stacks ``first_stack`` to ``last_stack`` (1-based, seen from the front).

    ``place``: where its door stands on the footprint; None: not stated.
    """

    id: UUID
    ordinal: int
    name: str
    name_en: str
    first_stack: int
    last_stack: int
    lifts: int | None
    place: Point | None


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """A building in the project's local frame (metres). Counts leave removed units out."""

    id: UUID
    project_id: UUID
    phase_id: UUID | None
    ordinal: int
    name: str
    name_en: str
    kind: BuildingKind
    footprint: tuple[Point, ...]
    floors: int | None
    floors_below: int
    floor_height_m: Decimal | None
    stacks: int
    entrances: tuple[EntranceFacts, ...]
    permit_numbers: tuple[str, ...]
    homes: int
    shops: int
    parking: int


@dataclass(frozen=True, slots=True)
class LayoutFacts:
    """A floor plan; ``geometry`` is in millimetres ({} when there is none). The last figures come from its homes."""

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
    built_area: Decimal
    inner_area: Decimal | None
    selling_point: str
    selling_point_en: str
    geometry: Mapping[str, Any]
    homes: int
    total_min_fen: int | None
    total_max_fen: int | None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One thing that can be sold, as it is; whether it can be had is the unit ledger's to say.

    ``unit_price_fen`` is derived (filed price over built area, per m2). ``floor_band`` is as stated, else the third of
    the building. ``permit_numbers`` are those of the permits that cover its building: empty means no permit.
    """

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
    built_area: Decimal
    inner_area: Decimal | None
    filed_price_fen: int | None
    filed_on: date | None
    unit_price_fen: int | None
    built_year: int | None
    permit_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """A pre-sale permit and the buildings it names."""

    id: UUID
    number: str
    issuer: str
    issuer_en: str
    issued_on: date | None
    building_ids: tuple[UUID, ...]
    building_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A metro station and how far it is in a straight line."""

    name: str
    name_en: str
    distance_m: int


@dataclass(frozen=True, slots=True)
class PoiFacts:
    """Something nearby; ``distance_m`` is the straight line on the WGS-84 ellipsoid, computed here."""

    id: UUID
    kind: PoiKind
    name: str
    name_en: str
    detail: str
    detail_en: str
    lng: float
    lat: float
    distance_m: int
    planned: bool


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One step of a price: of the project per m2 (``unit_id`` None) or of a unit's filed total."""

    id: UUID
    unit_id: UUID | None
    unit_number: str
    old_fen: int | None
    new_fen: int
    reason: PriceReason
    note: str
    as_of: date | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StatedOrigin:
    """Where a project's stated price comes from: titles of the source it was imported from ("" when it is not a named one),
    and the day it was stated for."""

    source: str
    source_en: str
    on: date


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """A dated statement of how far construction is, newest first in lists."""

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
    media: tuple[MediaFacts, ...]


@dataclass(frozen=True, slots=True)
class ListingVersionFacts:
    """What the public saw from ``public_from`` until ``public_until`` (None: still does). ``content`` is {} in lists."""

    number: int
    content_hash: str
    public_from: datetime
    public_until: datetime | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What decides whether a unit may be offered. ``has_permit``: a permit names its building. ``revision``: the project's."""

    unit_id: UUID
    project_id: UUID
    organisation_id: UUID
    filed_price_fen: int | None
    has_permit: bool
    removed: bool
    revision: int


@dataclass(frozen=True, slots=True)
class NamedHome:
    """A public home by its names in both languages, and whom to call about it. ``built_area`` in m2."""

    id: UUID
    project: str
    project_en: str
    name: str
    name_en: str
    layout: str
    built_area: float
    office_phone: str
