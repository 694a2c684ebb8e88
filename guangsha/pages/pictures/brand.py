"""The picture of pages that show no listing: a made-up estate, drawn by the same code as the real ones."""

from __future__ import annotations

from typing import Any

from guangsha.pages.domain.wording import Language
from guangsha.pages.schemas import BuildingShape, RoadOut, SiteBuildingOut, SiteGeometryOut, SiteOut

VERSE = {"zh-CN": "安得广厦千万间，大庇天下寒士俱欢颜", "en": "New homes, in plain sight"}
_BUILDINGS: tuple[tuple[BuildingShape, float, float, float, float, int, int], ...] = (
    ("tower", -66, 26, 24, 18, 17, 4),
    ("tower", -26, 34, 24, 18, 19, 4),
    ("tower", 16, 34, 24, 18, 18, 4),
    ("tower", 56, 24, 24, 18, 15, 4),
    ("slab", -70, -14, 36, 13, 8, 6),
    ("slab", 40, -16, 36, 13, 7, 6),
    ("slab", -66, -46, 36, 13, 6, 6),
    ("villa", -14, -46, 16, 12, 3, 2),
    ("villa", 8, -46, 16, 12, 3, 2),
    ("slab", 38, -46, 36, 13, 6, 6),
)
"""Kind, west and south edge, width and depth in metres, floors, columns of windows."""


def _ring(west: float, south: float, width: float, depth: float) -> list[list[float]]:
    return [[west, south], [west + width, south], [west + width, south + depth], [west, south + depth]]


def brand_input(language: Language) -> dict[str, Any]:
    """Input of ``drawSite``."""
    site = SiteOut(
        site=SiteGeometryOut(
            version=1,
            boundary=_ring(-84, -60, 172, 124),
            greens=[_ring(-26, -26, 58, 50), _ring(-80, 4, 44, 16), _ring(40, 4, 40, 14)],
            waters=[[[-12, -12], [2, -18], [18, -12], [22, 2], [8, 12], [-8, 8]]],
            roads=[RoadOut(line=[[-84, -22], [88, -22]], width=6), RoadOut(line=[[-32, -60], [-32, 64]], width=5)],
        ),
        bearing_deg=0,
        lat=28.2,
        buildings=[
            SiteBuildingOut(
                id=str(number),
                name="",
                footprint=_ring(west, south, width, depth),
                floors=floors,
                floor_height_m=3,
                kind=kind,
                stacks=stacks,
                cells=[],
            )
            for number, (kind, west, south, width, depth, floors, stacks) in enumerate(_BUILDINGS, start=1)
        ],
    )
    return {
        "input": site.model_dump(),
        "options": {
            "mode": "share",
            "light": False,
            "locale": "en" if language == "en" else "zh",
            "theme": "print",
            "seed": "guangsha",
            "name": "",
            "labels": False,
        },
    }
