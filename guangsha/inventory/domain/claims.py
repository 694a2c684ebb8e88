"""Claims on units as data: who may have a unit alone, for how long, and how that ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class ClaimKind(StrEnum):
    """Whose claim it is: a buyer's, the house's own (with a reason), or of a sale made elsewhere and written down."""

    BUYER = "buyer"
    INTERNAL = "internal"
    RECORDED = "recorded"


class ClaimEnding(StrEnum):
    """How a claim ended: its time was up, its owner let go, or the unit was freed by those who keep the ledger."""

    EXPIRED = "expired"
    RELEASED = "released"
    FREED = "freed"


HOLD_FOR = timedelta(minutes=15)
"""How long a buyer has a unit to themselves, to read the rules and to pay."""

HOLD_AT_MOST = timedelta(minutes=45)
"""No pending payment extends a hold beyond this, counted from its beginning."""

PAYMENT_PENDING_FOR = timedelta(minutes=10)
"""What a payment that is under way leaves a hold at least."""

COOL_DOWN = timedelta(minutes=30)
"""How long a household that let a hold go or let it lapse waits before it can hold the same unit again."""

PACE_OVER = timedelta(hours=1)
"""Within this time a household begins so many holds at most as the setting ``holds_per_hour`` says."""

RECORDED_FOR = timedelta(days=3)
INTERNAL_AT_MOST = timedelta(days=30)


def extended(*, made_at: datetime, deadline: datetime, now: datetime) -> datetime:
    """The deadline while a payment is under way: PAYMENT_PENDING_FOR from ``now``, within the cap, never earlier than it was."""
    return max(deadline, min(now + PAYMENT_PENDING_FOR, made_at + HOLD_AT_MOST))


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A buyer's hold. ``deadline`` is by the database's clock, like ``as_of``; live while ``ended_at`` is None."""

    id: UUID
    unit_id: UUID
    project_id: UUID
    person_id: UUID
    price_fen: int
    receipt_hash: str
    made_at: datetime
    deadline: datetime | None
    ended_at: datetime | None
    ending: ClaimEnding | None
    as_of: datetime
