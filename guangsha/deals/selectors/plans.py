"""Payment plans: those in force, what they mean for a home, and what a buyer chose."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from guangsha.deals.domain.plans import (
    DEFAULT_TERMS,
    Instalment,
    PartKind,
    Plan,
    PlanOffered,
    PlansOffered,
    PlanTerms,
    day_in_china,
    due_at,
    instalments,
    late_fee,
    terms_from,
)
from guangsha.deals.domain.states import IN_FORCE, SubscriptionState
from guangsha.deals.domain.subscriptions import ChosenPlan, DueFacts
from guangsha.deals.models import Due, PlanSet, Subscription
from guangsha.kit.errors import NotFound
from guangsha.money.public import ObligationFacts, ObligationState, refundable

PAID_FOR = IN_FORCE - {SubscriptionState.AWAITING_DEPOSIT}


def terms_in_force(*, project_id: UUID, at: datetime) -> PlanTerms:
    """Those that began last before ``at``, or the default. One query."""
    row = PlanSet.objects.filter(project=project_id, starts_at__lte=at).order_by("-starts_at", "-number").first()
    return DEFAULT_TERMS if row is None else terms_of(row)


def terms_of(row: PlanSet) -> PlanTerms:
    """Published plans as a value."""
    return terms_from(
        {
            "number": row.number,
            "plans": row.plans,
            "grace_days": row.grace_days,
            "late_per_day": row.late_per_day,
        }
    )


def plans_offered(*, person_id: UUID, subscription_id: UUID) -> PlansOffered:
    """The plans for a home that one subscribed. Raises NotFound. A fixed number of queries."""
    row = Subscription.objects.annotate(clock=Now()).filter(pk=subscription_id, person_id=person_id).first()
    if row is None:
        raise NotFound("subscription")
    terms = terms_in_force(project_id=row.project_id, at=row.clock)
    today = day_in_china(row.clock)
    credit = deposit_credit(row)
    found = tuple(PlanOffered(plan, _payments(row, plan, today, credit)) for plan in terms.plans)
    return PlansOffered(terms, found, row.plan["code"] if row.plan else None, today)


def _payments(row: Subscription, plan: Plan, signed_on: date, credit_fen: int) -> tuple[Instalment, ...]:
    return instalments(plan, price_fen=row.price_fen, deposit_fen=credit_fen, signed_on=signed_on)


def deposit_credit(row: Subscription) -> int:
    """What of the deposit counts towards the price: of one that was paid, what has not gone back. Three queries."""
    if row.obligation_id is None or row.state not in PAID_FOR:
        return row.deposit_fen
    return min(row.deposit_fen, refundable(obligation_id=row.obligation_id))


def chosen(row: Subscription) -> tuple[PlanTerms, Plan] | None:
    """What the buyer chose, by the terms that were in force then; None: nothing so far."""
    if not row.plan:
        return None
    terms = terms_from(row.plan["terms"])
    plan = terms.called(row.plan["code"])
    return None if plan is None else (terms, plan)


def plan_of(subscription_id: UUID) -> tuple[Instalment, ...]:
    """The payments a contract of this subscription would set down if it were signed today; none where no plan was chosen."""
    row = Subscription.objects.annotate(clock=Now()).get(pk=subscription_id)
    found = chosen(row)
    return _payments(row, found[1], day_in_china(row.clock), deposit_credit(row)) if found else ()


def payments_of(row: Subscription, *, at: datetime, credit_fen: int) -> tuple[Instalment, ...]:
    """The payments after the deposit if the contract were drawn up at ``at``; of the first plan in force if none was chosen.

    ``credit_fen``: what of the deposit counts towards the price.
    """
    found = chosen(row)
    plan = found[1] if found else terms_in_force(project_id=row.project_id, at=at).plans[0]
    return _payments(row, plan, day_in_china(at), credit_fen)


def chosen_plan(row: Subscription, *, at: datetime, owed: Sequence[ObligationFacts]) -> ChosenPlan | None:
    """How the home of this subscription is paid for. ``owed``: what money knows of it. No query where dues are prefetched."""
    found = chosen(row)
    if found is None:
        return None
    terms, plan = found
    known = {one.id: one for one in owed}
    dues = sorted(row.dues.all(), key=lambda due: due.line)
    payments = [_owed(due, known[due.obligation_id], terms, at) for due in dues]
    if not dues:
        deposit = known.get(row.obligation_id) if row.obligation_id and row.state in PAID_FOR else None
        credit = min(row.deposit_fen, deposit.standing_fen) if deposit is not None else row.deposit_fen
        payments = [_planned(one) for one in _payments(row, plan, day_in_china(at), credit)]
    return ChosenPlan(plan, terms.grace_days, terms.late_per_day, tuple(payments))


def _planned(one: Instalment) -> DueFacts:
    return DueFacts(
        one.line, one.kind, one.title, one.title_en, one.amount_fen, one.due_on, None, None, False, 0, None
    )  # fmt: skip


def _owed(due: Due, owed: ObligationFacts, terms: PlanTerms, at: datetime) -> DueFacts:
    ends, late = due_at(due.due_on), 0
    if owed.state is not ObligationState.CANCELLED:
        until, per_day = owed.paid_at or at, terms.late_per_day
        late = late_fee(due.amount_fen, due=ends, at=until, grace_days=terms.grace_days, late_per_day=per_day)
    return DueFacts(
        line=due.line,
        kind=PartKind(due.kind),
        title=owed.title,
        title_en=owed.title_en,
        amount_fen=due.amount_fen,
        due_on=due.due_on,
        obligation_id=due.obligation_id,
        state=owed.state,
        overdue=owed.state is ObligationState.OPEN and ends < at,
        late_fen=late,
        fee_obligation_id=due.fee_obligation_id,
    )
