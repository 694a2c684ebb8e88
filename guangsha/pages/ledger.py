"""What the unit ledger says, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args
from uuid import UUID

from guangsha.catalog.public import ProjectCard, UnitFacts
from guangsha.inventory.public import UnitStatus as LedgerStatus
from guangsha.inventory.public import counts_by_status, shown, statuses_of_project, statuses_of_units
from guangsha.pages.schemas import UnitStatus

Status = UnitStatus
ORDER: tuple[Status, ...] = get_args(Status)


def statuses_in_project(*, project_id: UUID, units: Sequence[UnitFacts]) -> dict[UUID, Status]:
    """The status of each of a project's units; a unit without a record is not released. One query."""
    known = statuses_of_project(project_id=project_id)
    return {unit.id: shown(known.get(unit.id, LedgerStatus.UNRELEASED)).value for unit in units}


def statuses_of(*, unit_ids: Sequence[UUID]) -> dict[UUID, Status]:
    """The status of each unit. One query."""
    return {unit_id: shown(status).value for unit_id, status in statuses_of_units(unit_ids=unit_ids).items()}


def available_homes(*, cards: Sequence[ProjectCard]) -> Mapping[UUID, int]:
    """How many homes each project has available. One query."""
    counts = counts_by_status(project_ids=[card.id for card in cards])
    return {
        card.id: sum(count for status, count in counts.get(card.id, {}).items() if status.value == "available")
        for card in cards
    }
