"""What a contract and its sale owe each other while both can still change."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from guangsha.contracts.models import Contract
from guangsha.contracts.services.offering import begin_offer
from guangsha.deals.domain.errors import BuyerDecides, ExchangeRefused, NotContractable, PlanFixed
from guangsha.deals.domain.plans import DEFAULT_TERMS
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.models import Due, Subscription
from guangsha.deals.services.exchange import exchange_home
from guangsha.deals.services.on_behalf import withdraw_on_behalf
from guangsha.deals.services.plans import choose_plan, owe_plan
from guangsha.inventory.public import PriceChanged, UnitStatus, receipt_of
from guangsha.money.models import Obligation
from tests.actors import holder
from tests.contracts.support import by, drafted, offer, offered, signed, sold, staff, work_off
from tests.deals.support import as_person, hear, state_of, subscribe
from tests.inventory.support import hold, homes, refused, status_of
from tests.money.support import found_broken, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def other_home(deal: Subscription) -> UUID:
    return next(one for one in homes() if one != deal.unit_id and status_of(one) is UnitStatus.AVAILABLE)


def exchange(deal: Subscription, unit_id: UUID) -> None:
    wish = {"subscription_id": deal.pk, "person_id": deal.person_id, "unit_id": unit_id}
    as_person(deal.person_id, lambda: exchange_home(**wish, receipt_hash=receipt_of(unit_id=unit_id).hash))  # type: ignore[arg-type]


def choose(deal: Subscription, code: str) -> None:
    me, terms = deal.person_id, DEFAULT_TERMS.hash
    as_person(me, lambda: choose_plan(subscription_id=deal.pk, person_id=me, code=code, terms_hash=terms))


def test_what_is_being_signed_does_not_change() -> None:
    deal = sold()
    choose(deal, "thirds")
    offered(deal)
    refused(lambda: exchange(deal, other_home(deal)), ExchangeRefused)
    refused(lambda: choose(deal, "lump"), PlanFixed)
    choose(deal, "thirds")  # the same again is no change
    assert status_of(deal.unit_id) is UnitStatus.SUBSCRIBED


def test_a_draft_follows_the_home_that_was_exchanged() -> None:
    deal = sold()
    contract_id = drafted(deal)
    new = other_home(deal)
    exchange(deal, new)
    offer(contract_id, deal.organisation_id)
    made = Contract.objects.get()
    assert (made.state, made.unit_id) == ("offered", new)
    assert made.facts["price"]["total_fen"] == Subscription.objects.get().price_fen


def test_an_offer_that_is_being_set_while_the_home_is_exchanged_never_goes_out() -> None:
    deal = sold()
    contract_id = drafted(deal)
    actor = staff("sales_advisor", deal.organisation_id)
    by(actor, lambda: begin_offer(contract_id=contract_id, actor=actor))
    exchange(deal, other_home(deal))
    work_off()
    assert Contract.objects.get().state == "draft"


def test_what_was_signed_must_be_what_is_sold() -> None:
    """However it came about that they differ."""
    deal = sold()
    contract = offered(deal)
    Subscription.objects.update(price_fen=deal.price_fen + 1)
    refused(lambda: signed(contract), NotContractable)
    assert (state_of(deal), status_of(deal.unit_id)) == (SubscriptionState.SUBSCRIBED, UnitStatus.SUBSCRIBED)


def test_the_plan_of_the_contract_is_owed_once_whatever_is_published_meanwhile() -> None:
    deal = sold()
    choose(deal, "lump")
    contract = offered(deal)
    signed(contract)
    Subscription.objects.update(plan=None)  # as if none had been chosen, and other plans were in force by now
    hear()
    run(lambda: owe_plan(subscription_id=deal.pk))
    assert Due.objects.count() == 1
    owed = Obligation.objects.exclude(pk=deal.obligation_id).get()
    assert owed.amount_fen == deal.price_fen - deal.deposit_fen
    assert found_broken() == set()


def test_nobody_has_less_time_to_pay_than_the_plan_gives_after_signing() -> None:
    deal = sold()
    choose(deal, "lump")
    contract = offered(deal)
    plan = contract.facts["plan"]
    drawn = date.fromisoformat(plan[1]["due_on"])
    plan[1]["due_on"] = (drawn - timedelta(days=30)).isoformat()  # drawn up a month ago
    Contract.objects.update(facts=contract.facts)
    signed(contract)
    assert Due.objects.get().due_on == drawn


def test_a_home_held_at_another_price_is_not_exchanged_for_unseen() -> None:
    deal = sold()
    new = other_home(deal)
    hold(new, deal.person_id)
    Subscription.objects.filter(pk=deal.pk).update(plan=None)
    wrong = "0" * 64
    wish = {"subscription_id": deal.pk, "person_id": deal.person_id, "unit_id": new, "receipt_hash": wrong}
    refused(lambda: as_person(deal.person_id, lambda: exchange_home(**wish)), PriceChanged)  # type: ignore[arg-type]
    assert status_of(new) is UnitStatus.HELD


def test_a_home_one_has_begun_to_subscribe_is_not_exchanged_for() -> None:
    deal = sold()
    new = other_home(deal)
    subscribe(new, deal.person_id)
    refused(lambda: exchange(deal, new), ExchangeRefused)
    assert status_of(deal.unit_id) is UnitStatus.SUBSCRIBED


def test_staff_do_not_withdraw_for_a_buyer_whose_contract_is_out() -> None:
    deal = sold()
    offered(deal)
    actor = holder("sales_manager", organisation_id=deal.organisation_id)
    told = {"actor": actor, "deal_id": deal.pk, "reason": "客户要求"}
    refused(lambda: run(lambda: withdraw_on_behalf(**told, amount_fen=deal.deposit_fen)), BuyerDecides)  # type: ignore[arg-type]
    assert state_of(deal) == SubscriptionState.SUBSCRIBED
