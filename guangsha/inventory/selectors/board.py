"""Reads of the unit ledger. Statuses are the ledger's own; for the public ``shown()`` or ``unit_board`` translates them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count

from guangsha.catalog.public import UnitKind, buildings_of, every_unit_of, public_ref_by_id
from guangsha.inventory.domain.board import BoardUnit, StatusNow, UnitBoard
from guangsha.inventory.domain.statuses import ShownStatus, UnitStatus, shown
from guangsha.inventory.models import UnitEvent, UnitRecord

CHUNK = 400


def statuses_of_project(*, project_id: UUID) -> dict[UUID, UnitStatus]:
    """Unit id -> status of every unit with a record; a unit that is missing is UNRELEASED. One query."""
    rows = UnitRecord.objects.filter(project=project_id).values_list("pk", "status")
    return {unit_id: UnitStatus(status) for unit_id, status in rows}


def statuses_of_units(*, unit_ids: Sequence[UUID]) -> dict[UUID, UnitStatus]:
    """Unit id -> status for all of ``unit_ids`` (UNRELEASED without a record). One query per CHUNK."""
    found = dict.fromkeys(unit_ids, UnitStatus.UNRELEASED)
    for start in range(0, len(unit_ids), CHUNK):
        rows = UnitRecord.objects.filter(pk__in=unit_ids[start : start + CHUNK]).values_list("pk", "status")
        found.update({unit_id: UnitStatus(status) for unit_id, status in rows})
    return found


def counts_by_status(*, project_ids: Sequence[UUID]) -> dict[UUID, dict[ShownStatus, int]]:
    """Project id -> released homes by shown status (removed units left out); a project without any is missing. One query."""
    rows = (
        UnitRecord.objects.filter(project__in=project_ids, unit__removed_at=None, unit__kind=UnitKind.HOME)
        .order_by()
        .values_list("project_id", "status")
        .annotate(units=Count("pk"))
    )
    found: dict[UUID, dict[ShownStatus, int]] = defaultdict(dict)
    for project_id, status, units in rows:
        key = shown(UnitStatus(status))
        found[project_id][key] = found[project_id].get(key, 0) + units
    return dict(found)


def steps_taken(*, project_id: UUID) -> int:
    """How many steps the units of a project took so far: grows with every change, so it dates a board. One query."""
    return UnitEvent.objects.filter(project=project_id).count()


def unit_board(*, project_id: UUID) -> UnitBoard:
    """The board of a public project. Raises NotFound, Gone. Seven queries, however many units.

    ``as_of`` is taken before the statuses are read: what happened later may be in it, what happened before is.
    """
    public_ref_by_id(project_id=project_id)
    as_of = datetime.now(UTC)
    records = {
        unit_id: (UnitStatus(status), changed_at)
        for unit_id, status, changed_at in UnitRecord.objects.filter(project=project_id).values_list(
            "pk", "status", "changed_at"
        )
    }
    units = []
    for unit in every_unit_of(project_id=project_id):
        status, changed_at = records.get(unit.id, (UnitStatus.UNRELEASED, None))
        units.append(BoardUnit(unit, shown(status), changed_at))
    counts = Counter(entry.status for entry in units)
    return UnitBoard(
        project_id=project_id,
        as_of=as_of,
        buildings=tuple(buildings_of(project_id=project_id)),
        units=tuple(units),
        counts={status: counts.get(status, 0) for status in ShownStatus},
    )


def unit_status(*, unit_id: UUID) -> StatusNow:
    """The shown status of one unit; the caller has looked whether it is public. One query."""
    as_of = datetime.now(UTC)
    return StatusNow(unit_id, shown(statuses_of_units(unit_ids=[unit_id])[unit_id]), as_of)
