"""Importing units into a listing from the console: read a file, say what would become of its rows, write them."""

import tempfile
from dataclasses import asdict
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, UploadedFile

from guangsha.backbone.public import KeyIn, Routes, acting, run_named
from guangsha.catalog.api.commands import MatchIn, matched, quoted
from guangsha.catalog.api.console_desk import WRITE
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.errors import ImportRefused
from guangsha.catalog.importing.listing_units import SheetOutcome, SheetRow, import_sheet, read_sheet, unit_fields
from guangsha.catalog.importing.reasons import REASONS, FileRefused
from guangsha.catalog.policies import editors
from guangsha.catalog.schemas.importing import SheetImportIn, SheetOut, SheetOutcomeOut
from guangsha.catalog.selectors.review import candidate_tag, edited_project_id, listing_row
from guangsha.kit.clock import utc_now

routes = Routes(tags=["console: import"])
MAX_UPLOAD = 20 * 1024 * 1024


def kept_for_reading(file: UploadedFile, directory: str) -> FilePath:
    """The upload as a file of a harmless name. Raises ImportRefused."""
    if (file.size or 0) > MAX_UPLOAD:
        raise refusal(FileRefused("sheet_too_large", f"{MAX_UPLOAD} bytes at most"))
    ending = FilePath(file.name or "").suffix.lower()
    path = FilePath(directory) / f"table{ending if ending in {'.csv', '.xlsx', '.xlsm', '.txt'} else ''}"
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return path


def refusal(refused: FileRefused) -> ImportRefused:
    """A file that cannot be read, as an answer."""
    return ImportRefused(str(refused.detail), errors=[wrong("file", refused.code)])


@routes.post(
    "/console/listings/{project_id}/unit-import/sheet", policy=editors, response=SheetOut,
    errors=[*WRITE, ImportRefused], operation_id="read_unit_sheet",
)  # fmt: skip
def read_unit_sheet(request: HttpRequest, project_id: UUID, file: File[UploadedFile]) -> dict[str, Any]:
    """The rows of a CSV or XLSX file, and what its columns seem to mean. Nothing is kept."""
    edited_project_id(actor=acting(request), project_id=project_id)
    with tempfile.TemporaryDirectory(prefix="guangsha-sheet-") as directory:
        try:
            sheet = read_sheet(kept_for_reading(file, directory))
        except FileRefused as refused:
            raise refusal(refused) from refused
        except UnicodeDecodeError as error:
            raise refusal(FileRefused("encoding", str(error)[:80])) from error
    return {**asdict(sheet), "known_fields": unit_fields()}


def told(outcome: SheetOutcome) -> dict[str, Any]:
    """The outcome with reasons in both languages."""
    problems = []
    for one in outcome.problems:
        english, chinese = REASONS[one.problem.code]
        problems.append(
            {
                "row": one.row,
                "column": one.problem.column,
                "value": one.problem.value,
                "code": one.problem.code,
                "detail": one.problem.detail,
                "reason": chinese,
                "reason_en": english,
                "taken": one.taken,
            }
        )
    counts = {name: getattr(outcome, name) for name in ("new", "updated", "unchanged", "price_changes")}
    return {**counts, "problems": problems}


@routes.post(
    "/console/listings/{project_id}/unit-import", policy=editors, response=SheetOutcomeOut, errors=WRITE,
    operation_id="import_unit_sheet",
)  # fmt: skip
def import_unit_sheet(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: SheetImportIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Write rows into the candidate, or with ``dry_run`` say what would become of each. Wrong rows keep no others out."""
    actor, tag = acting(request), matched(match)
    edited_project_id(actor=actor, project_id=project_id)
    rows = [SheetRow(row.row, tuple(row.cells)) for row in payload.rows]

    def work() -> dict[str, Any]:
        outcome = import_sheet(
            actor=actor,
            now=utc_now(),
            project_id=project_id,
            heading=payload.heading,
            fields=payload.fields,
            rows=rows,
            dry_run=payload.dry_run,
            expected_tag=tag,
        )
        return told(outcome)

    body = [str(project_id), payload.model_dump(mode="json")]
    done = run_named(request, work, key=key, name="import_unit_sheet", body=body)
    row = listing_row(actor=actor, project_id=project_id)
    response["ETag"] = quoted(candidate_tag(row.revision, row.draft_revision))
    return done
