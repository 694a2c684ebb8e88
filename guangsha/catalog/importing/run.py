"""Both passes over all files of one invocation."""

import fcntl
import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as TableOf
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from guangsha.accounts.public import ensure_organisation, organisation_called
from guangsha.backbone.public import command
from guangsha.catalog.importing.checking import Checked, check_file
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.files import file_sha256, open_table, put_right
from guangsha.catalog.importing.mapping import Kind, Mapping, mapping_for
from guangsha.catalog.importing.ownership import keep_apart
from guangsha.catalog.importing.project_writes import Applied, Step, apply_projects
from guangsha.catalog.importing.publishing import publish_drafts
from guangsha.catalog.importing.reasons import REASONS, FileRefused
from guangsha.catalog.importing.records import decode
from guangsha.catalog.importing.report import Report
from guangsha.catalog.importing.staging import OUTCOMES, StagedRow, Staging
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
    ``own_drafts``: nothing but drafts of ``organisation_id`` is touched; rows that would change other listings are not taken.
    Ids in the files are then the company's own. ``fixes``: for each file, cells to read in place of those of a row.
    ``upload_id``: the file of the console whose runs these are.
    """

    kind: Kind
    files: tuple[Path, ...]
    actor: Actor
    report_path: Path
    mapping: Mapping | None = None
    organisation_id: UUID | None = None
    dry_run: bool = False
    publish: bool = False
    own_drafts: bool = False
    fixes: tuple[TableOf[int, Sequence[str]], ...] = ()
    upload_id: UUID | None = None

    @property
    def only_of(self) -> UUID | None:
        """The company apart from whose projects none exists for this request; None: all do."""
        return self.organisation_id if self.own_drafts else None


@dataclass(slots=True)
class Outcome:
    """Different records by outcome over all files; rows older than what is known, rows not taken; sentences for who waits."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    price_changes: int = 0
    older: int = 0
    rejected: int = 0
    published: int = 0
    rows_read: int = 0
    mapping: str = ""
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
    """Check all the files, then apply them in the order given; a file that is refused does not keep the others out.

    Idempotent by what the rows say against what was said last: a row that says the same writes nothing, so the same
    request finishes an import that was cut short. Raises ImportRunning.
    """
    outcome = Outcome()
    with (
        _alone(),
        Report(request.report_path) as report,
        tempfile.TemporaryDirectory(prefix="guangsha-import-") as directory,
        closing(Staging(Path(directory))) as staging,
    ):
        import_ = _Import(request, staging, report, outcome, progress)
        checked = [import_.check(number) for number in range(len(request.files))]
        for number, file in enumerate(checked):
            if file is not None and file.staged:
                import_.apply(number, file)
        for word, count in staging.totals().items():
            setattr(outcome, word, count)
        outcome.rejected = report.rejected
    return outcome


CHECKING_SHARE = 0.4


@dataclass(slots=True)
class _Import:
    """One invocation: what is asked for, and where things are written down."""

    request: Request
    staging: Staging
    report: Report
    outcome: Outcome
    progress: Progress
    sources: dict[int, str] = field(default_factory=dict)

    def check(self, number: int) -> Checked | None:
        """The first pass over one file; None when it is refused."""
        path, mapping = self.request.files[number], self.request.mapping
        fixes = self.request.fixes[number] if self.request.fixes else {}
        rejected_before = self.report.rejected
        try:
            with closing(open_table(path, sheet=mapping.sheet if mapping else "")) as table:
                mapping = mapping or mapping_for(table.heading, self.request.kind)
                house = self.request.only_of
                checked = check_file(
                    put_right(table, fixes),
                    mapping if house is None else mapping.within(house),
                    file=number,
                    staging=self.staging,
                    report=self.report,
                    tick=lambda part: self._tick(f"checking {path.name}", number, part, 0.0, CHECKING_SHARE),
                    only_of=house,
                )
        except (FileRefused, UnicodeDecodeError, OSError) as error:
            # the last two: the file changed, or its disk failed, after it had been opened and looked at
            refused = (
                error
                if isinstance(error, FileRefused)
                else FileRefused(_CODES.get(type(error), "not_a_file"), str(error)[:80])
            )
            self.report.refuse(path.name, refused, of_rows=self.report.rejected - rejected_before)
            self.outcome.messages.append(f"{path.name}: {refused} / {REASONS[refused.code][1]}")
            return None
        self.outcome.rows_read += checked.rows
        self.outcome.mapping = checked.mapping.name
        self.outcome.messages.append(_told(checked))
        self.sources[number] = checked.mapping.source
        self.staging.settle(number, checked.mapping.source)
        return checked

    def _tick(self, what: str, number: int, part: float, start: float, share: float) -> None:
        self.progress(what, start + share * (number + part) / len(self.request.files))

    def apply(self, number: int, checked: Checked) -> None:
        """The second pass over one file: at most ROWS_PER_COMMAND rows per command."""
        request, mapping, name = self.request, checked.mapping, checked.path.name
        run = None if request.dry_run else self._begin(checked)
        organisation_id = None if request.dry_run else request.organisation_id or _house(request.actor)
        done = kept_out = 0
        for rows in self.staging.chunks(number, mapping.source, ROWS_PER_COMMAND):
            done += len(rows)
            before = [file for file in range(number) if self.sources.get(file) == mapping.source]
            earlier = self.staging.earlier(before, [row.key for row in rows]) if run is None else {}
            step = Step(
                actor=request.actor,
                now=utc_now(),
                source=mapping.source,
                organisation_id=organisation_id,
                run_id=run.pk if run else None,
                earlier=earlier,
                only_of=request.only_of,
            )
            applied = _apply(request, rows, partial(_work, mapping, step, done=done))
            for row, note in applied.notes:
                if note.code in _KEEPS_OUT:
                    kept_out += 1
                    self.report.reject(name, row, [note])
                else:
                    self.report.note(name, row, note)
            self.staging.record_outcomes(mapping.source, applied.outcomes)
            self.outcome.price_changes += applied.price_changes
            self.outcome.older += applied.older
            self._tick(f"importing {name}", number, done / checked.staged, CHECKING_SHARE, 1 - CHECKING_SHARE)
        if run is not None and not kept_out:
            _finish(request, run)
        if request.publish and run is not None:
            keys = (row for rows in self.staging.chunks(number, mapping.source, ROWS_PER_COMMAND) for row in rows)
            self.outcome.published += publish_drafts(
                keys, mapping=mapping, actor=request.actor, report=self.report, file=name
            )

    def _begin(self, checked: Checked) -> ImportRun:
        """A line in the list of imports. What an earlier one cut short left to do shows by itself, row by row."""
        mapping = checked.mapping
        sha256 = file_sha256(checked.path)
        same = ImportRun.objects.filter(kind=self.request.kind, file_sha256=sha256, mapping_sha256=mapping.sha256)
        last = same.order_by("-started_at", "-id").first()
        if last is not None and last.finished_at is None and last.rows_done:
            told = f"{checked.path.name}: going on after {last.rows_done} rows of an interrupted import"
            self.outcome.messages.append(told)
        run = ImportRun(
            kind=self.request.kind,
            file_name=checked.path.name[-255:],
            file_sha256=sha256,
            mapping=mapping.name,
            mapping_sha256=mapping.sha256,
            rows_total=checked.staged,
            started_at=utc_now(),
            upload_id=self.request.upload_id,
        )
        command(lambda: run.save(force_insert=True), actor=self.request.actor)
        return run


