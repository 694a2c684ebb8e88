"""What a signature looks like on its page: drawn lines and words, as paths. Nothing of it is fetched, run or installed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import serif_path

from guangsha.contracts.domain.strokes import HEIGHT, WIDTH, Strokes

INK, SEAL_RED, GREY = (0.08, 0.10, 0.35), (0.72, 0.13, 0.10), (0.35, 0.35, 0.35)


@lru_cache(maxsize=1)
def _font() -> tuple[Any, dict[int, str], float]:
    font = TTFont(serif_path(), lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), float(font["head"].unitsPerEm)


class _Path(BasePen):  # type: ignore[misc]
    """Outlines as PDF operators, scaled and moved."""

    def __init__(self, glyphs: Any, scale: float, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.out: list[str] = []
        self._scale, self._x, self._y = scale, x, y

    def _at(self, point: tuple[float, float]) -> str:
        return f"{self._x + point[0] * self._scale:.2f} {self._y + point[1] * self._scale:.2f}"

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fontTools asks for these names
        self.out.append(f"{self._at(point)} m")

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.out.append(f"{self._at(point)} l")

    def _curveToOne(self, one: Any, two: Any, three: Any) -> None:  # noqa: N802
        self.out.append(f"{self._at(one)} {self._at(two)} {self._at(three)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.out.append("h")


def _width(text: str, size: float) -> float:
    glyphs, known, em = _font()
    return float(sum(glyphs[known.get(ord(char), ".notdef")].width for char in text)) * size / em


def _words(text: str, *, x: float, y: float, size: float, room: float, colour: tuple[float, float, float]) -> str:
    """One line of text, made smaller until it fits ``room``."""
    glyphs, known, em = _font()
    size = min(size, size * room / max(_width(text, size), 1))
    out = [f"{' '.join(map(str, colour))} rg"]
    for char in text:
        glyph = glyphs[known.get(ord(char), ".notdef")]
        pen = _Path(glyphs, size / em, x, y)
        glyph.draw(pen)
        out += pen.out
        x += glyph.width * size / em
    return "\n".join([*out, "f"])


def _drawn(strokes: Strokes, *, x: float, y: float, width: float, height: float) -> str:
    scale = min(width / WIDTH, height / HEIGHT)
    left, top = x + (width - WIDTH * scale) / 2, y + (height + HEIGHT * scale) / 2
    out = [f"{' '.join(map(str, INK))} RG 1.4 w 1 J 1 j"]
    for line in strokes:
        points = [f"{left + px * scale:.2f} {top - py * scale:.2f}" for px, py in line]
        out.append(" ".join([f"{points[0]} m", *(f"{point} l" for point in points[1:] or points), "S"]))
    return "\n".join(out)


def drawn_appearance(
    *, width: float, height: float, name: str, company: bool, strokes: Strokes | None, notes: Sequence[str]
) -> bytes:
    """The content of a box of ``width`` by ``height`` points: what was drawn (or the company's name), then ``notes``."""
    small = 6.0
    foot = small * 1.5 * len(notes) + 4
    colour = SEAL_RED if company else INK
    parts = ["q"]
    if company:
        parts.append(f"{' '.join(map(str, SEAL_RED))} RG 1.2 w 2 2 {width - 4:.2f} {height - 4:.2f} re S")
    if strokes is not None:
        parts.append(_drawn(strokes, x=4, y=foot, width=width - 8, height=height - foot - 4))
    else:
        size = 15.0
        room = width - 20
        reach = min(_width(name, size), room)
        top = foot + (height - foot) / 2 - size / 2
        parts.append(_words(name, x=(width - reach) / 2, y=top, size=size, room=room, colour=colour))
    for index, note in enumerate(reversed(notes)):
        y = 5 + index * small * 1.5
        parts.append(_words(note, x=6, y=y, size=small, room=width - 12, colour=GREY))
    return "\n".join([*parts, "Q"]).encode()
