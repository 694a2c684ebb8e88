"""From a picture of letters to a floor plan: rooms, walls, doors and windows in millimetres.

Each letter of ``art`` is one cell of a grid whose column widths run west to east and whose row heights run
north to south; equal letters are one room. ``.`` is open air, ``#`` the shared core (lobby, stairs). Walls follow
from which letters meet; doors and windows are placed by naming the rooms they belong to.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from shapely import Polygon, box
from shapely.ops import unary_union

from guangsha.catalog.domain.geometry import signed_area
from guangsha.catalog.domain.layout_geometry import OPEN_KINDS

OUTSIDE = frozenset(".#")
OUTER_T, INNER_T, RAIL_T = 200, 120, 100
SIDES = {"^": "n", "v": "s"}
LEDGES = frozenset(("balcony", "terrace", "equipment"))

NAMES: dict[str, tuple[str, str]] = {
    "living": ("客厅", "Living room"),
    "dining": ("餐厅", "Dining"),
    "master": ("主卧", "Main bedroom"),
    "bedroom": ("次卧", "Bedroom"),
    "study": ("书房", "Study"),
    "kitchen": ("厨房", "Kitchen"),
    "bath": ("卫生间", "Bathroom"),
    "balcony": ("阳台", "Balcony"),
    "foyer": ("玄关", "Entrance hall"),
    "corridor": ("过道", "Corridor"),
    "storage": ("储藏间", "Storage"),
    "equipment": ("设备平台", "Equipment ledge"),
    "terrace": ("露台", "Terrace"),
    "shop": ("商铺", "Shop"),
    "parking": ("车位", "Parking bay"),
}


@dataclass(frozen=True, slots=True)
class DoorAt:
    """A door between two rooms, or a room and the core ``#`` or the open air to its north or south (``^`` ``v``).

    ``pos`` is how far along their longest common edge it stands, from west or south (0) to east or north (1).
    ``leaf`` is the letter of the room the leaf swings into; sliding doors and openings have none. ``width`` 0
    means as wide as the edge allows (less 300 mm at each end).
    """

    one: str
    two: str
    kind: str = "swing"
    width: int = 900
    pos: float = 0.0
    leaf: str = ""


@dataclass(frozen=True, slots=True)
class WindowAt:
    """A window of a room on side ``n e s w`` of its outline; ``width`` 0 leaves 350 mm of wall at each end."""

    room: str
    side: str
    width: int = 0
    kind: str = "window"
    sill: int = 900
    head: int = 2400
    pos: float = 0.5


@dataclass(frozen=True)
class Sketch:
    """A plan type: its grid, what the letters mean, and where doors and windows are."""

    cols: tuple[int, ...]
    rows: tuple[int, ...]
    art: str
    kinds: dict[str, str]
    doors: tuple[DoorAt, ...]
    windows: tuple[WindowAt, ...]
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    """Pairs such as ``KD`` of open kinds that have a wall between them all the same."""
    height: int = 2900

    def lines(self) -> list[str]:
        """The art, one string per row, checked against the grid."""
        lines = ["".join(line.split()) for line in self.art.strip().splitlines()]
        if len(lines) != len(self.rows) or any(len(line) != len(self.cols) for line in lines):
            raise ValueError(f"the picture does not fit its grid: {self.art!r}")
        return lines


def _levels(sketch: Sketch) -> list[range]:
    """The columns of each level of a house: levels stand side by side with a column of open air between."""
    lines = sketch.lines()
    gaps = [col for col in range(len(sketch.cols)) if all(line[col] == "." for line in lines)]
    edges = [-1, *gaps, len(sketch.cols)]
    return [range(low + 1, high) for low, high in pairwise(edges)]


def mirrored(sketch: Sketch) -> Sketch:
    """The same plan seen in a mirror: west and east change places; levels keep their order."""
    swap = {"e": "w", "w": "e", "n": "n", "s": "s"}
    levels = _levels(sketch)
    order = [col for level in levels for col in (*reversed(level), level.stop)][:-1]
    windows = tuple(replace(w, side=swap[w.side], pos=1 - w.pos if w.side in "ns" else w.pos) for w in sketch.windows)
    return replace(
        sketch,
        cols=tuple(sketch.cols[col] for col in order),
        art="\n".join("".join(line[col] for col in order) for line in sketch.lines()),
        windows=windows,
        doors=_mirror_doors(sketch),
    )


def _mirror_doors(sketch: Sketch) -> tuple[DoorAt, ...]:
    edges = _Edges(sketch)
    out = []
    for door in sketch.doors:
        if door.two in SIDES:
            out.append(replace(door, pos=1 - door.pos))
            continue
        (ax, _), (bx, _) = edges.longest(door.one, door.two)
        out.append(replace(door, pos=1 - door.pos) if ax != bx else door)
    return tuple(out)


def scaled(sketch: Sketch, across: float, along: float) -> Sketch:
    """The plan with every bay and depth scaled, kept on a 50 mm module."""
    return replace(
        sketch,
        cols=tuple(max(50, round(c * across / 50) * 50) for c in sketch.cols),
        rows=tuple(max(50, round(r * along / 50) * 50) for r in sketch.rows),
    )


Point = tuple[int, int]
Segment = tuple[Point, Point]


class _Edges:
    """Unit edges of the grid with what lies on both sides, merged into straight runs per pair of letters."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.lines = sketch.lines()
        self.xs = [sum(sketch.cols[:i]) for i in range(len(sketch.cols) + 1)]
        total = sum(sketch.rows)
        self.ys = [total - sum(sketch.rows[:i]) for i in range(len(sketch.rows) + 1)]
        self.runs: dict[tuple[str, str], list[Segment]] = {}
        """(letter west or north, letter east or south) -> runs, each to the east or to the north."""
        self._collect()

    def cell(self, row: int, col: int) -> str:
        inside = 0 <= row < len(self.lines) and 0 <= col < len(self.lines[0])
        return self.lines[row][col] if inside else "."

    def _collect(self) -> None:
        n_rows, n_cols = len(self.lines), len(self.lines[0])
        for col in range(n_cols + 1):
            for row in range(n_rows - 1, -1, -1):
                pair = (self.cell(row, col - 1), self.cell(row, col))
                self._add(pair, ((self.xs[col], self.ys[row + 1]), (self.xs[col], self.ys[row])))
        for row in range(n_rows + 1):
            for col in range(n_cols):
                pair = (self.cell(row - 1, col), self.cell(row, col))
                self._add(pair, ((self.xs[col], self.ys[row]), (self.xs[col + 1], self.ys[row])))

    def _add(self, pair: tuple[str, str], edge: Segment) -> None:
        if pair[0] == pair[1] or (pair[0] in OUTSIDE and pair[1] in OUTSIDE):
            return
        runs = self.runs.setdefault(pair, [])
        if runs and runs[-1][1] == edge[0] and _vertical(runs[-1]) == _vertical(edge):
            runs[-1] = (runs[-1][0], edge[1])
        else:
            runs.append(edge)

    def longest(self, one: str, two: str) -> Segment:
        """The longest straight edge that two letters share."""
        found = [*self.runs.get((one, two), []), *self.runs.get((two, one), [])]
        if not found:
            raise ValueError(f"{one} and {two} do not meet in {self.sketch.art!r}")
        return max(found, key=_length)

    def facade(self, room: str, side: str) -> Segment:
        """The longest edge of ``room`` on ``side`` that faces open air or a balcony-like ledge."""
        best: list[Segment] = []
        for (first, second), runs in self.runs.items():
            other = second if first == room else first
            if room not in (first, second) or not (other == "." or self.kind(other) in LEDGES):
                continue
            for run in runs:
                where = ("e" if first == room else "w") if _vertical(run) else ("s" if first == room else "n")
                if where == side:
                    best.append(run)
        if not best:
            raise ValueError(f"{room} has no facade on side {side} in {self.sketch.art!r}")
        return max(best, key=_length)

    def kind(self, letter: str) -> str:
        return "outside" if letter in OUTSIDE else self.sketch.kinds[letter]


