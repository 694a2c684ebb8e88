"""Footprints and ground shapes: everything that gives a site plan its own outline. Metres, counter-clockwise."""

import math
import random
from collections.abc import Iterable, Sequence

from shapely import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

XY = tuple[float, float]

FORMS: dict[str, tuple[XY, ...]] = {
    # All fit a unit square; the front is the lower side (south).
    "slab": ((0, 0.06), (0.24, 0.06), (0.24, 0), (0.76, 0), (0.76, 0.06), (1, 0.06), (1, 1), (0, 1)),
    "plain": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "comb": (
        (0, 0), (0.22, 0), (0.22, 0.12), (0.28, 0.12), (0.28, 0), (0.72, 0), (0.72, 0.12), (0.78, 0.12), (0.78, 0),
        (1, 0), (1, 0.86), (0.84, 0.86), (0.84, 1), (0.66, 1), (0.66, 0.86), (0.34, 0.86), (0.34, 1), (0.16, 1),
        (0.16, 0.86), (0, 0.86),
    ),
    "step": ((0, 0), (0.5, 0), (0.5, 0.22), (1, 0.22), (1, 1), (0.5, 1), (0.5, 0.78), (0, 0.78)),
    "stairs": (
        (0, 0), (0.34, 0), (0.34, 0.16), (0.67, 0.16), (0.67, 0.32), (1, 0.32), (1, 1), (0.67, 1), (0.67, 0.84),
        (0.34, 0.84), (0.34, 0.68), (0, 0.68),
    ),
    "tee": ((0.28, 0), (0.72, 0), (0.72, 0.45), (1, 0.45), (1, 1), (0, 1), (0, 0.45), (0.28, 0.45)),
    "ell": ((0, 0), (0.34, 0), (0.34, 0.62), (1, 0.62), (1, 1), (0, 1)),
    "ell_east": ((0.66, 0), (1, 0), (1, 1), (0, 1), (0, 0.62), (0.66, 0.62)),
    "ell_up": ((0, 0), (1, 0), (1, 0.38), (0.34, 0.38), (0.34, 1), (0, 1)),
    "ell_up_east": ((0, 0), (1, 0), (1, 1), (0.66, 1), (0.66, 0.38), (0, 0.38)),
    "you": ((0, 0), (0.2, 0), (0.2, 0.7), (0.8, 0.7), (0.8, 0), (1, 0), (1, 1), (0, 1)),
    "butterfly": (
        (0, 0.3), (0.26, 0), (0.42, 0.14), (0.42, 0.28), (0.58, 0.28), (0.58, 0.14), (0.74, 0), (1, 0.3), (0.84, 0.62),
        (0.84, 1), (0.6, 1), (0.6, 0.84), (0.4, 0.84), (0.4, 1), (0.16, 1), (0.16, 0.62),
    ),
    "cross": (
        (0.3, 0), (0.7, 0), (0.7, 0.22), (1, 0.22), (1, 0.78), (0.7, 0.78), (0.7, 1), (0.3, 1), (0.3, 0.78), (0, 0.78),
        (0, 0.22), (0.3, 0.22),
    ),
    "notch": (
        (0, 0), (0.4, 0), (0.4, 0.16), (0.6, 0.16), (0.6, 0), (1, 0), (1, 1), (0.62, 1), (0.62, 0.82), (0.38, 0.82),
        (0.38, 1), (0, 1),
    ),
    "chamfer": ((0.2, 0), (0.8, 0), (1, 0.2), (1, 0.8), (0.8, 1), (0.2, 1), (0, 0.8), (0, 0.2)),
    "vee": ((0, 0), (0.2, 0), (0.5, 0.34), (0.8, 0), (1, 0), (1, 0.42), (0.62, 1), (0.38, 1), (0, 0.42)),
    "house": ((0, 0), (0.62, 0), (0.62, 0.14), (1, 0.14), (1, 1), (0.3, 1), (0.3, 0.88), (0, 0.88)),
}  # fmt: skip


def _bow() -> tuple[XY, ...]:
    """A slab bent like a bow, open to the south."""
    outer, inner = [], []
    for step in range(9):
        t = step / 8
        rise = 4 * t * (1 - t)
        outer.append((t, 0.7 + 0.3 * rise))
        inner.append((t, 0.3 * rise))
    return (*inner, *reversed(outer))


FORMS["bow"] = _bow()


