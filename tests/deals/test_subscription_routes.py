"""Subscribing and withdrawing over HTTP, as the pages send it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from guangsha.accounts.models import Person
from guangsha.deals.models import Subscription
from guangsha.money.models import Refund
from tests.accounts.support import API, Browser
from tests.deals.support import give_name, hear, id_number, pay
from tests.deals.test_holding import ask, buyer
from tests.inventory.support import on_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def held() -> tuple[Browser, str]:
    """Somebody whose name is verified, and the home they hold."""
    unit = on_sale()[0]
    me = buyer()
    give_name(Person.objects.get().pk)
    return me, str(ask(me, unit).json()["id"])


def send(browser: Browser, path: str, body: dict[str, Any], key: UUID | None = None) -> Any:
    return browser.post(f"{API}{path}", body, **{"Idempotency-Key": str(key or uuid4())})


def test_from_rules_to_refund() -> None:
    me, hold = held()
    rules = me.client.get(f"{API}/me/holds/{hold}/rules").json()
    assert [step["permille"] for step in rules["ladder"]] == [1000, 800, 500, 0]
    people = [{"full_name": "李小龙", "id_number": id_number(8), "share": 4_000}]
    body, key = {"rules_hash": rules["hash"], "share": 6_000, "others": people}, uuid4()
    made = send(me, f"/me/holds/{hold}/subscription", body, key)
    assert made.status_code == 200, made.content
    again = send(me, f"/me/holds/{hold}/subscription", body, key)
    assert again.json()["id"] == made.json()["id"]
    assert id_number(8) not in made.content.decode()
    deal = made.json()["id"]
    pay(Subscription.objects.get())
    hear()
    shown = me.client.get(f"{API}/me/subscriptions/{deal}").json()
    assert (shown["state"], shown["next"]["what"], shown["deadline"]) == ("subscribed", "co_buyers", None)
    assert me.client.get(f"{API}/me/subscriptions").json()["items"][0]["id"] == deal
    withdrawal = f"/me/subscriptions/{deal}/withdrawal"
    less = send(me, withdrawal, {"amount_fen": 1})
    assert (less.status_code, less.json()["code"]) == (409, "deals.terms_changed")
    wish = uuid4()
    for _ in range(2):
        out = send(me, withdrawal, {"amount_fen": shown["returns"]["amount_fen"]}, wish)
        assert (out.status_code, out.json()["state"], out.json()["next"]["what"]) == (200, "withdrawn", "refund")
    assert Refund.objects.count() == 1


def test_without_a_verified_name_there_is_no_subscription() -> None:
    me = buyer()
    unit = on_sale()[0]
    hold = ask(me, unit).json()["id"]
    read = me.client.get(f"{API}/me/holds/{hold}/rules").json()["hash"]
    answer = send(me, f"/me/holds/{hold}/subscription", {"rules_hash": read, "share": 10_000})
    assert (answer.status_code, answer.json()["code"]) == (403, "deals.real_name_needed")
    assert answer.json()["title"] == "请先完成实名认证"


def test_letting_the_hold_go_lets_the_subscription_go() -> None:
    me, hold = held()
    read = me.client.get(f"{API}/me/holds/{hold}/rules").json()["hash"]
    deal = send(me, f"/me/holds/{hold}/subscription", {"rules_hash": read, "share": 10_000}).json()["id"]
    assert me.send("DELETE", f"{API}/me/holds/{hold}").status_code == 200
    shown = me.client.get(f"{API}/me/subscriptions/{deal}").json()
    assert (shown["state"], shown["ending"], shown["next"]) == ("cancelled", "let_go", None)
