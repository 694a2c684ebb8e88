"""The unit board as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.catalog.public import BuildingFacts, UnitFacts
from guangsha.inventory.domain.statuses import ShownStatus


@dataclass(frozen=True, slots=True)
class BoardUnit:
    """A unit and what the public reads of its status; ``changed_at`` None: never released."""

    unit: UnitFacts
    status: ShownStatus
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitBoard:
    """All units of a public project with their statuses as of one moment."""

    project_id: UUID
    as_of: datetime
    buildings: tuple[BuildingFacts, ...]
    units: tuple[BoardUnit, ...]
    counts: Mapping[ShownStatus, int]


@dataclass(frozen=True, slots=True)
class StatusNow:
    """What the public reads of one unit's status at ``as_of``."""

    unit_id: UUID
    status: ShownStatus
    as_of: datetime
