"""People who buy a home together are one household: one live hold among them, as long as the sale is under way."""

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db.models import F

from guangsha.accounts.models import Person
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.personal_data import copy_of
from guangsha.deals.selectors.households import MOST_LINKS, households
from guangsha.inventory.domain.claims import COOL_DOWN
from guangsha.inventory.models import Claim
from guangsha.inventory.public import CoolingDown, HoldingTooFast, HoldsAnother, UnitTaken, holds_of, release_hold
from guangsha.inventory.selectors.wishes import Choice, Wish, judged
from guangsha.kit.ids import new_id
from tests.accounts.support import API, Browser
from tests.deals.support import as_person, named_person, state_of, subscribe, subscribe_held, withdrawn
from tests.deals.test_co_buyers import ask, confirm, shared_deal
from tests.deals.test_holding import buyer
from tests.inventory.support import hold, homes, live_claims, refused
from tests.money.support import found_broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def couple() -> tuple[Subscription, UUID, UUID]:
    """A home that two buy, who both confirmed it; the deposit is paid."""
    deal, her, him = shared_deal()
    confirm(ask(deal, her), him)
    return deal, her, him


def signed_in_as(person_id: UUID) -> Browser:
    """The browser of somebody with a phone."""
    phone = Person.objects.get(pk=person_id).phone
    assert phone is not None
    return buyer(phone.reveal().removeprefix("+86"))


def let_go_of(claim: UUID, person_id: UUID) -> None:
    as_person(person_id, lambda: release_hold(claim_id=claim, person_id=person_id))


def test_spouses_hold_one_home() -> None:
    _, her, him = couple()
    _, second, third, *_ = homes()
    claim = hold(second, her)
    assert hold(second, him) == claim
    refused(lambda: hold(third, him), HoldsAnother)
    assert [one.id for one in holds_of(person_id=him) if one.ended_at is None and one.deadline] == [claim]
    let_go_of(claim, him)
    hold(third, him)
    refused(lambda: hold(second, her), HoldsAnother)
    assert found_broken() == set()


def test_two_of_one_household_are_judged_as_one_at_the_same_moment() -> None:
    _, her, him = couple()
    _, second, third, *_ = homes()
    stranger = new_id()
    verdicts = judged([Wish(second, her, None), Wish(third, him, None), Wish(third, stranger, None)])
    keys = [one.household for one in verdicts if isinstance(one, Choice)]
    assert keys[0] == keys[1] != keys[2]


def test_nobody_is_of_a_household_by_being_named_only() -> None:
    _, her, him = shared_deal()
    _, second, third, *_ = homes()
    hold(second, her)
    hold(third, him)


def test_who_joins_while_both_hold_lets_one_go_first() -> None:
    deal, her, him = shared_deal()
    _, second, third, *_ = homes()
    hold(second, her)
    his = hold(third, him)
    code = ask(deal, her)
    refused(lambda: confirm(code, him), HoldsAnother)
    assert Buyer.objects.get(line=1).person_id is None
    let_go_of(his, him)
    confirm(code, him)
    refused(lambda: hold(third, him), HoldsAnother)


def test_a_hold_of_before_is_the_households_and_ones_own_again_when_the_sale_is_over() -> None:
    deal, her, him = shared_deal()
    _, second, third, *_ = homes()
    claim = hold(second, her)
    confirm(ask(deal, her), him)
    refused(lambda: hold(third, him), HoldsAnother)
    withdrawn(deal, deal.deposit_fen)
    hold(third, him)
    assert hold(second, her) == claim
    assert Claim.objects.get(pk=claim).active_household == f"person:{her}"


def test_households_that_share_a_member_are_one() -> None:
    _, her, him = couple()
    _, second, third, fourth, *_ = homes()
    child = named_person(3)
    # The child buys another home with him.
    other = subscribe(second, child)
    Buyer.objects.create(subscription=other, line=1, person_id=him, share=1)
    Claim.objects.filter(pk=other.claim_id).update(deadline=None, active_household=None)
    hold(third, her)
    refused(lambda: hold(fourth, child), HoldsAnother)
    assert live_claims(fourth) == 0


def test_what_another_of_the_household_subscribed_is_theirs_to_let_go() -> None:
    _, her, him = couple()
    made = subscribe(homes()[1], her)
    path = f"{API}/me/holds/{made.claim_id}"
    his = signed_in_as(him).send("DELETE", path)
    assert (his.status_code, his.json()["code"]) == (409, "deals.subscribed_already")
    assert (live_claims(homes()[1]), state_of(made)) == (1, "awaiting_deposit")
    assert signed_in_as(her).send("DELETE", path).json()["ending"] == "released"
    assert (live_claims(homes()[1]), state_of(made)) == (0, "cancelled")


def test_either_lets_a_hold_of_the_household_go_and_twice_is_once() -> None:
    _, her, him = couple()
    claim, phone = hold(homes()[1], her), signed_in_as(him)
    for _ in range(2):
        assert phone.send("DELETE", f"{API}/me/holds/{claim}").json()["ending"] == "released"


def test_who_joins_brings_along_what_they_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 3}))
    deal, her, him = shared_deal()
    _, second, third, fourth, *_ = homes()
    for unit in (second, third, fourth):
        let_go_of(hold(unit, him), him)
    refused(lambda: hold(second, him), CoolingDown)
    confirm(ask(deal, her), him)
    refused(lambda: hold(second, him), CoolingDown)
    refused(lambda: hold(second, her), CoolingDown)
    Claim.objects.filter(unit=second).update(ended_at=F("ended_at") - COOL_DOWN)
    refused(lambda: hold(second, him), HoldingTooFast)
    refused(lambda: hold(second, her), HoldingTooFast)


def test_a_parted_household_neither_reads_nor_answers_for_the_others_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 2}))
    deal, her, him = couple()
    second = homes()[1]
    ended = hold(second, him)
    let_go_of(ended, him)
    assert ended in {one.id for one in holds_of(person_id=her)}
    refused(lambda: hold(second, her), CoolingDown)
    withdrawn(deal, deal.deposit_fen)
    assert ended not in {one.id for one in holds_of(person_id=her)}
    assert ended in {one.id for one in holds_of(person_id=him)}
    hold(second, her)


def test_a_hold_that_was_left_with_an_old_key_is_its_owners() -> None:
    _, her, _ = couple()
    second = homes()[1]
    claim = hold(second, her)
    Claim.objects.filter(pk=claim).update(active_household="deal:of-before", household="deal:of-before")
    assert hold(second, her) == claim
    refused(lambda: hold(second), UnitTaken)


def test_who_subscribes_a_hold_of_the_household_has_it_when_that_is_over() -> None:
    deal, her, him = couple()
    second = homes()[1]
    made = subscribe_held(hold(second, her), him)
    withdrawn(deal, deal.deposit_fen)
    assert made.claim_id not in {one.id for one in holds_of(person_id=her)}
    gone = signed_in_as(him).send("DELETE", f"{API}/me/holds/{made.claim_id}")
    assert (gone.status_code, live_claims(second), state_of(made)) == (200, 0, "cancelled")
    assert found_broken() == set()


def test_a_long_chain_is_asked_for_in_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    _, her, him = couple()
    with django_assert_max_num_queries(MOST_LINKS):
        assert households(person_ids=[her]).keys() == {her, him}


def test_ones_copy_has_no_holds_of_others() -> None:
    _, her, him = couple()
    hold(homes()[1], her)
    assert not [one for one in copy_of(him) if one.get("unit") == str(homes()[1])]
