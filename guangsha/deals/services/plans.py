"""The payment plan: chosen before the contract, owed from it on, reminded of before it is due, dearer when it is late."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import enqueue, require_command
from guangsha.catalog.public import named_homes
from guangsha.contracts.public import PlanStep, sale_may_change
from guangsha.deals.domain.errors import NoSuchPlan, PlanFixed, PlansChanged
from guangsha.deals.domain.plans import (
    REMIND_DAYS,
    Instalment,
    PartKind,
    day_in_china,
    due_at,
    instalments,
    late_fee,
)
from guangsha.deals.domain.states import SIGNED, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import NextWhat, subject_of
from guangsha.deals.models import Due, Subscription
from guangsha.deals.selectors.plans import chosen, deposit_credit, terms_in_force
from guangsha.deals.services.steps import keep, take, tell
from guangsha.kit.errors import NotFound
from guangsha.money.public import (
    ObligationState,
    Purpose,
    cancel_obligation,
    obligation_facts,
    open_obligation,
    payments_of_subject,
)

REMIND_JOB, OVERDUE_JOB = "deals.remind", "deals.overdue"
FEE_WITHIN = timedelta(days=7)
PURPOSES = {
    PartKind.DOWN_PAYMENT: Purpose.DOWN_PAYMENT,
    PartKind.INSTALMENT: Purpose.INSTALMENT,
    PartKind.LOAN: Purpose.INSTALMENT,
}


def choose_plan(*, subscription_id: UUID, person_id: UUID, code: str, terms_hash: str) -> None:
    """The buyer chooses how to pay, by the plans that were read; until the contract another choice replaces it.

    Raises NotFound, PlanFixed (not between deposit and contract), PlansChanged, NoSuchPlan.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).values_list("state", flat=True).first()
    if mine is None:
        raise NotFound("subscription")
    found = take(subscription_id, SubscriptionState.SUBSCRIBED)
    if found is None:
        raise PlanFixed(state=mine)
    clock = Subscription.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=subscription_id)
    terms = terms_in_force(project_id=found.project_id, at=clock)
    if terms.hash != terms_hash:
        raise PlansChanged(terms_hash=terms.hash)
    if terms.called(code) is None:
        raise NoSuchPlan()
    if found.plan and found.plan["code"] == code and found.plan["terms"] == terms.plain():
        return
    if not sale_may_change(subject=subject_of(subscription_id)):
        raise PlanFixed(state=str(NextWhat.SIGN))
    Subscription.objects.filter(pk=subscription_id).update(plan={"terms": terms.plain(), "code": code})
    keep(found, StepKind.PLAN_CHOSEN, note=code, actor_id=person_id)
    tell(subscription_id, SubscriptionState.SUBSCRIBED)


def owe_plan(*, subscription_id: UUID, agreed: Sequence[PlanStep] = ()) -> int:
    """The contract is signed: each payment of the plan is owed from now on; how many. Again changes nothing.

    ``agreed``: amounts after the deposit as the contract has them, which bind; their days too, but nobody has less time than
    the plan gives after signing. Without any they are counted from today. Who chose no plan pays by the first of those in
    force now.
    """
    require_command()
    found = Subscription.objects.annotate(clock=Now()).filter(pk=subscription_id).first()
    if found is None or found.state != SubscriptionState.CONTRACTED or Due.objects.filter(subscription=found).exists():
        return 0  # all of them are owed in one command
    if not found.plan:
        terms = terms_in_force(project_id=found.project_id, at=found.clock)
        found.plan = {"terms": terms.plain(), "code": terms.plans[0].code}
        Subscription.objects.filter(pk=subscription_id).update(plan=found.plan)
    picked = chosen(found)
    assert picked is not None
    terms, plan = picked
    day = day_in_china(found.clock)
    planned = instalments(plan, price_fen=found.price_fen, deposit_fen=deposit_credit(found), signed_on=day)
    made = 0
    for one in _as_agreed(planned, agreed) if agreed else planned:
        made += _owe(found, one, grace_days=terms.grace_days)
    return made


def _as_agreed(planned: Sequence[Instalment], agreed: Sequence[PlanStep]) -> list[Instalment]:
    if len(planned) != len(agreed):
        return [
            Instalment(line, PartKind.INSTALMENT, one.title, one.title_en, one.amount_fen, one.due_on)
            for line, one in enumerate(agreed, start=1)
        ]
    return [
        Instalment(of.line, of.kind, one.title, one.title_en, one.amount_fen, max(one.due_on, of.due_on))
        for of, one in zip(planned, agreed, strict=True)
    ]


