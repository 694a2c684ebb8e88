"""The states of a subscription, as data."""

from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    AWAITING_DEPOSIT = "awaiting_deposit"
    SUBSCRIBED = "subscribed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    CONTRACTED = "contracted"
    HANDED_OVER = "handed_over"


class Ending(StrEnum):
    """Why it was cancelled: the hold ran out, the buyer let the home go, or the home was gone when the money came."""

    EXPIRED = "expired"
    LET_GO = "let_go"
    UNIT_GONE = "unit_gone"


class StepKind(StrEnum):
    """What happened to it. What happened to its money is told by money."""

    OPENED = "opened"
    SUBSCRIBED = "subscribed"
    RESTORED = "restored"
    CANCELLED = "cancelled"
    LATE_MONEY = "late_money"
    WITHDRAWN = "withdrawn"
    CONTRACTED = "contracted"
    CO_BUYER = "co_buyer"
    PLAN_CHOSEN = "plan_chosen"
    OVERDUE = "overdue"
    ON_BEHALF = "on_behalf"
    HANDOVER = "handover"
    EXCHANGED = "exchanged"
    EXIT_ASKED = "exit_asked"
    EXIT_REFUSED = "exit_refused"
    EXIT_TAKEN_BACK = "exit_taken_back"
    EXIT_AGREED = "exit_agreed"
    EXIT_DECLINED = "exit_declined"
    BUYERS_ASKED = "buyers_asked"
    BUYERS_CHANGED = "buyers_changed"
    BUYERS_REFUSED = "buyers_refused"
    BUYERS_TAKEN_BACK = "buyers_taken_back"


class ExitState(StrEnum):
    """Where it stands that a buyer asked to end a signed contract. REFUSED: by the house; DECLINED: by one who buys it too."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    DECLINED = "declined"


class BuyerChangeState(StrEnum):
    """Where it stands that a buyer asked for other buyers or shares. LAPSED: the deal was signed, or ended, before that."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


class HandoverState(StrEnum):
    """Where a handover stands that the house opened at the visit."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class LinkState(StrEnum):
    """Where a link of an assisted sale stands. That its time is up is a moment in the past, not a state."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class ProposalState(StrEnum):
    """Where proposed terms stand: two people publish, one alone never."""

    ASKED = "asked"
    PUBLISHED = "published"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


LINKS: dict[LinkState, frozenset[LinkState]] = {
    LinkState.OPEN: frozenset({LinkState.CONFIRMED, LinkState.CANCELLED}),
    LinkState.CONFIRMED: frozenset(),
    LinkState.CANCELLED: frozenset(),
}

PROPOSALS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.ASKED: frozenset({ProposalState.PUBLISHED, ProposalState.REFUSED, ProposalState.TAKEN_BACK}),
    ProposalState.PUBLISHED: frozenset(),
    ProposalState.REFUSED: frozenset(),
    ProposalState.TAKEN_BACK: frozenset(),
}

HANDOVERS: dict[HandoverState, frozenset[HandoverState]] = {
    HandoverState.OPEN: frozenset({HandoverState.CONFIRMED, HandoverState.REFUSED}),
    HandoverState.CONFIRMED: frozenset(),
    HandoverState.REFUSED: frozenset(),
}

EXITS: dict[ExitState, frozenset[ExitState]] = {
    ExitState.ASKED: frozenset(ExitState) - {ExitState.ASKED},
    ExitState.DONE: frozenset(),
    ExitState.REFUSED: frozenset(),
    ExitState.TAKEN_BACK: frozenset(),
    ExitState.DECLINED: frozenset(),
}

BUYER_CHANGES: dict[BuyerChangeState, frozenset[BuyerChangeState]] = {
    BuyerChangeState.ASKED: frozenset(BuyerChangeState) - {BuyerChangeState.ASKED},
    BuyerChangeState.DONE: frozenset(),
    BuyerChangeState.REFUSED: frozenset(),
    BuyerChangeState.TAKEN_BACK: frozenset(),
    BuyerChangeState.LAPSED: frozenset(),
}

TRANSITIONS: dict[SubscriptionState, frozenset[SubscriptionState]] = {
    SubscriptionState.AWAITING_DEPOSIT: frozenset({SubscriptionState.SUBSCRIBED, SubscriptionState.CANCELLED}),
    SubscriptionState.SUBSCRIBED: frozenset({SubscriptionState.WITHDRAWN, SubscriptionState.CONTRACTED}),
    SubscriptionState.CANCELLED: frozenset({SubscriptionState.SUBSCRIBED}),
    SubscriptionState.WITHDRAWN: frozenset(),
    SubscriptionState.CONTRACTED: frozenset({SubscriptionState.WITHDRAWN, SubscriptionState.HANDED_OVER}),
    SubscriptionState.HANDED_OVER: frozenset(),
}
"""CANCELLED to SUBSCRIBED: the deposit came late and nobody had taken the home. CONTRACTED: the purchase contract is signed;
from there to WITHDRAWN by what the rules say about damages."""

SIGNED = frozenset({SubscriptionState.CONTRACTED, SubscriptionState.HANDED_OVER})
"""Its contract stands."""
IN_FORCE = SIGNED | {SubscriptionState.AWAITING_DEPOSIT, SubscriptionState.SUBSCRIBED}
"""It keeps its claim for itself."""

UNDER_WAY = IN_FORCE - {SubscriptionState.HANDED_OVER}
"""So long who buys together is one household."""


def before(state: SubscriptionState) -> frozenset[SubscriptionState]:
    """The states from which a subscription may become ``state``."""
    return frozenset(one for one, after in TRANSITIONS.items() if state in after)
