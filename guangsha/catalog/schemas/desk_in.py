"""What the listing desk is sent: parts of a candidate. An absent field stays as it is, null empties it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.domain.choices import (
    BuildingKind,
    FitOut,
    Orientation,
    PoiKind,
    UnitKind,
)

Count = Annotated[int, Field(ge=0, le=32_767)]
Metres = Annotated[float, Field(ge=-100_000, le=100_000)]
Area = Annotated[Decimal, Field(gt=0, le=999_999, decimal_places=2)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(min_length=1, max_length=30)]
Identity = Annotated[str, Field(min_length=1, max_length=100)]
MOST_UNITS = 2_000


class EntranceIn(Schema):
    """A stairwell, found again by ``ordinal``. Without lifts or a place: as they are; null empties them."""

    ordinal: Annotated[int, Field(ge=1, le=99)]
    name: Name
    name_en: str = Field("", max_length=60)
    first_stack: Count = 1
    last_stack: Count = 1
    lifts: Count | None = None
    place: tuple[Metres, Metres] | None = Field(None, description="its door, on the footprint; metres, local frame")


class BuildingIn(Schema):
    """A building, found again by ``name``. A field that is absent stays as it is; null empties it."""

    name: Name
    name_en: str | None = Field(None, max_length=60)
    ordinal: Count | None = None
    phase_ordinal: Count | None = None
    kind: BuildingKind | None = None
    footprint: list[tuple[Metres, Metres]] | None = Field(
        None, max_length=500, description="metres, local frame, counter-clockwise, not closed"
    )
    floors: Annotated[int, Field(ge=1, le=200)] | None = None
    floors_below: Annotated[int, Field(ge=0, le=20)] | None = None
    floor_height_m: Annotated[Decimal, Field(gt=0, le=20, decimal_places=2)] | None = None
    stacks: Annotated[int, Field(ge=0, le=500)] | None = None
    entrances: list[EntranceIn] | None = Field(None, max_length=99, description="all of them; absent: as they are")


class BuildingsIn(Schema):
    """Buildings to add or change, and names of those to take away. Buildings not named stay."""

    buildings: list[BuildingIn] = Field([], max_length=500)
    remove: list[Name] = Field([], max_length=500)


class LayoutIn(Schema):
    """A floor plan, found again by ``code``. A field that is absent stays as it is; null empties it."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=100)]
    built_area: Area
    name_en: str | None = Field(None, max_length=100)
    rooms: Annotated[int, Field(ge=0, le=50)] | None = None
    halls: Annotated[int, Field(ge=0, le=50)] | None = None
    baths: Annotated[int, Field(ge=0, le=50)] | None = None
    orientation: Orientation | None = None
    inner_area: Area | None = None
    selling_point: str | None = Field(None, max_length=300)
    selling_point_en: str | None = Field(None, max_length=300)
    geometry: dict[str, Any] | None = Field(None, description="millimetres; see the layouts of a public project")


class LayoutsIn(Schema):
    """Layouts to add or change, and codes of those to take away. Layouts not named stay."""

    layouts: list[LayoutIn] = Field([], max_length=500)
    remove: list[Code] = Field([], max_length=500)


class UnitIn(Schema):
    """A unit, found again by ``identity``. An absent field stays as it is, null empties it; a new one has building and area."""

    identity: Identity
    building: Name | None = None
    entrance_ordinal: Count | None = None
    layout_code: Code | None = None
    kind: UnitKind | None = None
    number: str | None = Field(None, max_length=30)
    floor: Annotated[int, Field(ge=-10, le=200)] | None = None
    floors_total: Annotated[int, Field(ge=1, le=200)] | None = None
    stack: Count | None = None
    rooms: Annotated[int, Field(ge=0, le=50)] | None = None
    halls: Annotated[int, Field(ge=0, le=50)] | None = None
    orientation: Orientation | None = None
    fit_out: FitOut | None = None
    built_area: Area | None = None
    inner_area: Area | None = None
    filed_price_fen: Annotated[int, Field(gt=0, le=10**15)] | None = None
    filed_on: date | None = None
    built_year: Annotated[int, Field(ge=1900, le=2200)] | None = None


class UnitsIn(Schema):
    """Units to add or change, and identities of those to take away. Units not named stay."""

    units: list[UnitIn] = Field([], max_length=MOST_UNITS)
    remove: list[Identity] = Field([], max_length=MOST_UNITS)


class PermitIn(Schema):
    """A pre-sale permit, found again by ``number``, with all the buildings it names."""

    number: Annotated[str, Field(min_length=1, max_length=100)]
    issuer: str = Field("", max_length=200)
    issuer_en: str = Field("", max_length=200)
    issued_on: date | None = None
    building_names: list[Name] = Field(max_length=500)


class PermitsIn(Schema):
    """Permits to add or change, and numbers of those to take away. Permits not named stay."""

    permits: list[PermitIn] = Field([], max_length=200)
    remove: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field([], max_length=200)


class PoiIn(Schema):
    """Something nearby. There is no distance here: it is computed."""

    kind: PoiKind
    name: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: str = Field("", max_length=120)
    detail: str = Field("", max_length=120)
    detail_en: str = Field("", max_length=120)
    lng: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    planned: bool = False


class PoisIn(Schema):
    """What is nearby: these places and no others."""

    pois: list[PoiIn] = Field(max_length=300)


class ProgressReportIn(Schema):
    """A dated statement of how far construction is."""

    reported_on: date
    title: Annotated[str, Field(min_length=1, max_length=120)]
    title_en: str = Field("", max_length=120)
    body: str = Field("", max_length=20_000)
    body_en: str = Field("", max_length=20_000)
    building_name: Name | None = None
    floors_done: Count | None = None


class ProgressIn(Schema):
    """The construction reports: these and no others."""

    reports: list[ProgressReportIn] = Field(max_length=300)


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class MediaWordsIn(Schema):
    """What is said of a file, and the point of a picture that stays in view. An absent field stays as it is."""

    alt: str | None = Field(None, max_length=300)
    alt_en: str | None = Field(None, max_length=300)
    focal_x: Annotated[float, Field(ge=0, le=1)] | None = None
    focal_y: Annotated[float, Field(ge=0, le=1)] | None = None


class MediaOrderIn(Schema):
    """The files of one kind and one place, all of them, in their order. The first picture is the cover."""

    files: list[Sha256] = Field(min_length=1, max_length=500)


class NewListingIn(Schema):
    """A new draft. ``organisation_id`` only for who acts for the platform; else it is one's own."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    name_en: str = Field("", max_length=200)
    city: Annotated[str, Field(min_length=1, max_length=60, description="its name, or its adcode")]
    organisation_id: UUID | None = None
