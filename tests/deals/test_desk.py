"""Deals on a desk: whose they are, what is shown of them, and ending one by its rules."""

from typing import Any
from uuid import UUID

import pytest

from guangsha.accounts.models import Person
from guangsha.catalog.models import Project, Unit
from guangsha.deals.domain.errors import NotWithdrawable, TermsChanged
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.domain.subscriptions import DealFilter
from guangsha.deals.models import Buyer
from guangsha.deals.selectors.staff import deal_seen, deals_seen, serves
from guangsha.deals.services.on_behalf import void_unpaid, withdraw_on_behalf
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.actor import Actor, Grant, Scope
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.money.models import Refund
from guangsha.privacy.models import Look
from guangsha.privacy.public import LookReason, reveal
from guangsha.vault.public import Secret
from tests.actors import holder
from tests.catalog.support import EDITOR, NOW
from tests.deals.support import house, id_number, named_person, state_of, subscribe, subscribed
from tests.inventory.support import on_sale, refused, status_of
from tests.money.support import found_broken, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def staff(role: str, **more: Any) -> Actor:
    """Somebody of the house that sells."""
    return holder(role, organisation_id=house(), **more)


def seen(actor: Actor, **wanted: Any) -> list[UUID]:
    """The deals on their desk."""
    page = deals_seen(actor=actor, wanted=DealFilter(**wanted), cursor=None, limit=50)
    return [one.facts.id for one in page.items]


def test_staff_see_the_deals_of_their_house_and_projects() -> None:
    units = on_sale()
    first, second = subscribed(units[0], named_person(1)), subscribe(units[1], named_person(2))
    for role in ("sales_advisor", "sales_manager", "finance", "manager", "service_agent"):
        assert seen(staff(role)) == [second.pk, first.pk], role
    assert seen(staff("sales_manager"), state=SubscriptionState.SUBSCRIBED) == [first.pk]
    assert seen(staff("sales_manager"), mine=True) == []
    assert seen(staff("sales_manager"), project_id=new_id()) == []
    stranger = holder("manager", organisation_id=new_id())
    assert seen(stranger) == []
    refused(lambda: deal_seen(actor=stranger, deal_id=first.pk), NotFound)
    assert seen(staff("marketing")) == []
    elsewhere = Grant("deal.read", Scope.PROJECT, new_id())
    here = Grant("deal.read", Scope.PROJECT, Project.objects.get().pk)
    for grant, found in ((elsewhere, 0), (here, 2)):
        one = Actor(person_id=new_id(), organisation_id=house(), grants=frozenset({grant}))
        assert len(seen(one)) == found


def test_pages_of_deals_are_whole(django_assert_max_num_queries: Any) -> None:
    units = on_sale()
    made = [subscribe(unit, named_person(seed)).pk for seed, unit in enumerate(units[:5], 1)]
    cursor, found = None, []
    while True:
        with django_assert_max_num_queries(16):
            page = deals_seen(actor=staff("manager"), wanted=DealFilter(), cursor=cursor, limit=2)
        found += [one.facts.id for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert found == made[::-1]


def test_a_deal_on_its_page_says_who_must_act_and_shows_no_name() -> None:
    deal = subscribed(on_sale()[0], named_person())
    shown = deal_seen(actor=staff("sales_advisor"), deal_id=deal.pk)
    assert shown.facts.next is not None
    assert (shown.facts.next.what, shown.facts.paid_fen) == ("choose_plan", deal.deposit_fen)
    assert [one.kind for one in shown.facts.timeline] == ["opened", "payment_begun", "payment_paid", "subscribed"]
    assert "霁月" not in shown.facts.buyers[0].name
    assert not shown.may_settle


def test_a_whole_name_is_revealed_with_a_reason_to_who_serves() -> None:
    deal = subscribed(on_sale()[0], named_person())
    row = Buyer.objects.get()

    def look(actor: Actor) -> str:
        wish = {"label": "deals.buyer.id_number", "row_id": row.pk, "reason": LookReason.CONTRACT}
        work = lambda: reveal(actor=actor, now=utc_now(), note=Secret("草拟合同"), **wish)  # noqa: E731
        return run(work).value.reveal()

    me = {"person_id": Person.objects.create().pk, "stepped_up_at": utc_now()}
    assert look(staff("sales_advisor", **me)) == id_number(1)
    assert Look.objects.get().person_id == deal.person_id  # it stands in the buyer's own "who looked"
    stranger = holder("sales_advisor", organisation_id=new_id(), **me)
    refused(lambda: look(stranger), NotFound)
    assert not serves(stranger, deal.pk)


def test_a_withdrawal_at_the_desk_is_by_the_rules_and_by_nothing_else() -> None:
    unit = on_sale()[0]
    deal, desk = subscribed(unit, named_person()), staff("sales_manager")

    def end(amount: int, actor: Actor = desk) -> None:
        wish = {"deal_id": deal.pk, "amount_fen": amount, "reason": "客户到场申请"}
        run(lambda: withdraw_on_behalf(actor=actor, **wish))  # type: ignore[arg-type]

    refused(lambda: end(deal.deposit_fen - 1), TermsChanged)
    refused(lambda: end(deal.deposit_fen, staff("sales_advisor")), Forbidden)
    refused(lambda: end(deal.deposit_fen, holder("sales_manager", organisation_id=new_id())), NotFound)
    assert state_of(deal) == "subscribed"
    for _ in range(2):
        end(deal.deposit_fen)
    assert (state_of(deal), status_of(unit)) == ("withdrawn", UnitStatus.AVAILABLE)
    assert Refund.objects.get().amount_fen == deal.deposit_fen
    kinds = [(one.kind, one.who) for one in deal_seen(actor=desk, deal_id=deal.pk).facts.timeline]
    assert kinds.count(("on_behalf", "house")) == 1
    assert found_broken() == set()


def test_an_unpaid_deal_is_voided_with_its_hold_and_a_paid_one_never() -> None:
    units, desk = on_sale(), staff("sales_manager")
    waiting, paid = subscribe(units[0], named_person(1)), subscribed(units[1], named_person(2))
    void = lambda deal: run(lambda: void_unpaid(actor=desk, deal_id=deal.pk, reason="客户放弃"))  # noqa: E731
    refused(lambda: void(paid), NotWithdrawable)
    void(waiting)
    void(waiting)
    assert (state_of(waiting), status_of(units[0])) == ("cancelled", UnitStatus.AVAILABLE)
    assert state_of(paid) == "subscribed"
    assert found_broken() == set()


@pytest.mark.parametrize("kind", ["parking", "shop"])
def test_parking_and_shops_sell_by_the_same_path(kind: str) -> None:
    unit, her = on_sale()[0], named_person()
    home = subscribed(unit, her)
    other = Unit.objects.get(identity="shop-1")
    Unit.objects.filter(pk=other.pk).update(kind=kind, filed_price_fen=12_000_000)
    run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[other.pk], status=UnitStatus.AVAILABLE))
    deal = subscribed(other.pk, her)
    assert (state_of(home), state_of(deal)) == ("subscribed", "subscribed")
    assert status_of(other.pk) is UnitStatus.SUBSCRIBED
    assert seen(staff("manager")) == [deal.pk, home.pk]
    assert found_broken() == set()
