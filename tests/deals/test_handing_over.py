"""Handing a home over: opened at the visit, confirmed or refused by the buyer, once."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from guangsha.contracts.models import Contract
from guangsha.deals.domain.errors import HandoverRefused, NoOpenHandover, NotWithdrawable, NotYetContracted
from guangsha.deals.domain.handover import Sheet
from guangsha.deals.models import Due, ExitRequest, Handover, HandoverSlot, HandoverVisit, Subscription
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.deals.services.handing_over import confirm_handover, open_handover, refuse_handover
from guangsha.inventory.public import UnitStatus
from guangsha.kit.actor import Actor
from guangsha.kit.clock import CHINA, utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.money.models import Obligation
from guangsha.notifications.models import Notification
from tests.backbone.support import in_threads
from tests.contracts.support import DELIVERY, staff
from tests.deals.signed import asked, comes_back, contracted, decided, file_it, pay_due
from tests.deals.support import as_person, hear, named_person, state_of, subscribed, withdrawn
from tests.inventory.support import on_sale, refused, status_of
from tests.money.support import found_broken, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
SHEET = Sheet("12.5", "103", "", 3, True, ("主卧窗扇划伤 110105199001010017",))


def comes(deal: Subscription, *, hours: int = -1) -> HandoverVisit:
    """The buyer's appointment is that many hours from now."""
    slot = HandoverSlot.objects.create(
        project_id=deal.project_id,
        starts_at=utc_now() + timedelta(hours=hours, seconds=HandoverSlot.objects.count()),
        minutes=60,
        places=4,
    )
    return HandoverVisit.objects.create(slot=slot, subscription=deal, active_subscription=deal.pk, seat=1)


def opened(deal: Subscription, *, sheet: Sheet = SHEET, actor: Actor | None = None) -> Any:
    who = actor or staff("service_agent", deal.organisation_id)
    return run(lambda: open_handover(actor=who, deal_id=deal.pk, sheet=sheet))


def confirmed(deal: Subscription) -> None:
    me = deal.person_id
    as_person(me, lambda: confirm_handover(subscription_id=deal.pk, person_id=me))


def turned_down(deal: Subscription, reason: str = "卫生间漏水") -> None:
    me = deal.person_id
    as_person(me, lambda: refuse_handover(subscription_id=deal.pk, person_id=me, reason=reason))


def why(deal: Subscription, **options: Any) -> Any:
    return refused(lambda: opened(deal, **options), HandoverRefused).data["reason"]  # type: ignore[attr-defined]


def test_what_comes_next_once_all_is_paid_is_the_handover_and_after_it_nothing() -> None:
    deal = contracted()

    def following() -> tuple[str, str, datetime | None] | None:
        found = own_subscription(deal.person_id, deal.pk).next
        return found and (found.what, found.who, found.until)

    assert following() is not None
    assert following()[0] == "pay_plan"  # type: ignore[index]
    for line in range(Due.objects.count()):
        pay_due(deal, line + 1)
    last_day = datetime.combine(DELIVERY + timedelta(days=1), time(), CHINA)
    assert following() == ("book_handover", "house", last_day)
    slot = HandoverSlot.objects.create(
        project_id=deal.project_id, starts_at=utc_now() + timedelta(days=3), minutes=60, places=1
    )
    assert following() == ("book_handover", "buyer", last_day)
    visit = HandoverVisit.objects.create(slot=slot, subscription=deal, active_subscription=deal.pk, seat=1)
    assert following() == ("handover", "buyer", slot.starts_at)
    HandoverSlot.objects.filter(pk=visit.slot_id).update(starts_at=utc_now() - timedelta(hours=2))
    assert following() == ("handover", "house", None)
    opened(deal)
    assert following() == ("take_home", "buyer", None)
    confirmed(deal)
    hear()
    assert following() is None


