"""A project and a home in full."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from guangsha.pages.schemas.listings import DateOut, Orientation, ProjectCardOut, UnitCardOut, UnitKind, UnitStatus

BuildingShape = Literal["tower", "slab", "villa", "shops", "garage"]


class PermitOut(Schema):
    """Part of a page: permit."""

    number: str
    issued: DateOut
    authority: str
    buildings: list[str]


class FactOut(Schema):
    """One line of the fact sheet; `code` says which, `value` is already worded."""

    code: str
    value: str


class StatusCountOut(Schema):
    """Part of a page: status count."""

    status: UnitStatus
    count: int


class BuildingOut(Schema):
    """A building and what is still to be had in it."""

    id: str
    name: str
    kind: str
    floors: int
    floor_height_m: float
    entrances: list[str]
    units_total: int
    counts: list[StatusCountOut]


class RoadOut(Schema):
    """A road inside the site: its centre line and the width of its carriageway, metres."""

    line: list[list[float]]
    width: float


class SiteGeometryOut(Schema):
    """The ground of a site: closed outlines in the project's frame, metres."""

    version: Literal[1]
    boundary: list[list[float]]
    greens: list[list[list[float]]]
    waters: list[list[list[float]]]
    roads: list[RoadOut]


class SiteCellOut(Schema):
    """A home as a window of its building."""

    floor: int
    stack: int
    status: UnitStatus


class SiteBuildingOut(Schema):
    """A building as it is drawn: its outline in the project's frame (metres)."""

    id: str
    name: str
    footprint: list[list[float]]
    floors: int
    floor_height_m: float
    kind: BuildingShape
    stacks: int
    cells: list[SiteCellOut]


class SiteOut(Schema):
    """What the site model is drawn from. `bearing_deg` is how far the frame's +y is turned clockwise from north."""

    site: SiteGeometryOut
    bearing_deg: float
    lat: float
    buildings: list[SiteBuildingOut]


class BoardUnitOut(Schema):
    """One cell of the unit board. `stack` counts columns from the left as seen from the building's front."""

    id: str
    number: str
    entrance: str
    floor: int
    stack: int
    kind: UnitKind
    status: UnitStatus
    layout: str
    rooms: int | None
    area: float | None
    orientation: Orientation
    total_fen: int | None


class BoardOut(Schema):
    """Part of a page: board. ``version``: how many steps the units of the project took so far."""

    building_id: str
    building: str
    kind: BuildingShape
    floors: int
    floor_height_m: float
    as_of: str
    version: int
    units: list[BoardUnitOut]


class LayoutOut(Schema):
    """A floor plan, its drawing, and what homes of it are available."""

    id: str
    code: str
    name: str
    note: str
    rooms: int
    halls: int
    baths: int
    area: float
    inner_area: float | None
    orientation: Orientation
    picture: str
    units_total: int
    units_available: int
    total_min_fen: int | None
    total_max_fen: int | None


class PlaceOut(Schema):
    """Something near the project, with its straight-line distance."""

    kind: str
    name: str
    distance_m: int
    lng: float
    lat: float
    planned: bool


class PricePointOut(Schema):
    """The average price per square metre that was stated of the project from a day on, and why it changed."""

    on: str
    unit_price_fen: int
    reason: str


class StatedPriceOut(Schema):
    """Where an average price comes from that is stated, not filed. ``source`` and ``on`` are empty when not known."""

    source: str
    on: str


class ProgressOut(Schema):
    """Part of a page: progress."""

    on: str
    title: str
    note: str
    percent: int | None


class MediaOut(Schema):
    """Part of a page: media."""

    kind: Literal["image", "panorama", "video", "document"]
    url: str
    caption: str
    width: int | None
    height: int | None


class SalesOfficeOut(Schema):
    """Part of a page: sales office."""

    phone: str
    address: str
    hours: str


class ProjectData(Schema):
    """What the project page shows."""

    card: ProjectCardOut
    summary: str
    developer: str
    verified_at: str
    counts: list[StatusCountOut]
    facts: list[FactOut]
    facilities: list[str]
    site: SiteOut | None
    office: SalesOfficeOut
    permits: list[PermitOut]
    buildings: list[BuildingOut]
    board: BoardOut | None
    layouts: list[LayoutOut]
    places: list[PlaceOut]
    stated_price: StatedPriceOut | None
    prices: list[PricePointOut]
    progress: list[ProgressOut]
    media: list[MediaOut]
    similar: list[ProjectCardOut]


class UnitPriceOut(Schema):
    """A filed total from a day on, and why it changed."""

    on: str
    total_fen: int
    reason: str


class UnitData(Schema):
    """What the unit page shows."""

    card: UnitCardOut
    project: ProjectCardOut
    filed_on: str
    layout: LayoutOut | None
    permits: list[PermitOut]
    office: SalesOfficeOut
    verified_at: str
    history: list[UnitPriceOut]
    board: BoardOut | None
    plan: dict[str, object] | None
    same_layout: list[UnitCardOut]