def _vertical(edge: Segment) -> bool:
    return edge[0][0] == edge[1][0]


def _length(edge: Segment) -> int:
    return abs(edge[1][0] - edge[0][0]) + abs(edge[1][1] - edge[0][1])


def _cut(edge: Segment, width: int, pos: float, margin: int) -> Segment:
    """A piece of ``edge``, ``width`` long, ``margin`` clear of both ends, ``pos`` of the way along."""
    length = _length(edge)
    width = min(width or length - 2 * margin, length - 2 * margin)
    start = round((margin + (length - 2 * margin - width) * pos) / 10) * 10
    (ax, ay), (bx, by) = edge
    dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
    a = (ax + dx * start, ay + dy * start)
    return a, (a[0] + dx * width, a[1] + dy * width)


def _wall_kind(edges: _Edges, pair: tuple[str, str]) -> tuple[str, int] | None:
    first, second = edges.kind(pair[0]), edges.kind(pair[1])
    both = {first, second}
    if "outside" in both:
        inside = second if first == "outside" else first
        if inside in LEDGES and "#" not in pair:
            return ("rail", RAIL_T)
        return ("rail", RAIL_T) if inside == "parking" else ("outer", OUTER_T)
    if both <= LEDGES:
        return ("rail", RAIL_T)
    if both & LEDGES:
        return ("outer", OUTER_T)
    closed = edges.sketch.closed
    walled = pair[0] + pair[1] in closed or pair[1] + pair[0] in closed
    if both <= OPEN_KINDS and not walled:
        return None
    return ("inner", INNER_T)


