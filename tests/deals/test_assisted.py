"""Assisted sales: the advisor begins, the buyer alone confirms, on a phone of their own, once."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from guangsha.accounts.models import Person
from guangsha.catalog.models import Project
from guangsha.deals.domain.errors import LinkOver, OwnLink, TooManyLinks, UnitNotFree
from guangsha.deals.domain.links import MOST_OPEN, Progress
from guangsha.deals.models import DealLink, Subscription
from guangsha.deals.selectors.links import offered_link, own_link, own_links
from guangsha.deals.services.links import cancel_link, confirm_link, make_link, open_link
from guangsha.inventory.models import Claim
from guangsha.inventory.public import PriceChanged, UnitTaken, receipt_of
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.notifications.models import Notification
from tests.accounts.support import API
from tests.actors import holder
from tests.deals.support import (
    as_person,
    give_name,
    hear,
    house,
    named_person,
    pay,
    subscribe_held,
    time_is_up,
    withdrawn,
)
from tests.deals.test_holding import buyer
from tests.deals.test_subscription_routes import send
from tests.inventory.support import hold, on_sale, refused
from tests.money.support import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def advisor(*roles: str) -> Actor:
    """Somebody of the sales office of the house that sells."""
    return holder(*(roles or ("sales_advisor",)), organisation_id=house())


def made(actor: Actor, unit_id: UUID) -> DealLink:
    """A link for this home."""
    project = Project.objects.get().pk
    link = run(lambda: make_link(actor=actor, project_id=project, unit_id=unit_id))
    return DealLink.objects.get(pk=link)


def confirm(link: DealLink, person_id: UUID, receipt_hash: str = "") -> UUID:
    """Somebody confirms on their own phone."""
    read = receipt_hash or receipt_of(unit_id=link.unit_id).hash
    work = lambda: confirm_link(code=link.code, person_id=person_id, receipt_hash=read)  # noqa: E731
    claim: UUID = as_person(person_id, work)
    return claim


def how_far(actor: Actor, link: DealLink) -> Progress:
    """As the advisor sees it."""
    return own_link(actor=actor, link_id=link.pk).progress


def test_from_link_to_deposit_as_the_advisor_sees_it() -> None:
    unit, me, her = on_sale()[0], advisor(), named_person()
    link = made(me, unit)
    assert how_far(me, link) is Progress.WAITING
    as_person(her, lambda: open_link(code=link.code, person_id=her))
    assert how_far(me, link) is Progress.OPENED
    assert offered_link(code=link.code, person_id=her).open
    held = confirm(link, her)
    assert confirm(link, her) == held
    shown = own_link(actor=me, link_id=link.pk)
    assert (shown.progress, shown.hold_until) == (Progress.HELD, Claim.objects.get(pk=held).deadline)
    deal = subscribe_held(held, her)
    assert (how_far(me, link), deal.advisor_id, deal.person_id) == (Progress.AWAITING_DEPOSIT, me.person_id, her)
    pay(deal)
    hear()
    assert how_far(me, link) is Progress.SUBSCRIBED
    withdrawn(deal, deal.deposit_fen)
    assert own_links(actor=me)[0].progress is Progress.ENDED


def test_each_change_is_told_once_to_buyer_and_advisor() -> None:
    unit, her = on_sale()[0], named_person()
    person = Person.objects.create()
    me = holder("sales_advisor", organisation_id=house(), person_id=person.pk)
    deal = subscribe_held(confirm(made(me, unit), her), her)
    pay(deal)
    hear()
    withdrawn(deal, deal.deposit_fen)
    hear()
    told = Notification.objects.order_by("pk").values_list("person_id", "kind")
    assert sorted((str(one), kind) for one, kind in told if kind.startswith("deals.")) == sorted(
        [
            (str(her), "deals.subscribed"),
            (str(her), "deals.withdrawn"),
            (str(person.pk), "deals.staff_subscribed"),
            (str(person.pk), "deals.staff_withdrawn"),
        ]
    )


def test_a_hold_that_runs_out_ends_it() -> None:
    unit, me, her = on_sale()[0], advisor(), named_person()
    link = made(me, unit)
    held = confirm(link, her)
    Claim.objects.filter(pk=held).update(deadline=utc_now() - timedelta(milliseconds=5))
    assert how_far(me, link) is Progress.ENDED


def test_nobody_but_who_confirmed_first_has_it() -> None:
    unit, me, her, other = on_sale()[0], advisor(), named_person(1), named_person(2)
    link = made(me, unit)
    confirm(link, her)
    for work in (lambda: confirm(link, other), lambda: offered_link(code=link.code, person_id=other)):
        refused(work, LinkOver)
    assert Claim.objects.filter(unit=unit, ended_at=None).get().person_id == her


def test_the_advisor_cannot_be_the_buyer() -> None:
    unit, me = on_sale()[0], advisor()
    link = made(me, unit)
    assert me.person_id is not None
    own = me.person_id
    refused(lambda: confirm(link, own), OwnLink)
    refused(lambda: offered_link(code=link.code, person_id=own), OwnLink)
    as_person(own, lambda: open_link(code=link.code, person_id=own))
    assert how_far(me, link) is Progress.WAITING
    assert not Claim.objects.exists()


def test_a_link_ends_by_time_and_by_its_advisor() -> None:
    units, me, her = on_sale(), advisor(), named_person()
    late, back = made(me, units[0]), made(me, units[1])
    DealLink.objects.filter(pk=late.pk).update(expires_at=utc_now() - timedelta(seconds=1))
    assert how_far(me, late) is Progress.EXPIRED
    run(lambda: cancel_link(actor=me, link_id=back.pk))
    run(lambda: cancel_link(actor=me, link_id=back.pk))
    assert how_far(me, back) is Progress.CANCELLED
    for link in (late, back):
        refused(lambda link=link: confirm(link, her), LinkOver)  # type: ignore[misc]
    used = made(me, units[2])
    confirm(used, her)
    refused(lambda: run(lambda: cancel_link(actor=me, link_id=used.pk)), LinkOver)
    refused(lambda: run(lambda: cancel_link(actor=advisor(), link_id=used.pk)), NotFound)


def test_a_refused_hold_leaves_the_link_good() -> None:
    unit, me, her = on_sale()[0], advisor(), named_person()
    link = made(me, unit)
    refused(lambda: confirm(link, her, "0" * 64), PriceChanged)
    other = hold(unit)
    refused(lambda: confirm(link, her), UnitTaken)
    assert how_far(me, link) is Progress.WAITING
    Claim.objects.filter(pk=other).update(deadline=utc_now() - timedelta(milliseconds=5))
    assert confirm(link, her)


def test_only_advisors_of_the_house_begin_deals_of_homes_that_can_be_had() -> None:
    units = on_sale()
    refused(lambda: made(advisor("finance"), units[0]), Forbidden)
    stranger = holder("sales_advisor", organisation_id=new_id())
    refused(lambda: made(stranger, units[0]), NotFound)
    hold(units[0])
    refused(lambda: made(advisor(), units[0]), UnitNotFree)
    me = advisor()
    for _ in range(MOST_OPEN):
        made(me, units[1])
    refused(lambda: made(me, units[1]), TooManyLinks)


def test_of_two_phones_at_once_one_has_it() -> None:
    unit, me = on_sale()[0], advisor()
    link = made(me, unit)
    people = [named_person(seed) for seed in (1, 2, 3)]
    start, won, lost = Barrier(3), [], []

    def phone(person_id: UUID) -> None:
        start.wait()
        try:
            won.append(confirm(link, person_id))
        except (LinkOver, UnitTaken) as reason:
            lost.append(reason)
        finally:
            connection.close()

    threads = [Thread(target=phone, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    link.refresh_from_db()
    claim = Claim.objects.get(unit=unit, ended_at=None)
    assert (len(won), len(lost)) == (1, 2)
    assert (claim.pk, claim.person_id) == (link.claim_id, link.person_id)


def test_the_buyers_phone_over_http() -> None:
    unit = on_sale()[0]
    me = advisor()
    phone = buyer()
    person = Person.objects.get()
    give_name(person.pk)
    code = made(me, unit).code
    assert phone.client.get(f"/d/{code}")["Location"].endswith(f"/account/homes?deal={code}")
    opened = phone.post(f"{API}/me/deal-links/{code}/opening", {})
    assert (opened.status_code, opened.json()["open"]) == (200, True), opened.content
    price = phone.client.get(f"{API}/units/{unit}/price").json()
    body: dict[str, Any] = {"receipt_hash": price["hash"]}
    held = send(phone, f"/me/deal-links/{code}/hold", body)
    assert (held.status_code, held.json()["unit_id"]) == (200, str(unit)), held.content
    rules = phone.client.get(f"{API}/me/holds/{held.json()['id']}/rules").json()
    wish = {"rules_hash": rules["hash"], "share": 10_000}
    assert send(phone, f"/me/holds/{held.json()['id']}/subscription", wish).status_code == 200
    deal = Subscription.objects.get()
    assert (deal.person_id, deal.advisor_id) == (person.pk, me.person_id)
    time_is_up(deal)
