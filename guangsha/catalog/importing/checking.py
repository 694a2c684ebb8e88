"""The first pass: every row of a file is read and checked; nothing is written but the report and the staging file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.files import Table
from guangsha.catalog.importing.mapping import Mapping
from guangsha.catalog.importing.reasons import FileRefused
from guangsha.catalog.importing.records import RowReader, decode, differing_fields, encode
from guangsha.catalog.importing.report import Report
from guangsha.catalog.importing.staging import StagedRow, Staging
from guangsha.catalog.importing.unit_writes import projects_of

REFUSE_FROM_ROWS = 10
REFUSE_ABOVE_SHARE = 0.5
SAMPLE = 30
TICK = 200


@dataclass(slots=True)
class Checked:
    """What the first pass saw of one file. ``only_of``: the company apart from whose projects none exists."""

    path: Path
    mapping: Mapping
    encoding: str
    only_of: UUID | None = None
    rows: int = 0
    staged: int = 0
    duplicates: int = 0
    wrong: int = 0
    unplaced: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    _projects: dict[str, bool] = field(default_factory=dict)

    def has_project(self, project_id: str) -> bool:
        """Whether the project that units of this file name is there; each is looked up once."""
        if project_id not in self._projects:
            found = projects_of(self.mapping.project_source, [project_id], only_of=self.only_of)
            self._projects[project_id] = bool(found)
        return self._projects[project_id]


def check_file(
    table: Table,
    mapping: Mapping,
    *,
    file: int,
    staging: Staging,
    report: Report,
    tick: Callable[[float], None],
    only_of: UUID | None = None,
) -> Checked:
    """Stage the file's rows; rows not taken go to the report. Raises FileRefused; then nothing of the file stays staged."""
    checked = Checked(table.path, mapping, table.format, only_of)
    missing = mapping.missing(table.heading)
    if missing:
        hint = "; the text was read as GB18030, is that its encoding?" if table.format == "gb18030" else ""
        raise FileRefused("columns_missing", ", ".join(missing)[:300] + hint, row=1)
    checked.unknown_columns = mapping.unknown(table.heading)
    reader = RowReader(mapping, table.heading)
    sample: list[list[str]] = []
    try:
        for row, cells in table.rows:
            checked.rows += 1
            if checked.rows % TICK == 0:
                tick(table.progress())
            if (
                not _take(reader, checked, row, cells, file=file, staging=staging, report=report)
                and len(sample) < SAMPLE
            ):
                sample.append([cell[:200] for cell in cells])
        if checked.rows == 0:
            raise FileRefused("no_rows")
        if checked.wrong >= REFUSE_FROM_ROWS and checked.wrong > checked.rows * REFUSE_ABOVE_SHARE:
            raise _mostly_wrong(reader, checked, sample)
        if checked.unplaced >= REFUSE_FROM_ROWS and checked.unplaced > checked.staged * REFUSE_ABOVE_SHARE:
            told = f"{checked.unplaced:,} of {checked.staged:,} projects name no district of their city"
            raise FileRefused("mostly_wrong", told)
    except (FileRefused, UnicodeDecodeError):
        for row in staging.rows(file):
            report.reject(table.path.name, row, [Problem("", "", "held_back")])
        staging.drop(file)
        raise
    return checked


def _take(
    reader: RowReader, checked: Checked, row: int, cells: list[str], *, file: int, staging: Staging, report: Report
) -> bool:
    """Stage one row or report why not; False when it is wrong."""
    name = checked.path.name
    reading = reader.read(cells)
    record = reading.record
    if record is not None and not reader.mapping.makes_projects and not checked.has_project(record.project_id):
        reading.problems.append(Problem("", record.project_id, "unknown_project"))
        record = None
    if record is None:
        checked.wrong += 1
        report.reject(name, row, reading.problems)
        return False
    as_of = record.as_of.isoformat() if record.as_of else ""
    staged = StagedRow(row, record.key, record.sha256(), encode(record), as_of=as_of)
    earlier = staging.add(file, record.project_id, staged)
    if earlier is not None:
        checked.duplicates += 1
        report.reject(name, row, [_duplicate(earlier, staged)])
        return True
    checked.staged += 1
    for note in reading.notes:
        checked.unplaced += note.code == "unknown_district"
        report.note(name, row, note)
    return True


def _duplicate(earlier: StagedRow, later: StagedRow) -> Problem:
    if earlier.sha256 == later.sha256:
        return Problem("", "", "duplicate", f"row {earlier.row}")
    fields = differing_fields(decode(earlier.payload), decode(later.payload))
    return Problem("", "", "duplicate_differs", f"row {earlier.row}: {', '.join(fields)}"[:200])


def _mostly_wrong(reader: RowReader, checked: Checked, sample: list[list[str]]) -> FileRefused:
    told = f"{checked.wrong:,} of {checked.rows:,}"
    unreadable = [
        cells for cells in sample if reader.read(cells).record is None
    ]  # others name a project that is not there
    swapped = _swapped_columns(reader, unreadable) if len(unreadable) * 2 > len(sample) else None
    if swapped is None:
        return FileRefused("mostly_wrong", told)
    return FileRefused("columns_swapped", f"{swapped[0]} <-> {swapped[1]}; {told} rows", column=swapped[0])


def _swapped_columns(reader: RowReader, sample: list[list[str]]) -> tuple[str, str] | None:
    """The two columns which, exchanged, would make most wrong rows right."""
    places = [index for index, _ in reader.columns]
    best: tuple[int, tuple[str, str]] | None = None
    for position, one in enumerate(places):
        for other in places[position + 1 :]:
            right = 0
            for cells in sample:
                if max(one, other) >= len(cells):
                    continue
                turned = list(cells)
                turned[one], turned[other] = cells[other], cells[one]
                right += reader.read(turned).record is not None
            if right * 2 > len(sample) and (best is None or right > best[0]):
                best = (right, (reader.heading[one], reader.heading[other]))
    return best[1] if best else None