def _walls(edges: _Edges) -> list[dict[str, Any]]:
    """Wall runs; neighbours in one line and of one kind become one wall."""
    pieces: dict[tuple[str, int, bool, int], list[tuple[int, int]]] = {}
    for pair, runs in edges.runs.items():
        kind = _wall_kind(edges, pair)
        if kind is None:
            continue
        for run in runs:
            upright = _vertical(run)
            fixed = run[0][0] if upright else run[0][1]
            span = (run[0][1], run[1][1]) if upright else (run[0][0], run[1][0])
            pieces.setdefault((*kind, upright, fixed), []).append(span)
    walls = []
    for (name, thick, upright, fixed), spans in sorted(pieces.items()):
        merged: list[tuple[int, int]] = []
        for low, high in sorted(spans):
            if merged and merged[-1][1] == low:
                merged[-1] = (merged[-1][0], high)
            else:
                merged.append((low, high))
        for low, high in merged:
            a, b = ((fixed, low), (fixed, high)) if upright else ((low, fixed), (high, fixed))
            walls.append({"a": list(a), "b": list(b), "t": thick, "kind": name})
    return walls


def _door(edges: _Edges, door: DoorAt) -> dict[str, Any]:
    edge = edges.facade(door.one, SIDES[door.two]) if door.two in SIDES else edges.longest(door.one, door.two)
    margin = 300 if not door.width else 150
    a, b = _cut(edge, door.width, door.pos, margin)
    hinge = "a" if door.pos <= 0.5 else "b"
    side = "left"
    if door.leaf:
        first = next(pair[0] for pair, runs in edges.runs.items() if edge in runs)
        # West of a run that goes north, or north of one that goes east, is its left.
        side = "left" if first == door.leaf else "right"
    return {"a": list(a), "b": list(b), "kind": door.kind, "hinge": hinge, "side": side}


def _window(edges: _Edges, window: WindowAt) -> dict[str, Any]:
    a, b = _cut(edges.facade(window.room, window.side), window.width, window.pos, 350)
    return {"a": list(a), "b": list(b), "kind": window.kind, "sill": window.sill, "head": window.head}


def draw(sketch: Sketch) -> dict[str, Any]:
    """The floor plan as layout geometry (version 1, north up). Raises ValueError for an impossible picture."""
    edges = _Edges(sketch)
    cells: dict[str, list[Polygon]] = {}
    for row, line in enumerate(edges.lines):
        for col, letter in enumerate(line):
            if letter not in OUTSIDE:
                cells.setdefault(letter, []).append(
                    box(edges.xs[col], edges.ys[row + 1], edges.xs[col + 1], edges.ys[row])
                )
    rooms = []
    for letter, parts in cells.items():
        shape = unary_union(parts)
        if not isinstance(shape, Polygon) or shape.interiors:
            raise ValueError(f"room {letter} is not one simple outline in {sketch.art!r}")
        kind = sketch.kinds[letter]
        name, name_en = sketch.names.get(letter, NAMES[kind])
        ring = [(x, y) for x, y in shape.exterior.simplify(0).coords][:-1]
        if signed_area(ring) < 0:
            ring.reverse()
        flight = name.startswith("楼梯")
        rooms.append(
            {
                "id": f"{'stair' if flight else kind}-{letter}",
                "kind": kind,
                "name": name,
                "name_en": name_en,
                "polygon": [[round(x), round(y)] for x, y in ring],
            }
        )
    return {
        "version": 1,
        "north_deg": 0,
        "height": sketch.height,
        "rooms": rooms,
        "walls": _walls(edges),
        "doors": [_door(edges, door) for door in sketch.doors],
        "windows": [_window(edges, window) for window in sketch.windows],
    }
