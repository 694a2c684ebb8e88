"""People who buy a home together are one household: one live hold among them, as long as the sale is under way."""

from uuid import UUID

import pytest

from guangsha.deals.domain.errors import SubscribedAlready
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.personal_data import copy_of
from guangsha.deals.services.subscriptions import let_go
from guangsha.inventory.models import Claim
from guangsha.inventory.public import HoldsAnother, holds_of, release_hold
from guangsha.inventory.selectors.wishes import Choice, Wish, judged
from guangsha.kit.ids import new_id
from tests.deals.support import as_person, named_person, subscribe, withdrawn
from tests.deals.test_co_buyers import ask, confirm, shared_deal
from tests.inventory.support import hold, homes, live_claims, refused
from tests.money.support import found_broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def couple() -> tuple[Subscription, UUID, UUID]:
    """A home that two buy, who both confirmed it; the deposit is paid."""
    deal, her, him = shared_deal()
    confirm(ask(deal, her), him)
    return deal, her, him


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
    refused(lambda: as_person(him, lambda: let_go(hold_id=made.claim_id, person_id=him)), SubscribedAlready)
    as_person(her, lambda: let_go(hold_id=made.claim_id, person_id=her))


def test_ones_copy_has_no_holds_of_others() -> None:
    _, her, him = couple()
    hold(homes()[1], her)
    assert not [one for one in copy_of(him) if one.get("unit") == str(homes()[1])]
