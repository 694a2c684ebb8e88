"""Truth checks of a listing before it is published: what a buyer must be able to rely on, judged on its cells.

Each check gives findings: a stable code, the path it is about, how severe it is, and figures. A BLOCK stands in the way.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Any

from shapely.geometry import Polygon

from guangsha.catalog.domain.geometry import GeometryError
from guangsha.catalog.domain.layout_geometry import layout_areas, read_layout
from guangsha.catalog.domain.review_cells import Cells, cell_parts

INNER_TOLERANCE = Decimal("0.03")
"""Share by which drawn and stated inner area may differ; the same 3 % that model contracts allow for a finished home."""
OVERLAP_M2 = 1.0


class Severity(StrEnum):
    """A BLOCK keeps a listing from the public; a WARNing is shown to the reviewer."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at ``path``. ``data`` holds figures for the sentence."""

    code: str
    path: str
    severity: Severity
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A shown price is not above the filed one and not more than ``below_percent`` below it."""

    below_percent: int = 15

    def problem(self, shown_fen: int, lowest_fen: int, highest_fen: int) -> str | None:
        """ "above" or "below", or None when the shown price lies within the rule for filed prices in this range."""
        if shown_fen > highest_fen:
            return "above"
        if shown_fen * 100 < lowest_fen * (100 - self.below_percent):
            return "below"
        return None


class Parts:
    """Cells by part: ``part -> key -> aspect -> value``."""

    def __init__(self, cells: Cells) -> None:
        found: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        for name, value in cells.items():
            part, key, aspect = cell_parts(name)
            found[part][key][aspect] = value
        self._parts = found

    def of(self, part: str) -> Mapping[str, Mapping[str, Any]]:
        """Keys of a part with their aspects."""
        return self._parts.get(part, {})

    def project(self, aspect: str) -> Any:
        """A value of the project itself; None when it is not stated."""
        return self.of("project").get("", {}).get(aspect)

    def units_by_building(self) -> dict[str, list[Mapping[str, Any]]]:
        """Units as aspects, by the name of their building."""
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for unit in self.of("units").values():
            found[str(unit.get("place", {}).get("building_name"))].append(unit)
        return found


def permit_findings(parts: Parts) -> list[Finding]:
    """What has a filed price is for sale: a permit names its building (Urban Real Estate Administration Law art. 45)."""
    covered = {name for permit in parts.of("permits").values() for name in permit["facts"]["building_names"]}
    found = []
    for building, units in sorted(parts.units_by_building().items()):
        count = sum(_filed(unit) is not None for unit in units)
        if count and building not in covered:
            found.append(Finding("permit_missing", f"units[{building}].permit", Severity.BLOCK, {"units": count}))
    return found


def _filed(unit: Mapping[str, Any]) -> int | None:
    value = unit.get("price", {}).get("filed_price_fen")
    return None if value is None else int(value)


def _area(unit: Mapping[str, Any], name: str) -> Decimal | None:
    value = unit.get("area", {}).get(name)
    return None if value is None else Decimal(value)


def price_findings(parts: Parts, rule: PriceRule, asking: Mapping[str, int]) -> list[Finding]:
    """Stated prices and asking prices (by identity) against filed ones."""
    homes = [unit for unit in parts.of("units").values() if unit.get("facts", {}).get("kind") == "home"]
    totals = [fen for unit in homes if (fen := _filed(unit)) is not None]
    each = [
        round(fen / area) for unit in homes if (fen := _filed(unit)) is not None and (area := _area(unit, "built_area"))
    ]
    found = []
    for aspect, filed in (
        ("stated.unit_price_fen", each),
        ("stated.total_min_fen", totals),
        ("stated.total_max_fen", totals),
    ):
        shown = parts.project(aspect)
        if shown is None or not filed:
            continue
        problem = rule.problem(int(shown), min(filed), max(filed))
        if problem:
            data = {"shown_fen": shown, "lowest_fen": min(filed), "highest_fen": max(filed)}
            if problem == "below":
                data["below_percent"] = rule.below_percent
            found.append(Finding(f"price_{problem}_filed", f"project.{aspect}", Severity.BLOCK, data))
    for identity, shown in sorted(asking.items()):
        unit = parts.of("units").get(identity, {})
        fen = _filed(unit)
        problem = rule.problem(shown, fen, fen) if fen is not None else None
        if problem:
            data = {"shown_fen": shown, "lowest_fen": fen, "highest_fen": fen, "below_percent": rule.below_percent}
            found.append(Finding(f"price_{problem}_filed", f"units[{identity}].price", Severity.BLOCK, data))
    return found


def _off(one: Decimal, other: Decimal) -> Decimal:
    return abs(one - other) / other if other else Decimal(1)


def layout_findings(parts: Parts) -> list[Finding]:
    """Rooms as drawn against the inner area as stated; inner not above built."""
    found = []
    for code, layout in sorted(parts.of("layouts").items()):
        path = f"layouts[{code}].area"
        built, inner = _area(layout, "built_area"), _area(layout, "inner_area")
        if built is not None and inner is not None and inner > built:
            found.append(Finding("inner_above_built", path, Severity.BLOCK, _areas(inner=inner, built=built)))
        if not layout.get("geometry"):
            continue
        try:
            drawn = layout_areas(read_layout(layout["geometry"])).inner
        except GeometryError:
            found.append(Finding("drawing_unreadable", f"layouts[{code}].geometry", Severity.BLOCK))
            continue
        if inner is not None and _off(drawn, inner) > INNER_TOLERANCE:
            found.append(Finding("rooms_differ_from_area", path, Severity.BLOCK, _areas(drawn=drawn, stated=inner)))
        elif inner is None and built is not None and drawn > built:
            found.append(Finding("rooms_differ_from_area", path, Severity.BLOCK, _areas(drawn=drawn, stated=built)))
    return found


def _areas(**areas: Decimal) -> dict[str, Any]:
    return {name: str(area) for name, area in areas.items()}


def unit_findings(parts: Parts) -> list[Finding]:
    """Units inside their building's floors, inner not above built, and as large as their layout says."""
    layouts = {code: _area(layout, "built_area") for code, layout in parts.of("layouts").items()}
    found = []
    for name, units in sorted(parts.units_by_building().items()):
        building = parts.of("buildings").get(name, {})
        top, below = building.get("floors"), building.get("floors_below", 0)
        outside = larger = differing = 0
        for unit in units:
            floor = unit.get("place", {}).get("floor")
            outside += floor is not None and ((top is not None and floor > top) or floor < -below or floor == 0)
            built, inner = _area(unit, "built_area"), _area(unit, "inner_area")
            larger += built is not None and inner is not None and inner > built
            drawn = layouts.get(unit.get("facts", {}).get("layout_code", ""))
            differing += drawn is not None and built is not None and _off(built, drawn) > INNER_TOLERANCE
        for code, path, count, severity in (
            ("floor_outside_building", "places", outside, Severity.BLOCK),
            ("inner_above_built", "areas", larger, Severity.BLOCK),
            ("area_differs_from_layout", "areas", differing, Severity.WARN),
        ):
            if count:
                found.append(Finding(code, f"units[{name}].{path}", severity, {"units": count}))
    return found


def footprint_findings(parts: Parts) -> list[Finding]:
    """No two buildings on the same ground."""
    shapes = {
        name: Polygon(building["footprint"])
        for name, building in sorted(parts.of("buildings").items())
        if building.get("footprint")
    }
    found = []
    for (one, first), (two, second) in combinations(shapes.items(), 2):
        if not (first.is_valid and second.is_valid and first.intersects(second)):
            continue
        shared = first.intersection(second).area
        if shared > OVERLAP_M2:
            path = f"buildings[{two}].footprint"
            data = {"other": one, "shared_m2": round(shared, 1)}
            found.append(Finding("footprints_overlap", path, Severity.BLOCK, data))
    return found


def cell_findings(cells: Cells, *, rule: PriceRule, asking: Mapping[str, int]) -> list[Finding]:
    """What all checks on the content alone find, blocks first."""
    parts = Parts(cells)
    found = [
        *permit_findings(parts),
        *price_findings(parts, rule, asking),
        *layout_findings(parts),
        *unit_findings(parts),
        *footprint_findings(parts),
    ]
    return sorted(found, key=lambda one: (one.severity is not Severity.BLOCK, one.path, one.code))
