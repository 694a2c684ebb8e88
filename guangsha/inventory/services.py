"""Writes of the unit ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.backbone.public import at_end_of_command, audit, emit, require_command
from guangsha.catalog.public import ReleaseFacts, release_facts
from guangsha.inventory.domain.errors import StatusConflict, StatusRefused
from guangsha.inventory.domain.events import UnitsChanged
from guangsha.inventory.domain.statuses import REMOVABLE, UnitStatus, may_become
from guangsha.inventory.models import UnitEvent, UnitRecord
from guangsha.inventory.policies import require_keeper
from guangsha.kit.actor import Actor

CHUNK = 400
REMOVED = "removed from the catalogue"


class _Read(NamedTuple):
    """A record as it was read; a write that relies on it names both."""

    status: UnitStatus
    revision: int


def _records(unit_ids: Sequence[UUID]) -> dict[UUID, _Read]:
    found: dict[UUID, _Read] = {}
    for start in range(0, len(unit_ids), CHUNK):
        rows = UnitRecord.objects.filter(pk__in=unit_ids[start : start + CHUNK]).values_list("pk", "status", "revision")
        found.update({unit_id: _Read(UnitStatus(status), revision) for unit_id, status, revision in rows})
    return found


def _objection(before: UnitStatus, after: UnitStatus, facts: ReleaseFacts) -> str | None:
    if facts.removed:
        return "removed"
    if not may_become(before, after):
        return "illegal_step"
    if after is UnitStatus.AVAILABLE and facts.filed_price_fen is None:
        return "no_filed_price"
    if after is UnitStatus.AVAILABLE and not facts.has_permit:
        return "no_permit"
    return None


def set_unit_statuses(
    *, actor: Actor, now: datetime, unit_ids: Sequence[UUID], status: UnitStatus, reason: str = ""
) -> int:
    """Move units to ``status``, all or none; how many changed. Units that have it already are left as they are.

    Making a unit available needs its filed price and a permit that names its building. Each record is written only where
    it still is what was read. Raises StatusRefused (``errors`` by unit), StatusConflict, Forbidden.
    """
    require_command()
    wanted = list(dict.fromkeys(unit_ids))
    facts = release_facts(unit_ids=wanted)
    for organisation_id in {fact.organisation_id for fact in facts.values()}:
        require_keeper(actor, organisation_id=organisation_id)
    known = _records(wanted)
    before = {unit_id: known[unit_id].status if unit_id in known else UnitStatus.UNRELEASED for unit_id in wanted}
    moving = [unit_id for unit_id in wanted if before[unit_id] is not status]
    objections = {
        unit_id: _objection(before[unit_id], status, facts[unit_id]) if unit_id in facts else "unknown"
        for unit_id in moving
    }
    errors = [{"field": str(unit_id), "message": word} for unit_id, word in objections.items() if word is not None]
    if errors:
        raise StatusRefused(errors=errors[:100])
    if not moving:
        return 0
    projects = {unit_id: facts[unit_id].project_id for unit_id in moving}
    _write_records(projects, known, status, now=now)
    UnitEvent.objects.bulk_create(
        [
            UnitEvent(
                unit_id=unit_id,
                project_id=projects[unit_id],
                before=before[unit_id],
                after=status,
                reason=reason[:200],
                changed_at=now,
            )
            for unit_id in moving
        ],
        batch_size=200,
    )
    for project_id in set(projects.values()):
        units = [unit_id for unit_id in moving if projects[unit_id] == project_id]
        audit(
            action="inventory.units.status",
            target=f"project:{project_id}",
            data={"status": str(status), "units": len(units), "first": str(units[0]), "reason": reason[:200]},
        )
        _units_changed(project_id)
    return len(moving)


def _units_changed(project_id: UUID) -> None:
    at_end_of_command(f"inventory.units_changed:{project_id}", lambda: emit(UnitsChanged(project_id=str(project_id))))


def _write_records(
    projects: Mapping[UUID, UUID], known: Mapping[UUID, _Read], status: UnitStatus, *, now: datetime
) -> None:
    """Insert the records of units that had none (their key guards), move the others where they still are what was read.

    ``projects``: unit id -> project id of the units to move. Raises StatusConflict.
    """
    groups: dict[_Read, list[UUID]] = defaultdict(list)
    for unit_id in projects:
        if unit_id in known:
            groups[known[unit_id]].append(unit_id)
    fresh = [
        UnitRecord(unit_id=unit_id, project_id=project_id, status=status, changed_at=now)
        for unit_id, project_id in projects.items()
        if unit_id not in known
    ]
    try:
        with transaction.atomic():
            UnitRecord.objects.bulk_create(fresh, batch_size=200)
    except IntegrityError as error:
        raise StatusConflict() from error
    for read, unit_ids in groups.items():
        for start in range(0, len(unit_ids), CHUNK):
            chunk = unit_ids[start : start + CHUNK]
            rows = UnitRecord.objects.filter(pk__in=chunk, status=read.status, revision=read.revision)
            if rows.update(status=status, revision=F("revision") + 1, changed_at=now) != len(chunk):
                raise StatusConflict()


def let_unit_go(*, unit_id: UUID, leaving_at: datetime | None) -> str | None:
    """The catalogue's question before it removes a unit: its status when that forbids it, else None.

    A unit that is ``leaving_at`` some moment is withdrawn with it; without one it is only a question. The record is written
    even when it says withdrawn already: a release that read it before loses, or this does (StatusConflict).
    """
    require_command()
    known = _records([unit_id])
    before = known[unit_id].status if known else UnitStatus.UNRELEASED
    if before not in REMOVABLE:
        return str(before)
    if leaving_at is None:
        return None
    project_id = release_facts(unit_ids=[unit_id])[unit_id].project_id
    _write_records({unit_id: project_id}, known, UnitStatus.WITHDRAWN, now=leaving_at)
    if before is not UnitStatus.WITHDRAWN:
        UnitEvent.objects.create(
            unit_id=unit_id,
            project_id=project_id,
            before=before,
            after=UnitStatus.WITHDRAWN,
            reason=REMOVED,
            changed_at=leaving_at,
        )
        _units_changed(project_id)
    return None
