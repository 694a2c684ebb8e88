"""Floor plans as geometry: rooms, walls, doors and windows in millimetres, and what can be wrong with them.

Rooms are drawn along wall centre lines, so the sum of a home's room polygons is its inner area 套内建筑面积 as
GB/T 17986.1-2000 measures it (shared and outer walls count half, open balconies half, roofless terraces and
equipment ledges not at all). ``usable`` areas are clear of walls; GB 50096-2011 states its minimums for those.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Final

from shapely import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from guangsha.catalog.domain.geometry import (
    GeometryError,
    GeometryProblem,
    Point,
    ShapeReader,
    polygon_problems,
)

LAYOUT_LIMIT_MM = 200_000.0
TOLERANCE_MM = 5.0
LEAST_ROOM_MM2 = 300_000.0
STAIR_PREFIX: Final = "stair"
"""Rooms whose id starts so are flights of one staircase: they join the levels drawn side by side."""

ROOM_KINDS: Final = frozenset(
    (
        "living",
        "dining",
        "master",
        "bedroom",
        "study",
        "kitchen",
        "bath",
        "balcony",
        "foyer",
        "corridor",
        "storage",
        "equipment",
        "terrace",
        "shop",
        "parking",
    )
)
OPEN_KINDS: Final = frozenset(("living", "dining", "foyer", "corridor", "kitchen", "study"))
"""Rooms that may flow into one another without a wall between them."""
UNWALLED_KINDS: Final = frozenset(("terrace", "equipment", "parking"))
WALL_KINDS: Final = frozenset(("outer", "inner", "rail"))
DOOR_KINDS: Final = frozenset(("entrance", "swing", "sliding", "opening"))
WINDOW_KINDS: Final = frozenset(("window", "bay", "french"))
DOOR_WIDTHS_MM: Final = {
    "entrance": (900, 3_200),
    "swing": (650, 1_800),
    "sliding": (700, 8_000),
    "opening": (700, 9_000),
}
HALF_COUNTED: Final = frozenset(("balcony",))
NOT_COUNTED: Final = frozenset(("terrace", "equipment"))


@dataclass(frozen=True, slots=True)
class Room:
    """A room: id within the layout, kind, names, counter-clockwise outline along wall centre lines (mm)."""

    id: str
    kind: str
    name: str
    name_en: str
    polygon: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall's centre line, thickness (mm) and kind."""

    a: Point
    b: Point
    t: float
    kind: str


@dataclass(frozen=True, slots=True)
class Door:
    """A door in a wall; the leaf hangs at end ``hinge`` and swings to ``side`` of a -> b."""

    a: Point
    b: Point
    kind: str
    hinge: str
    side: str


