"""Hooks: what the catalogue asks of contexts above it. They register in their ``apps.py``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from guangsha.catalog.domain.checks import FieldError
from guangsha.catalog.domain.review_cells import Cells
from guangsha.catalog.domain.review_checks import Finding


class PublishCheck(Protocol):
    """Asked inside the command, before a listing goes public."""

    def __call__(self, project_id: UUID) -> list[FieldError]:
        """What stands in the way, as field errors; [] lets it pass."""
        ...


class TruthCheck(Protocol):
    """Asked about a candidate: what would mislead a buyer. It also runs for reviewers, long before publication."""

    def __call__(self, project_id: UUID, cells: Cells) -> list[Finding]:
        """Findings; those that BLOCK keep it from the public."""
        ...


class AskingPrices(Protocol):
    """Asked by the truth checks: what is asked for units, where somebody asks anything but the filed price."""

    def __call__(self, project_id: UUID) -> Mapping[UUID, int]:
        """Unit id -> total price in fen."""
        ...


class UnitRemovalGuard(Protocol):
    """Asked inside the command that removes a unit, gives it another place (building, entrance, floor, number), or
    removes the permit that alone covers it."""

    def __call__(self, *, unit_id: UUID, leaving_at: datetime | None) -> str | None:
        """A stable word for the objection ("held", "subscribed"...), or None.

        ``leaving_at``: the unit leaves now, unless somebody objects, and the guard takes it off its books. Its None must hold
        at COMMIT too: it has written the key that anybody writes who would need the unit to stay, so that one of the two
        fails. None: only a question; nothing is written.
        """
        ...


_publish_checks: dict[str, PublishCheck] = {}
_truth_checks: dict[str, TruthCheck] = {}
_asking_prices: dict[str, AskingPrices] = {}
_removal_guards: dict[str, UnitRemovalGuard] = {}


def register_publish_check(name: str, check: PublishCheck) -> None:
    """Add a check under ``name``; registering a name again replaces it. Beside it the catalogue's own rule always holds."""
    _publish_checks[name] = check


def register_truth_check(name: str, check: TruthCheck) -> None:
    """Add a truth check under ``name``; registering a name again replaces it."""
    _truth_checks[name] = check


def register_asking_prices(name: str, asked: AskingPrices) -> None:
    """Add a source of asking prices under ``name``; registering a name again replaces it. Default: nobody asks others."""
    _asking_prices[name] = asked


def register_unit_removal_guard(name: str, guard: UnitRemovalGuard) -> None:
    """Add a guard under ``name``; registering a name again replaces it. Default: nobody objects."""
    _removal_guards[name] = guard


def publish_objections(project_id: UUID) -> list[FieldError]:
    """What all registered checks say, in the order of their names."""
    return [error for name in sorted(_publish_checks) for error in _publish_checks[name](project_id)]


def truth_findings(project_id: UUID, cells: Cells) -> list[Finding]:
    """What all truth checks say, in the order of their names."""
    return [finding for name in sorted(_truth_checks) for finding in _truth_checks[name](project_id, cells)]


def asking_prices(project_id: UUID) -> dict[UUID, int]:
    """What all sources say, in the order of their names; the later one counts."""
    return {unit: fen for name in sorted(_asking_prices) for unit, fen in _asking_prices[name](project_id).items()}


def removal_objection(*, unit_id: UUID, leaving_at: datetime | None) -> str | None:
    """The first objection, in the order of the guards' names, or None. ``leaving_at``: see UnitRemovalGuard."""
    answers = (_removal_guards[name](unit_id=unit_id, leaving_at=leaving_at) for name in sorted(_removal_guards))
    return next((answer for answer in answers if answer is not None), None)
