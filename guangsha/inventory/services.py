"""Writes of the unit ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import at_end_of_command, audit, emit, require_command
from guangsha.catalog.public import ReleaseFacts, release_facts
from guangsha.inventory.domain.errors import StatusConflict, StatusRefused
from guangsha.inventory.domain.events import UnitsChanged
from guangsha.inventory.domain.statuses import UnitStatus, may_become
from guangsha.inventory.models import UnitEvent, UnitRecord
from guangsha.inventory.policies import require_keeper
from guangsha.kit.actor import Actor

CHUNK = 400


def _statuses(unit_ids: Sequence[UUID]) -> dict[UUID, UnitStatus]:
    found: dict[UUID, UnitStatus] = {}
    for start in range(0, len(unit_ids), CHUNK):
        rows = UnitRecord.objects.filter(pk__in=unit_ids[start : start + CHUNK]).values_list("pk", "status")
        found.update({unit_id: UnitStatus(status) for unit_id, status in rows})
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
    it still has the status that was read. Raises StatusRefused (``errors`` by unit), StatusConflict, Forbidden.
    """
    require_command()
    wanted = list(dict.fromkeys(unit_ids))
    facts = release_facts(unit_ids=wanted)
    for organisation_id in {fact.organisation_id for fact in facts.values()}:
        require_keeper(actor, organisation_id=organisation_id)
    known = _statuses(wanted)
    before = {unit_id: known.get(unit_id, UnitStatus.UNRELEASED) for unit_id in wanted}
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
    _write_records(moving, before, facts, status, now=now)
    UnitEvent.objects.bulk_create(
        [
            UnitEvent(
                unit_id=unit_id,
                project_id=facts[unit_id].project_id,
                before=before[unit_id],
                after=status,
                reason=reason[:200],
                changed_at=now,
            )
            for unit_id in moving
        ],
        batch_size=200,
    )
    for project_id in {facts[unit_id].project_id for unit_id in moving}:
        units = [unit_id for unit_id in moving if facts[unit_id].project_id == project_id]
        audit(
            action="inventory.units.status",
            target=f"project:{project_id}",
            data={"status": str(status), "units": len(units), "first": str(units[0]), "reason": reason[:200]},
        )
        at_end_of_command(
            f"inventory.units_changed:{project_id}",
            lambda project_id=project_id: emit(UnitsChanged(project_id=str(project_id))),  # type: ignore[misc]
        )
    return len(moving)


def _write_records(
    moving: Sequence[UUID],
    before: Mapping[UUID, UnitStatus],
    facts: Mapping[UUID, ReleaseFacts],
    status: UnitStatus,
    *,
    now: datetime,
) -> None:
    """Insert the records of units that had none (their key guards), move the others where they still are what was read."""
    groups: dict[UnitStatus, list[UUID]] = defaultdict(list)
    for unit_id in moving:
        groups[before[unit_id]].append(unit_id)
    fresh = [
        UnitRecord(unit_id=unit_id, project_id=facts[unit_id].project_id, status=status, changed_at=now)
        for unit_id in groups.pop(UnitStatus.UNRELEASED, [])
    ]
    try:
        with transaction.atomic():
            UnitRecord.objects.bulk_create(fresh, batch_size=200)
    except IntegrityError as error:
        raise StatusConflict() from error
    for old, unit_ids in groups.items():
        for start in range(0, len(unit_ids), CHUNK):
            chunk = unit_ids[start : start + CHUNK]
            rows = UnitRecord.objects.filter(pk__in=chunk, status=old)
            if rows.update(status=status, changed_at=now) != len(chunk):
                raise StatusConflict()
