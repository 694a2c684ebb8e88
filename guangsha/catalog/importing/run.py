"""Both passes over all files of one invocation."""

import fcntl
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from guangsha.accounts.public import ensure_organisation, organisation_called
from guangsha.backbone.public import command
from guangsha.catalog.importing.checking import Checked, check_file
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.files import file_sha256, open_table
from guangsha.catalog.importing.mapping import Kind, Mapping, mapping_for
from guangsha.catalog.importing.project_writes import Applied, Step, apply_projects
from guangsha.catalog.importing.publishing import publish_drafts
from guangsha.catalog.importing.reasons import REASONS, FileRefused
from guangsha.catalog.importing.report import Report
from guangsha.catalog.importing.staging import StagedRow, Staging
from guangsha.catalog.importing.unit_writes import apply_units
from guangsha.catalog.models import ImportRun
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict

ROWS_PER_COMMAND = 500
TRIES = 3
HOUSE = ("imported", "导入房源", "Imported listings")
"""Slug and names of the organisation of projects for which none is named."""
Progress = Callable[[str, float], None]
"""Told what is being done and which part of all of it is (0 to 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to import and how. Without ``mapping`` the one shipped mapping that fits each file's heading is used.

    New projects belong to ``organisation_id``, or else to an organisation of imported listings, made when first needed.
    """

    kind: Kind
    files: tuple[Path, ...]
    actor: Actor
    report_path: Path
    mapping: Mapping | None = None
    organisation_id: UUID | None = None
    dry_run: bool = False
    again: bool = False
    publish: bool = False


