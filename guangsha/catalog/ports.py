"""Hooks: what the catalogue asks of contexts above it. They register in their ``apps.py``."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from guangsha.catalog.domain.checks import FieldError


class PublishCheck(Protocol):
    """Asked inside the command, before a listing goes public."""

    def __call__(self, project_id: UUID) -> list[FieldError]:
        """What stands in the way, as field errors; [] lets it pass."""
        ...


class UnitRemovalGuard(Protocol):
    """Asked inside the command that removes a unit, or the permit that alone covers it."""

    def __call__(self, *, unit_id: UUID, leaving_at: datetime | None) -> str | None:
        """A stable word for the objection ("held", "subscribed"...), or None.

        ``leaving_at``: the unit leaves now, unless somebody objects, and the guard takes it off its books. Its None must hold
        at COMMIT too: it has written the key that anybody writes who would need the unit to stay, so that one of the two
        fails. None: only a question; nothing is written.
        """
        ...


_publish_checks: dict[str, PublishCheck] = {}
_removal_guards: dict[str, UnitRemovalGuard] = {}


def register_publish_check(name: str, check: PublishCheck) -> None:
    """Add a check under ``name``; registering a name again replaces it. Beside it the catalogue's own rule always holds."""
    _publish_checks[name] = check


def register_unit_removal_guard(name: str, guard: UnitRemovalGuard) -> None:
    """Add a guard under ``name``; registering a name again replaces it. Default: nobody objects."""
    _removal_guards[name] = guard


def publish_objections(project_id: UUID) -> list[FieldError]:
    """What all registered checks say, in the order of their names."""
    return [error for name in sorted(_publish_checks) for error in _publish_checks[name](project_id)]


def removal_objection(*, unit_id: UUID, leaving_at: datetime | None) -> str | None:
    """The first objection, in the order of the guards' names, or None. ``leaving_at``: see UnitRemovalGuard."""
    answers = (_removal_guards[name](unit_id=unit_id, leaving_at=leaving_at) for name in sorted(_removal_guards))
    return next((answer for answer in answers if answer is not None), None)
