"""A signature drawn by hand, as lines of points: numbers only, so nothing that is drawn can carry a script or a picture."""

import json
from collections.abc import Sequence

WIDTH, HEIGHT = 1_000, 400
"""The pad, in its own units; (0, 0) is the upper left corner."""
MOST_STROKES = 60
MOST_POINTS = 4_000
LEAST_SPAN = 60
"""A dot or a tick is no signature: what is drawn reaches this far in one direction at least."""

Point = tuple[int, int]
Strokes = tuple[tuple[Point, ...], ...]


class NoSignature(ValueError):
    """What was drawn is no signature."""


def read_strokes(drawn: Sequence[Sequence[int]]) -> Strokes:
    """Lines as flat lists ``[x, y, x, y, ...]``. Raises NoSignature: too little, too much, or outside the pad."""
    if not 0 < len(drawn) <= MOST_STROKES or sum(len(line) for line in drawn) > 2 * MOST_POINTS:
        raise NoSignature("strokes")
    lines = []
    for line in drawn:
        if len(line) < 2 or len(line) % 2:
            raise NoSignature("points")
        points = tuple(zip(line[::2], line[1::2], strict=True))
        if not all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points):
            raise NoSignature("outside")
        lines.append(points)
    xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    if max(max(xs) - min(xs), max(ys) - min(ys)) < LEAST_SPAN:
        raise NoSignature("small")
    return tuple(lines)


def as_text(strokes: Strokes) -> str:
    """To be sealed."""
    return json.dumps([[number for point in line for number in point] for line in strokes], separators=(",", ":"))


def from_text(text: str) -> Strokes:
    """The inverse of ``as_text``."""
    return read_strokes(json.loads(text))
