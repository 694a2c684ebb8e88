"""Geometry as it comes from people and files: read it strictly, and say what is wrong with it.

Site geometry is in metres in the project's local frame, layout geometry in millimetres (see ``layout_geometry``).
Nothing here raises for bad input except the readers, whose ``GeometryError`` carries the whole list of problems.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

Point = tuple[float, float]

MAX_POINTS = 400
MAX_SHAPES = 400
SITE_LIMIT_M = 5_000.0
TOUCH_M = 0.05
"""Footprints may touch, and stand on the boundary, within this tolerance (metres)."""


@dataclass(frozen=True, slots=True)
class GeometryProblem:
    """One thing that is wrong: a stable ``code``, the ids or paths it concerns, and a sentence for the editor's log."""

    code: str
    where: tuple[str, ...]
    detail: str


class GeometryError(ValueError):
    """The data cannot be read as geometry at all; ``problems`` says why."""

    def __init__(self, problems: Sequence[GeometryProblem]) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.detail}" for problem in problems[:5]))
        self.problems = list(problems)


class ShapeReader:
    """Reads numbers, points and polygons out of JSON-like data and collects every problem with its path."""

    def __init__(self, *, limit: float) -> None:
        self.limit = limit
        self.problems: list[GeometryProblem] = []

    def complain(self, code: str, path: str, detail: str) -> None:
        """Remember one problem found at ``path``."""
        self.problems.append(GeometryProblem(code, (path,), detail))

    def mapping(self, value: object, path: str) -> Mapping[str, object]:
        """``value`` as an object; an empty one, with a problem noted, when it is not."""
        if isinstance(value, Mapping):
            return value
        self.complain("not_an_object", path, "expected an object")
        return {}

    def items(self, value: object, path: str, *, most: int = MAX_SHAPES) -> Sequence[object]:
        """``value`` as a list of at most ``most`` items."""
        if not isinstance(value, list | tuple):
            self.complain("not_a_list", path, "expected a list")
            return []
        if len(value) > most:
            self.complain("too_many", path, f"{len(value)} items, at most {most}")
            return []
        return value

    def number(self, value: object, path: str, *, low: float, high: float) -> float:
        """A finite number between ``low`` and ``high``."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain("not_a_number", path, f"expected a number, got {type(value).__name__}")
            return low
        if not low <= value <= high:  # also catches NaN, infinities and integers beyond any float
            self.complain("out_of_range", path, f"expected {low:g} to {high:g}")
            return low
        return float(value)

    def text(self, value: object, path: str, *, most: int = 100) -> str:
        """A text of at most ``most`` characters."""
        if not isinstance(value, str) or len(value) > most or "\x00" in value:
            self.complain("not_a_text", path, f"expected a text of at most {most} characters")
            return ""
        return value

    def choice(self, value: object, path: str, allowed: Iterable[str]) -> str:
        """One of the ``allowed`` codes."""
        if isinstance(value, str) and value in allowed:
            return value
        self.complain("unknown_code", path, "not one of the known codes")
        return ""

    def point(self, value: object, path: str) -> Point:
        """``[x, y]`` within the limit of this reader."""
        if not isinstance(value, list | tuple) or len(value) != 2:
            self.complain("not_a_point", path, "expected [x, y]")
            return (0.0, 0.0)
        x = self.number(value[0], path, low=-self.limit, high=self.limit)
        return (x, self.number(value[1], path, low=-self.limit, high=self.limit))

    def points(self, value: object, path: str, *, least: int) -> tuple[Point, ...]:
        """A line of at least ``least`` points."""
        raw = self.items(value, path, most=MAX_POINTS)
        if len(raw) < least:
            self.complain("too_few_points", path, f"{len(raw)} points, at least {least}")
            return ()
        return tuple(self.point(item, f"{path}[{index}]") for index, item in enumerate(raw))


@dataclass(frozen=True, slots=True)
class Road:
    """A carriageway or path: its centre line and width, metres."""

    line: tuple[Point, ...]
    width: float


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The site of a project: boundary, greens, waters (counter-clockwise polygons) and roads; metres, local frame."""

    boundary: tuple[Point, ...]
    greens: tuple[tuple[Point, ...], ...]
    waters: tuple[tuple[Point, ...], ...]
    roads: tuple[Road, ...]


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """What follows from a site: its area and the share of it that is green or water, in percent."""

    site_area_m2: Decimal
    greening_percent: Decimal
    built_over_percent: Decimal


