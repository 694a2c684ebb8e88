"""Appointments to hand a home over: each place once, each buyer one time."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from guangsha.catalog.models import Project
from guangsha.deals.domain.errors import NotYetContracted, SlotGone, SlotTaken
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.models import HandoverSlot, HandoverVisit, Subscription
from guangsha.deals.selectors.handover import handover_desk, handover_slots
from guangsha.deals.services.handover import book_handover, close_slot, give_back_handover, offer_slots
from guangsha.deals.services.steps import move
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.deals.support import as_person, house, named_person, subscribed
from tests.inventory.support import on_sale, refused
from tests.money.support import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def bought(unit_id: UUID, seed: int) -> Subscription:
    """A home whose contract is signed."""
    deal = subscribed(unit_id, named_person(seed))
    run(lambda: move(deal, SubscriptionState.CONTRACTED))
    return deal


def offered(*days: int, places: int = 2) -> list[UUID]:
    """Times of the house, so many days ahead; their ids."""
    now = utc_now().replace(microsecond=0)
    wish: dict[str, Any] = {"starts": [now + timedelta(days=day) for day in days], "minutes": 60, "places": places}
    actor, project = holder("service_agent", organisation_id=house()), Project.objects.get().pk
    run(lambda: offer_slots(actor=actor, project_id=project, **wish))
    return list(HandoverSlot.objects.order_by("starts_at").values_list("pk", flat=True))


def book(deal: Subscription, slot_id: UUID) -> None:
    me = deal.person_id
    as_person(me, lambda: book_handover(subscription_id=deal.pk, person_id=me, slot_id=slot_id))


def give_back(deal: Subscription) -> None:
    me = deal.person_id
    as_person(me, lambda: give_back_handover(subscription_id=deal.pk, person_id=me))


def left(deal: Subscription) -> list[tuple[int, bool]]:
    """Places that are left at each time, and whether it is the buyer's own."""
    return [(one.left, one.mine) for one in handover_slots(person_id=deal.person_id, subscription_id=deal.pk)]


def test_a_buyer_has_one_time_and_changes_it() -> None:
    deal = bought(on_sale()[0], 1)
    first, second = offered(3, 5)
    assert left(deal) == [(2, False), (2, False)]
    book(deal, first)
    book(deal, first)
    assert left(deal) == [(1, True), (2, False)]
    book(deal, second)
    assert left(deal) == [(2, False), (1, True)]
    desk = handover_desk(actor=holder("sales_advisor", organisation_id=house()), project_id=deal.project_id)
    assert [(one.slot_id, one.deal_id) for one in desk.visits] == [(second, deal.pk)]
    assert not desk.may_keep
    assert "霁月" not in desk.visits[0].masked_name
    give_back(deal)
    give_back(deal)
    assert left(deal) == [(2, False), (2, False)]
    assert [one.note for one in deal.steps.filter(kind="handover")] == ["booked", "booked", "given_back"]


def test_only_who_bought_and_signed_at_a_time_that_can_be_had() -> None:
    units = on_sale()
    waiting, deal = subscribed(units[0], named_person(1)), bought(units[1], 2)
    (slot,) = offered(3)
    refused(lambda: book(waiting, slot), NotYetContracted)
    refused(lambda: handover_slots(person_id=waiting.person_id, subscription_id=deal.pk), NotFound)
    refused(lambda: book(deal, new_id()), NotFound)
    HandoverSlot.objects.update(starts_at=utc_now() + timedelta(hours=23))
    refused(lambda: book(deal, slot), SlotGone)
    HandoverSlot.objects.update(starts_at=utc_now() + timedelta(days=3))
    book(deal, slot)
    HandoverSlot.objects.update(starts_at=utc_now() + timedelta(hours=23))
    refused(lambda: give_back(deal), SlotGone)
    assert left(deal) == [(1, True)]


def test_a_closed_time_takes_nobody_else() -> None:
    units = on_sale()
    one, two = bought(units[0], 1), bought(units[1], 2)
    (slot,) = offered(3)
    book(one, slot)
    keeper = holder("sales_manager", organisation_id=house())
    for _ in range(2):
        run(lambda: close_slot(actor=keeper, project_id=one.project_id, slot_id=slot))
    refused(lambda: book(two, slot), SlotGone)
    assert (left(one), left(two)) == ([(1, True)], [])
    advisor = holder("sales_advisor", organisation_id=house())
    refused(lambda: run(lambda: close_slot(actor=advisor, project_id=one.project_id, slot_id=slot)), Forbidden)


def test_times_are_offered_once_and_not_in_the_past() -> None:
    on_sale()
    assert len(offered(3, 5)) == 2
    refused(lambda: offered(-1), Invalid)
    assert HandoverSlot.objects.count() == 2


def test_of_many_who_want_the_last_place_one_has_it() -> None:
    deals = [bought(unit, seed) for seed, unit in enumerate(on_sale()[:4], 1)]
    (slot,) = offered(3, places=2)
    book(deals[0], slot)
    start, lost = Barrier(3), []

    def phone(deal: Subscription) -> None:
        start.wait()
        try:
            book(deal, slot)
        except SlotTaken as reason:
            lost.append(reason)
        finally:
            connection.close()

    threads = [Thread(target=phone, args=(one,)) for one in deals[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seats = HandoverVisit.objects.exclude(active_subscription=None).values_list("seat", flat=True)
    assert (sorted(seats), len(lost)) == ([1, 2], 2)
