"""A subscription as its buyer sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from guangsha.catalog.public import NamedHome
from guangsha.deals.domain.buyer_changes import BuyerChangeFacts
from guangsha.deals.domain.errors import SharesRefused
from guangsha.deals.domain.handover import HandoverFacts
from guangsha.deals.domain.plans import PartKind, Plan
from guangsha.deals.domain.rules import GivenBack, LadderStep, Rules
from guangsha.deals.domain.states import Ending, ExitState, SubscriptionState
from guangsha.money.public import CaseFacts, ObligationState
from guangsha.vault.public import Masked

WHOLE_SHARE = 10_000
"""Shares are counted in hundredths of a percent."""
MOST_BUYERS = 5


class Who(StrEnum):
    """Who has to act, or did."""

    BUYER = "buyer"
    CO_BUYER = "co_buyer"
    HOUSE = "house"
    PROVIDER = "provider"
    SYSTEM = "system"


class NextWhat(StrEnum):
    """What comes next."""

    PAY = "pay"
    AWAIT_PAYMENT = "await_payment"
    CONFIRM = "confirm"
    CO_BUYERS = "co_buyers"
    CHOOSE_PLAN = "choose_plan"
    SIGN = "sign"
    PAY_PLAN = "pay_plan"
    REFUND = "refund"
    END_CONTRACT = "end_contract"
    BOOK_HANDOVER = "book_handover"
    HANDOVER = "handover"
    TAKE_HOME = "take_home"
    CHANGE_BUYERS = "change_buyers"


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
    """One who buys: the name masked, the share in hundredths of a percent.

    ``confirmed_at``, ``person_id`` (whose account it is): None until a co-buyer confirmed.
    """

    id: UUID
    line: int
    name: str
    share: int
    subscriber: bool
    confirmed_at: datetime | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class DueFacts:
    """A payment of the chosen plan. ``obligation_id`` and ``state`` None: it is owed from the contract on, and planned so far.

    ``late_fen``: what being late costs by now (or cost); ``fee_obligation_id``: where that is owed.
    """

    line: int
    kind: PartKind
    title: str
    title_en: str
    amount_fen: int
    due_on: date
    obligation_id: UUID | None
    state: ObligationState | None
    overdue: bool
    late_fen: int
    fee_obligation_id: UUID | None


@dataclass(frozen=True, slots=True)
class ChosenPlan:
    """How a home is paid for: the plan, what being late costs, and its payments."""

    plan: Plan
    grace_days: int
    late_per_day: int
    payments: tuple[DueFacts, ...]


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """That the buyer asked to end the signed contract. ``note``: what was said when it was decided. ``agreed``, ``awaited``: the
    lines of co-buyers who agreed, and of those who have to."""

    state: ExitState
    asked_at: datetime
    decided_at: datetime | None
    note: str
    agreed: tuple[int, ...]
    awaited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """A subscription with its home, money and steps. ``home`` None: its listing is not public any more. ``contract_id``: of the
    contract that was sent to its buyers.

    ``exit``: the newest request to end the signed contract; ``buyer_change``: to change who buys; ``handover``: the newest that
    was opened.
    """

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
    contracted_at: datetime | None
    returns: GivenBack | None
    exit: ExitFacts | None
    buyer_change: BuyerChangeFacts | None
    handover: HandoverFacts | None
    next: NextStep | None
    buyers: tuple[BuyerFacts, ...]
    plan: ChosenPlan | None
    paid_fen: int
    project_id: UUID
    organisation_id: UUID
    person_id: UUID
    advisor_id: UUID | None
    timeline: tuple[TimelineEntry, ...]
    contract_id: UUID | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StaffDeal:
    """A deal on a desk. ``may_settle``: the reader may end it by its rules; ``may_end_signed``: say that a filing is cancelled;
    ``may_hand_over``: open its handover; ``may_change_buyers``: decide about a change of buyers.

    ``cases``: of its money, on its own page only.
    """

    facts: SubscriptionFacts
    advisor: Masked | None
    may_settle: bool
    may_end_signed: bool
    may_hand_over: bool
    may_change_buyers: bool
    cases: tuple[CaseFacts, ...]


@dataclass(frozen=True, slots=True)
class DealFilter:
    """Which deals; None: all. ``mine``: those that the reader began for their buyers."""

    state: SubscriptionState | None = None
    project_id: UUID | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class RulesShown:
    """The rules for a hold before anything is paid: amounts as if it were paid at ``as_of``."""

    rules: Rules
    price_fen: int
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