@dataclass(slots=True)
class Outcome:
    """Different records by outcome over all files; rows not taken; sentences for the person who waits."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    price_changes: int = 0
    rejected: int = 0
    published: int = 0
    rows_read: int = 0
    messages: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """New, updated and unchanged together."""
        return self.new + self.updated + self.unchanged


class ImportRunning(Exception):
    """Another import uses this data directory."""


@contextmanager
def _alone() -> Iterator[None]:
    """One import at a time per data directory; the lock goes with the process, however it ends."""
    path = Path(settings.DATA_DIR) / "import.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ImportRunning() from error
        yield


def run_import(request: Request, *, progress: Progress) -> Outcome:
    """Check and apply the files in the order given; a file that is refused does not keep the others out.

    Idempotent: what was imported before comes out as unchanged. Interrupted, the same request goes on where the last
    command stopped. Raises ImportRunning.
    """
    outcome = Outcome()
    with (
        _alone(),
        Report(request.report_path) as report,
        tempfile.TemporaryDirectory(prefix="guangsha-import-") as directory,
    ):
        staging = Staging(Path(directory))
        try:
            for number in range(len(request.files)):
                _one_file(request, number, staging=staging, report=report, outcome=outcome, progress=progress)
            for word, count in staging.totals().items():
                setattr(outcome, word, count)
        finally:
            staging.close()
        outcome.rejected = report.rejected
    return outcome


def _one_file(
    request: Request, number: int, *, staging: Staging, report: Report, outcome: Outcome, progress: Progress
) -> None:
    path = request.files[number]
    share, start = 1 / len(request.files), number / len(request.files)
    try:
        sha256 = file_sha256(path)
        with closing(open_table(path, sheet=request.mapping.sheet if request.mapping else "")) as table:
            checked = check_file(
                table,
                request.mapping or mapping_for(table.heading, request.kind),
                file=number,
                staging=staging,
                report=report,
                tick=lambda part: progress(f"checking {path.name}", start + share * 0.4 * part),
            )
    except FileRefused as refused:
        report.refuse(path.name, refused)
        chinese = REASONS[refused.code][1]
        outcome.messages.append(f"{path.name}: {refused} / {chinese}")
        return
    except UnicodeDecodeError as error:  # the file changed after its encoding was found
        report.refuse(path.name, FileRefused("encoding", str(error)[:80]))
        outcome.messages.append(f"{path.name}: {REASONS['encoding'][0]}")
        return
    outcome.rows_read += checked.rows
    outcome.messages.append(_told(checked))
    if checked.staged == 0:
        return
    _apply_file(
        request,
        checked,
        sha256,
        number,
        staging=staging,
        report=report,
        outcome=outcome,
        progress=lambda part: progress(f"importing {path.name}", start + share * (0.4 + 0.6 * part)),
    )


def _told(checked: Checked) -> str:
    text = (
        f"{checked.path.name}: {checked.rows} rows read ({checked.encoding}, mapping {checked.mapping.name}), "
        f"{checked.staged} to import, {checked.duplicates} duplicates, {checked.wrong} with errors"
    )
    return text + (f"; not used: {', '.join(checked.unknown_columns)[:200]}" if checked.unknown_columns else "")


def _apply_file(
    request: Request,
    checked: Checked,
    sha256: str,
    number: int,
    *,
    staging: Staging,
    report: Report,
    outcome: Outcome,
    progress: Callable[[float], None],
) -> None:
    total = staging.count(number)
    run, resumed = (None, 0) if request.dry_run else _the_run(request, checked, sha256, total)
    if run is not None and run.finished_at is not None:
        when = f"{run.finished_at:%Y-%m-%d %H:%M} UTC"
        outcome.messages.append(
            f"{checked.path.name}: imported before, on {when}; nothing to do (--again applies it again)"
        )
        staging.unchanged(number)
    else:
        if resumed:
            outcome.messages.append(f"{checked.path.name}: going on after {resumed} rows of an interrupted import")
        organisation_id = None if request.dry_run else request.organisation_id or _house(request.actor)
        done = kept_out = 0
        for rows in staging.chunks(number, ROWS_PER_COMMAND):
            done += len(rows)
            if done <= resumed:
                staging.record_outcomes((row.key, "unchanged") for row in rows)
                continue
            applied = _apply(request, checked.mapping, rows, run, organisation_id)
            for row, note in applied.notes:
                if note.code in _KEEPS_OUT:
                    kept_out += 1
                    report.reject(checked.path.name, row, [note])
                else:
                    report.note(checked.path.name, row, note)
            staging.record_outcomes(applied.outcomes)
            outcome.price_changes += applied.price_changes
            progress(done / max(1, total))
        if run is not None and not kept_out:
            _finish(request, run)
    if request.publish and not request.dry_run:
        keys = (record for rows in staging.chunks(number, ROWS_PER_COMMAND) for record in rows)
        outcome.published += publish_drafts(
            keys, mapping=checked.mapping, actor=request.actor, report=report, file=checked.path.name
        )


_KEEPS_OUT = frozenset({"unknown_project", "changed_meanwhile"})


def _the_run(request: Request, checked: Checked, sha256: str, total: int) -> tuple[ImportRun, int]:
    """The run of this file and mapping: the finished one, the one that was cut short (and how far it got), else a new one."""
    mapping = checked.mapping
    same = ImportRun.objects.filter(kind=request.kind, file_sha256=sha256, mapping_sha256=mapping.sha256)
    last = same.order_by("-started_at", "-id").first()
    # Other rows of the file may be taken now than then (a project has come since): then it is another run.
    if last is not None and last.rows_total == total and (last.finished_at is None or not request.again):
        return last, last.rows_done
    run = ImportRun(
        kind=request.kind,
        file_name=checked.path.name[-255:],
        file_sha256=sha256,
        mapping=mapping.name,
        mapping_sha256=mapping.sha256,
        rows_total=total,
        started_at=utc_now(),
    )
    command(lambda: run.save(force_insert=True), actor=request.actor)
    return run, 0


def _house(actor: Actor) -> UUID:
    return organisation_called(HOUSE[0]) or command(
        lambda: ensure_organisation(slug=HOUSE[0], name=HOUSE[1], name_en=HOUSE[2]), actor=actor
    )


def _apply(
    request: Request, mapping: Mapping, rows: Sequence[StagedRow], run: ImportRun | None, organisation_id: UUID | None
) -> Applied:
    for attempt in range(1, TRIES + 1):
        try:
            if run is None:
                return _work(request.actor, mapping, rows, None, organisation_id)
            applied = command(lambda: _work(request.actor, mapping, rows, run, organisation_id), actor=request.actor)
            run.refresh_from_db(fields=["rows_done", "counts"])
            return applied
        except VersionConflict:
            if attempt == TRIES:
                break
    refused = Applied()
    refused.notes = [(row.row, Problem("", "", "changed_meanwhile")) for row in rows]
    return refused


def _work(
    actor: Actor, mapping: Mapping, rows: Sequence[StagedRow], run: ImportRun | None, organisation_id: UUID | None
) -> Applied:
    """What one command does; in a dry run the same without a write."""
    step = Step(
        actor=actor,
        now=utc_now(),
        source=mapping.source,
        organisation_id=organisation_id,
        run_id=run.pk if run else None,
    )
    if mapping.project is None:
        applied = apply_projects(rows, step)
    else:
        applied = apply_units(rows, step, project_source=mapping.project_source, create=mapping.project.create)
    if run is not None:
        counts = dict(run.counts)
        for word in ("new", "updated", "unchanged"):
            counts[word] = counts.get(word, 0) + applied.count(word)
        counts["price_changes"] = counts.get("price_changes", 0) + applied.price_changes
        rows_done = run.rows_done + len(rows)
        ImportRun.objects.filter(pk=run.pk).update(rows_done=rows_done, counts=counts)
    return applied


def _finish(request: Request, run: ImportRun) -> None:
    command(
        lambda: ImportRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=Now()), actor=request.actor
    )
