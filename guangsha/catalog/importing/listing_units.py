"""Units of one listing from a table whose columns a person named: the rows are read by the code that reads files.

Nothing is stored between looking and writing: the rows come with each request, so that they can be put right on screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from guangsha.backbone.public import rehearsal
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.errors import UnitInUse, UnknownPart
from guangsha.catalog.domain.specs import BulkResult, UnitSpec
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.files import open_table
from guangsha.catalog.importing.mapping import Column, Identity, ProjectOf, shipped_mappings
from guangsha.catalog.importing.mapping import Mapping as FileMapping
from guangsha.catalog.importing.reasons import FileRefused
from guangsha.catalog.importing.records import Record, RowReader
from guangsha.catalog.models import Unit
from guangsha.catalog.services.review_drafts import edit_listing
from guangsha.catalog.services.units import put_units
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

TEMPLATE = "units"
MOST_ROWS = 5_000
MOST_TRIES = 200
IDENTITY = "identity"
PROJECT, IDENTITY_CELL, BUILDING_CELL, NUMBER_CELL, AREA_CELL = (f"\x00{name}" for name in "pibna")
"""Headings of cells added to every row: what a table need not say, because the listing knows it."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as the file shows it: its number and the texts of its cells."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read, with the field each column seems to mean ("" none)."""

    heading: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row; ``taken``: the row is imported all the same."""

    row: int
    problem: Problem
    taken: bool


@dataclass(slots=True)
class SheetOutcome:
    """Units by what became, or would become, of them; and every row not taken."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    price_changes: int = 0
    problems: list[RowProblem] = field(default_factory=list)


def unit_fields() -> tuple[str, ...]:
    """The fields a column may mean, as the shipped template knows them."""
    return (IDENTITY, *(column.to for column in shipped_mappings()[TEMPLATE].columns))


def _meanings() -> dict[str, str]:
    template = shipped_mappings()[TEMPLATE]
    found = {name: column.to for column in template.columns for name in column.headings}
    return found | dict.fromkeys(template.identity.headings, IDENTITY)


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV or XLSX file. Raises FileRefused, also above MOST_ROWS rows."""
    table = open_table(path)
    try:
        rows: list[SheetRow] = []
        for number, cells in table.rows:
            if len(rows) >= MOST_ROWS:
                raise FileRefused("sheet_too_large", f"{MOST_ROWS} rows at most")
            padded = [*cells, *([""] * (len(table.heading) - len(cells)))][: len(table.heading)]
            rows.append(SheetRow(number, tuple(padded)))
    finally:
        table.close()
    if not rows:
        raise FileRefused("no_rows")
    known = _meanings()
    return Sheet(table.heading, tuple(known.get(name, "") for name in table.heading), tuple(rows))


class _Listing:
    """The units a listing has, by identity and by where they are."""

    def __init__(self, project_id: UUID) -> None:
        rows = Unit.objects.filter(project=project_id, removed_at=None).values_list(
            "identity", "building__name", "entrance__ordinal", "number", "built_area", "kind"
        )
        self.by_identity: dict[str, tuple[str, str, str, str]] = {}
        self._by_place: dict[tuple[str, int | None, str], str] = {}
        self._by_number: dict[tuple[str, str], list[str]] = {}
        for identity, building, entrance, number, area, kind in rows:
            self.by_identity[identity] = (building, number, str(area), kind)
            self._by_place[building, entrance, number] = identity
            self._by_number.setdefault((building, number), []).append(identity)

    def identity_of(self, building: str, entrance: str, number: str) -> str:
        """The unit that stands there, else a name for a new one."""
        ordinal = int(entrance) if entrance.isdigit() else None
        found = self._by_place.get((building, ordinal, number))
        alone = self._by_number.get((building, number), [])
        if found is None and ordinal is None and len(alone) == 1:
            return alone[0]
        return found or f"{building}-{entrance}-{number}"


def _mapping(heading: Sequence[str], fields: Sequence[str]) -> FileMapping:
    """The template's reading of each field, under the headings of this table; then the added cells."""
    template = {column.to: column for column in shipped_mappings()[TEMPLATE].columns}
    columns = []
    for name, meaning in zip(heading, fields, strict=True):
        if meaning in template:
            columns.append(Column(heading=name, to=meaning, in_wan=template[meaning].in_wan))
    columns += [
        Column(heading=name, to=to)
        for name, to in ((BUILDING_CELL, "building"), (NUMBER_CELL, "number"), (AREA_CELL, "built_area"))
    ]
    return FileMapping(
        name="listing-units",
        kind="units",
        source="listing",
        columns=tuple(columns),
        identity=Identity(column=IDENTITY_CELL),
        project=ProjectOf(column=PROJECT),
    )