@dataclass(frozen=True, slots=True)
class Window:
    """A window in an outer wall; sill and head above the floor (mm)."""

    a: Point
    b: Point
    kind: str
    sill: float
    head: float


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """A whole floor plan; true north is ``north_deg`` clockwise from +y; ``height`` is the clear height (mm)."""

    north_deg: float
    height: float
    rooms: tuple[Room, ...]
    walls: tuple[Wall, ...]
    doors: tuple[Door, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class LayoutAreas:
    """Square metres: per room id along centre lines and clear of walls, and the inner area of the home."""

    rooms: dict[str, Decimal]
    usable: dict[str, Decimal]
    inner: Decimal


def read_layout(data: object) -> LayoutPlan:
    """The floor plan in JSON-like ``data`` (version 1). Raises GeometryError with every problem of form."""
    reader = ShapeReader(limit=LAYOUT_LIMIT_MM)
    top = reader.mapping(data, "layout")
    if top.get("version") != 1:
        reader.complain("unknown_version", "version", "expected version 1")
    north = reader.number(top.get("north_deg", 0), "north_deg", low=-360, high=360)
    height = reader.number(top.get("height", 2900), "height", low=1_800, high=12_000)
    rooms = []
    for index, item in enumerate(reader.items(top.get("rooms"), "rooms")):
        path, raw = f"rooms[{index}]", reader.mapping(item, f"rooms[{index}]")
        rooms.append(
            Room(
                reader.text(raw.get("id"), f"{path}.id", most=40),
                reader.choice(raw.get("kind"), f"{path}.kind", ROOM_KINDS),
                reader.text(raw.get("name", ""), f"{path}.name", most=40),
                reader.text(raw.get("name_en", ""), f"{path}.name_en", most=60),
                reader.points(raw.get("polygon"), f"{path}.polygon", least=3),
            )
        )
    walls = []
    for index, item in enumerate(reader.items(top.get("walls"), "walls", most=1_000)):
        path, raw = f"walls[{index}]", reader.mapping(item, f"walls[{index}]")
        a, b = reader.point(raw.get("a"), f"{path}.a"), reader.point(raw.get("b"), f"{path}.b")
        thickness = reader.number(raw.get("t"), f"{path}.t", low=20, high=1_000)
        walls.append(Wall(a, b, thickness, reader.choice(raw.get("kind"), f"{path}.kind", WALL_KINDS)))
    doors = []
    for index, item in enumerate(reader.items(top.get("doors"), "doors")):
        path, raw = f"doors[{index}]", reader.mapping(item, f"doors[{index}]")
        doors.append(
            Door(
                reader.point(raw.get("a"), f"{path}.a"),
                reader.point(raw.get("b"), f"{path}.b"),
                reader.choice(raw.get("kind"), f"{path}.kind", DOOR_KINDS),
                reader.choice(raw.get("hinge", "a"), f"{path}.hinge", ("a", "b")),
                reader.choice(raw.get("side", "left"), f"{path}.side", ("left", "right")),
            )
        )
    windows = []
    for index, item in enumerate(reader.items(top.get("windows", []), "windows")):
        path, raw = f"windows[{index}]", reader.mapping(item, f"windows[{index}]")
        windows.append(
            Window(
                reader.point(raw.get("a"), f"{path}.a"),
                reader.point(raw.get("b"), f"{path}.b"),
                reader.choice(raw.get("kind"), f"{path}.kind", WINDOW_KINDS),
                reader.number(raw.get("sill"), f"{path}.sill", low=0, high=6_000),
                reader.number(raw.get("head"), f"{path}.head", low=0, high=12_000),
            )
        )
    if reader.problems:
        raise GeometryError(reader.problems)
    return LayoutPlan(north, height, tuple(rooms), tuple(walls), tuple(doors), tuple(windows))


def _square_metres(mm2: float) -> Decimal:
    return Decimal(mm2 / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def wall_body(walls: Iterable[Wall]) -> BaseGeometry:
    """The ground that ``walls`` cover, as one shape (mm)."""
    return unary_union([LineString((w.a, w.b)).buffer(w.t / 2, cap_style="square") for w in walls if w.a != w.b])


def layout_areas(plan: LayoutPlan) -> LayoutAreas:
    """Room and inner areas of a plan without problems, in square metres with two places."""
    body = wall_body(plan.walls)
    shapes = {room.id: Polygon(room.polygon) for room in plan.rooms}
    weights = {
        room.id: 0.0 if room.kind in NOT_COUNTED else 0.5 if room.kind in HALF_COUNTED else 1.0 for room in plan.rooms
    }
    return LayoutAreas(
        {key: _square_metres(shape.area) for key, shape in shapes.items()},
        {key: _square_metres(shape.difference(body).area) for key, shape in shapes.items()},
        _square_metres(sum(shapes[key].area * weight for key, weight in weights.items())),
    )


class _Inspection:
    """One plan being looked over: shapes made once, problems gathered in order."""

    def __init__(self, plan: LayoutPlan) -> None:
        self.plan = plan
        self.problems: list[GeometryProblem] = []
        self.shapes = {room.id: Polygon(room.polygon) for room in plan.rooms}
        self.outlines = {key: shape.exterior.buffer(2 * TOLERANCE_MM) for key, shape in self.shapes.items()}
        self.kinds = {room.id: room.kind for room in plan.rooms}
        lines = [LineString((w.a, w.b)) for w in plan.walls if w.a != w.b]
        self.walls = unary_union([line.buffer(TOLERANCE_MM) for line in lines])
        outer = [LineString((w.a, w.b)) for w in plan.walls if w.a != w.b and w.kind != "inner"]
        self.outer_walls = unary_union([line.buffer(TOLERANCE_MM) for line in outer])
        self.links: dict[str, set[str]] = {key: set() for key in self.shapes}

    def complain(self, code: str, where: Sequence[str], detail: str) -> None:
        self.problems.append(GeometryProblem(code, tuple(where), detail))

    def link(self, one: str, two: str) -> None:
        self.links[one].add(two)
        self.links[two].add(one)

    def rooms_on(self, a: Point, b: Point) -> list[str]:
        """Rooms whose outline runs along the whole of a-b."""
        line = LineString((a, b))
        return [
            key for key, outline in self.outlines.items() if outline.intersection(line).length >= 0.98 * line.length
        ]

    def check_overlaps(self) -> None:
        for one, two in combinations(self.shapes, 2):
            if self.shapes[one].intersects(self.shapes[two]):
                shared = self.shapes[one].intersection(self.shapes[two]).area
                if shared > 10_000:
                    self.complain("rooms_overlap", (one, two), f"they share {shared / 1e6:.2f} square metres")

    def check_enclosure(self) -> None:
        """Every outline lies on walls, except where two rooms of open kinds meet: there one walks through."""
        for key, shape in self.shapes.items():
            if self.kinds[key] in UNWALLED_KINDS:
                continue
            bare = shape.exterior.difference(self.walls)
            for other, neighbour in self.shapes.items():
                if other == key or bare.is_empty:
                    continue
                flight = key.startswith(STAIR_PREFIX) or other.startswith(STAIR_PREFIX)
                both_open = self.kinds[key] in OPEN_KINDS and self.kinds[other] in OPEN_KINDS
                if not (both_open or flight):
                    continue
                meeting = bare.intersection(neighbour.exterior.buffer(TOLERANCE_MM))
                if meeting.length >= 600:
                    self.link(key, other)
                bare = bare.difference(neighbour.exterior.buffer(2 * TOLERANCE_MM))
            if bare.length > 60:
                self.complain("room_not_enclosed", (key,), f"{bare.length:.0f} mm of its outline have no wall")

    def check_doors(self) -> set[str]:
        """Doors stand in walls between two rooms, or (entrances) between a room and the outside."""
        entered: set[str] = set()
        for index, door in enumerate(self.plan.doors):
            path = f"doors[{index}]"
            line = LineString((door.a, door.b))
            low, high = DOOR_WIDTHS_MM[door.kind]
            if not low <= line.length <= high:
                self.complain("door_width", (path,), f"{line.length:.0f} mm wide, expected {low} to {high}")
                continue
            rooms = self.rooms_on(door.a, door.b)
            parking = any(self.kinds[key] == "parking" for key in rooms)
            if not parking and line.difference(self.walls).length > TOLERANCE_MM:
                self.complain("door_off_wall", (path, *rooms), "it does not lie on a wall's centre line")
                continue
            if len(rooms) == 1 and (door.kind == "entrance" or parking):
                entered.add(rooms[0])
            elif door.kind != "entrance" and len(rooms) == 2:
                self.link(rooms[0], rooms[1])
            else:
                self.complain("door_leads_nowhere", (path, *rooms), f"it touches {len(rooms)} rooms")
        return entered

    def check_windows(self) -> None:
        doors = MultiLineString([(door.a, door.b) for door in self.plan.doors]).buffer(TOLERANCE_MM)
        for index, window in enumerate(self.plan.windows):
            path, line = f"windows[{index}]", LineString((window.a, window.b))
            if not 300 <= line.length <= 12_000:
                self.complain("window_width", (path,), f"{line.length:.0f} mm wide")
            elif line.difference(self.outer_walls).length > TOLERANCE_MM:
                self.complain("window_off_wall", (path,), "it does not lie on an outer wall's centre line")
            elif not self.rooms_on(window.a, window.b):
                self.complain("window_of_no_room", (path,), "no room has it on its outline")
            elif line.intersection(doors).length > 2 * TOLERANCE_MM:
                self.complain("window_on_door", (path,), "a door stands in the same place")
            if window.sill + 200 > window.head or window.head > self.plan.height + 1:
                self.complain("window_height", (path,), f"sill {window.sill:.0f}, head {window.head:.0f}")

    def check_reach(self, entered: set[str]) -> None:
        """Every room can be walked to from an entrance; equipment ledges are reached from outside."""
        if not entered:
            self.complain("no_entrance", (), "no entrance door leads into a room")
            return
        flights = [key for key in self.shapes if key.startswith(STAIR_PREFIX)]
        for one, two in combinations(flights, 2):
            self.link(one, two)
        seen, queue = set(entered), deque(entered)
        while queue:
            for other in self.links[queue.popleft()] - seen:
                seen.add(other)
                queue.append(other)
        for key in self.shapes:
            if key not in seen and self.kinds[key] != "equipment":
                self.complain("room_unreachable", (key,), "no way leads from the entrance to it")


def layout_problems(data: object) -> list[GeometryProblem]:
    """Everything wrong with a floor plan, with the ids of the rooms concerned; an empty list when it is well formed.

    Problems of form come alone, then problems of single outlines, then those between parts: ``rooms_overlap``,
    ``room_not_enclosed``, ``door_width``, ``door_off_wall``, ``door_leads_nowhere``, ``window_*``, ``no_entrance``,
    ``room_unreachable``.
    """
    try:
        plan = read_layout(data)
    except GeometryError as error:
        return error.problems
    problems: list[GeometryProblem] = []
    ids = [room.id for room in plan.rooms]
    if not ids:
        return [GeometryProblem("no_rooms", (), "a layout has at least one room")]
    for key in sorted({key for key in ids if ids.count(key) > 1 or not key}):
        problems.append(GeometryProblem("room_id", (key,), "room ids must be unique and not empty"))
    for room in plan.rooms:
        problems += polygon_problems(room.polygon, path=room.id, least_area=LEAST_ROOM_MM2)
    if problems:
        return problems
    inspection = _Inspection(plan)
    inspection.check_overlaps()
    inspection.check_enclosure()
    entered = inspection.check_doors()
    inspection.check_windows()
    inspection.check_reach(entered)
    return inspection.problems
