"""Co-buyers confirm themselves, and nobody for them."""

from datetime import timedelta
from uuid import UUID

import pytest

from guangsha.accounts.models import Person, RealName
from guangsha.deals.domain.errors import LinkOver, NotTheBuyer, RealNameNeeded
from guangsha.deals.models import Buyer, Subscription
from guangsha.deals.selectors.links import invited
from guangsha.deals.selectors.subscriptions import own_subscription, own_subscriptions
from guangsha.deals.services.co_buyers import confirm_co_buyer, invite_co_buyer
from guangsha.deals.services.subscriptions import CoBuyer
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from guangsha.notifications.models import Notification
from guangsha.vault.public import Secret
from tests.accounts.support import API
from tests.deals.support import (
    as_person,
    give_name,
    hear,
    id_number,
    named_person,
    pay,
    subscribe,
    subscribe_held,
    withdrawn,
)
from tests.deals.test_holding import buyer
from tests.inventory.support import on_sale, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
HER, HIM = 1, 2


def shared_deal() -> tuple[Subscription, UUID, UUID]:
    """A home that two buy; who subscribed, and the account of the other."""
    her, him = named_person(HER), named_person(HIM)
    other = CoBuyer(Secret("欧阳霁月"), Secret(id_number(HIM)), 4_000)
    made = subscribe(on_sale()[0], her, share=6_000, others=[other])
    pay(made)
    hear()
    return Subscription.objects.get(pk=made.pk), her, him


def ask(deal: Subscription, person_id: UUID, line: int = 1) -> str:
    """Who subscribed asks a co-buyer."""
    work = lambda: invite_co_buyer(subscription_id=deal.pk, person_id=person_id, line=line)  # noqa: E731
    code: str = as_person(person_id, work)
    return code


def confirm(code: str, person_id: UUID) -> None:
    as_person(person_id, lambda: confirm_co_buyer(code=code, person_id=person_id))


def test_the_one_who_was_named_confirms_and_sees_the_deal() -> None:
    deal, her, him = shared_deal()
    assert own_subscriptions(him) == []
    before = own_subscription(her, deal.pk)
    assert before.next is not None
    assert (before.next.what, [one.confirmed_at is None for one in before.buyers]) == ("co_buyers", [False, True])
    code = ask(deal, her)
    assert (invited(code=code, person_id=him).share, invited(code=code, person_id=him).confirmed) == (4_000, False)
    confirm(code, him)
    confirm(code, him)
    shown = own_subscription(him, deal.pk)
    assert all(one.confirmed_at for one in shown.buyers)
    assert shown.next is not None
    assert (shown.next.what, shown.next.who) == ("choose_plan", "buyer")
    assert [one.kind for one in shown.timeline].count("co_buyer") == 1
    assert invited(code=code, person_id=him).confirmed
    assert Buyer.objects.get(line=1).person_id == him
    refused(lambda: withdrawn_by(deal, him), NotFound)


def withdrawn_by(deal: Subscription, person_id: UUID) -> None:
    deal.person_id = person_id
    withdrawn(deal, deal.deposit_fen)


def test_somebody_else_is_not_the_buyer() -> None:
    deal, her, him = shared_deal()
    code = ask(deal, her)
    stranger = named_person(3)
    refused(lambda: confirm(code, stranger), NotTheBuyer)
    refused(lambda: confirm(code, her), NotTheBuyer)
    # The same number under another name is nobody.
    namesake = named_person(4)
    row = RealName.objects.get(person_id=namesake)
    row.full_name, row.id_number = Secret("李小龙"), Secret(id_number(HIM))
    row.save()
    refused(lambda: confirm(code, namesake), NotTheBuyer)
    nobody = Person.objects.create().pk
    refused(lambda: confirm(code, nobody), RealNameNeeded)
    assert Buyer.objects.get(line=1).person_id is None
    confirm(code, him)


def test_a_link_is_good_for_a_while_and_the_last_one_only() -> None:
    deal, her, him = shared_deal()
    old = ask(deal, her)
    code = ask(deal, her)
    refused(lambda: confirm(old, him), NotFound)
    Buyer.objects.filter(line=1).update(invited_until=utc_now() - timedelta(seconds=1))
    refused(lambda: confirm(code, him), LinkOver)
    confirm(ask(deal, her), him)
    refused(lambda: ask(deal, her), LinkOver)
    for wrong in (lambda: ask(deal, him), lambda: ask(deal, her, 0), lambda: ask(deal, her, 2)):
        refused(wrong, NotFound)


def test_a_deal_that_is_over_takes_nobody_in() -> None:
    deal, her, him = shared_deal()
    code = ask(deal, her)
    withdrawn(deal, deal.deposit_fen)
    refused(lambda: confirm(code, him), LinkOver)


def test_over_http_names_are_masked() -> None:
    deal, her, _ = shared_deal()
    code = ask(deal, her)
    browser = buyer("13900139009")
    me = Person.objects.order_by("-pk")[0].pk
    RealName.objects.filter(person_id__in=Person.objects.exclude(pk__in=[her, me]).values("pk")).delete()
    give_name(me, HIM)
    shown = browser.client.get(f"{API}/me/co-buyer-invitations/{code}")
    assert shown.status_code == 200
    assert "欧阳霁月" not in shown.content.decode()
    done = browser.post(f"{API}/me/co-buyer-invitations/{code}/confirmation", {})
    assert (done.status_code, done.json()["mine"]) == (200, False), done.content


def test_who_is_taken_out_before_the_deposit_hears_of_it_and_it_is_kept() -> None:
    her, him = named_person(HER), named_person(HIM)
    made = subscribe(
        on_sale()[0], her, share=6_000, others=[CoBuyer(Secret("欧阳霁月"), Secret(id_number(HIM)), 4_000)]
    )
    confirm(ask(made, her), him)
    subscribe_held(made.claim_id, her)
    subscribe_held(made.claim_id, her)
    hear()
    assert not Buyer.objects.filter(subscription=made, line__gt=0).exists()
    kept = [(one.kind, one.who) for one in own_subscription(her, made.pk).timeline if one.kind == "buyers_changed"]
    assert kept == [("buyers_changed", "buyer")]
    told = Notification.objects.filter(kind="deals.buyers_changed")
    assert sorted(told.values_list("person_id", flat=True)) == sorted([her, him])
