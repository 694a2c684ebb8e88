"""Ending a signed contract together: the buyer asks, the house undoes the filing and confirms, by the same amounts."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.deals.domain.errors import ExitClosed, NotWithdrawable, TermsChanged
from guangsha.deals.domain.states import ExitState, StepKind, SubscriptionState
from guangsha.deals.models import ExitRequest, Subscription
from guangsha.deals.policies import END_SIGNED, require, seen_by
from guangsha.deals.services.steps import clock, keep, take, tell
from guangsha.deals.services.withdrawals import end_deal, take_endable, what_comes_back
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.personal import without_personal_numbers


def ask_exit(*, subscription_id: UUID, person_id: UUID, amount_fen: int, proved: Actor | None = None) -> None:
    """The buyer of a signed contract asks the house to end it, having read that ``amount_fen`` comes back.

    The amounts are of this moment, however long the house takes. Asking again while it waits changes nothing. ``proved``: who
    has to have proved presence. Raises NotFound, NotWithdrawable, TermsChanged (another amount by now), StepUpNeeded.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    found = take(subscription_id, SubscriptionState.CONTRACTED)
    if found is None:
        raise NotWithdrawable(state=mine.state)
    if ExitRequest.objects.filter(active_subscription=subscription_id).exists():
        return
    if proved is not None:
        require_step_up(proved, now=clock(subscription_id))
    back = what_comes_back(found, at=clock(subscription_id))
    if back.amount_fen != amount_fen:
        raise TermsChanged(amount_fen=back.amount_fen)
    try:
        with transaction.atomic():
            ExitRequest.objects.create(subscription=found, active_subscription=found.pk, asked_by=person_id)
    except IntegrityError:
        return
    keep(found, StepKind.EXIT_ASKED, amount_fen=back.amount_fen, actor_id=person_id)
    tell(found.pk, SubscriptionState.CONTRACTED)


def take_back_exit(*, subscription_id: UUID, person_id: UUID) -> None:
    """The buyer keeps the contract after all. Raises NotFound, ExitClosed (nothing waits, or it was decided)."""
    require_command()
    found = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if found is None:
        raise NotFound("subscription")
    _close(found, ExitState.TAKEN_BACK)
    keep(found, StepKind.EXIT_TAKEN_BACK, actor_id=person_id)
    tell(found.pk, SubscriptionState(found.state))


def decide_exit(*, actor: Actor, deal_id: UUID, approve: bool, amount_fen: int, note: str) -> None:
    """Somebody of the house who may declare contracts void says that the filing is cancelled, which ends the deal; or refuses.

    ``amount_fen``: what the decider read to come back. Numbers of people in ``note`` are struck out. Approving twice is approving
    once. Raises NotFound, Forbidden, ExitClosed, TermsChanged (another amount by now).
    """
    require_command()
    seen = Subscription.objects.filter(seen_by(actor), pk=deal_id).first()
    if seen is None:
        raise NotFound("deal")
    require(actor, END_SIGNED, organisation_id=seen.organisation_id, project_id=seen.project_id)
    said = without_personal_numbers(note)[:200]
    if approve and seen.state == SubscriptionState.WITHDRAWN:
        return
    if approve:
        found = take_endable(deal_id)
        asked = ExitRequest.objects.filter(active_subscription=deal_id).first()
        if asked is None:
            raise ExitClosed(state="")
        ExitRequest.objects.filter(pk=asked.pk).update(note=said)
        end_deal(
            found, amount_fen=amount_fen, at=asked.asked_at, reason="exit", actor_id=actor.person_id, by=actor.person_id
        )
    else:
        _close(seen, ExitState.REFUSED, decided_by=actor.person_id, note=said)
        keep(seen, StepKind.EXIT_REFUSED, actor_id=actor.person_id)
        tell(deal_id, SubscriptionState(seen.state))
    told = {"approve": approve, "reason": said, "amount_fen": amount_fen}
    audit(action="deals.exit.decide", target=f"subscription:{deal_id}", data=told)


def _close(found: Subscription, state: ExitState, **more: object) -> None:
    """By its unique key: decided about once."""
    rows = ExitRequest.objects.filter(active_subscription=found.pk, state=ExitState.ASKED)
    if rows.update(state=state, active_subscription=None, decided_at=Now(), **more) != 1:
        last = ExitRequest.objects.filter(subscription=found).order_by("-pk").values_list("state", flat=True).first()
        raise ExitClosed(state=last or "")
