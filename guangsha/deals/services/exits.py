"""Ending a signed contract together: the buyer asks, co-buyers agree, the house undoes the filing; by the amounts of then."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.contracts.public import FiledStands
from guangsha.deals.domain.errors import (
    BuyersEndIt,
    ExitClosed,
    ExitNeedsHouse,
    ExitNotAgreed,
    NotWithdrawable,
    TermsChanged,
)
from guangsha.deals.domain.rules import WhoEnds
from guangsha.deals.domain.states import ExitState, StepKind, SubscriptionState
from guangsha.deals.models import ExitAgreement, ExitRequest, Subscription
from guangsha.deals.policies import END_SIGNED, require, seen_by
from guangsha.deals.selectors.withdrawals import all_agreed, co_buyers_of
from guangsha.deals.services.steps import clock, keep, take, tell
from guangsha.deals.services.withdrawals import end_deal, what_comes_back
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.personal import without_personal_numbers


def ask_exit(*, subscription_id: UUID, person_id: UUID, amount_fen: int, proved: Actor | None = None) -> None:
    """The buyer of a signed contract asks co-buyers and the house to end it, having read that ``amount_fen`` comes back.

    The amounts are of this moment, however long the others take. Asking again while it waits changes nothing. ``proved``: who
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
    if not Subscription.objects.filter(pk=subscription_id, person_id=person_id).exists():
        raise NotFound("subscription")
    found, _ = _asked(subscription_id)
    _close(found, ExitState.TAKEN_BACK)
    keep(found, StepKind.EXIT_TAKEN_BACK, actor_id=person_id)
    tell(found.pk, SubscriptionState.CONTRACTED)


def agree_exit(*, subscription_id: UUID, person_id: UUID, amount_fen: int, proved: Actor | None = None) -> None:
    """A co-buyer agrees that the contract ends, having read that ``amount_fen`` comes back. Again changes nothing while it waits.

    When the last one agreed it ends, where that does not take the house. ``proved``: who has to have proved presence. Raises
    NotFound (not a co-buyer of it), ExitClosed, TermsChanged (another amount by now), ExitNeedsHouse, StepUpNeeded.
    """
    require_command()
    found, asked = _asked_of(subscription_id, person_id)
    if proved is not None:
        require_step_up(proved, now=clock(subscription_id))
    back = what_comes_back(found, at=asked.asked_at)
    if back.amount_fen != amount_fen:
        raise TermsChanged(amount_fen=back.amount_fen)
    agreed = ExitAgreement.objects.filter(exit=asked, person_id=person_id)
    if not agreed.filter(kept_fen__gte=back.kept_fen).exists():
        agreed.delete()
        ExitAgreement.objects.create(exit=asked, person_id=person_id, kept_fen=back.kept_fen)
        keep(found, StepKind.EXIT_AGREED, amount_fen=back.amount_fen, actor_id=person_id)
        tell(found.pk, SubscriptionState.CONTRACTED)
    if back.who is not WhoEnds.TOGETHER or not all_agreed(asked, kept_fen=back.kept_fen):
        return
    try:
        end_deal(found, amount_fen=amount_fen, at=asked.asked_at, reason="exit", actor_id=person_id)
    except FiledStands as stands:
        raise ExitNeedsHouse() from stands


def decline_exit(*, subscription_id: UUID, person_id: UUID, note: str) -> None:
    """A co-buyer keeps the contract. Numbers of people in ``note`` are struck out. Raises NotFound, ExitClosed."""
    require_command()
    found, _ = _asked_of(subscription_id, person_id)
    _close(found, ExitState.DECLINED, decided_by=person_id, note=without_personal_numbers(note)[:200])
    keep(found, StepKind.EXIT_DECLINED, actor_id=person_id)
    tell(found.pk, SubscriptionState.CONTRACTED)


def _asked_of(subscription_id: UUID, person_id: UUID) -> tuple[Subscription, ExitRequest]:
    """What a co-buyer is asked. Raises NotFound, ExitClosed."""
    if not co_buyers_of(subscription_id).filter(person_id=person_id).exists():
        raise NotFound("subscription")
    return _asked(subscription_id)


def _asked(subscription_id: UUID) -> tuple[Subscription, ExitRequest]:
    """The request that waits; the subscription is written first, so of two answers at once the second sees the first.

    Raises ExitClosed.
    """
    found = take(subscription_id, SubscriptionState.CONTRACTED)
    asked = ExitRequest.objects.filter(active_subscription=subscription_id).first()
    if found is None or asked is None:
        raise _closed(subscription_id)
    return found, asked


def decide_exit(*, actor: Actor, deal_id: UUID, approve: bool, amount_fen: int, note: str) -> None:
    """Somebody of the house who may declare contracts void says that the filing is cancelled, which ends the deal; or refuses.

    ``amount_fen``: what the decider read to come back. Numbers of people in ``note`` are struck out. Approving twice is approving
    once. Raises NotFound, Forbidden, ExitClosed, ExitNotAgreed (by a co-buyer), BuyersEndIt (refusing what needs no house),
    TermsChanged (another amount by now).
    """
    require_command()
    seen = Subscription.objects.filter(seen_by(actor), pk=deal_id).first()
    if seen is None:
        raise NotFound("deal")
    require(actor, END_SIGNED, organisation_id=seen.organisation_id, project_id=seen.project_id)
    said = without_personal_numbers(note)[:200]
    try:
        found, asked = _asked(deal_id)
    except ExitClosed:
        if approve and Subscription.objects.filter(pk=deal_id, state=SubscriptionState.WITHDRAWN).exists():
            return  # somebody approved it at this moment
        raise
    back = what_comes_back(found, at=asked.asked_at)
    if approve:
        if not all_agreed(asked, kept_fen=back.kept_fen):
            raise ExitNotAgreed()
        ExitRequest.objects.filter(pk=asked.pk).update(note=said)
        end_deal(
            found, amount_fen=amount_fen, at=asked.asked_at, reason="exit", actor_id=actor.person_id, by=actor.person_id
        )
    else:
        if back.who in (WhoEnds.BUYER, WhoEnds.TOGETHER):
            raise BuyersEndIt()
        _close(found, ExitState.REFUSED, decided_by=actor.person_id, note=said)
        keep(found, StepKind.EXIT_REFUSED, actor_id=actor.person_id)
        tell(deal_id, SubscriptionState.CONTRACTED)
    told = {"approve": approve, "reason": said, "amount_fen": amount_fen}
    audit(action="deals.exit.decide", target=f"subscription:{deal_id}", data=told)


def _close(found: Subscription, state: ExitState, **more: object) -> None:
    """By its unique key: decided about once."""
    rows = ExitRequest.objects.filter(active_subscription=found.pk, state=ExitState.ASKED)
    if rows.update(state=state, active_subscription=None, decided_at=Now(), **more) != 1:
        raise _closed(found.pk)


def _closed(subscription_id: UUID) -> ExitClosed:
    rows = ExitRequest.objects.filter(subscription=subscription_id).order_by("-pk")
    return ExitClosed(state=rows.values_list("state", flat=True).first() or "")
