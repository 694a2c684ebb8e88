"""A subscription as its buyer sees it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.catalog.public import NamedHome
from guangsha.deals.domain.errors import SharesRefused
from guangsha.deals.domain.rules import GivenBack, LadderStep, Rules
from guangsha.deals.domain.states import Ending, SubscriptionState

WHOLE_SHARE = 10_000
"""Shares are counted in hundredths of a percent."""
MOST_BUYERS = 5


class Who(StrEnum):
    """Who has to act, or did."""

    BUYER = "buyer"
    HOUSE = "house"
    PROVIDER = "provider"
    SYSTEM = "system"


class NextWhat(StrEnum):
    """What comes next."""

    PAY = "pay"
    AWAIT_PAYMENT = "await_payment"
    CONFIRM = "confirm"
    SIGN = "sign"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, who has to act, and until when."""

    what: NextWhat
    who: Who
    until: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened; ``amount_fen`` when it was about money."""

    at: datetime
    kind: str
    who: Who
    amount_fen: int | None
    note: str


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """One who buys: the name masked, the share in hundredths of a percent."""

    name: str
    share: int
    subscriber: bool


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """A subscription with its home, money and steps. ``home`` None: its listing is not public any more. ``contract_id``: of the
    contract that was sent to its buyers."""

    id: UUID
    hold_id: UUID
    unit_id: UUID
    home: NamedHome | None
    state: SubscriptionState
    ending: Ending | None
    price_fen: int
    deposit_fen: int
    rules: Rules
    ladder: tuple[LadderStep, ...]
    obligation_id: UUID
    deadline: datetime | None
    made_at: datetime
    subscribed_at: datetime | None
    ended_at: datetime | None
    returns: GivenBack | None
    next: NextStep | None
    buyers: tuple[BuyerFacts, ...]
    timeline: tuple[TimelineEntry, ...]
    contract_id: UUID | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class RulesShown:
    """The rules for a hold before anything is paid: amounts as if it were paid at ``as_of``."""

    rules: Rules
    deposit_fen: int
    ladder: tuple[LadderStep, ...]
    as_of: datetime


def require_whole(shares: list[int], identities: list[str]) -> None:
    """Shares add up to the whole, each is more than nothing, everybody is named once. Raises SharesRefused."""
    if len(set(identities)) != len(identities) or sum(shares) != WHOLE_SHARE or min(shares) <= 0:
        raise SharesRefused()


def subject_of(subscription_id: UUID) -> str:
    """What money calls it."""
    return f"deal:{subscription_id}"