_CODES: dict[type[Exception], str] = {UnicodeDecodeError: "encoding"}
_KEEPS_OUT = frozenset({"unknown_project", "changed_meanwhile", "listing_locked"})


def _told(checked: Checked) -> str:
    text = (
        f"{checked.path.name}: {checked.rows} rows read ({checked.encoding}, mapping {checked.mapping.name}), "
        f"{checked.staged} to import, {checked.duplicates} duplicates, {checked.wrong} with errors"
    )
    return text + (f"; not used: {', '.join(checked.unknown_columns)[:200]}" if checked.unknown_columns else "")


def _house(actor: Actor) -> UUID:
    return organisation_called(HOUSE[0]) or command(
        lambda: ensure_organisation(slug=HOUSE[0], name=HOUSE[1], name_en=HOUSE[2]), actor=actor
    )


def _apply(request: Request, rows: Sequence[StagedRow], work: Callable[[Sequence[StagedRow]], Applied]) -> Applied:
    """Apply the rows in one command; where somebody keeps changing one of the projects, each project in one of its own."""
    for _ in range(TRIES):
        try:
            return work(rows) if request.dry_run else command(lambda: work(rows), actor=request.actor)
        except VersionConflict:
            continue
    projects: dict[str, list[StagedRow]] = {}
    for row in rows:
        projects.setdefault(decode(row.payload).project_id, []).append(row)
    if len(projects) == 1:
        return Applied(notes=[(row.row, Problem("", "", "changed_meanwhile")) for row in rows])
    whole = Applied()
    for some in projects.values():
        whole.joined(_apply(request, some, work))
    return whole


def _work(mapping: Mapping, step: Step, rows: Sequence[StagedRow], *, done: int) -> Applied:
    """What one command does; in a dry run the same without a write. ``done``: rows of the file there and before."""
    step = replace(step, now=utc_now())
    free, locked = (rows, []) if step.only_of is None else keep_apart(rows, mapping, step)
    applied = _rows_applied(mapping, step, free)
    if locked:
        applied.joined(_looked_at(mapping, step, locked))
    if step.run_id is not None:
        counts = ImportRun.objects.values_list("counts", flat=True).get(pk=step.run_id)
        for word in OUTCOMES:
            counts[word] = counts.get(word, 0) + applied.count(word)
        counts["price_changes"] = counts.get("price_changes", 0) + applied.price_changes
        ImportRun.objects.filter(pk=step.run_id).update(rows_done=done, counts=counts)
    return applied


def _rows_applied(mapping: Mapping, step: Step, rows: Sequence[StagedRow]) -> Applied:
    if mapping.project is None:
        return apply_projects(rows, step)
    return apply_units(rows, step, project_source=mapping.project_source, create=mapping.project.create)


def _looked_at(mapping: Mapping, step: Step, rows: Sequence[StagedRow]) -> Applied:
    """What is to be said of rows about listings that are not to be written: those that say nothing new are unchanged."""
    tried = _rows_applied(mapping, replace(step, run_id=None), rows)
    same = {key for key, word in tried.outcomes if word == "unchanged"}
    return Applied(
        outcomes=[(key, "unchanged") for key in same],
        notes=[(row.row, Problem("", "", "listing_locked")) for row in rows if row.key not in same],
    )


def _finish(request: Request, run: ImportRun) -> None:
    command(
        lambda: ImportRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=Now()), actor=request.actor
    )
