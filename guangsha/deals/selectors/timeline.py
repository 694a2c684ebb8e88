"""Everything that happened to a subscription and its money, in order, and what comes next."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from guangsha.contracts.public import ContractFacts, ContractState
from guangsha.deals.domain.handover import HandoverPlanned
from guangsha.deals.domain.states import SIGNED, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import ChosenPlan, NextStep, NextWhat, TimelineEntry, Who
from guangsha.deals.models import SubscriptionStep
from guangsha.kit.clock import CHINA
from guangsha.money.public import ObligationState, PaymentState, RefundState, SubjectMoney

BEING_READ = frozenset({ContractState.OFFERED, ContractState.SIGNING})
BUYERS = frozenset(
    {
        StepKind.OPENED,
        StepKind.WITHDRAWN,
        StepKind.PLAN_CHOSEN,
        StepKind.HANDOVER,
        StepKind.EXCHANGED,
        StepKind.EXIT_ASKED,
        StepKind.EXIT_TAKEN_BACK,
        StepKind.BUYERS_ASKED,
        StepKind.BUYERS_TAKEN_BACK,
    }
)
HOUSES = frozenset({StepKind.ON_BEHALF, StepKind.EXIT_REFUSED, StepKind.BUYERS_CHANGED, StepKind.BUYERS_REFUSED})
CO_BUYERS = frozenset({StepKind.CO_BUYER, StepKind.EXIT_AGREED, StepKind.EXIT_DECLINED})
BY = {"offered": Who.HOUSE, "void": Who.HOUSE, "filing": Who.HOUSE}
"""Who takes a contract's step, where it is always the same side."""
UNDER_WAY = frozenset({PaymentState.CREATED, PaymentState.PENDING})
SHOWN_REFUNDS = frozenset({RefundState.APPROVED, RefundState.SENT, RefundState.FAILED, RefundState.COMPLETED})


def _who(step: SubscriptionStep) -> Who:
    kind = StepKind(step.kind)
    if kind is StepKind.BUYERS_CHANGED and not step.note:
        return Who.BUYER  # before the deposit nobody else decides it
    if kind in CO_BUYERS:
        return Who.CO_BUYER
    return Who.BUYER if kind in BUYERS else Who.HOUSE if kind in HOUSES else Who.SYSTEM


def timeline(
    steps: list[SubscriptionStep],
    money: SubjectMoney,
    contract: Sequence[tuple[datetime, str]] = (),
    elsewhere: Sequence[TimelineEntry] = (),
) -> tuple[TimelineEntry, ...]:
    """Steps of the subscription, of its money, (``contract``: when, what) of its contracts and of what contexts above add.

    Oldest first.
    """
    found = list(elsewhere)
    found += [TimelineEntry(one.at, one.kind, _who(one), one.amount_fen, one.note) for one in steps]
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
    state: SubscriptionState,
    deadline: datetime | None,
    money: SubjectMoney,
    *,
    waits_for_buyers: bool = False,
    plan: ChosenPlan | None = None,
    contract: ContractFacts | None = None,
    ending: bool = False,
    agreeing: bool = False,
    handing_over: bool = False,
    changing: bool = False,
    planned: HandoverPlanned,
    now: datetime,
) -> NextStep | None:
    """What comes next and who has to act; None: nothing any more. ``waits_for_buyers``: a co-buyer has not confirmed.
    ``ending``: the buyer asked to end the contract; ``agreeing``: and a co-buyer has to agree first; ``handing_over``: a handover
    waits for the buyer; ``changing``: a change of buyers waits for the house; ``planned``: what is arranged for the handover."""
    owed = next((one for one in money.refunds if one.state in SHOWN_REFUNDS - {RefundState.COMPLETED}), None)
    if state is SubscriptionState.AWAITING_DEPOSIT:
        return _deposit(deadline, money)
    if owed is not None:
        who = Who.PROVIDER if owed.state is RefundState.SENT else Who.HOUSE
        return NextStep(NextWhat.REFUND, who, owed.due_at)
    if state is SubscriptionState.SUBSCRIBED:
        return _before_contract(waits_for_buyers, plan, contract, changing)
    if state is SubscriptionState.CONTRACTED and (ending or handing_over):
        return (
            NextStep(NextWhat.END_CONTRACT, Who.CO_BUYER if agreeing else Who.HOUSE, None)
            if ending
            else NextStep(NextWhat.TAKE_HOME, Who.BUYER, None)
        )
    until = [one.due_at for one in money.obligations if one.state is ObligationState.OPEN]
    if state in SIGNED and until:
        return NextStep(NextWhat.PAY_PLAN, Who.BUYER, min(until))
    return _to_the_handover(planned, contract, now) if state is SubscriptionState.CONTRACTED else None


def _to_the_handover(planned: HandoverPlanned, contract: ContractFacts | None, now: datetime) -> NextStep:
    """All is paid: the house offers times, the buyer chooses one and comes, the house opens the handover there."""
    if planned.starts_at is not None and planned.ends_at is not None:
        due = planned.ends_at > now
        return NextStep(NextWhat.HANDOVER, Who.BUYER if due else Who.HOUSE, planned.starts_at if due else None)
    day = contract.delivery_on if contract is not None else None
    until = datetime.combine(day + timedelta(days=1), time(), CHINA) if day is not None else None
    return NextStep(NextWhat.BOOK_HANDOVER, Who.BUYER if planned.times else Who.HOUSE, until)


def _before_contract(
    waits_for_buyers: bool, plan: ChosenPlan | None, contract: ContractFacts | None, changing: bool
) -> NextStep:
    """All buyers, then a plan; the house draws up the contract; then its buyers read and sign it."""
    if contract is not None and contract.state in BEING_READ:
        return NextStep(NextWhat.SIGN, Who.BUYER, contract.expires_at)
    if changing:
        return NextStep(NextWhat.CHANGE_BUYERS, Who.HOUSE, None)
    if waits_for_buyers:
        return NextStep(NextWhat.CO_BUYERS, Who.BUYER, None)
    if plan is None:
        return NextStep(NextWhat.CHOOSE_PLAN, Who.BUYER, None)
    return NextStep(NextWhat.SIGN, Who.HOUSE, None)


def _deposit(deadline: datetime | None, money: SubjectMoney) -> NextStep:
    if any(one.state is ObligationState.PAID for one in money.obligations):
        return NextStep(NextWhat.CONFIRM, Who.SYSTEM, None)
    if any(one.state in UNDER_WAY and one.expires_at > one.as_of for one in money.payments):
        return NextStep(NextWhat.AWAIT_PAYMENT, Who.BUYER, deadline)
    return NextStep(NextWhat.PAY, Who.BUYER, deadline)
