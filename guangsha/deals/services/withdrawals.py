"""Withdrawing from a subscription, by the rules that were accepted."""

from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import require_command
from guangsha.contracts.public import void_subject
from guangsha.deals.domain.errors import NotWithdrawable, TermsChanged
from guangsha.deals.domain.states import StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.subscriptions import returned
from guangsha.deals.services.steps import keep, move, take
from guangsha.inventory.public import give_up_unit
from guangsha.kit.errors import NotFound
from guangsha.money.public import RefundReason, keep_received, request_refund


def withdraw(*, subscription_id: UUID, person_id: UUID, amount_fen: int) -> None:
    """The buyer withdraws, having read that ``amount_fen`` comes back: the home is free, the money owed to them.

    Withdrawing twice is withdrawing once. Raises NotFound, NotWithdrawable, TermsChanged (another amount by now).
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    if mine.state == SubscriptionState.WITHDRAWN:
        return
    found = take(subscription_id, SubscriptionState.SUBSCRIBED)
    if found is None or found.obligation_id is None:
        raise NotWithdrawable(state=mine.state)
    clock = Subscription.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=subscription_id)
    back = returned(found, at=clock)
    if back is None:
        raise NotWithdrawable(state=found.state)
    if back.amount_fen != amount_fen:
        raise TermsChanged(amount_fen=back.amount_fen)
    move(found, SubscriptionState.WITHDRAWN)
    void_subject(subject=subject_of(subscription_id), reason="withdrawal")
    give_up_unit(claim_id=found.claim_id)
    if back.kept_fen:
        keep_received(obligation_id=found.obligation_id, amount_fen=back.kept_fen)
    keep(found, StepKind.WITHDRAWN, amount_fen=back.amount_fen, actor_id=person_id)
    if back.amount_fen:
        request_refund(
            obligation_id=found.obligation_id,
            amount_fen=back.amount_fen,
            reason=RefundReason.WITHDRAWAL,
            cause=f"withdrawal:{subscription_id}",
            note=f"{back.permille / 10:g} %",
        )
