"""What the index is fed with: one `ProjectDoc` per published project, with all its units inside.

A project is always handed over whole: an upsert replaces the project and every unit of it, a delete removes both.
Money is integer fen (unit prices: fen per square metre), areas are square metres with two places, positions are
WGS-84 degrees, moments are aware UTC datetimes. `None` means "not stated", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guangsha.search.domain.vocabulary import ROOMS_TOP, UNKNOWN


@dataclass(frozen=True, slots=True)
class Term:
    """A named thing people filter by (city, district, area, metro station, tag): stable code and both names."""

    code: str
    name: str
    name_en: str = ""

    def label(self, language: str) -> str:
        """The name in `language` ("zh" or "en"); Chinese where there is no English one."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class UnitDoc:
    """One home, shop or parking bay as the public may see it."""

    id: UUID
    number: str
    building: str
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


@dataclass(frozen=True, slots=True)
class StatedRanges:
    """What a project says of its homes when it has no unit rows yet (inclusive ends, `None`: not stated)."""

    price_min: int | None = None
    price_max: int | None = None
    unit_price_min: int | None = None
    unit_price_max: int | None = None
    size_min: Decimal | None = None
    size_max: Decimal | None = None
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectDoc:
    """One published project. `as_of` is the moment its facts were read from the database."""

    id: UUID
    slug: str
    name: str
    city: Term
    published_at: datetime
    as_of: datetime
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    district: Term | None = None
    area: Term | None = None
    address: str = ""
    developer: str = ""
    position: tuple[float, float] | None = None
    metro: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    sale_status: str = UNKNOWN
    fit_out: str = UNKNOWN
    permit: bool = False
    opening_on: date | None = None
    kinds: tuple[str, ...] = ("home",)
    stated: StatedRanges = StatedRanges()
    cover: str = ""
    units: tuple[UnitDoc, ...] = ()


def room_bucket(rooms: int) -> int:
    """Rooms as they are filtered and counted: 0 to 4 as they are, everything from 5 up together."""
    return max(0, min(rooms, ROOMS_TOP))


def counted_rooms(unit: UnitDoc) -> int | None:
    """The rooms a unit is found by: those of a home that states them; shops and parking bays have none."""
    return room_bucket(unit.rooms) if unit.kind == "home" and unit.rooms is not None else None
