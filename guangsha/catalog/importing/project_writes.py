"""The second pass for projects: what one command changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.slugs import slug_candidates
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.records import Record, decode
from guangsha.catalog.importing.staging import StagedRow
from guangsha.catalog.models import ImportRow, PriceChange, Project
from guangsha.catalog.services.changes import project_changed
from guangsha.catalog.services.measuring import measure_again
from guangsha.catalog.services.prices import price_step
from guangsha.kit.actor import Actor
from guangsha.kit.hashing import digest

BATCH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one command of an import needs to know. ``run_id`` is None in a dry run: then nothing is written.

    ``earlier``: in a dry run, by key, what earlier files of the same invocation would have made of a record.
    ``only_of``: the company apart from whose projects none exists, where somebody imports for one.
    """

    actor: Actor
    now: datetime
    source: str
    organisation_id: UUID | None
    run_id: UUID | None
    earlier: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    only_of: UUID | None = None

    @property
    def writes(self) -> bool:
        """False in a dry run."""
        return self.run_id is not None


@dataclass(slots=True)
class Applied:
    """What a command did (or would do): an outcome per key, price changes, rows older than what is known, notes by row."""

    outcomes: list[tuple[str, str]] = field(default_factory=list)
    price_changes: int = 0
    older: int = 0
    notes: list[tuple[int, Problem]] = field(default_factory=list)

    def joined(self, other: "Applied") -> "Applied":
        """This, with what another command did."""
        self.outcomes += other.outcomes
        self.price_changes += other.price_changes
        self.older += other.older
        self.notes += other.notes
        return self

    def count(self, outcome: str) -> int:
        """How many records had this outcome."""
        return sum(word == outcome for _, word in self.outcomes)


def said_before(source: str, keys: Sequence[str]) -> dict[str, ImportRow]:
    """What this source said last time, by key."""
    return {row.identity: row for row in ImportRow.objects.filter(source=source, identity__in=keys)}


def _is_older(record: Record, known: date | None) -> bool:
    """Whether the record speaks for an earlier day than what is known; one without a day never does."""
    return record.as_of is not None and known is not None and record.as_of < known


def not_older(
    step: Step, rows: Iterable[tuple[StagedRow, Record, bool]], before: Mapping[str, ImportRow], applied: Applied
) -> dict[str, list[Record]]:
    """The keys of the rows that turn nothing back, each with what earlier files of a dry run would have written under it.

    The flag of a row says whether what it speaks of is there. Rows that speak for an earlier day than one known of it are told
    in ``applied`` as unchanged.
    """
    found: dict[str, list[Record]] = {}
    for row, record, there in rows:
        said = before.get(row.key)
        known, meanwhile = said.as_of if said else None, []
        for earlier in map(decode, step.earlier.get(row.key, ())):
            if not _is_older(earlier, known):
                meanwhile.append(earlier)
                known = earlier.as_of or known
        if known is not None and _is_older(record, known) and (there or meanwhile):
            applied.outcomes.append((row.key, "unchanged"))
            applied.older += 1
            applied.notes.append((row.row, Problem("", "", "older", known.isoformat())))
        else:
            found[row.key] = meanwhile
    return found


def said_again(row: StagedRow, record: Record, said: ImportRow | None) -> dict[str, tuple[StagedRow, Record, UUID]]:
    """What is to be remembered of a row that says what was said: that it still held on a later day, if it speaks for one.

    Nothing else is written, so what people changed meanwhile stays.
    """
    if said is None or record.as_of is None or row.sha256 != said.row_sha256:
        return {}
    return {row.key: (row, record, said.target_id)} if said.as_of is None or record.as_of > said.as_of else {}


def remember(step: Step, rows: Mapping[str, tuple[StagedRow, Record, UUID]], before: Mapping[str, ImportRow]) -> None:
    """Keep what was said by these rows: the hash per key, the latest day, and what it was about."""
    fresh: list[ImportRow] = []
    moved: list[ImportRow] = []
    for key, (row, record, target_id) in rows.items():
        known = before.get(key)
        if known is None:
            fresh.append(
                ImportRow(
                    source=step.source,
                    identity=key,
                    row_sha256=row.sha256,
                    as_of=record.as_of,
                    run_id=cast(UUID, step.run_id),
                    target_id=target_id,
                )
            )
        else:
            known.row_sha256, known.run_id, known.target_id = row.sha256, cast(UUID, step.run_id), target_id
            known.as_of = record.as_of or known.as_of
            moved.append(known)
    ImportRow.objects.bulk_create(fresh, batch_size=BATCH)
    if moved:
        ImportRow.objects.bulk_update(moved, ["row_sha256", "as_of", "run", "target_id"], batch_size=BATCH)


