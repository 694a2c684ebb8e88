"""SVG to PNG, with fonts that come with the program: a server needs none of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

import resvg_py

WIDTH, HEIGHT = 1200, 630
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r"\s(?:width|height|x|y|preserveAspectRatio)=\"[^\"]*\"")


def _placed(root: re.Match[str]) -> str:
    """The drawing's own root tag, put into the upper part of the share image and filling it."""
    return _SIZE.sub("", root[0]).replace(
        "<svg", f'<svg x="0" y="-40" width="{WIDTH}" height="560" preserveAspectRatio="xMidYMid slice"', 1
    )


@lru_cache(maxsize=1)
def _fonts() -> list[str]:
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent
    return [str(folder / name) for name in ("NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf")]


def png_of(svg: str) -> bytes:
    """The picture as PNG, 1200 px wide."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=WIDTH,
            skip_system_fonts=True,
            font_files=_fonts(),
            font_family="Noto Sans SC",
            serif_family="Noto Serif SC",
            sans_serif_family="Noto Sans SC",
        )
    )


def share_svg(*, drawing: str, title: str, lines: list[str]) -> str:
    """A share image: the drawing, and a band with the name and up to two lines below."""
    words = "".join(
        f'<text x="56" y="{572 + 30 * index}" font-size="24" fill="#5B6470" font-family="Noto Sans SC">'
        f"{escape(line)}</text>"
        for index, line in enumerate(lines[:2])
    )
    inner = _ROOT.sub(_placed, drawing[drawing.index("<svg") :], count=1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#F6EFE2"/>{inner}'
        f'<rect y="470" width="{WIDTH}" height="160" fill="#FBFAF7"/>'
        f'<text x="56" y="532" font-size="50" fill="#1F2328" font-family="Noto Serif SC">{escape(title)}</text>{words}'
        '<text x="1144" y="532" text-anchor="end" font-size="34" fill="#1F2328" font-family="Noto Serif SC">广'
        '<tspan fill="#B23A2B">厦</tspan></text></svg>'
    )