def form_fill(shape: str) -> float:
    """How much of its bounding box a form covers."""
    return float(Polygon(FORMS[shape]).area)


def footprint(shape: str, wide: float, deep: float, at: XY, turn: float) -> list[list[float]]:
    """The form ``shape``, ``wide`` by ``deep`` metres, centred at ``at`` and turned counter-clockwise."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    out = []
    for u, v in FORMS[shape]:
        x, y = (u - 0.5) * wide, (v - 0.5) * deep
        out.append([round(at[0] + x * cos - y * sin, 2), round(at[1] + x * sin + y * cos, 2)])
    return out


def ring(points: Iterable[Sequence[float]]) -> list[list[float]]:
    """Points as a counter-clockwise list rounded to centimetres, the closing point left out."""
    pts = [[round(p[0], 2), round(p[1], 2)] for p in points]
    if pts[0] == pts[-1]:
        pts = pts[:-1]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(pts, [*pts[1:], pts[0]], strict=True))
    return pts if area > 0 else pts[::-1]


def pond(x: float, y: float, across: float, along: float, *, seed: int = 1, turn: float = 0) -> tuple[XY, ...]:
    """A lake with an uneven shore, about ``across`` by ``along`` metres."""
    rng = random.Random(seed)  # noqa: S311 - the shore of a pond, the same every time
    waves = [(k, rng.uniform(0.03, 0.13) / math.sqrt(k - 1), rng.uniform(0, math.tau)) for k in (2, 3, 4)]
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    out = []
    for step in range(36):
        angle = math.tau * step / 36
        swell = 1 + sum(size * math.cos(k * angle + shift) for k, size, shift in waves)
        u, v = across / 2 * math.cos(angle) * swell, along / 2 * math.sin(angle) * swell
        out.append((round(x + u * cos - v * sin, 2), round(y + u * sin + v * cos, 2)))
    return tuple(out)


def stream(width: float, *points: XY) -> tuple[XY, ...]:
    """A watercourse of even width along ``points``, its bends rounded."""
    line = LineString(points)
    bent = line.buffer(width * 2).buffer(-1.5 * width).simplify(0.4) if len(points) > 2 else line.buffer(width / 2)
    body = bent if isinstance(bent, Polygon) else line.buffer(width / 2)
    return tuple((x, y) for x, y in ring(body.exterior.coords))


def arc(cx: float, cy: float, radius: float, start: float, end: float, *, steps: int = 14) -> tuple[XY, ...]:
    """Points on a circle, degrees counter-clockwise from east: for curved paths and rows."""
    angles = [math.radians(start + (end - start) * i / (steps - 1)) for i in range(steps)]
    return tuple((round(cx + radius * math.cos(a), 2), round(cy + radius * math.sin(a), 2)) for a in angles)


def rectangle(west: float, south: float, east: float, north: float) -> tuple[XY, ...]:
    """An upright rectangle, counter-clockwise."""
    return ((west, south), (east, south), (east, north), (west, north))


def _pieces(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape]
    return [part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)]


def _without_holes(shape: Polygon) -> list[Polygon]:
    """The polygon cut along a line through each hole, so that every piece is a simple outline."""
    if not shape.interiors:
        return [shape]
    hole = Polygon(shape.interiors[0]).centroid
    west, south, east, north = shape.bounds
    halves = (
        box(west - 1, south - 1, hole.x, north + 1),
        box(hole.x, south - 1, east + 1, north + 1),
    )
    return [clean for half in halves for part in _pieces(shape.intersection(half)) for clean in _without_holes(part)]


def lawns(
    boundary: Polygon, taken: Sequence[BaseGeometry], hard: Sequence[BaseGeometry], share: float
) -> list[Polygon]:
    """Greens in what buildings (``taken``) and paving, paths and water (``hard``) leave free.

    The paved belt round the buildings widens until the greens cover about ``share`` of the site.
    """
    site = boundary.buffer(-1.5)
    paved = unary_union([shape.buffer(0.8) for shape in hard]) if hard else MultiPolygon()
    best: list[Polygon] = []
    for belt in (2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 10.0, 11.5):
        free = site.difference(unary_union([shape.buffer(belt) for shape in taken])).difference(paved)
        soft = free.buffer(-2.0).buffer(2.0, quad_segs=4).simplify(0.25)
        best = [clean for part in _pieces(soft) if part.area > 40 for clean in _without_holes(part) if clean.area > 30]
        if sum(part.area for part in best) <= share * boundary.area:
            break
    return best