def signed_area(points: Sequence[Point]) -> float:
    """Twice-halved shoelace sum: positive for counter-clockwise, in the square of the points' unit."""
    total = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], *points[:1]], strict=True):
        total += x1 * y2 - x2 * y1
    return total / 2


def polygon_problems(points: Sequence[Point], *, path: str, least_area: float) -> list[GeometryProblem]:
    """What keeps ``points`` from being a simple counter-clockwise polygon of at least ``least_area``."""
    if len(points) < 3:
        return [GeometryProblem("too_few_points", (path,), f"{len(points)} points, at least 3")]
    shape = Polygon(points)
    if not shape.is_valid:
        return [GeometryProblem("not_simple", (path,), "the outline crosses or touches itself")]
    if shape.area < least_area:
        return [GeometryProblem("too_small", (path,), f"area {shape.area:.2f}, at least {least_area:g}")]
    if signed_area(points) < 0:
        return [GeometryProblem("clockwise", (path,), "points must run counter-clockwise")]
    return []


def read_site(data: object) -> SitePlan:
    """The site plan in JSON-like ``data`` (version 1). Raises GeometryError with every problem of form."""
    reader = ShapeReader(limit=SITE_LIMIT_M)
    top = reader.mapping(data, "site")
    if top.get("version") != 1:
        reader.complain("unknown_version", "version", "expected version 1")
    boundary = reader.points(top.get("boundary"), "boundary", least=3)
    shapes: dict[str, tuple[tuple[Point, ...], ...]] = {}
    for key in ("greens", "waters"):
        shapes[key] = tuple(
            reader.points(item, f"{key}[{index}]", least=3)
            for index, item in enumerate(reader.items(top.get(key, []), key))
        )
    roads = []
    for index, item in enumerate(reader.items(top.get("roads", []), "roads")):
        path = f"roads[{index}]"
        road = reader.mapping(item, path)
        width = reader.number(road.get("width"), f"{path}.width", low=0.5, high=60)
        roads.append(Road(reader.points(road.get("line"), f"{path}.line", least=2), width))
    if reader.problems:
        raise GeometryError(reader.problems)
    return SitePlan(boundary, shapes["greens"], shapes["waters"], tuple(roads))


def read_footprint(data: object) -> tuple[Point, ...]:
    """A building's footprint (metres, local frame). Raises GeometryError."""
    reader = ShapeReader(limit=SITE_LIMIT_M)
    points = reader.points(data, "footprint", least=3)
    if reader.problems:
        raise GeometryError(reader.problems)
    return points


def _overlaps(shapes: Mapping[str, Polygon], code: str, least: float) -> list[GeometryProblem]:
    found = []
    for (one, first), (two, second) in combinations(shapes.items(), 2):
        if first.intersects(second):
            shared = first.intersection(second).area
            if shared > least:
                found.append(GeometryProblem(code, (one, two), f"they share {shared:.2f} square metres"))
    return found


def site_problems(data: object, footprints: Mapping[str, object] | None = None) -> list[GeometryProblem]:
    """Everything wrong with a site and the named building ``footprints`` on it; an empty list when all is well.

    Codes of form (``not_a_point``, ``out_of_range`` ...) come alone; then ``not_simple``, ``clockwise``, ``too_small``,
    ``outside`` (beyond the boundary), ``overlap`` (two buildings, two waters), ``in_water`` and ``on_road``.
    """
    try:
        site = read_site(data)
    except GeometryError as error:
        return error.problems
    outlines, problems = _read_footprints(footprints or {})
    problems += polygon_problems(site.boundary, path="boundary", least_area=50)
    for key, polygons in (("greens", site.greens), ("waters", site.waters)):
        for index, points in enumerate(polygons):
            problems += polygon_problems(points, path=f"{key}[{index}]", least_area=1)
    for name, points in outlines.items():
        problems += polygon_problems(points, path=name, least_area=4)
    return problems or _misplaced(site, {name: Polygon(points) for name, points in outlines.items()})


