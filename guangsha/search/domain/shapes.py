"""Boxes, circles and polygons on the map, in WGS-84 degrees. Plain arithmetic: no projection is needed at city size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""

MAX_VERTICES = 500
METRES_PER_DEGREE = 111_195.0


def _grid(degrees: float) -> float:
    return round(degrees, 6) + 0.0


def _degrees(*pairs: Point) -> bool:
    return all(math.isfinite(x) and math.isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90 for x, y in pairs)


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees. Boxes over the date line are not accepted."""

    west: float
    south: float
    east: float
    north: float

    def problem(self) -> str:
        """Why this is not a box, or an empty string."""
        if not _degrees((self.west, self.south), (self.east, self.north)):
            return "must be west,south,east,north in degrees"
        if self.west > self.east or self.south > self.north:
            return "west must not be above east, nor south above north"
        return ""

    def rounded(self) -> Box:
        """The same box on the 0.1 m grid that the URL form uses."""
        return Box(_grid(self.west), _grid(self.south), _grid(self.east), _grid(self.north))

    def to_text(self) -> str:
        """`west,south,east,north` with six places."""
        return f"{self.west:.6f},{self.south:.6f},{self.east:.6f},{self.north:.6f}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse `west,south,east,north`; raises ValueError."""
        west, south, east, north = (round(float(part), 6) for part in text.split(","))
        return cls(west, south, east, north)


@dataclass(frozen=True, slots=True)
class Near:
    """A place, and how far from it in metres (0: anywhere, only for sorting by distance)."""

    lng: float
    lat: float
    metres: int = 0

    def problem(self, longest: int) -> str:
        """Why this is not a place, or an empty string."""
        if not _degrees((self.lng, self.lat)):
            return "must be lng,lat,metres"
        if not 0 <= self.metres <= longest:
            return f"metres must be 0 to {longest}"
        return ""

    def rounded(self) -> Near:
        """The same place on the 0.1 m grid that the URL form uses."""
        return Near(_grid(self.lng), _grid(self.lat), self.metres)

    def to_text(self) -> str:
        """`lng,lat` with six places, and the metres where they are set."""
        return f"{self.lng:.6f},{self.lat:.6f}" + (f",{self.metres}" if self.metres else "")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse `lng,lat` or `lng,lat,metres`; raises ValueError."""
        parts = text.split(",")
        if len(parts) not in (2, 3):
            raise ValueError("two or three numbers")
        metres = float(parts[2]) if len(parts) == 3 else 0.0
        if not math.isfinite(metres) or abs(metres) > 1e9:
            raise ValueError("not a distance")
        return cls(round(float(parts[0]), 6), round(float(parts[1]), 6), int(metres))


def metres_between(a: Point, b: Point) -> float:
    """Straight-line distance in metres, flat-earth at the mean latitude: within 0.1 % inside a city."""
    across = math.radians((a[1] + b[1]) / 2)
    return METRES_PER_DEGREE * math.hypot((a[0] - b[0]) * math.cos(across), a[1] - b[1])


def polygon_problem(points: tuple[Point, ...]) -> str:
    """Why these points cannot be a search area, or an empty string.

    A self-intersecting line is accepted (a shape drawn by hand often crosses itself): what lies inside is
    decided by the even-odd rule.
    """
    if len(points) > MAX_VERTICES:
        return f"at most {MAX_VERTICES} points"
    if not _degrees(*points):
        return "points must be lng,lat in degrees"
    if len(set(points)) < 3:
        return "needs at least three different points"
    return ""


def polygon_box(points: tuple[Point, ...]) -> Box:
    """The smallest box around the points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def inside(point: Point, polygon: tuple[Point, ...]) -> bool:
    """Even-odd rule. Points exactly on an edge may fall on either side."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd
