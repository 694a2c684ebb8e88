"""The states of a subscription, as data."""

from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    AWAITING_DEPOSIT = "awaiting_deposit"
    SUBSCRIBED = "subscribed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    CONTRACTED = "contracted"


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


TRANSITIONS: dict[SubscriptionState, frozenset[SubscriptionState]] = {
    SubscriptionState.AWAITING_DEPOSIT: frozenset({SubscriptionState.SUBSCRIBED, SubscriptionState.CANCELLED}),
    SubscriptionState.SUBSCRIBED: frozenset({SubscriptionState.WITHDRAWN, SubscriptionState.CONTRACTED}),
    SubscriptionState.CANCELLED: frozenset({SubscriptionState.SUBSCRIBED}),
    SubscriptionState.WITHDRAWN: frozenset(),
    SubscriptionState.CONTRACTED: frozenset(),
}
"""CANCELLED to SUBSCRIBED: the deposit came late and nobody had taken the home. CONTRACTED: the purchase contract is signed."""

IN_FORCE = frozenset({SubscriptionState.AWAITING_DEPOSIT, SubscriptionState.SUBSCRIBED, SubscriptionState.CONTRACTED})
"""It keeps its claim for itself."""


def before(state: SubscriptionState) -> frozenset[SubscriptionState]:
    """The states from which a subscription may become ``state``."""
    return frozenset(one for one, after in TRANSITIONS.items() if state in after)


def mermaid() -> str:
    """The transitions as a mermaid state diagram; ``docs/states/subscription.md`` holds the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {SubscriptionState.AWAITING_DEPOSIT}"]
    lines += [f"    {one} --> {after}" for one in SubscriptionState for after in sorted(TRANSITIONS[one])]
    lines += [f"    {one} --> [*]" for one in SubscriptionState if not TRANSITIONS[one]]
    return "\n".join(lines) + "\n"