def footprint_problems(footprints: Mapping[str, object]) -> list[GeometryProblem]:
    """Everything wrong with named buildings where no site is known: each outline by itself, then ``overlap``."""
    outlines, problems = _read_footprints(footprints)
    for name, points in outlines.items():
        problems += polygon_problems(points, path=name, least_area=4)
    return problems or _overlaps({name: Polygon(points) for name, points in outlines.items()}, "overlap", 0.5)


def off_outline(footprint: Sequence[Point], place: Sequence[float]) -> float:
    """Metres from a place to the outline of a footprint."""
    return float(Polygon(footprint).exterior.distance(ShapelyPoint(place)))


def _read_footprints(
    footprints: Mapping[str, object],
) -> tuple[dict[str, tuple[Point, ...]], list[GeometryProblem]]:
    outlines: dict[str, tuple[Point, ...]] = {}
    problems: list[GeometryProblem] = []
    for name, raw in footprints.items():
        try:
            outlines[name] = read_footprint(raw)
        except GeometryError as error:
            problems += [GeometryProblem(p.code, (name, *p.where), p.detail) for p in error.problems]
    return outlines, problems


def _misplaced(site: SitePlan, buildings: Mapping[str, Polygon]) -> list[GeometryProblem]:
    """What stands where it cannot: beyond the boundary, in one another, in the water, on a road."""
    boundary = Polygon(site.boundary).buffer(TOUCH_M)
    waters = {f"waters[{index}]": Polygon(points) for index, points in enumerate(site.waters)}
    greens = {f"greens[{index}]": Polygon(points) for index, points in enumerate(site.greens)}
    problems = [
        GeometryProblem("outside", (name,), "it reaches beyond the boundary")
        for name, shape in {**waters, **greens, **buildings}.items()
        if not boundary.contains(shape)
    ]
    problems += _overlaps(buildings, "overlap", 0.5)
    problems += _overlaps(waters, "overlap", 0.5)
    for name, shape in buildings.items():
        problems += [
            GeometryProblem("in_water", (name, other), "the building stands in the water")
            for other, water in waters.items()
            if shape.intersection(water).area > 0.5
        ]
        problems += [
            GeometryProblem("on_road", (name, f"roads[{index}]"), "a road runs through it")
            for index, road in enumerate(site.roads)
            if LineString(road.line).intersection(shape).length > 0.5
        ]
    return problems


def _percent(part: float, whole: float) -> Decimal:
    return Decimal(part / whole * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def site_figures(site: SitePlan, footprints: Iterable[Sequence[Point]]) -> SiteFigures:
    """Area of the site, and how much of it is green or water (waters count as greening) and built over.

    The site must be free of problems; overlapping greens count once.
    """
    boundary = Polygon(site.boundary)
    green: BaseGeometry = unary_union([Polygon(points) for points in (*site.greens, *site.waters)])
    built: BaseGeometry = unary_union([Polygon(points) for points in footprints])
    area = boundary.area
    return SiteFigures(
        Decimal(area).quantize(Decimal("0.01"), ROUND_HALF_UP),
        _percent(green.intersection(boundary).difference(built).area, area),
        _percent(built.intersection(boundary).area, area),
    )


def rotated(points: Iterable[Point], degrees: float, *, around: Point = (0.0, 0.0)) -> tuple[Point, ...]:
    """``points`` turned counter-clockwise by ``degrees`` around a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ox, oy = around
    return tuple((ox + (x - ox) * cos - (y - oy) * sin, oy + (x - ox) * sin + (y - oy) * cos) for x, y in points)
