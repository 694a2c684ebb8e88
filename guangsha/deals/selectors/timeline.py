"""Everything that happened to a subscription and its money, in order, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guangsha.contracts.public import ContractFacts, ContractState
from guangsha.deals.domain.states import StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import NextStep, NextWhat, TimelineEntry, Who
from guangsha.deals.models import SubscriptionStep
from guangsha.money.public import ObligationFacts, ObligationState, PaymentFacts, PaymentState, RefundFacts, RefundState

BUYERS = frozenset({StepKind.OPENED, StepKind.WITHDRAWN})
BEING_READ = frozenset({ContractState.OFFERED, ContractState.SIGNING})
BY = {"offered": Who.HOUSE, "void": Who.HOUSE}
"""Who takes a contract's step, where it is always the same side."""
UNDER_WAY = frozenset({PaymentState.CREATED, PaymentState.PENDING})
SHOWN_REFUNDS = frozenset({RefundState.APPROVED, RefundState.SENT, RefundState.FAILED, RefundState.COMPLETED})


@dataclass(frozen=True, slots=True)
class Money:
    """What money knows of a subscription."""

    obligations: list[ObligationFacts]
    payments: list[PaymentFacts]
    refunds: list[RefundFacts]


def timeline(
    steps: list[SubscriptionStep], money: Money, contract: Sequence[tuple[datetime, str]] = ()
) -> tuple[TimelineEntry, ...]:
    """Steps of the subscription, of its money and (``contract``: when, what) of its contracts, oldest first."""
    found = [
        TimelineEntry(one.at, one.kind, Who.BUYER if one.kind in BUYERS else Who.SYSTEM, one.amount_fen, one.note)
        for one in steps
    ]
    found += [TimelineEntry(at, f"contract_{kind}", BY.get(kind, Who.SYSTEM), None, "") for at, kind in contract]
    for payment in money.payments:
        amount, by = payment.amount_fen, payment.provider
        found.append(TimelineEntry(payment.made_at, "payment_begun", Who.BUYER, amount, by))
        if payment.paid_at is not None:
            found.append(TimelineEntry(payment.paid_at, "payment_paid", Who.PROVIDER, amount, by))
    for refund in money.refunds:
        if refund.state not in SHOWN_REFUNDS:
            continue
        moments = (
            ("refund_owed", refund.asked_at),
            ("refund_sent", refund.sent_at),
            ("refund_back", refund.completed_at),
        )
        for kind, at in moments:
            if at is not None:
                who = Who.HOUSE if kind == "refund_owed" else Who.PROVIDER
                found.append(TimelineEntry(at, kind, who, refund.amount_fen, str(refund.reason)))
    return tuple(sorted(found, key=lambda one: one.at))


def next_step(
    state: SubscriptionState, deadline: datetime | None, money: Money, contract: ContractFacts | None = None
) -> NextStep | None:
    """What comes next and who has to act; None: nothing any more."""
    owed = next((one for one in money.refunds if one.state in SHOWN_REFUNDS - {RefundState.COMPLETED}), None)
    if state is SubscriptionState.AWAITING_DEPOSIT:
        if any(one.state is ObligationState.PAID for one in money.obligations):
            return NextStep(NextWhat.CONFIRM, Who.SYSTEM, None)
        if any(one.state in UNDER_WAY and one.expires_at > one.as_of for one in money.payments):
            return NextStep(NextWhat.AWAIT_PAYMENT, Who.BUYER, deadline)
        return NextStep(NextWhat.PAY, Who.BUYER, deadline)
    if owed is not None:
        who = Who.PROVIDER if owed.state is RefundState.SENT else Who.HOUSE
        return NextStep(NextWhat.REFUND, who, owed.due_at)
    return _signing(contract) if state is SubscriptionState.SUBSCRIBED else None


def _signing(contract: ContractFacts | None) -> NextStep:
    """The house draws up the contract; then its buyers read and sign it."""
    if contract is not None and contract.state in BEING_READ:
        return NextStep(NextWhat.SIGN, Who.BUYER, contract.expires_at)
    return NextStep(NextWhat.SIGN, Who.HOUSE, None)