class SheetReader:
    """Reads rows of a named table as units of one listing."""

    def __init__(self, *, project_id: UUID, heading: Sequence[str], fields: Sequence[str]) -> None:
        known = unit_fields()
        self.errors = [
            {"field": f"fields[{index}]", "message": "unknown"}
            for index, meaning in enumerate(fields)
            if meaning and (meaning not in known or fields.index(meaning) != index)
        ]
        if self.errors or len(heading) != len(fields):
            raise Invalid(errors=self.errors or [{"field": "fields", "message": "count"}])
        names = [f"{index + 1}" if not name.strip() else name for index, name in enumerate(heading)]
        self.heading = list(names)
        self.listing = _Listing(project_id)
        self.at = {meaning: index for index, meaning in enumerate(fields) if meaning}
        self.width = len(heading)
        self.project_id = str(project_id)
        added = (PROJECT, IDENTITY_CELL, BUILDING_CELL, NUMBER_CELL, AREA_CELL)
        self.reader = RowReader(_mapping(names, fields), [*names, *added])

    def _cell(self, cells: Sequence[str], meaning: str) -> str:
        return cells[self.at[meaning]].strip() if meaning in self.at else ""

    def read(self, row: SheetRow) -> tuple[Record | None, list[Problem], list[Problem]]:
        """The record of a row, or its problems; and notes."""
        if len(row.cells) != self.width:
            return None, [Problem("", "", "cell_count", str(len(row.cells)))], []
        building, entrance = self._cell(row.cells, "building"), self._cell(row.cells, "entrance")
        number = self._cell(row.cells, "number")
        identity = self._cell(row.cells, IDENTITY)
        if not identity and not (building and number):
            lacking = "building" if not building else "number"
            name = self.heading[self.at[lacking]] if lacking in self.at else ""
            return None, [Problem(name, "", "required", lacking)], []
        identity = identity or self.listing.identity_of(building, entrance, number)
        known = self.listing.by_identity.get(identity)
        stood = known[:3] if known else (building, number, "")
        reading = self.reader.read([*row.cells, self.project_id, identity, *stood])
        if known and reading.record is not None and reading.record.unit is not None:
            reading.record.unit.setdefault("kind", known[3])  # type: ignore[typeddict-item]
        return reading.record, [self._shown(problem) for problem in reading.problems], reading.notes

    def _shown(self, problem: Problem) -> Problem:
        hidden = problem.column.startswith("\x00")
        return Problem("", problem.value, problem.code, problem.detail) if hidden else problem


def _spec(record: Record) -> UnitSpec:
    values: dict[str, Any] = dict(record.unit or {})
    return UnitSpec(
        identity=record.unit_id,
        building=record.building,
        entrance_ordinal=record.entrance,
        layout_code=record.layout or None,
        **values,
    )


def import_sheet(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    heading: Sequence[str],
    fields: Sequence[str],
    rows: Sequence[SheetRow],
    dry_run: bool,
    expected_tag: str,
) -> SheetOutcome:
    """Write the rows into the candidate of a listing, or with ``dry_run`` only say what would become of them.

    A row that cannot be taken is told and keeps no other out. Raises what ``edit_listing`` raises; Invalid for columns that
    mean nothing or one thing twice.
    """

    def write() -> SheetOutcome:
        return _write(actor=actor, now=now, project_id=project_id, heading=heading, fields=fields, rows=rows)

    if not dry_run:
        return edit_listing(write, actor=actor, now=now, project_id=project_id, expected_tag=expected_tag)
    with rehearsal():
        return edit_listing(write, actor=actor, now=now, project_id=project_id, expected_tag=expected_tag)


def _write(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    heading: Sequence[str],
    fields: Sequence[str],
    rows: Sequence[SheetRow],
) -> SheetOutcome:
    reader = SheetReader(project_id=project_id, heading=heading, fields=fields)
    outcome = SheetOutcome()
    taken: dict[str, tuple[int, UnitSpec]] = {}
    for row in rows:
        record, problems, notes = reader.read(row)
        if record is not None and record.unit_id in taken:
            problems = [Problem("", record.unit_id, "duplicate", f"row {taken[record.unit_id][0]}")]
            record = None
        outcome.problems += [RowProblem(row.row, problem, taken=False) for problem in problems]
        outcome.problems += [RowProblem(row.row, note, taken=True) for note in notes]
        if record is not None:
            taken[record.unit_id] = (row.row, _spec(record))
    result = _put(taken, outcome, actor=actor, now=now, project_id=project_id)
    outcome.new, outcome.updated, outcome.unchanged = result.new, result.updated, result.unchanged
    outcome.price_changes = result.price_changes
    outcome.problems.sort(key=lambda problem: problem.row)
    return outcome


def _put(
    taken: dict[str, tuple[int, UnitSpec]], outcome: SheetOutcome, *, actor: Actor, now: datetime, project_id: UUID
) -> BulkResult:
    """Put the units; those that are refused are told and left out, until the rest is taken."""
    for _ in range(MOST_TRIES):
        order = list(taken)
        try:
            specs = [spec for _, spec in taken.values()]
            return put_units(actor=actor, now=now, project_id=project_id, units=specs, reason=PriceReason.IMPORT)
        except (Invalid, UnknownPart) as error:
            refused = _refused(error.data.get("errors", []), order)
            code = "unknown_part" if isinstance(error, UnknownPart) else "invalid"
        except UnitInUse as error:
            identity = Unit.objects.values_list("identity", flat=True).get(pk=error.data["unit_id"])
            refused, code = {identity: ""}, "unit_in_use"
        if not refused:
            raise Invalid(errors=[{"field": "rows", "message": "invalid"}])
        for identity, detail in refused.items():
            row, _spec_left = taken.pop(identity)
            outcome.problems.append(RowProblem(row, Problem("", identity, code, detail), taken=False))
    raise Invalid(errors=[{"field": "rows", "message": "too_many_wrong"}])


def _refused(errors: Sequence[Mapping[str, str]], order: Sequence[str]) -> dict[str, str]:
    """Identity -> what is wrong, from errors that name ``units[<index>].<field>``."""
    found: dict[str, str] = {}
    for error in errors:
        head, _, name = error["field"].partition("].")
        index = head.removeprefix("units[")
        if head != error["field"] and index.isdigit() and int(index) < len(order):
            found.setdefault(order[int(index)], f"{name}: {error['message']}")
    return found