def test_a_home_is_handed_over_at_the_visit_by_its_buyer() -> None:
    deal = contracted()
    comes(deal)
    opened(deal)
    shown = own_subscription(deal.person_id, deal.pk)
    assert shown.handover is not None
    assert shown.next is not None
    assert (shown.next.what, shown.next.who) == ("take_home", "buyer")
    assert (shown.handover.sheet.water, shown.handover.sheet.keys) == ("12.5", 3)
    assert "110105199001010017" not in shown.handover.sheet.defects[0]
    assert why(deal) == "open"
    for _ in range(2):
        confirmed(deal)
    hear()
    assert (state_of(deal), status_of(deal.unit_id)) == ("handed_over", UnitStatus.HANDED_OVER)
    assert Contract.objects.get().state == "signed"
    refused(lambda: withdrawn(deal, deal.deposit_fen), NotWithdrawable)
    told = Notification.objects.filter(person_id=deal.person_id, kind__startswith="deals.hand")
    assert sorted(told.values_list("kind", flat=True)) == ["deals.handed_over", "deals.handover_opened"]
    pay_due(deal)  # what is not due yet is owed still
    assert own_subscription(deal.person_id, deal.pk).returns is None
    assert found_broken() == set()


def test_it_is_opened_for_who_has_come_and_paid_and_is_given_the_papers() -> None:
    deal = contracted()
    assert why(deal) == "visit"
    visit = comes(deal, hours=2)
    assert why(deal) == "visit"
    HandoverSlot.objects.filter(pk=visit.slot_id).update(starts_at=utc_now() - timedelta(minutes=5))
    assert why(deal, sheet=Sheet("", "", "", 1, False, ())) == "papers"
    first = Due.objects.get(subscription=deal, line=1)
    Obligation.objects.filter(pk=first.obligation_id).update(due_at=utc_now() - timedelta(minutes=1))
    unpaid = refused(lambda: opened(deal), HandoverRefused)
    assert unpaid.data == {"reason": "payments", "amount_fen": first.amount_fen}  # type: ignore[attr-defined]
    pay_due(deal)
    refused(lambda: opened(deal, actor=staff("sales_advisor", deal.organisation_id)), Forbidden)
    refused(lambda: opened(deal, actor=staff("service_agent", new_id())), NotFound)
    opened(deal)
    assert Handover.objects.get().state == "open"


def test_who_refuses_says_why_and_comes_again() -> None:
    deal = contracted()
    comes(deal)
    refused(lambda: confirmed(deal), NoOpenHandover)
    opened(deal)
    turned_down(deal)
    refused(lambda: turned_down(deal), NoOpenHandover)
    shown = own_subscription(deal.person_id, deal.pk)
    assert shown.handover is not None
    assert (shown.handover.state, shown.handover.note, shown.state) == ("refused", "卫生间漏水", "contracted")
    assert why(deal) == "visit"
    comes(deal)
    opened(deal)
    confirmed(deal)
    assert (state_of(deal), Handover.objects.count()) == ("handed_over", 2)
    assert found_broken() == set()


def test_nothing_is_handed_over_before_the_contract() -> None:
    early = subscribed(on_sale()[0], named_person(7))
    refused(lambda: opened(early), NotYetContracted)


def test_a_contract_that_is_being_ended_is_not_handed_over_and_its_visit_is_free_again() -> None:
    deal = contracted()
    visit = comes(deal)
    file_it(deal)
    asked(deal)
    assert why(deal) == "exit"
    decided(deal, comes_back(deal).amount_fen)
    visit.refresh_from_db()
    assert (state_of(deal), visit.active_subscription, visit.seat) == ("withdrawn", None, None)


def test_who_takes_the_home_has_taken_back_what_they_asked_in_between() -> None:
    deal = contracted()
    comes(deal)
    opened(deal)
    asked(deal)
    confirmed(deal)
    assert (state_of(deal), ExitRequest.objects.get().state) == ("handed_over", "taken_back")


def test_confirming_and_withdrawing_at_once_is_one_of_them() -> None:
    deal = contracted()
    comes(deal)
    opened(deal)

    def work(index: int) -> None:
        if index % 2:
            confirmed(deal)
        else:
            withdrawn(deal, deal.deposit_fen)

    errors = in_threads(2, work)
    assert len(errors) == 1
    assert isinstance(errors[0], NoOpenHandover | NotWithdrawable)
    ends = {"handed_over": UnitStatus.HANDED_OVER, "withdrawn": UnitStatus.AVAILABLE}
    assert status_of(deal.unit_id) is ends[state_of(deal)]
    assert found_broken() == set()
