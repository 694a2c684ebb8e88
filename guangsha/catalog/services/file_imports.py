"""Files uploaded in the console: begun, checked again with rows put right, applied; and what the worker writes about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.accounts.public import is_organisation
from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.import_states import ImportMove, ImportState, import_moved
from guangsha.catalog.importing.mapping import Kind, shipped_mappings
from guangsha.catalog.models import FileImport
from guangsha.catalog.policies import IMPORT, require
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound, VersionConflict

RUN_JOB = "catalog.run_file_import"
MAX_FIXES = 2_000


def begin_import(
    *,
    actor: Actor,
    now: datetime,
    import_id: UUID,
    organisation_id: UUID,
    kind: Kind,
    mapping: str,
    file_name: str,
    stored: str,
) -> UUID:
    """Keep an uploaded file (``stored`` in the default storage) and have its rows checked; nothing is imported yet.

    ``mapping``: a shipped one, "" for the one that fits the heading. Raises Forbidden, Invalid.
    """
    require_command()
    require(actor, IMPORT, organisation_id=organisation_id, project_id=None)
    if actor.person_id is None:
        raise Invalid(errors=[wrong("actor", "missing")])
    if not is_organisation(organisation_id):
        raise Invalid(errors=[wrong("organisation_id", "unknown")])
    known = shipped_mappings().get(mapping)
    if mapping and (known is None or known.kind != kind):
        raise Invalid(errors=[wrong("mapping", "unknown")])
    row = FileImport(
        pk=import_id,
        organisation_id=organisation_id,
        kind=kind,
        mapping=mapping,
        file_name=file_name[-255:],
        stored=stored,
        created_by_id=actor.person_id,
        created_at=now,
    )
    row.save(force_insert=True)
    audit(action="catalog.file_import.begin", target=f"import:{row.pk}", data={"kind": kind})
    enqueue(RUN_JOB, {"import_id": str(row.pk)}, unique_key=f"{RUN_JOB}:{row.pk}")
    return row.pk


def check_again(*, actor: Actor, import_id: UUID, fixes: Mapping[int, Sequence[str]]) -> None:
    """Put rows right and have the file checked again. Raises NotFound, Forbidden, IllegalMove, Invalid, VersionConflict."""
    row = _mine(actor, import_id)
    merged = {**row.fixes, **{str(number): list(cells) for number, cells in fixes.items()}}
    if len(merged) > MAX_FIXES:
        raise Invalid(errors=[wrong("fixes", "too_many")])
    _move(row, ImportMove.CHECK, fixes=merged, fixed=len(merged), progress=0)
    audit(action="catalog.file_import.check", target=f"import:{row.pk}", data={"fixes": len(fixes)})
    enqueue(RUN_JOB, {"import_id": str(row.pk)}, unique_key=f"{RUN_JOB}:{row.pk}")


def apply_import(*, actor: Actor, import_id: UUID) -> None:
    """Import the rows that were found right. Raises NotFound, Forbidden, IllegalMove, Invalid when there are none."""
    row = _mine(actor, import_id)
    if not row.counts.get("new", 0) + row.counts.get("updated", 0):
        raise Invalid(errors=[wrong("rows", "nothing_to_import")])
    _move(row, ImportMove.APPLY, progress=0)
    audit(action="catalog.file_import.apply", target=f"import:{row.pk}", data=dict(row.counts))
    enqueue(RUN_JOB, {"import_id": str(row.pk)}, unique_key=f"{RUN_JOB}:{row.pk}")


def _mine(actor: Actor, import_id: UUID) -> FileImport:
    require_command()
    row = FileImport.objects.filter(pk=import_id).first()
    if row is None or not actor.may(IMPORT, organisation_id=row.organisation_id):
        raise NotFound("import")
    return row


def _move(row: FileImport, move: ImportMove, **values: Any) -> None:
    """Move the state on, once. Raises IllegalMove, VersionConflict."""
    after = import_moved(ImportState(row.state), move)
    if FileImport.objects.filter(pk=row.pk, state=row.state).update(state=after, **values) != 1:
        raise VersionConflict()


def keep_progress(*, import_id: UUID, progress: int) -> None:
    """How far the present run is, in per mille."""
    require_command()
    FileImport.objects.filter(pk=import_id).update(progress=progress)


def keep_outcome(*, import_id: UUID, now: datetime, **found: Any) -> None:
    """What a run found or wrote: columns of the row. Told twice it says the same once. Raises IllegalMove, VersionConflict."""
    require_command()
    row = FileImport.objects.get(pk=import_id)
    if row.state == ImportState.APPLYING:
        _move(row, ImportMove.WRITTEN, progress=1000, finished_at=now, **found)
    elif row.state == ImportState.CHECKING:
        _move(row, ImportMove.FOUND, progress=1000, **found)


def give_up(*, import_id: UUID) -> None:
    """Nobody works on it any more: its job is parked. Told twice it says the same once. Raises VersionConflict."""
    require_command()
    row = FileImport.objects.filter(pk=import_id, state__in=(ImportState.CHECKING, ImportState.APPLYING)).first()
    if row is not None:
        _move(row, ImportMove.FAIL, progress=0)


def forget_import(*, import_id: UUID) -> None:
    """Take an old upload off the list. What was imported stays."""
    require_command()
    FileImport.objects.filter(pk=import_id).delete()
