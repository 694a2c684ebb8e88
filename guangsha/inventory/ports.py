"""Hooks: what the unit ledger asks of contexts above it. They register in their ``apps.py``."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID


class MayChoose(Protocol):
    """Asked inside the command that holds a unit: may this person choose it now?"""

    def __call__(self, *, person_id: UUID, unit_id: UUID, project_id: UUID) -> str | None:
        """A stable word for what stands in the way ("not_registered", "not_your_turn"...), or None."""
        ...


class HouseholdsOf(Protocol):
    """Asked inside the command that holds units: which household does each of these people buy for?"""

    def __call__(self, *, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Who does not buy alone, with a key of at most 64 characters, the same for all members, and all members with it.

        One query where everybody buys alone, and never more than a fixed number.
        """
        ...


def _alone(*, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    return {}


_may_choose: dict[str, MayChoose] = {}
_households_of: list[HouseholdsOf] = [_alone]


def register_may_choose(name: str, may_choose: MayChoose) -> None:
    """Add a condition under ``name``; registering a name again replaces it. Beside it a unit must be released and public."""
    _may_choose[name] = may_choose


def register_households_of(households: HouseholdsOf) -> None:
    """Say who belongs together. Default: everybody buys alone."""
    _households_of[0] = households


def objection_to_choosing(*, person_id: UUID, unit_id: UUID, project_id: UUID) -> str | None:
    """The first objection, in the order of the conditions' names, or None."""
    answers = (
        _may_choose[name](person_id=person_id, unit_id=unit_id, project_id=project_id) for name in sorted(_may_choose)
    )
    return next((answer for answer in answers if answer is not None), None)


def everybody_with(*, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The keys of all these people's households, for them and for whoever belongs to them."""
    return {one: f"person:{one}" for one in person_ids} | dict(_households_of[0](person_ids=person_ids))


def households_of(*, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The keys of all these people's households."""
    keys = everybody_with(person_ids=person_ids)
    return {one: keys[one] for one in person_ids}


def household_of(*, person_id: UUID) -> str:
    """The key of the person's household."""
    return households_of(person_ids=[person_id])[person_id]
