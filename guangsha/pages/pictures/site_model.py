"""What the drawing code in V8 needs to know of a project or a layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from uuid import UUID

from guangsha.catalog.public import (
    BuildingFacts,
    BuildingKind,
    LayoutFacts,
    ProjectFacts,
    UnitKind,
    buildings_of,
    every_unit_of,
    layout_by_id,
)
from guangsha.pages.domain.wording import Language, pick
from guangsha.pages.ledger import statuses_in_project
from guangsha.pages.pictures.addresses import SiteMode
from guangsha.pages.schemas import BuildingShape, SiteBuildingOut, SiteCellOut, SiteGeometryOut, SiteOut

SHAPES: dict[BuildingKind, BuildingShape] = {
    BuildingKind.TOWER: "tower",
    BuildingKind.SLAB: "slab",
    BuildingKind.VILLA: "villa",
    BuildingKind.SHOPS: "shops",
    BuildingKind.GARAGE: "garage",
    BuildingKind.UNDIVIDED: "slab",
}
Cells = Mapping[UUID, Sequence[SiteCellOut]]
"""Windows by building: which home is behind each, and whether it can be had."""


def statuses_drawn(facts: ProjectFacts) -> Cells:
    """The homes of a project that have a place in their building. Three queries."""
    cells: dict[UUID, list[SiteCellOut]] = defaultdict(list)
    units = [unit for unit in every_unit_of(project_id=facts.id) if unit.kind is UnitKind.HOME]
    statuses = statuses_in_project(project_id=facts.id, units=units)
    for unit in units:
        if unit.floor is not None and unit.stack is not None:
            cells[unit.building_id].append(SiteCellOut(floor=unit.floor, stack=unit.stack, status=statuses[unit.id]))
    return cells


def site_out(
    facts: ProjectFacts, buildings: Sequence[BuildingFacts], language: Language, *, cells: Cells | None = None
) -> SiteOut | None:
    """A project's geometry; None when no building is drawn. Without ``cells`` its windows have no status.

    Buildings whose ground nobody drew stand on plain paper.
    """
    drawn = [one for one in buildings if len(one.footprint) >= 3 and one.floors]
    geometry = facts.site_geometry
    if not drawn:
        return None
    return SiteOut(
        site=SiteGeometryOut(
            version=1,
            boundary=geometry.get("boundary", []),
            greens=geometry.get("greens", []),
            waters=geometry.get("waters", []),
            roads=geometry.get("roads", []),
        ),
        bearing_deg=facts.bearing_deg,
        lat=facts.lat or 30.0,
        buildings=[
            SiteBuildingOut(
                id=str(one.id),
                name=pick(language, one.name, one.name_en),
                footprint=[[x, y] for x, y in one.footprint],
                floors=one.floors or 0,
                floor_height_m=float(one.floor_height_m or 3),
                kind=SHAPES[one.kind],
                stacks=one.stacks,
                cells=list(cells.get(one.id, ())) if cells else [],
            )
            for one in drawn
        ],
    )


def site_input(facts: ProjectFacts, mode: SiteMode, language: Language) -> dict[str, Any] | None:
    """Input of ``drawSite``; None when the project has no geometry."""
    site = site_out(facts, buildings_of(project_id=facts.id), language, cells=statuses_drawn(facts))
    if site is None:
        return None
    return {
        "input": site.model_dump(),
        "options": {
            "mode": "hero" if mode == "phone" else mode,
            "light": mode == "phone",
            "locale": "en" if language == "en" else "zh",
            "theme": "print" if mode == "share" else "auto",
            "seed": facts.slug,
            "name": pick(language, facts.name, facts.name_en),
            # On pages the names of buildings are links over the picture, readable at every width.
            "labels": mode == "share",
        },
    }


def plan_input(layout_id: UUID, *, compact: bool, language: Language) -> dict[str, Any] | None:
    """Input of ``drawPlan``; None when the layout has no geometry. Raises NotFound, Gone."""
    layout: LayoutFacts = layout_by_id(layout_id=layout_id)
    if not layout.geometry:
        return None
    return {
        "input": {"geometry": dict(layout.geometry), "name": pick(language, layout.name, layout.name_en)},
        "options": {
            "width": 560 if compact else 960,
            "compact": compact,
            "locale": "en" if language == "en" else "zh",
            "theme": "auto",
        },
    }


def plain_ground(name: str) -> str:
    """A quiet card for a project that has not been drawn: its name on paper."""
    size = max(22, min(44, 380 // max(1, len(name))))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" width="480" height="300">'
        '<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#F6E7D6"/>'
        '<stop offset=".55" stop-color="#FBF5EA"/><stop offset="1" stop-color="#F1EBDD"/></linearGradient></defs>'
        '<rect width="480" height="300" fill="url(#g)"/>'
        '<path d="M0 236 96 196l58 22 92-52 74 40 62-26 98 46v74H0Z" fill="#E9E1D1"/>'
        '<path d="M0 258 120 226l84 20 96-30 180 36v48H0Z" fill="#E2DAC8"/>'
        f'<text x="240" y="128" text-anchor="middle" font-size="{size}" fill="#5B6470" '
        "font-family=\"'Songti SC','Noto Serif CJK SC','Noto Serif SC',serif\">"
        f"{escape(name)}</text></svg>"
    )
