"""A row becomes one record: what it says of a project, or of a unit and its project, complete and plausible."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

import msgspec
from shapely import Point

from guangsha.catalog import regions
from guangsha.catalog.domain.checks import project_errors
from guangsha.catalog.domain.choices import FitOut, FloorBand, Orientation, UnitKind
from guangsha.catalog.domain.coordinates import to_wgs84
from guangsha.catalog.domain.readings import Unreadable, folded
from guangsha.catalog.domain.specs import ProjectValues
from guangsha.catalog.importing.conversion import Problem, Values, cell_problem, read_cell, target_of
from guangsha.catalog.importing.mapping import Column, Identity, Mapping

MAX_ID = 100
CACHED_CELLS = 8_000
FAR_OUTSIDE_DEG = 0.3
"""Some 30 km: the outlines are coarse and towns grow over borders, but nothing of a city lies further out."""
_NEVER_IGNORED = frozenset({"formula", "control_character", "cell_too_long"})
PRICE_TOLERANCE = Decimal("0.02")
"""How far total price may be from unit price times area; sources round both."""


class UnitValues(TypedDict, total=False):
    """What a row says of a unit itself; its building, entrance and layout are named beside it."""

    kind: UnitKind
    number: str
    floor: int
    floors_total: int
    floor_band: FloorBand
    stack: int
    rooms: int
    halls: int
    orientation: Orientation
    fit_out: FitOut
    built_area: Decimal
    inner_area: Decimal
    filed_price_fen: int
    filed_on: date
    built_year: int


class Record(msgspec.Struct, kw_only=True):
    """One project (``unit`` is None), or one unit with the little that is known of its project."""

    project_id: str
    project: ProjectValues
    as_of: date | None = None
    unit_id: str = ""
    unit: UnitValues | None = None
    building: str = ""
    entrance: int | None = None
    layout: str = ""

    @property
    def key(self) -> str:
        """The name of this record among all of its source (at most 160 characters)."""
        if self.unit is None:
            return f"project:{self.project_id}"
        return "unit:" + hashlib.sha256(f"{self.project_id}\x1f{self.unit_id}".encode()).hexdigest()[:40]

    def sha256(self) -> str:
        """A hash of all it says; the day it was said does not count."""
        said = msgspec.structs.replace(self, as_of=None)
        return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()


@dataclass(slots=True)
class Reading:
    """What became of a row: a record, or problems; and notes, which do not keep it out."""

    record: Record | None
    problems: list[Problem]
    notes: list[Problem]


class RowReader:
    """Reads the rows of one file through one mapping."""

    def __init__(self, mapping: Mapping, heading: Sequence[str]) -> None:
        self.mapping = mapping
        self.heading = tuple(heading)
        place = {name: index for index, name in enumerate(heading) if name}
        self._place = place
        self.columns: list[tuple[int, Column]] = [
            (place[name], column) for column in mapping.columns for name in column.headings if name in place
        ]
        self._cache: dict[tuple[int, int, str], Values | Unreadable | None] = {}

    def read(self, cells: list[str]) -> Reading:
        """The record of one row."""
        if len(cells) > len(self.heading) and not any(cells[len(self.heading) :]):
            cells = cells[: len(self.heading)]
        if len(cells) != len(self.heading):
            return Reading(None, [Problem("", "", "cell_count", f"{len(cells)} instead of {len(self.heading)}")], [])
        of_units = self.mapping.kind == "units"
        problems: list[Problem] = []
        notes: list[Problem] = []
        project, unit = self._cells(cells, problems, notes)
        project_id = self._identity(self.mapping.project or self.mapping.identity, cells, problems)
        unit_id = self._identity(self.mapping.identity, cells, problems) if of_units else ""
        as_of = project.pop("as_of", None) or unit.pop("as_of", None)
        if not problems and self.mapping.makes_projects:
            problems += self._finish_project(project, notes)
        if not problems and of_units:
            problems += self._finish_unit(unit)
        if problems:
            return Reading(None, problems, notes)
        record = Record(
            project_id=project_id,
            project=msgspec.convert(project if self.mapping.makes_projects else {}, ProjectValues),
            as_of=as_of,
            unit_id=unit_id,
            building=unit.pop("building", ""),
            entrance=unit.pop("entrance", None),
            layout=unit.pop("layout_code", ""),
            unit=msgspec.convert(unit, UnitValues) if of_units else None,
        )
        return Reading(record, [], notes)

    def _cells(self, cells: list[str], problems: list[Problem], notes: list[Problem]) -> tuple[Values, Values]:
        """What the cells state of the project and of the unit, over what the mapping says of all of them."""
        constants = dict((self.mapping.project or self.mapping).values)
        stated_project: Values = {}
        stated_unit: Values = {}
        for number, (index, column) in enumerate(self.columns):
            try:
                values = self._values(number, index, column, cells[index])
            except Unreadable as error:
                problem = Problem(self.heading[index], cells[index][:80], error.code, error.detail)
                if column.on_error == "empty" and error.code not in _NEVER_IGNORED:
                    notes.append(Problem(problem.column, problem.value, "left_empty", problem.detail))
                else:
                    problems.append(problem)
                continue
            if values is None:
                if column.required:
                    problems.append(Problem(self.heading[index], cells[index][:80], "required"))
                continue
            group = stated_project if target_of(column, self.mapping.kind)[0] else stated_unit
            for field, value in values.items():
                group.setdefault(field, value)  # of several columns the first that says something counts
        unit_constants = dict(self.mapping.values) if self.mapping.kind == "units" else {}
        return constants | stated_project, unit_constants | stated_unit

    def _values(self, number: int, index: int, column: Column, text: str) -> Values | None:
        """The same words mean the same: short texts are read once per column."""
        if len(text) > 24:
            return read_cell(text, column, self.mapping.kind)
        key = (number, index, text)
        found = self._cache.get(key, self)
        if found is self:
            if len(self._cache) > CACHED_CELLS:
                self._cache.clear()
            try:
                found = read_cell(text, column, self.mapping.kind)
            except Unreadable as error:
                found = error
            self._cache[key] = found
        if isinstance(found, Unreadable):
            raise found
        return found  # type: ignore[return-value]

    def _identity(self, identity: Identity, cells: list[str], problems: list[Problem]) -> str:
        names = [name for name in identity.headings if name in self._place][:1] or list(identity.columns)
        parts: list[str] = []
        for name in names:
            text = cells[self._place[name]]
            problem = cell_problem(text)
            if problem and not any(item.column == name for item in problems):
                problems.append(Problem(name, text[:80], *problem))
            parts.append(" ".join(folded(text).split()) if not problem else "")
        if not any(parts):
            if not any(item.column in names for item in problems):
                problems.append(Problem(names[0], "", "required"))
            return ""
        if identity.headings:
            if len(parts[0]) > MAX_ID:
                problems.append(Problem(names[0], parts[0][:80], "too_long", f"{MAX_ID} characters at most"))
            return parts[0]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]

    def _heading_of(self, *fields: str) -> str:
        for index, column in self.columns:
            if target_of(column, self.mapping.kind)[1] in fields:
                return self.heading[index]
        return ""

    def _finish_project(self, project: Values, notes: list[Problem]) -> list[Problem]:
        problems: list[Problem] = []
        city = self._city(project, problems)
        self._position(project, problems, notes)
        if city is not None:
            project["city_code"] = city.code
            if self._is_elsewhere(project, city):
                where = f"{project['lng']}, {project['lat']}"
                return [*problems, Problem(self._heading_of("lng"), where, "position_elsewhere", city.name)]
            self._district(project, city, notes)
        for low, high in (
            ("stated_area_min", "stated_area_max"),
            ("stated_lowest_total_fen", "stated_highest_total_fen"),
        ):
            if project.get(low) is not None and project.get(high) is not None and project[low] > project[high]:
                problems.append(Problem(self._heading_of(low), f"{project[low]} - {project[high]}", "range_reversed"))
        if not problems:
            problems = [
                Problem(self._heading_of(error["field"]), "", "invalid", f"{error['field']}: {error['message']}")
                for error in project_errors(project)
            ]
        return problems

    def _city(self, project: Values, problems: list[Problem]) -> regions.Region | None:
        stated = project.pop("city", None)
        code = project.get("city_code")
        city = regions.find_city(stated) if stated else regions.region(code) if code else None
        if city is None or city.level != "city":
            problems.append(Problem(self._heading_of("city"), str(stated or code or ""), "unknown_city"))
            return None
        return city

    def _position(self, project: Values, problems: list[Problem], notes: list[Problem]) -> None:
        """WGS-84. A zero stands for nothing, as sources write it; where both are zero, that is said."""
        stated = (project.pop("lng", None), project.pop("lat", None))
        if stated == (0, 0):
            notes.append(Problem(self._heading_of("lng"), "0, 0", "position_zero"))
        lng, lat = (value or None for value in stated)
        if lng is None and lat is None:
            return
        if lng is None or lat is None:
            name = self._heading_of("lat" if lat is None else "lng")
            problems.append(Problem(name, "", "position_half"))
            return
        try:
            project["lng"], project["lat"] = to_wgs84(lng, lat, self.mapping.datum)
        except Unreadable as error:
            problems.append(Problem(self._heading_of("lng"), f"{lng}, {lat}", error.code))

    @staticmethod
    def _is_elsewhere(project: Values, city: regions.Region) -> bool:
        lng, lat = project.get("lng"), project.get("lat")
        outline = regions.outline(city.code)
        if lng is None or lat is None or outline is None:
            return False
        return bool(outline.distance(Point(lng, lat)) > FAR_OUTSIDE_DEG)

    def _district(self, project: Values, city: regions.Region, notes: list[Problem]) -> None:
        """The stated district where it is one, else the one in which the position lies."""
        stated = project.pop("district", None)
        named = regions.find_district(stated, city.code) if stated else None
        lng, lat = project.get("lng"), project.get("lat")
        lies_in = regions.district_at(lng, lat) if lng is not None and lat is not None else None
        heading = self._heading_of("district")
        if stated and named is None:
            notes.append(Problem(heading, stated, "unknown_district", lies_in.name if lies_in else ""))
        if named is not None and lies_in is not None and named.code != lies_in.code:
            notes.append(Problem(heading, str(stated), "district_differs", lies_in.name))
        if named is not None:
            project["district_code"] = named.code
        elif lies_in is not None and lies_in.city_code == city.code and lies_in.level == "district":
            project["district_code"] = lies_in.code

    def _finish_unit(self, unit: Values) -> list[Problem]:
        area, total, per_m2 = unit.get("built_area"), unit.get("filed_price_fen"), unit.pop("unit_price_fen", None)
        problems: list[Problem] = []
        if area is None:
            return [Problem(self._heading_of("built_area"), "", "required")]
        if unit.get("inner_area") is not None and unit["inner_area"] > area:
            problems.append(Problem(self._heading_of("inner_area"), str(unit["inner_area"]), "range_reversed"))
        floor, floors = unit.get("floor"), unit.get("floors_total")
        if floor is not None and floors is not None and floor > floors:
            problems.append(Problem(self._heading_of("floor"), f"{floor}/{floors}", "not_a_floor"))
        if per_m2 is not None and total is not None and abs(per_m2 * area - total) > total * PRICE_TOLERANCE:
            told = f"{Decimal(per_m2) / 100} x {area} <> {Decimal(total) / 100}"
            problems.append(Problem(self._heading_of("filed_price_fen"), told, "price_mismatch"))
        elif per_m2 is not None and total is None:
            unit["filed_price_fen"] = int((per_m2 * area).to_integral_value())
        return problems


def decode(payload: bytes) -> Record:
    """A record as it was staged."""
    return msgspec.json.decode(payload, type=Record)


def encode(record: Record) -> bytes:
    """The bytes in which a record is staged."""
    return msgspec.json.encode(record)


def differing_fields(one: Record, other: Record) -> list[str]:
    """In which fields two records of one identity say different things."""
    found: list[str] = []
    for left, right in ((one.project, other.project), (one.unit or {}, other.unit or {})):
        first: dict[str, Any] = dict(left)
        second: dict[str, Any] = dict(right)
        found += [name for name in {**first, **second} if first.get(name) != second.get(name)]
    return found
