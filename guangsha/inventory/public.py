"""The door of the unit ledger."""

from guangsha.inventory.api import routes
from guangsha.inventory.domain.board import BoardUnit, StatusNow, UnitBoard
from guangsha.inventory.domain.errors import StatusConflict, StatusRefused
from guangsha.inventory.domain.statuses import ShownStatus, UnitStatus, shown
from guangsha.inventory.selectors import (
    counts_by_status,
    statuses_of_project,
    statuses_of_units,
    steps_taken,
    unit_board,
    unit_status,
)
from guangsha.inventory.services import set_unit_statuses

__all__ = [
    "BoardUnit",
    "ShownStatus",
    "StatusConflict",
    "StatusNow",
    "StatusRefused",
    "UnitBoard",
    "UnitStatus",
    "counts_by_status",
    "routes",
    "set_unit_statuses",
    "shown",
    "statuses_of_project",
    "statuses_of_units",
    "steps_taken",
    "unit_board",
    "unit_status",
]
