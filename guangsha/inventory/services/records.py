"""The only writers of unit records: what is written relies on what was read, and every step is kept as an event."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.backbone.public import at_end_of_command, emit
from guangsha.inventory.domain.errors import StatusConflict
from guangsha.inventory.domain.events import UnitsChanged
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.models import UnitEvent, UnitRecord

CHUNK = 400


class Read(NamedTuple):
    """A record as it was read; a write that relies on it names both."""

    status: UnitStatus
    revision: int


NO_RECORD = Read(UnitStatus.UNRELEASED, 0)


def records(unit_ids: Sequence[UUID]) -> dict[UUID, Read]:
    """The records of those units that have one."""
    found: dict[UUID, Read] = {}
    for start in range(0, len(unit_ids), CHUNK):
        rows = UnitRecord.objects.filter(pk__in=unit_ids[start : start + CHUNK]).values_list("pk", "status", "revision")
        found.update({unit_id: Read(UnitStatus(status), revision) for unit_id, status, revision in rows})
    return found


def write_records(
    projects: Mapping[UUID, UUID], known: Mapping[UUID, Read], status: UnitStatus, *, now: datetime
) -> None:
    """Insert the records of units that had none (their key guards), move the others where they still are what was read.

    ``projects``: unit id -> project id of the units to move. Raises StatusConflict.
    """
    groups: dict[Read, list[UUID]] = defaultdict(list)
    for unit_id in projects:
        if unit_id in known:
            groups[known[unit_id]].append(unit_id)
    fresh = [
        UnitRecord(unit_id=unit_id, project_id=project_id, status=status, changed_at=now)
        for unit_id, project_id in projects.items()
        if unit_id not in known
    ]
    if fresh:
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


def keep_steps(
    projects: Mapping[UUID, UUID],
    known: Mapping[UUID, Read],
    after: UnitStatus,
    *,
    now: datetime,
    reason: str = "",
    staff_id: UUID | None = None,
) -> None:
    """Keep what ``write_records`` has just written as events, and tell once per project that its units changed.

    ``staff_id``: who at work took the step; None for buyers, whose names are in no event, and for processes.
    """
    steps = []
    for unit_id, project_id in projects.items():
        read = known.get(unit_id, NO_RECORD)
        steps.append(
            UnitEvent(
                unit_id=unit_id,
                project_id=project_id,
                revision=read.revision + 1,
                before=read.status,
                after=after,
                reason=reason[:200],
                staff_id=staff_id,
                changed_at=now,
            )
        )
    UnitEvent.objects.bulk_create(steps, batch_size=200)
    for project_id in set(projects.values()):
        tell_units_changed(project_id)


def tell_units_changed(project_id: UUID) -> None:
    """One event per project and command."""
    at_end_of_command(f"inventory.units_changed:{project_id}", lambda: emit(UnitsChanged(project_id=str(project_id))))
