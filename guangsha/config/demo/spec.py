"""How a demo project is written down: the few things a person decides; everything else is computed from them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from guangsha.catalog.public import FitOut, PropertyType, SaleStatus
from guangsha.config.demo.plans.grid import Sketch

XY = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePlan:
    """A layout of a project: a plan type brought to ``built`` square metres.

    ``share`` is inner area over built area: about 0.77-0.80 in towers, 0.82-0.85 up to eleven floors, 0.88 in low
    houses, 0.97 in villas (the rest is lobby, stairs, lifts and half of the outer walls). ``wide`` stretches the
    facade at the cost of depth. ``facing`` turns the plan against its building: 90 looks east, -90 west.
    """

    code: str
    sketch: Callable[[], Sketch]
    built: float
    share: float
    wide: float = 1.0
    mirror: bool = False
    facing: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A building: where it stands (metres, local frame), how it is turned (counter-clockwise) and what is in it.

    ``homes`` names the layouts from west to east, ``|`` between entrances. Its footprint is ``shape`` with the area
    its homes need per floor; ``aspect`` is width over depth (0: as wide as the layouts side by side).
    ``no`` is what stands before 栋. ``top`` homes take the place of the ordinary ones on the highest floor.
    """

    no: str
    at: XY
    floors: int
    homes: str
    shape: str = "slab"
    turn: float = 0
    aspect: float = 0
    phase: int = 1
    permit: int = 1
    """Which of the project's permits covers it; 0 for none yet."""
    kind: str = ""
    first: int = 1
    levels: int = 1
    """Floors that one home takes up (houses, lofts)."""
    top: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRow:
    """Shops along a street: ``count`` bays of a shop layout, ``floors`` high, the front to local south of ``turn``."""

    no: str
    at: XY
    count: int
    layout: str
    turn: float = 0
    floors: int = 1
    permit: int = 1
    price: int = 0
    """Yuan per square metre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Garage:
    """Bays under the courtyard. ``outline``: west, south, east, north of the marked area."""

    outline: tuple[float, float, float, float]
    bays: int
    price: int
    """Yuan per bay."""
    permit: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The ground plan. ``paths``: (width, points). ``plazas``: paved circles (x, y, radius). ``green``: wanted share."""

    boundary: tuple[XY, ...]
    waters: tuple[tuple[XY, ...], ...] = ()
    paths: tuple[tuple[float, tuple[XY, ...]], ...] = ()
    plazas: tuple[tuple[float, float, float], ...] = ()
    green: float = 0.36
    lane: float = 7.0
    """Distance of the fire lane from the boundary; 0 for none."""
    scale: float = 1.0
    """Draws boundary, waters, paths and the places of buildings closer together (below 1) or apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProject:
    """One development. ``places``: ``kind|zh|en|metres|bearing`` lines; ``price``: yuan per square metre of a middle floor."""

    slug: str
    name: str
    name_en: str
    alias: str
    developer: str
    city: str
    district: str
    area: tuple[str, str]
    address: tuple[str, str]
    at: XY
    bearing: float
    headline: tuple[str, str]
    about: tuple[str, str]
    kind: PropertyType = PropertyType.RESIDENTIAL
    fit_out: FitOut = FitOut.FITTED
    price: int
    floor_step: int = 60
    floor_height: str = "3.00"
    fee: str = "2.80"
    """Property fee, yuan per square metre and month."""
    status: SaleStatus = SaleStatus.ON_SALE
    sold: float = 0.5
    """Share of released homes that are gone or claimed."""
    permits: tuple[date, ...] = ()
    opening: date
    handover: date
    started: date
    tags: tuple[str, ...]
    facilities: tuple[str, ...]
    site: Site
    homes: tuple[HomePlan, ...]
    blocks: tuple[Block, ...]
    shops: tuple[ShopRow, ...] = ()
    garage: Garage | None = None
    places: str
    spaces: float = 1.1
    """Parking spaces per home, above and below ground."""
    refiled: tuple[date, float] | None = None
    """A price correction: the day, and the old price as a share of the present one."""
    phases: tuple[tuple[str, str], ...] = field(default=())
