"""A change of buyers 更名: who is to buy instead, and what becomes of each of those who buy now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.deals.domain.states import BuyerChangeState
from guangsha.kit.errors import Invalid
from guangsha.vault.public import Secret


class Change(StrEnum):
    """What becomes of one of them."""

    STAYS = "stays"
    JOINS = "joins"
    LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class BuyerWanted:
    """One who is to buy: ``line`` of somebody who does now, or the name and number of somebody new. ``share``: 1/10,000."""

    share: int
    line: int | None = None
    full_name: Secret | None = None
    id_number: Secret | None = None


@dataclass(frozen=True, slots=True)
class ChangedBuyerFacts:
    """Before and after, of one of them; the name masked. Shares are 0 for who did not buy before, or does not afterwards."""

    line: int
    change: Change
    name: str
    share_before: int
    share: int


@dataclass(frozen=True, slots=True)
class BuyerChangeFacts:
    """What was asked, why, and what the house said. ``buyers``: while it waits; afterwards nobody is shown."""

    id: UUID
    state: BuyerChangeState
    asked_at: datetime
    decided_at: datetime | None
    reason: str
    note: str
    buyers: tuple[ChangedBuyerFacts, ...]


def require_change(now: Mapping[int, int], wanted: Sequence[BuyerWanted]) -> None:
    """``now``: shares by line. Who asks stays, everybody is named once, and something changes. Raises Invalid."""
    lines = [one.line for one in wanted if one.line is not None]
    if 0 not in lines or len(set(lines)) != len(lines) or not set(lines) <= set(now):
        raise Invalid(errors=[{"field": "buyers", "message": "each buyer once, the first one always"}])
    if len(lines) == len(wanted) and {one.line: one.share for one in wanted} == dict(now):
        raise Invalid(errors=[{"field": "buyers", "message": "nothing changes"}])
