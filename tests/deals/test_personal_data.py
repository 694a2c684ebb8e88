"""What a buyer gets a copy of, and what a closed account leaves: the law keeps who bought what for ten years."""

from datetime import timedelta

import pytest
from django.db.models import F

from guangsha.deals import personal_data
from guangsha.deals.models import Buyer, Subscription
from guangsha.inventory.public import UnitStatus
from guangsha.kit.clock import utc_now
from guangsha.vault.public import key_store
from tests.deals.support import named_person, state_of, subscribe, subscribed, withdrawn
from tests.inventory.support import on_sale, status_of
from tests.money.support import found_broken, run

pytestmark = pytest.mark.django_db(transaction=True)


def erase(person_id: object) -> None:
    run(lambda: personal_data.forget_person(person_id))  # type: ignore[arg-type]
    key_store().destroy(person_id)  # type: ignore[arg-type]


def test_a_copy_has_ones_own_name_and_says_what_the_law_keeps() -> None:
    me = named_person()
    subscribed(on_sale()[0], me)
    found = personal_data.copy_of(me)
    assert [set(row) & {"hold", "subscription"} for row in found] == [{"hold"}, {"subscription"}]
    assert (found[1]["full_name"], found[1]["share"]) == ("欧阳霁月", 10_000)


def test_who_leaves_lets_go_of_what_is_not_paid_and_keeps_what_is() -> None:
    first, second, *_ = on_sale()
    bought, waiting = subscribed(first, named_person(1)), subscribe(second, named_person(2))
    erase(bought.person_id)
    erase(waiting.person_id)
    assert (state_of(bought), status_of(first)) == ("subscribed", UnitStatus.SUBSCRIBED)
    assert (state_of(waiting), status_of(second)) == ("cancelled", UnitStatus.AVAILABLE)
    kept = Buyer.objects.get(subscription=bought.pk).full_name
    assert kept is not None
    assert kept.reveal() == "欧阳霁月"
    assert found_broken() == set()


def test_ten_years_later_nothing_says_who_it_was() -> None:
    made = subscribed(on_sale()[0], named_person())
    withdrawn(made, made.deposit_fen)
    assert personal_data.sweep(utc_now()) == 0
    Subscription.objects.filter(pk=made.pk).update(ended_at=F("ended_at") - timedelta(days=3_654))
    assert personal_data.sweep(utc_now()) == 1
    assert personal_data.sweep(utc_now()) == 0
    assert list(Buyer.objects.values_list("full_name", "id_number", "share")) == [(None, None, 10_000)]
