"""What withdrawing gives back, before and after the contract is signed."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from guangsha.contracts.public import ContractFacts, contract_of_subject
from guangsha.deals.domain.rules import (
    GivenBack,
    Paid,
    WhoEnds,
    after_signing,
    by_payment,
    given_back,
    of_what_is_left,
    rules_from,
    without_fault,
)
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Buyer, Due, ExitAgreement, ExitRequest, Subscription
from guangsha.deals.ports import no_fault_of
from guangsha.money.public import left_of_each, obligations_of_subject


def returned(row: Subscription, *, at: datetime) -> GivenBack | None:
    """What withdrawing at ``at`` gives back, by the rules that were accepted; None where there is nothing to withdraw from."""
    state = row.state
    if state not in (SubscriptionState.SUBSCRIBED, SubscriptionState.CONTRACTED) or row.subscribed_at is None:
        return None
    signed = state == SubscriptionState.CONTRACTED
    contract = contract_of_subject(subject_of(row.pk)) if signed else None
    asked = ExitRequest.objects.filter(active_subscription=row.pk).values_list("asked_at", flat=True).first()
    back = _reckoned(row, paid_for(row), contract, asked or at)
    who = _together(row.pk) if signed and back.who is WhoEnds.BUYER else back.who
    return replace(back, asked_at=asked, who=who)


def _together(subscription_id: UUID) -> WhoEnds:
    """Who ends a signed contract that its buyers may end without the house. One query."""
    others = Buyer.objects.filter(subscription=subscription_id, line__gt=0)
    closed = list(others.values_list("account_closed_at", flat=True))
    if any(closed):
        return WhoEnds.ABSENT
    return WhoEnds.TOGETHER if closed else WhoEnds.BUYER


def co_buyers_of(subscription_id: UUID) -> QuerySet[Buyer]:
    """Who buys with the subscriber, has confirmed it, and can be asked: a signed contract is theirs as well."""
    return Buyer.objects.filter(subscription=subscription_id, line__gt=0, account_closed_at=None).exclude(
        person_id=None
    )


def all_agreed(asked: ExitRequest, *, kept_fen: int) -> bool:
    """Whether every co-buyer agreed to end the contract while the house keeps that much, or more. One query."""
    agreed = ExitAgreement.objects.filter(exit=asked, kept_fen__gte=kept_fen).values("person_id")
    return not co_buyers_of(asked.subscription_id).exclude(person_id__in=agreed).exists()


def _reckoned(row: Subscription, paid: list[Paid], contract: ContractFacts | None, at: datetime) -> GivenBack:
    rules, filed = rules_from(row.rules), contract is not None and contract.exported_at is not None
    if no_fault_of(row.pk) is not None:
        return without_fault(paid, filed=filed)
    assert row.subscribed_at is not None
    if row.state == SubscriptionState.CONTRACTED:
        signed_at = row.contracted_at or (contract.signed_at if contract is not None else None) or row.subscribed_at
        return after_signing(rules, price_fen=row.price_fen, paid=paid, signed_at=signed_at, at=at, filed=filed)
    back = given_back(rules, paid_fen=row.deposit_fen, paid_at=row.subscribed_at, at=at)
    back = of_what_is_left(back, left_fen=sum(one.left_fen for one in paid))
    return replace(back, parts=by_payment(paid, kept_fen=back.kept_fen))


def paid_for(row: Subscription) -> list[Paid]:
    """All that was paid for the home and is neither on its way back nor kept: the deposit, the plan in its order, late fees."""
    dues = list(Due.objects.filter(subscription=row.pk).order_by("line"))
    fees = [one.fee_obligation_id for one in dues if one.fee_obligation_id]
    order = [row.obligation_id, *(one.obligation_id for one in dues), *fees]
    titles = {one.id: (one.title, one.title_en) for one in obligations_of_subject(subject_of(row.pk))}
    left = left_of_each(obligation_ids=[one for one in order if one is not None])
    return [Paid(one, *titles[one], left[one]) for one in order if one is not None and left.get(one, 0) > 0]
