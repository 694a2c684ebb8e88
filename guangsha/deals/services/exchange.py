"""Exchanging a home 换房: the subscription goes over to another home of the project, with its deposit, in one command."""

from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.catalog.public import release_facts
from guangsha.contracts.public import sale_may_change
from guangsha.deals.domain.errors import ExchangeRefused
from guangsha.deals.domain.rules import LEGAL_CAP, WHOLE
from guangsha.deals.domain.states import StepKind, SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.rules import live_hold
from guangsha.deals.services.steps import keep, take, tell
from guangsha.inventory.public import PriceChanged, give_up_unit, hold_unit, subscribe_unit
from guangsha.kit.errors import NotFound


def exchange_home(*, subscription_id: UUID, person_id: UUID, unit_id: UUID, receipt_hash: str) -> None:
    """Buy ``unit_id`` at the price that was read instead of the home one subscribed, which is free at the same moment.

    The deposit, its rules and the day it was paid stay what they are, so the ladder goes on counting; a chosen plan is chosen
    anew. Exchanging for the home one has changes nothing. Raises NotFound, ExchangeRefused (not subscribed, its contract is
    out, another project, a home one has begun to subscribe, or a deposit above a fifth of the new price: Civil Code art. 586),
    and what holding a home raises: then nothing is written.
    """
    require_command()
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if mine is None:
        raise NotFound("subscription")
    if mine.unit_id == unit_id and mine.state == SubscriptionState.SUBSCRIBED:
        return
    found = take(subscription_id, SubscriptionState.SUBSCRIBED)
    if found is None:
        raise ExchangeRefused(reason="state")
    if not sale_may_change(subject=subject_of(subscription_id)):
        raise ExchangeRefused(reason="contract")
    other = release_facts(unit_ids=[unit_id]).get(unit_id)
    if other is None:
        raise NotFound("unit")
    if other.project_id != found.project_id:
        raise ExchangeRefused(reason="project")
    claim_id = hold_unit(unit_id=unit_id, person_id=person_id, receipt_hash=receipt_hash)
    hold = live_hold(person_id=person_id, hold_id=claim_id)
    if hold.receipt_hash != receipt_hash:  # held before, at another price than the one that was read now
        raise PriceChanged(receipt_hash=hold.receipt_hash)
    if Subscription.objects.filter(active_claim=claim_id).exists():
        raise ExchangeRefused(reason="claimed")
    subscribe_unit(claim_id=claim_id)
    price_fen = hold.price_fen
    if found.deposit_fen * WHOLE > price_fen * LEGAL_CAP:
        raise ExchangeRefused(reason="deposit")
    give_up_unit(claim_id=found.claim_id)
    Subscription.objects.filter(pk=subscription_id).update(
        claim_id=claim_id,
        active_claim=claim_id,
        unit_id=unit_id,
        price_fen=price_fen,
        receipt_hash=receipt_hash,
        plan=None,
    )
    keep(found, StepKind.EXCHANGED, amount_fen=price_fen, actor_id=person_id)
    tell(subscription_id, SubscriptionState.SUBSCRIBED)
