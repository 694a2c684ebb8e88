"""A listing's content as cells: the smallest pieces that are compared, approved and written one by one.

A cell's name is ``part|key|aspect``: ``project||address``, ``buildings|1栋|floors``, ``units|1-0101|price``. What is derived from
other cells is no cell. An empty value ("", None, [], {}) is no cell either: nothing is stated there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Cells = dict[str, Any]

PROJECT_DERIVED = frozenset(
    {"id", "slug", "organisation_id", "organisation_name", "organisation_name_en", "permit_numbers", "derived", "shown"}
)
PROJECT_SPLIT = frozenset({"stated", "phases", "lng", "lat"})
BUILDING_PLAIN = (
    "name_en", "ordinal", "kind", "footprint", "floors", "floors_below", "floor_height_m", "stacks",
)  # fmt: skip
LAYOUT_PLAIN = (
    "name", "name_en", "rooms", "halls", "baths", "orientation", "selling_point", "selling_point_en", "geometry",
)  # fmt: skip
UNIT_ASPECTS: dict[str, tuple[str, ...]] = {
    "place": ("building_name", "entrance_name", "number", "floor", "floors_total", "floor_band", "stack"),
    "facts": ("kind", "layout_code", "rooms", "halls", "orientation", "fit_out", "built_year"),
    "area": ("built_area", "inner_area"),
    "price": ("filed_price_fen", "filed_on"),
}
CENTRE = [0.5, 0.5]
"""The point of a picture that stays in view where an older version does not say."""
STATED = {
    "unit_price_fen": "stated_unit_price_fen",
    "total_min_fen": "stated_lowest_total_fen",
    "total_max_fen": "stated_highest_total_fen",
    "area_min": "stated_area_min",
    "area_max": "stated_area_max",
    "rooms": "stated_rooms",
    "has_permit": "stated_permit",
}
"""Aspect ``stated.<name>`` of a project -> its column."""
EMPTY: tuple[Any, ...] = (None, "", [], {})


def cell_name(part: str, key: str, aspect: str) -> str:
    """The name of a cell; the key may hold anything, the other two no bar."""
    return f"{part}|{key}|{aspect}"


def cell_parts(name: str) -> tuple[str, str, str]:
    """Part, key and aspect of a cell's name."""
    part, rest = name.split("|", 1)
    key, aspect = rest.rsplit("|", 1)
    return part, key, aspect


def project_columns(aspects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Columns of a project and their values, from its cells by aspect."""
    for aspect, value in aspects.items():
        if aspect == "position":
            position = value or {}
            yield from (("lng", position.get("lng")), ("lat", position.get("lat")))
        elif aspect in {"opening", "handover"}:
            stated = value or {}
            yield from ((f"{aspect}_on", stated.get("on")), (f"{aspect}_precision", stated.get("precision")))
        elif aspect.startswith("stated."):
            yield STATED[aspect.removeprefix("stated.")], value
        else:
            yield aspect, value


def _project(project: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in project.items():
        if name not in PROJECT_DERIVED and name not in PROJECT_SPLIT:
            nothing = name in {"opening", "handover"} and value.get("on") is None
            yield cell_name("project", "", name), None if nothing else value
    if project.get("lng") is not None:
        yield cell_name("project", "", "position"), {"lng": project["lng"], "lat": project["lat"]}
    for name, value in project.get("stated", {}).items():
        yield cell_name("project", "", f"stated.{name}"), value
    for phase in project.get("phases", []):
        facts = {name: value for name, value in phase.items() if name not in {"id", "ordinal"}}
        yield cell_name("phases", str(phase["ordinal"]), "facts"), facts


def _buildings(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    phases = {phase["id"]: phase["ordinal"] for phase in content["project"].get("phases", [])}
    for building in content["buildings"]:
        key = building["name"]
        for name in BUILDING_PLAIN:
            yield cell_name("buildings", key, name), building[name]
        yield cell_name("buildings", key, "phase"), phases.get(building["phase_id"])
        yield cell_name("buildings", key, "entrances"), [_entrance(one) for one in building["entrances"]]


def _entrance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """An entrance without its id; older versions do not say where its door stands, which is the same as not stating it."""
    return {name: value for name, value in facts.items() if name != "id" and (name != "place" or value is not None)}


def _layouts(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for layout in content["layouts"]:
        for name in LAYOUT_PLAIN:
            yield cell_name("layouts", layout["code"], name), layout[name]
        areas = {"built_area": layout["built_area"], "inner_area": layout["inner_area"]}
        yield cell_name("layouts", layout["code"], "area"), areas


def _units(content: Mapping[str, Any], identities: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    columns = content["units"]["columns"]
    for row in content["units"]["rows"]:
        unit = dict(zip(columns, row, strict=True))
        key = identities.get(unit["id"], unit["id"])
        for aspect, names in UNIT_ASPECTS.items():
            value = {name: unit.get(name) for name in names}
            yield cell_name("units", key, aspect), None if not any(value.values()) else value


def _rest(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for permit in content["permits"]:
        facts = {name: permit[name] for name in ("issuer", "issuer_en", "issued_on", "building_names")}
        yield cell_name("permits", permit["number"], "facts"), facts
    places = [{name: value for name, value in one.items() if name != "id"} for one in content["surroundings"]]
    yield cell_name("surroundings", "", "places"), places
    for report in content["progress"]:
        facts = {name: value for name, value in report.items() if name not in {"id", "building_id", "building_name_en"}}
        facts["media"] = [file["sha256"] for file in report["media"]]
        yield cell_name("progress", f"{report['reported_on']} {report['title']}", "report"), facts
    for file in content["media"]:
        facts = {"focal": CENTRE, **{name: value for name, value in file.items() if name != "id"}}
        yield cell_name("media", file["sha256"], "file"), facts


def cells_of(content: Mapping[str, Any], *, identities: Mapping[str, str]) -> Cells:
    """The cells of a version's content; ``identities``: unit id (text) -> identity in its project."""
    found: Cells = {}
    for cells in (_project(content["project"]), _buildings(content), _layouts(content), _units(content, identities)):
        found.update((name, value) for name, value in cells if value not in EMPTY)
    found.update((name, value) for name, value in _rest(content) if value not in EMPTY)
    return found


def merged(base: Cells, delta: Mapping[str, Any]) -> Cells:
    """``base`` with the cells of ``delta`` in place; None takes a cell away."""
    return {name: value for name, value in {**base, **delta}.items() if value is not None}


def delta_of(base: Cells, candidate: Cells) -> dict[str, Any]:
    """What turns ``base`` into ``candidate``: cell -> new value, None where it goes."""
    return {name: candidate.get(name) for name in sorted({*base, *candidate}) if base.get(name) != candidate.get(name)}
