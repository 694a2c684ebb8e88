"""Exchanging a home: one command, the deposit goes along, and no home is ever had twice or by nobody."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from guangsha.catalog.models import Unit
from guangsha.deals.domain.errors import ExchangeRefused
from guangsha.deals.domain.plans import DEFAULT_TERMS
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services.exchange import exchange_home
from guangsha.deals.services.plans import choose_plan
from guangsha.inventory.public import HoldsAnother, PriceChanged, UnitStatus, UnitTaken, receipt_of
from guangsha.kit.errors import NotFound
from guangsha.money.models import Obligation, Refund
from tests.deals.support import as_person, named_person, subscribe, subscribed, withdrawn
from tests.inventory.support import hold, live_claims, on_sale, refused, status_of
from tests.money.support import found_broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def exchange(deal: Subscription, unit_id: UUID, receipt_hash: str = "", person_id: UUID | None = None) -> None:
    """The buyer wants this home instead, at the price that was read."""
    me, read = person_id or deal.person_id, receipt_hash or receipt_of(unit_id=unit_id).hash
    wish = {"subscription_id": deal.pk, "person_id": me, "unit_id": unit_id, "receipt_hash": read}
    as_person(me, lambda: exchange_home(**wish))  # type: ignore[arg-type]


def test_the_deposit_goes_along_and_the_first_home_is_free() -> None:
    old, new, *_ = on_sale()
    deal = subscribed(old, named_person())
    me, terms = deal.person_id, DEFAULT_TERMS.hash
    as_person(me, lambda: choose_plan(subscription_id=deal.pk, person_id=me, code="lump", terms_hash=terms))
    for _ in range(2):
        exchange(deal, new)
    assert (status_of(old), status_of(new)) == (UnitStatus.AVAILABLE, UnitStatus.SUBSCRIBED)
    after = Subscription.objects.get()
    assert (after.unit_id, after.price_fen, after.plan) == (new, receipt_of(unit_id=new).total_fen, None)
    assert (after.deposit_fen, after.subscribed_at) == (deal.deposit_fen, deal.subscribed_at)
    assert (Obligation.objects.count(), Refund.objects.count()) == (1, 0)
    shown = own_subscription(me, deal.pk)
    assert [one.kind for one in shown.timeline].count("exchanged") == 1
    assert shown.returns is not None
    assert shown.returns.amount_fen == deal.deposit_fen
    assert found_broken() == set()
    after.person_id = me
    withdrawn(after, deal.deposit_fen)
    assert status_of(new) is UnitStatus.AVAILABLE
    assert found_broken() == set()


def test_a_refused_exchange_leaves_everything_as_it_was() -> None:
    old, taken, wanted, third, *_ = on_sale()
    deal, stranger = subscribed(old, named_person(1)), named_person(2)
    hold(taken)
    refused(lambda: exchange(deal, taken), UnitTaken)
    refused(lambda: exchange(deal, wanted, "0" * 64), PriceChanged)
    refused(lambda: exchange(deal, wanted, person_id=stranger), NotFound)
    Unit.objects.filter(pk=wanted).update(filed_price_fen=deal.deposit_fen * 4)
    refused(lambda: exchange(deal, wanted), ExchangeRefused)
    hold(third, deal.person_id)
    Unit.objects.filter(pk=wanted).update(filed_price_fen=deal.price_fen)
    refused(lambda: exchange(deal, wanted), HoldsAnother)
    assert (status_of(old), status_of(wanted)) == (UnitStatus.SUBSCRIBED, UnitStatus.AVAILABLE)
    assert Subscription.objects.get(pk=deal.pk).unit_id == old
    assert found_broken() == set()


def test_only_a_subscribed_home_of_the_project_is_exchanged() -> None:
    first, second, *_ = on_sale()
    waiting = subscribe(first, named_person())
    told = refused(lambda: exchange(waiting, second), ExchangeRefused)
    assert told.data == {"reason": "state"}  # type: ignore[attr-defined]


def test_of_two_who_want_the_same_home_one_gets_it_and_the_other_keeps_theirs() -> None:
    one, two, wanted, *_ = on_sale()
    deals = [subscribed(one, named_person(1)), subscribed(two, named_person(2))]
    start, lost = Barrier(2), []

    def phone(deal: Subscription) -> None:
        start.wait()
        try:
            exchange(deal, wanted)
        except UnitTaken as reason:
            lost.append(reason)
        finally:
            connection.close()

    threads = [Thread(target=phone, args=(deal,)) for deal in deals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(lost), live_claims(wanted)) == (1, 1)
    assert sorted(status_of(unit) for unit in (one, two)) == [UnitStatus.AVAILABLE, UnitStatus.SUBSCRIBED]
    assert found_broken() == set()