def _owe(found: Subscription, one: Instalment, *, grace_days: int) -> bool:
    home = named_homes(unit_ids=[found.unit_id]).get(found.unit_id)
    zh, en = (f" · {home.project} {home.name}", f" · {home.project_en} {home.name_en}") if home else ("", "")
    ends = due_at(one.due_on)
    obligation = open_obligation(
        subject=subject_of(found.pk),
        payer_id=found.person_id,
        organisation_id=found.organisation_id,
        purpose=PURPOSES[one.kind],
        amount_fen=one.amount_fen,
        due_at=ends,
        title=f"{one.title}{zh}"[:120],
        title_en=f"{one.title_en}{en}"[:120],
        cause=f"{subject_of(found.pk)}:plan:{one.line}",
    )
    try:
        with transaction.atomic():
            due = Due.objects.create(
                subscription=found,
                line=one.line,
                kind=one.kind,
                amount_fen=one.amount_fen,
                due_on=one.due_on,
                obligation_id=obligation,
            )
    except IntegrityError:
        return False
    now = found.clock  # type: ignore[attr-defined]
    for days in REMIND_DAYS:
        if ends - timedelta(days=days) > now:
            payload = {"due": str(due.pk), "days": days}
            enqueue(REMIND_JOB, payload, after=ends - timedelta(days=days) - now, unique_key=f"{due.pk}:{days}")
    enqueue(
        OVERDUE_JOB,
        {"due": str(due.pk)},
        after=ends + timedelta(days=grace_days + 1) - now,
        unique_key=f"{due.pk}:late",
    )
    return True


def plan_paid(*, subscription_id: UUID, obligation_id: UUID) -> None:
    """A payment of the plan has come: when it came late, what that costs is owed too. Taking the event again changes nothing."""
    require_command()
    if take(subscription_id, *SIGNED) is None:
        return  # the deal is over: what came goes back whole, and being late costs nothing any more
    due = Due.objects.select_related("subscription").filter(obligation_id=obligation_id).first()
    picked = chosen(due.subscription) if due is not None else None
    if due is None or picked is None or due.fee_obligation_id is not None:
        return
    found, owed = due.subscription, obligation_facts(obligation_id)
    # When the money came, not when somebody read the statement that says so.
    payments = [one for one in payments_of_subject(subject_of(found.pk)) if one.obligation_id == obligation_id]
    arrived = [one.paid_at for one in payments if one.paid_at is not None]
    terms, paid_at = picked[0], min([owed.paid_at or owed.as_of, *arrived])
    fee = late_fee(
        due.amount_fen, due=due_at(due.due_on), at=paid_at, grace_days=terms.grace_days, late_per_day=terms.late_per_day
    )
    if fee:
        fee_id = open_obligation(
            subject=subject_of(found.pk),
            payer_id=found.person_id,
            organisation_id=found.organisation_id,
            purpose=Purpose.FEE,
            amount_fen=fee,
            due_at=owed.as_of + FEE_WITHIN,
            title=f"逾期违约金 · {owed.title}"[:120],
            title_en=f"Late fee · {owed.title_en}"[:120],
            cause=f"{subject_of(found.pk)}:late:{due.line}",
        )
        Due.objects.filter(pk=due.pk, fee_obligation_id=None).update(fee_obligation_id=fee_id)
    tell(found.pk, SubscriptionState(found.state))


def mark_overdue(*, due_id: UUID) -> Due | None:
    """The grace of a payment is over and it has not come: it is kept with the deal; None: it has come, or was marked."""
    require_command()
    due = Due.objects.select_related("subscription").filter(pk=due_id).first()
    if due is None or obligation_facts(due.obligation_id).state is not ObligationState.OPEN:
        return None
    note = str(due.line)
    if due.subscription.steps.filter(kind=StepKind.OVERDUE, note=note).exists():
        return None
    keep(due.subscription, StepKind.OVERDUE, note=note, amount_fen=due.amount_fen)
    tell(due.subscription_id, SubscriptionState(due.subscription.state))
    return due


def drop_plan(*, subscription_id: UUID, reason: str) -> int:
    """The contract is over: what is open of its plan is owed no more; how many payments. What was paid goes back by rule."""
    require_command()
    dropped = 0
    for due in Due.objects.filter(subscription=subscription_id):
        dropped += cancel_obligation(obligation_id=due.obligation_id, reason=reason)
    return dropped
