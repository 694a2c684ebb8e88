"""Withdrawing from a subscription, and from a contract that everybody signed, by the rules that were accepted."""

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import require_command
from guangsha.contracts.public import FiledStands, void_subject
from guangsha.deals.domain.errors import AskTheHouse, NotWithdrawable, TermsChanged
from guangsha.deals.domain.rules import GivenBack, WhoEnds
from guangsha.deals.domain.states import ExitState, HandoverState, StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Due, ExitRequest, Handover, HandoverVisit, Subscription
from guangsha.deals.selectors.withdrawals import returned
from guangsha.deals.services.plans import drop_plan
from guangsha.deals.services.steps import clock, keep, move, take
from guangsha.inventory.public import give_up_unit
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.money.public import RefundReason, cancel_obligation, keep_received, request_refund, supersede_requests

ENDABLE = (SubscriptionState.SUBSCRIBED, SubscriptionState.CONTRACTED)


def withdraw(*, subscription_id: UUID, person_id: UUID, amount_fen: int, proved: Actor | None = None) -> None:
    """The buyer withdraws, having read that ``amount_fen`` comes back: the home is free, the money owed to them.

    From a signed contract too, while its only buyer may do so alone; ``proved``: who has to have proved presence for that. All
    that was paid comes back by payment, less damages; what is owed still is owed no more. Withdrawing twice is withdrawing once.
    Raises NotFound, NotWithdrawable, AskTheHouse, TermsChanged (another amount by now), StepUpNeeded.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    if mine.state == SubscriptionState.WITHDRAWN:
        return
    found = take_endable(subscription_id)
    if found.state == SubscriptionState.CONTRACTED and proved is not None:
        require_step_up(proved, now=clock(subscription_id))
    back = what_comes_back(found, at=clock(subscription_id))
    if back.who is not WhoEnds.BUYER:
        raise AskTheHouse(who=str(back.who))
    try:
        end_deal(found, amount_fen=amount_fen, at=clock(subscription_id), reason="withdrawal", actor_id=person_id)
    except FiledStands as stands:
        raise AskTheHouse(who=str(WhoEnds.FILED)) from stands


def take_endable(subscription_id: UUID) -> Subscription:
    """The subscription, written so that nobody else decides about it in the meantime. Raises NotWithdrawable."""
    found = take(subscription_id, *ENDABLE)
    if found is None or found.obligation_id is None:
        state = Subscription.objects.filter(pk=subscription_id).values_list("state", flat=True).first()
        raise NotWithdrawable(state=state or "")
    return found


def what_comes_back(found: Subscription, *, at: datetime) -> GivenBack:
    """Of a deal that may end. Raises NotWithdrawable."""
    back = returned(found, at=at)
    if back is None:
        raise NotWithdrawable(state=found.state)
    return back


def end_deal(
    found: Subscription, *, amount_fen: int, at: datetime, reason: str, actor_id: UUID | None, by: UUID | None = None
) -> None:
    """The deal is over: contract void, home free, nothing owed any more, and each payment back as far as the rules say.

    What is open is dropped before what was paid is read: money that comes at the same moment is either seen here, or comes for
    something nobody owes and goes back whole. Refunds that staff asked for and nobody decided are dropped too. ``by``: who of the
    house says that the filing is cancelled. Raises TermsChanged (something else than ``amount_fen`` comes back), FiledStands:
    then nothing of it is kept.
    """
    signed = found.state == SubscriptionState.CONTRACTED
    drop_plan(subscription_id=found.pk, reason=reason)
    for fee in Due.objects.filter(subscription=found, fee_obligation_id__isnull=False):
        assert fee.fee_obligation_id is not None
        cancel_obligation(obligation_id=fee.fee_obligation_id, reason=reason)
    supersede_requests(subject=subject_of(found.pk))
    back = what_comes_back(found, at=at)
    if back.amount_fen != amount_fen:
        raise TermsChanged(amount_fen=back.amount_fen)
    void_subject(subject=subject_of(found.pk), reason=reason, by=by)
    move(found, SubscriptionState.WITHDRAWN)
    give_up_unit(claim_id=found.claim_id)
    visits = HandoverVisit.objects.filter(active_subscription=found.pk)
    visits.update(active_subscription=None, seat=None, given_back_at=Now())
    Handover.objects.filter(active_subscription=found.pk).update(
        active_subscription=None, state=HandoverState.REFUSED, decided_at=Now()
    )
    waiting = ExitRequest.objects.filter(active_subscription=found.pk)
    waiting.update(state=ExitState.DONE, active_subscription=None, decided_by=by, decided_at=Now())
    keep(found, StepKind.WITHDRAWN, note=str(back.basis), amount_fen=back.amount_fen, actor_id=actor_id)
    for part in back.parts:
        if part.kept_fen:
            keep_received(obligation_id=part.obligation_id, amount_fen=part.kept_fen)
        if part.back_fen:
            request_refund(
                obligation_id=part.obligation_id,
                amount_fen=part.back_fen,
                reason=RefundReason.WITHDRAWAL,
                cause=f"withdrawal:{found.pk}:{part.obligation_id}" if signed else f"withdrawal:{found.pk}",
                note=f"{part.back_fen * 100 / part.paid_fen:.4g} %",
            )
