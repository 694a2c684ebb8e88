"""Every write to a subscription's state, and the step that is kept of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit
from guangsha.deals.domain.buyer_changes import Change
from guangsha.deals.domain.events import SubscriptionChanged
from guangsha.deals.domain.states import IN_FORCE, UNDER_WAY, BuyerChangeState, StepKind, SubscriptionState, before
from guangsha.deals.models import BuyerChange, ChangedBuyer, Subscription, SubscriptionStep
from guangsha.deals.services.households import household_changed


def take(subscription_id: UUID, *states: SubscriptionState, **where: Any) -> Subscription | None:
    """The subscription, written so that nobody else decides about it in the meantime; None when it is in none of ``states``."""
    rows = Subscription.objects.filter(pk=subscription_id, state__in=states, **where)
    if rows.update(revision=F("revision") + 1) != 1:
        return None
    return Subscription.objects.get(pk=subscription_id)


def clock(subscription_id: UUID) -> datetime:
    """The database's clock. One query."""
    rows = Subscription.objects.annotate(clock=Now()).filter(pk=subscription_id)
    now: datetime = rows.values_list("clock", flat=True).get()
    return now


def move(subscription: Subscription, state: SubscriptionState, **values: Any) -> bool:
    """Take it to ``state`` where the table of states allows it; False when somebody else was first."""
    rows = Subscription.objects.filter(pk=subscription.pk, state__in=before(state))
    kept = {} if state in IN_FORCE else {"active_claim": None, "ended_at": Now()}
    if rows.update(state=state, revision=F("revision") + 1, **kept, **values) != 1:
        return False
    if state is not SubscriptionState.SUBSCRIBED:
        for waiting in BuyerChange.objects.filter(active_subscription=subscription.pk):
            close_change(waiting, BuyerChangeState.LAPSED)
    if state not in UNDER_WAY or subscription.state not in UNDER_WAY:
        household_changed(subscription_id=subscription.pk)
    tell(subscription.pk, state)
    return True


def close_change(change: BuyerChange, state: BuyerChangeState, **more: Any) -> bool:
    """A change of buyers is decided or over, once; False: somebody was first. Only of who left do name and number stay here."""
    rows = BuyerChange.objects.filter(pk=change.pk, state=BuyerChangeState.ASKED)
    if rows.update(state=state, active_subscription=None, decided_at=Now(), **more) != 1:
        return False
    kept = [Change.LEAVES] if state is BuyerChangeState.DONE else []
    ChangedBuyer.objects.filter(change=change).exclude(what__in=kept).update(full_name=None, id_number=None)
    return True


def tell(subscription_id: UUID, state: SubscriptionState) -> None:
    """Others hear that the subscription is in this state now, or that something about it changed."""
    emit(SubscriptionChanged(subscription_id=str(subscription_id), state=str(state)))


def keep(
    subscription: Subscription,
    kind: StepKind,
    *,
    note: str = "",
    amount_fen: int | None = None,
    actor_id: UUID | None = None,
) -> None:
    """What happened is kept, in the subscription's own steps and in the audit trail."""
    SubscriptionStep.objects.create(
        subscription=subscription, kind=kind, note=note, amount_fen=amount_fen, actor_id=actor_id
    )
    data = {"unit": str(subscription.unit_id), "note": note, "amount_fen": amount_fen}
    audit(action=f"deals.subscription.{kind}", target=f"subscription:{subscription.pk}", data=data)