def new_projects(step: Step, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, Project]:
    """Drafts (not yet saved) by source id, each under a free slug: the plain one, else one with a tail of its source id."""
    found: dict[str, Project] = {}
    candidates: dict[str, list[str]] = {}
    for source_id, values in wanted.items():
        stored = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        found[source_id] = Project(
            organisation_id=cast(UUID, step.organisation_id),  # None in a dry run alone, which saves nothing
            source=step.source,
            source_id=source_id,
            created_at=step.now,
            updated_at=step.now,
            **stored,
        )
        project = found[source_id]
        tail = digest([step.source, source_id])
        candidates[source_id] = [
            *slug_candidates(name=project.name, name_en=project.name_en, source=step.source, source_id=source_id),
            f"project-{tail[:32]}",
        ]
    names = sorted({slug for slugs in candidates.values() for slug in slugs[:2]})
    taken = set(Project.objects.filter(slug__in=names).values_list("slug", flat=True))
    for source_id, slugs in candidates.items():
        slug = next((item for item in slugs if item not in taken), slugs[-1])
        taken.add(slug)
        found[source_id].slug = slug
    return found


def save_new_projects(projects: Sequence[Project], first_prices: Sequence[PriceChange]) -> None:
    """Insert drafts and the first step of their price history."""
    Project.objects.bulk_create(projects, batch_size=BATCH)
    PriceChange.objects.bulk_create(first_prices, batch_size=BATCH)


def apply_projects(rows: Sequence[StagedRow], step: Step) -> Applied:
    """Add or update the projects of these rows, each whole. Raises VersionConflict when somebody changed one meanwhile."""
    applied = Applied()
    records = {row.key: (row, decode(row.payload)) for row in rows}
    ids = [record.project_id for _, record in records.values()]
    known = {project.source_id: project for project in _locked(step).filter(source=step.source, source_id__in=ids)}
    before = said_before(step.source, list(records))
    missing = {key: record for key, (_, record) in records.items() if record.project_id not in known}
    fresh = new_projects(
        step, {record.project_id: _first(step, key, record).project for key, record in missing.items()}
    )
    prices: list[PriceChange] = []
    done: dict[str, tuple[StagedRow, Record, UUID]] = {}
    touched: list[tuple[UUID, str]] = []
    there = ((row, record, record.project_id in known) for row, record in records.values())
    for key, meanwhile in not_older(step, there, before, applied).items():
        row, record = records[key]
        project, said = fresh.get(record.project_id), before.get(key)
        outcome = "unchanged"
        if project is not None and key not in step.earlier:
            outcome = "new"
            prices += _price(step, project, None, record)
        elif said is None or project is not None or not row.is_known(said.row_sha256):
            project = project or known[record.project_id]
            for earlier in meanwhile:
                _update(step, project, earlier.project)
            old_price = project.stated_unit_price_fen
            if _update(step, project, record.project):
                outcome = "updated"
                prices += _price(step, project, old_price, record)
        else:
            applied.outcomes.append((key, outcome))
            done |= said_again(row, record, said)
            continue
        applied.outcomes.append((key, outcome))
        done[key] = (row, record, project.pk)
        touched += [(project.pk, outcome)] if outcome != "unchanged" else []
    applied.price_changes = sum(item.old_fen is not None for item in prices)
    if step.writes:
        save_new_projects(list(fresh.values()), prices)
        for project in fresh.values():
            project_changed(project, now=step.now)
        remember(step, done, before)
        for project_id, outcome in touched:
            leave_trace(step, "projects", project_id, {outcome: 1})
    return applied


def _first(step: Step, key: str, record: Record) -> Record:
    """What made a project that is not there yet: the record itself, or in a dry run an earlier file's."""
    return decode(step.earlier[key][0]) if key in step.earlier else record


def _locked(step: Step) -> Any:
    return Project.objects.select_for_update() if step.writes else Project.objects.all()


def _update(step: Step, project: Project, values: Mapping[str, Any]) -> bool:
    """Set what is stated and different; whether anything was."""
    changed = {name: value for name, value in values.items() if getattr(project, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(project, name, value)
    if step.writes:
        Project.objects.filter(pk=project.pk).update(**changed)
        if not changed.keys().isdisjoint(("lng", "lat")):
            measure_again(project)
        project_changed(project, now=step.now)
    return True


def _price(step: Step, project: Project, old_fen: int | None, record: Record) -> list[PriceChange]:
    new_fen = project.stated_unit_price_fen
    if new_fen is None or new_fen == old_fen:
        return []
    return [
        price_step(
            project=project,
            unit=None,
            old_fen=old_fen,
            new_fen=new_fen,
            reason=PriceReason.IMPORT,
            as_of=record.as_of,
            now=step.now,
        )
    ]


def leave_trace(step: Step, what: str, project_id: UUID, counts: Mapping[str, int]) -> None:
    """What the import did to one listing, where its people look for it."""
    audit(action=f"catalog.import.{what}", target=f"project:{project_id}", data={"run": str(step.run_id), **counts})
