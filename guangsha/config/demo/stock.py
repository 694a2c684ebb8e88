"""The homes, shops and bays of a demo project: numbers, areas, orientation, filed prices."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guangsha.catalog.public import FloorBand, Orientation, UnitKind, UnitSpec
from guangsha.config.demo.ground import GARAGE_NAME, block_name, stacks_of
from guangsha.config.demo.homes import DrawnHome, compass, drawn, side_of
from guangsha.config.demo.spec import Block, DemoProject

SIDE_PERCENT = {
    Orientation.S: 0.0, Orientation.SN: 1.0, Orientation.SE: -0.8, Orientation.SW: -1.4, Orientation.E: -3.2,
    Orientation.W: -5.0, Orientation.N: -7.0, Orientation.NE: -5.5, Orientation.NW: -6.0,
}  # fmt: skip
DISLIKED_FLOORS = frozenset((4, 14, 18))


@dataclass(frozen=True, slots=True)
class StockUnit:
    """A unit as the catalogue takes it, the permit that covers it (0: none) and how much people want it (0 to 1)."""

    spec: UnitSpec
    permit: int
    wanted: float


def chance(*parts: object) -> float:
    """A number in [0, 1) that depends on ``parts`` alone: the demo's dice, the same on every machine."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def permit_day(project: DemoProject, permit: int) -> date | None:
    """The day a permit was issued, or None where there is none."""
    return project.permits[permit - 1] if 0 < permit <= len(project.permits) else None


def _band(floor: int, floors: int) -> FloorBand:
    third = (floor - 1) * 3 // max(1, floors)
    return (FloorBand.LOW, FloorBand.MID, FloorBand.HIGH)[min(2, third)]


def _floor_percent(project: DemoProject, block: Block, floor: int) -> float:
    """What a floor adds to the price of a middle floor, percent."""
    middle = (block.first + block.floors) / 2
    height = min(floor, 30) - min(middle, 30)
    percent = height * project.floor_step / project.price * 100
    if block.floors >= 6 and floor == block.floors:
        percent -= 1.6
    if block.first == 1 and floor == 1 and block.levels == 1:
        percent -= 2.4 if block.floors > 8 else -1.2  # low houses have a garden
    if floor in DISLIKED_FLOORS and block.floors > 8:
        percent -= 0.7
    return percent


def _home_price(
    project: DemoProject, block: Block, home: DrawnHome, side: Orientation, floor: int, *, end: bool
) -> int:
    """Filed total price in fen: whole yuan."""
    percent = _floor_percent(project, block, floor) + SIDE_PERCENT.get(side, 0.0) + (0.9 if end else 0.0)
    percent += (chance(project.slug, block.no) - 0.5) * 3.0
    percent += min(3.0, max(-2.0, (float(home.built) - 110) / 40)) if block.levels == 1 else 0.0
    per_m2 = round(project.price * (1 + percent / 100))
    return round(per_m2 * home.built) * 100


def _floors(block: Block) -> range:
    return range(block.first, block.floors - block.levels + 2, block.levels)


def _block_units(project: DemoProject, block: Block, homes: dict[str, DrawnHome]) -> Iterator[StockUnit]:
    name = block_name(block.no)[0]
    entrances = stacks_of(block)
    total = sum(len(part) for part in entrances)
    floors = _floors(block)
    top = block.top.split()
    day = permit_day(project, block.permit)
    for floor in floors:
        stack = 0
        for ordinal, part in enumerate(entrances, start=1):
            codes = top if top and floor == floors[-1] else part
            for place, code in enumerate(codes, start=1):
                stack += 1
                home = homes[code]
                side = side_of(compass(project, turn=block.turn, facing=home.plan.facing), through=home.through)
                number = f"{floor}{place:02d}"
                fen = _home_price(project, block, home, side, floor, end=stack in (1, total))
                height = (floor - floors[0]) / max(1, floors[-1] - floors[0])
                spec = UnitSpec(
                    identity=f"{block.no}-{ordinal}-{number}",
                    building=name,
                    built_area=home.built,
                    entrance_ordinal=ordinal,
                    layout_code=code,
                    number=number,
                    floor=floor,
                    floors_total=block.floors,
                    floor_band=_band(floor, block.floors),
                    stack=stack,
                    rooms=home.rooms,
                    halls=home.halls,
                    orientation=side,
                    fit_out=project.fit_out,
                    inner_area=home.inner,
                    filed_price_fen=fen if day else None,
                    filed_on=day,
                )
                liked = 1 - 1.7 * (height - 0.62) ** 2 + SIDE_PERCENT.get(side, 0) / 25
                if floor in DISLIKED_FLOORS or floor == block.floors:
                    liked -= 0.18
                liked += 0.7 * chance(project.slug, spec.identity, "liked") - 0.15 * (total > 2 and 1 < stack < total)
                yield StockUnit(spec, block.permit if day else 0, liked)


def _shop_units(project: DemoProject, homes: dict[str, DrawnHome]) -> Iterator[StockUnit]:
    for row in project.shops:
        home, day = homes[row.layout], permit_day(project, row.permit)
        for place in range(1, row.count + 1):
            # A shop takes its bay on every floor of the row: what is upstairs belongs to the door below.
            built, inner = home.built * row.floors, home.inner * row.floors
            end = 1.06 if place in (1, row.count) else 1.0
            fen = round(Decimal(round(row.price * end)) * built) * 100
            spec = UnitSpec(
                identity=f"{row.no}-{place:02d}",
                building=block_name(row.no)[0],
                built_area=built,
                kind=UnitKind.SHOP,
                layout_code=row.layout,
                number=f"{row.no}-{place:02d}",
                floor=1,
                floors_total=row.floors,
                stack=place,
                rooms=0,
                halls=0,
                inner_area=inner,
                filed_price_fen=fen if day else None,
                filed_on=day,
            )
            yield StockUnit(spec, row.permit if day else 0, 0.2 + 0.5 * chance(project.slug, spec.identity))


def _bays(project: DemoProject, homes: dict[str, DrawnHome]) -> Iterator[StockUnit]:
    garage = project.garage
    if garage is None:
        return
    home = next(home for home in homes.values() if home.kind == "parking")
    day = permit_day(project, garage.permit)
    for place in range(1, garage.bays + 1):
        corner = 4000 * (place % 9 == 0)
        spec = UnitSpec(
            identity=f"P-{place:03d}",
            building=GARAGE_NAME,
            built_area=home.built,
            kind=UnitKind.PARKING,
            layout_code=home.plan.code,
            number=f"B1-{place:03d}",
            floor=-1,
            stack=place,
            rooms=0,
            halls=0,
            inner_area=home.inner,
            filed_price_fen=(garage.price - corner) * 100 if day else None,
            filed_on=day,
        )
        yield StockUnit(spec, garage.permit if day else 0, 0.4 * chance(project.slug, spec.identity))


def stock_of(project: DemoProject) -> list[StockUnit]:
    """Everything that can be sold in a project, in the order of its buildings; prices only where a permit covers it."""
    homes = {plan.code: drawn(plan) for plan in project.homes}
    units = [unit for block in project.blocks for unit in _block_units(project, block, homes)]
    return [*units, *_shop_units(project, homes), *_bays(project, homes)]
