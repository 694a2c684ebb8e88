"""One run over an uploaded file: the engine of ``guangsha import``, with what is shown on screen kept beside its report."""

import csv
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage

from guangsha.backbone.public import DatabaseBusy, command
from guangsha.catalog.domain.import_states import ImportState
from guangsha.catalog.importing.files import open_table, put_right, shown_cell
from guangsha.catalog.importing.mapping import Kind, mapping_for, shipped_mappings
from guangsha.catalog.importing.reasons import NOTES, FileRefused
from guangsha.catalog.importing.run import Outcome, Request, run_import
from guangsha.catalog.models import FileImport, ImportRun
from guangsha.catalog.selectors.file_imports import COUNTED, report_name
from guangsha.catalog.services.file_imports import keep_outcome, keep_progress
from guangsha.kit.actor import Actor, system_actor
from guangsha.kit.clock import utc_now

WORKER = system_actor("file-import")
SHOWN_PROBLEMS = 400
SHOWN_ROWS = 100
TELL_EVERY_S = 0.5
Fixes = Mapping[int, list[str]]


def run_upload(import_id: UUID) -> None:
    """Check the file, or import it, whichever it waits for. Idempotent. Raises ImportRunning."""
    row = FileImport.objects.filter(pk=import_id).first()
    if row is None or row.state not in {ImportState.CHECKING, ImportState.APPLYING}:
        return
    fixes = {int(number): list(cells) for number, cells in row.fixes.items()}
    with tempfile.TemporaryDirectory(prefix="guangsha-upload-") as directory:
        path = Path(directory) / f"table{Path(row.stored).suffix}"
        with default_storage.open(row.stored, "rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        report = Path(directory) / "report.csv"
        outcome = run_import(_request(row, path, report, fixes), progress=_Teller(import_id))
        problems = _problems(report)
        wanted = {one["row"] for one in problems if one["row"] and not one["taken"]}
        heading, rows = _rows_to_fix(path, fixes, wanted, row)
        with report.open("rb") as handle:
            stored = default_storage.save(report_name(import_id), File(handle))
    command(
        partial(
            keep_outcome, import_id=import_id, now=utc_now(), counts=_counts(row, outcome), report=stored,
            mapping=row.mapping or outcome.mapping, problems=problems, heading=heading, rows=rows,
        ),
        actor=WORKER,
    )  # fmt: skip


def _kind(row: FileImport) -> Kind:
    return "units" if row.kind == "units" else "projects"


def _request(row: FileImport, path: Path, report: Path, fixes: Fixes) -> Request:
    return Request(
        kind=_kind(row),
        files=(path,),
        actor=Actor(person_id=row.created_by_id, organisation_id=row.organisation_id),
        report_path=report,
        mapping=shipped_mappings().get(row.mapping),
        organisation_id=row.organisation_id,
        dry_run=row.state == ImportState.CHECKING,
        own_drafts=True,
        fixes=(fixes,),
        upload_id=row.pk,
    )


class _Teller:
    """Writes down how far a run is, now and then; where the database is busy, the next time."""

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self.told_at = time.monotonic()

    def __call__(self, what: str, part: float) -> None:
        if time.monotonic() - self.told_at < TELL_EVERY_S:
            return
        self.told_at = time.monotonic()
        progress = round(1000 * min(1.0, part))
        with suppress(DatabaseBusy):
            command(lambda: keep_progress(import_id=self.import_id, progress=progress), actor=WORKER)


def _counts(row: FileImport, outcome: Outcome) -> dict[str, int]:
    """What this run found; where it wrote, what all runs of the file wrote: one may have been cut short before it told."""
    found = {name: getattr(outcome, name) for name in COUNTED}
    if row.state == ImportState.APPLYING:
        runs = ImportRun.objects.filter(upload=row).values_list("counts", flat=True)
        written = sum((Counter(counts) for counts in runs), Counter[str]())
        found |= {name: written[name] for name in ("new", "updated", "price_changes")}
        found["unchanged"] = max(0, outcome.taken - found["new"] - found["updated"])
    return found


def _problems(report: Path) -> list[dict[str, Any]]:
    """The first lines of the report."""
    found: list[dict[str, Any]] = []
    with report.open(encoding="utf-8-sig", newline="") as handle:
        for line in csv.DictReader(handle):
            if len(found) >= SHOWN_PROBLEMS:
                break
            found.append(
                {
                    "row": int(line["row"]) if line["row"] else None,
                    "column": line["column"],
                    "value": line["value"],
                    "code": line["code"],
                    "reason": line["原因"],
                    "reason_en": line["reason"],
                    "taken": line["code"] in NOTES,
                }
            )
    return found


def _rows_to_fix(path: Path, fixes: Fixes, wanted: set[int], row: FileImport) -> tuple[list[str], dict[str, list[str]]]:
    """The heading, and the cells of the first of these rows that are read; nothing of a file that is no table."""
    numbers = set(sorted(wanted)[:SHOWN_ROWS])
    rows: dict[str, list[str]] = {}
    try:
        with closing(open_table(path)) as table:
            heading = [shown_cell(name) for name in table.heading]
            mapping = shipped_mappings().get(row.mapping) or mapping_for(table.heading, _kind(row))
            unread = {index for index, name in enumerate(table.heading) if name not in mapping.read_headings()}
            for number, cells in put_right(table, fixes).rows:
                if number in numbers:
                    rows[str(number)] = [
                        "" if index in unread else shown_cell(cell) for index, cell in enumerate(cells)
                    ]
                if len(rows) == len(numbers):
                    break
    except (FileRefused, UnicodeDecodeError):
        return [], {}
    return heading, rows
