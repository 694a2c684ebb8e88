"""Hooks: what the unit ledger asks of contexts above it. They register in their ``apps.py``."""

from typing import Protocol
from uuid import UUID


class MayChoose(Protocol):
    """Asked inside the command that holds a unit: may this person choose it now?"""

    def __call__(self, *, person_id: UUID, unit_id: UUID, project_id: UUID) -> str | None:
        """A stable word for what stands in the way ("not_registered", "not_your_turn"...), or None."""
        ...


class HouseholdOf(Protocol):
    """Asked inside the command that holds a unit: which household does this person buy for?"""

    def __call__(self, *, person_id: UUID) -> str:
        """A key of at most 64 characters, the same for all its members."""
        ...


def _alone(*, person_id: UUID) -> str:
    return f"person:{person_id}"


_may_choose: dict[str, MayChoose] = {}
_household_of: list[HouseholdOf] = [_alone]


def register_may_choose(name: str, may_choose: MayChoose) -> None:
    """Add a condition under ``name``; registering a name again replaces it. Beside it a unit must be released and public."""
    _may_choose[name] = may_choose


def register_household_of(household_of: HouseholdOf) -> None:
    """Say who belongs together. Default: everybody buys alone."""
    _household_of[0] = household_of


def objection_to_choosing(*, person_id: UUID, unit_id: UUID, project_id: UUID) -> str | None:
    """The first objection, in the order of the conditions' names, or None."""
    answers = (
        _may_choose[name](person_id=person_id, unit_id=unit_id, project_id=project_id) for name in sorted(_may_choose)
    )
    return next((answer for answer in answers if answer is not None), None)


def household_of(*, person_id: UUID) -> str:
    """The key of the person's household."""
    return _household_of[0](person_id=person_id)
