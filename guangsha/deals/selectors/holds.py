"""Buyers' holds by their homes."""

from collections.abc import Sequence
from uuid import UUID

from guangsha.catalog.public import named_homes
from guangsha.deals.domain.holds import OwnHold
from guangsha.inventory.public import HoldFacts, holds_of
from guangsha.kit.errors import NotFound


def _named(holds: Sequence[HoldFacts]) -> list[OwnHold]:
    homes = named_homes(unit_ids=[hold.unit_id for hold in holds])
    return [OwnHold(hold, homes.get(hold.unit_id)) for hold in holds]


def own_holds(person_id: UUID) -> list[OwnHold]:
    """The holds of a person's household, live ones first, newest first. Three queries."""
    return _named(holds_of(person_id=person_id))


def own_hold(person_id: UUID, hold_id: UUID) -> OwnHold:
    """One of them. Raises NotFound: not there, or somebody else's. Three queries."""
    found = _named(holds_of(person_id=person_id, only=hold_id))
    if not found:
        raise NotFound("hold")
    return found[0]
