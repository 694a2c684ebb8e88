"""The site model of a frozen content: what a reviewer sees drawn before and after."""

from dataclasses import dataclass
from typing import Any

from guangsha.catalog.domain.choices import BuildingKind
from guangsha.catalog.domain.review_cells import Cells, cell_name, cell_parts

FLOORS = 1
FLOOR_HEIGHT_M = 3.0


@dataclass(frozen=True, slots=True)
class SiteModelBuilding:
    """A building as it is drawn: its outline in metres of the project's frame."""

    name: str
    footprint: list[tuple[float, float]]
    floors: int
    floor_height_m: float
    kind: BuildingKind
    stacks: int


@dataclass(frozen=True, slots=True)
class SiteModelFacts:
    """What a site model is drawn from."""

    site: dict[str, Any]
    bearing_deg: float
    lat: float | None
    buildings: tuple[SiteModelBuilding, ...]


def site_model(cells: Cells) -> SiteModelFacts | None:
    """The drawn buildings and the ground of a content; None where no building has an outline."""
    buildings: dict[str, dict[str, Any]] = {}
    for name, value in cells.items():
        part, key, aspect = cell_parts(name)
        if part == "buildings":
            buildings.setdefault(key, {})[aspect] = value
    drawn = tuple(
        SiteModelBuilding(
            name=name,
            footprint=[(float(x), float(y)) for x, y in facts["footprint"]],
            floors=facts.get("floors") or FLOORS,
            floor_height_m=float(facts.get("floor_height_m") or FLOOR_HEIGHT_M),
            kind=BuildingKind(facts["kind"]),
            stacks=facts.get("stacks") or 1,
        )
        for name, facts in sorted(buildings.items())
        if facts.get("footprint")
    )
    if not drawn:
        return None
    position = cells.get(cell_name("project", "", "position")) or {}
    return SiteModelFacts(
        site=cells.get(cell_name("project", "", "site_geometry")) or {},
        bearing_deg=float(cells.get(cell_name("project", "", "bearing_deg")) or 0),
        lat=position.get("lat"),
        buildings=drawn,
    )
