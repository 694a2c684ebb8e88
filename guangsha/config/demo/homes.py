"""Layouts of demo projects: a plan type brought to its size, measured, named and turned to the compass."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from typing import Any

from guangsha.catalog.domain.layout_geometry import layout_areas, read_layout
from guangsha.catalog.public import LayoutSpec, Orientation
from guangsha.config.demo.plans.grid import Sketch, draw, mirrored, scaled
from guangsha.config.demo.spec import DemoProject, HomePlan
from guangsha.config.demo.words import PLAN_POINTS

CENT = Decimal("0.01")
THROUGH_KINDS = frozenset(("living", "dining", "master", "bedroom", "study"))
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class DrawnHome:
    """A layout ready to use: geometry with north up, areas, counts, outer width in metres."""

    plan: HomePlan
    geometry: dict[str, Any]
    built: Decimal
    inner: Decimal
    rooms: int
    halls: int
    baths: int
    wide_m: float
    through: bool
    kind: str


def _inner(sketch: Sketch) -> Decimal:
    return layout_areas(read_layout(draw(sketch))).inner


@cache
def drawn(plan: HomePlan) -> DrawnHome:
    """Scale the plan type until its inner area is right, keep the 50 mm module, and measure what came out."""
    base = plan.sketch()
    target = plan.built * plan.share
    size = math.sqrt(target / float(_inner(base)))
    for _ in range(3):
        sketch = scaled(base, size * plan.wide, size / plan.wide)
        size *= math.sqrt(target / float(_inner(sketch)))
    if plan.mirror:
        sketch = mirrored(sketch)
    geometry = draw(sketch)
    inner = layout_areas(read_layout(geometry)).inner
    kinds = [room["kind"] for room in geometry["rooms"]]
    homes = "shop" not in kinds and "parking" not in kinds
    rooms = kinds.count("master") + kinds.count("bedroom") + kinds.count("study")
    halls = kinds.count("living") + kinds.count("dining")
    if homes and rooms == 0:
        rooms, halls = 1, 0
    xs = [x for room in geometry["rooms"] for x, _ in room["polygon"]]
    north = {w.room for w in sketch.windows if w.side == "n"}
    return DrawnHome(
        plan,
        geometry,
        (inner / Decimal(str(plan.share))).quantize(CENT, ROUND_HALF_UP),
        inner,
        rooms if homes else 0,
        halls if homes else 0,
        kinds.count("bath"),
        (max(xs) - min(xs)) / 1000,
        any(sketch.kinds[letter] in THROUGH_KINDS for letter in north),
        "home" if homes else "shop" if "shop" in kinds else "parking",
    )


def compass(project: DemoProject, *, turn: float, facing: float = 0) -> float:
    """Where the front of a plan looks: degrees clockwise from true north, 0 to 360."""
    return (project.bearing - turn - facing + 180) % 360


def side_of(degrees: float, *, through: bool) -> Orientation:
    """The compass side of a front; a plan with main rooms front and back faces both south and north."""
    if through and (150 <= degrees <= 210 or degrees <= 30 or degrees >= 330):
        return Orientation.SN
    names = (
        Orientation.N, Orientation.NE, Orientation.E, Orientation.SE,
        Orientation.S, Orientation.SW, Orientation.W, Orientation.NW,
    )  # fmt: skip
    return names[int(((degrees + 22.5) % 360) // 45)]


def _name(home: DrawnHome) -> tuple[str, str]:
    code, area = home.plan.code, round(home.built)
    if home.kind == "shop":
        return f"{code} 沿街商铺 {area}㎡", f"{code} street shop, {area} m²"
    if home.kind == "parking":
        return f"{code} 标准车位", f"{code} parking bay"
    if home.halls == 0:
        return f"{code} 一室开间 {area}㎡", f"{code} studio, {area} m²"
    zh = f"{code} {DIGITS[home.rooms]}室{DIGITS[home.halls]}厅{DIGITS[home.baths]}卫 {area}㎡"
    bath = "bath" if home.baths == 1 else "baths"
    bedroom = "room" if home.rooms == 1 else "rooms"
    return zh, f"{code} {home.rooms} {bedroom}, {home.baths} {bath}, {area} m²"


def _plan_type(plan: HomePlan) -> str:
    made = plan.sketch.func if isinstance(plan.sketch, partial) else plan.sketch
    return str(getattr(made, "__name__", ""))


def layout_spec(project: DemoProject, plan: HomePlan, *, turn: float) -> LayoutSpec:
    """The layout as the catalogue takes it; ``turn`` is that of the building it mainly stands in."""
    home = drawn(plan)
    front = compass(project, turn=turn, facing=plan.facing)
    north = (180 - front + 180) % 360 - 180
    name, name_en = _name(home)
    point = PLAN_POINTS[_plan_type(plan)][sum(map(ord, project.slug + plan.code)) % 2]
    return LayoutSpec(
        code=plan.code,
        name=name,
        name_en=name_en,
        built_area=home.built,
        inner_area=home.inner,
        rooms=home.rooms,
        halls=home.halls,
        baths=home.baths,
        orientation=side_of(front, through=home.through) if home.kind == "home" else Orientation.UNKNOWN,
        selling_point=point[0],
        selling_point_en=point[1],
        geometry={**home.geometry, "north_deg": round(north, 1)},
    )
