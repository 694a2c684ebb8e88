"""Projects and homes as they stand in lists."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from guangsha.pages.domain.wording import PriceBasis

SaleStatus = Literal["upcoming", "on_sale", "sold_out", "unknown"]
UnitStatus = Literal["available", "held", "subscribed", "sold", "withdrawn", "unreleased"]
UnitKind = Literal["home", "shop", "parking"]
FitOut = Literal["rough", "fitted", "luxury", "unknown"]
FloorBand = Literal["", "low", "mid", "high"]
Orientation = Literal["", "S", "N", "E", "W", "SE", "SW", "NE", "NW", "SN", "EW"]
DatePrecision = Literal["", "day", "month", "year"]


class DateOut(Schema):
    """A day that may be known only to the month or year. `value` is empty when nothing is known."""

    value: str
    precision: DatePrecision


class TagOut(Schema):
    """Part of a page: tag."""

    code: str
    label: str


class MetroOut(Schema):
    """The nearest metro station, in a straight line."""

    name: str
    distance_m: int


class ProjectCardOut(Schema):
    """A project as it stands in a list. ``price_basis`` says what its prices are: asked now, filed, or only stated."""

    id: str
    slug: str
    path: str
    name: str
    district: str
    area: str
    address: str
    lng: float | None
    lat: float | None
    sale_status: SaleStatus
    unit_price_fen: int | None
    price_basis: PriceBasis
    total_min_fen: int | None
    total_max_fen: int | None
    area_min: float | None
    area_max: float | None
    rooms: list[int]
    permit_verified: bool
    filed_prices: bool
    fit_out: FitOut
    tags: list[TagOut]
    metro: MetroOut | None
    opening: DateOut
    units_available: int
    units_total: int
    units_matching: int | None
    picture: str


class UnitCardOut(Schema):
    """A home as it stands in a list. ``total_fen``: what is asked now by the published rules; ``filed_fen``: what is filed."""

    id: str
    path: str
    number: str
    building: str
    project: str
    project_path: str
    layout: str
    kind: UnitKind
    status: UnitStatus
    rooms: int | None
    halls: int | None
    baths: int | None
    area: float | None
    inner_area: float | None
    orientation: Orientation
    floor: int | None
    floors: int | None
    floor_band: FloorBand
    fit_out: FitOut
    total_fen: int | None
    unit_price_fen: int | None
    filed_fen: int | None
    picture: str
