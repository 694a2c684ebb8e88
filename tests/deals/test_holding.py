"""The buyer's routes: over HTTP, with cookies and tokens, as the pages send it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from guangsha.inventory.models import Claim
from guangsha.kit.clock import utc_now
from tests.accounts.support import API, MAIL, Browser, by_phone, forget_limits, register_by_mail
from tests.inventory.support import hold, on_sale, status_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def ask(browser: Browser, unit: UUID, key: UUID | None = None, read: str | None = None) -> Any:
    body = {"receipt_hash": read}
    return browser.post(f"{API}/units/{unit}/holds", body, **{"Idempotency-Key": str(key or uuid4())})


def buyer(phone: str = "13800138000") -> Browser:
    forget_limits()
    browser = Browser()
    by_phone(browser, phone)
    return browser


class TestHolding:
    def test_a_home_held_is_ones_own_with_its_name_price_and_deadline(self) -> None:
        unit = on_sale()[0]
        me = buyer()
        answer = ask(me, unit)
        assert answer.status_code == 200, answer.content
        held = answer.json()
        receipt = me.client.get(f"{API}/units/{unit}/price").json()
        assert (held["unit_id"], held["price_fen"]) == (str(unit), receipt["total_fen"])
        assert held["receipt_hash"] == receipt["hash"]
        assert held["home"]["project"] == "云麓里"
        assert held["made_at"] <= held["as_of"] < held["deadline"]
        assert me.client.get(f"{API}/me/holds").json()["items"][0]["id"] == held["id"]
        assert me.client.get(f"{API}/units/{unit}/status").json()["status"] == "held"

    def test_the_same_wish_sent_again_is_the_same_hold(self) -> None:
        first, second, *_ = on_sale()
        me, key = buyer(), uuid4()
        once, again = ask(me, first, key), ask(me, first, key)
        assert once.json()["id"] == again.json()["id"]
        assert Claim.objects.count() == 1
        other = ask(me, second, key)
        assert (other.status_code, other.json()["code"]) == (422, "request.operation_mismatch")

    def test_a_price_that_moved_since_it_was_read_is_told(self) -> None:
        unit = on_sale()[0]
        me = buyer()
        answer = ask(me, unit, read="0" * 64)
        assert (answer.status_code, answer.json()["code"]) == (409, "inventory.price_changed")
        read = me.client.get(f"{API}/units/{unit}/price").json()["hash"]
        assert ask(me, unit, read=read).status_code == 200

    def test_who_comes_second_is_told_in_their_language(self) -> None:
        unit = on_sale()[0]
        hold(unit)
        answer = ask(buyer(), unit)
        assert (answer.status_code, answer.json()["code"]) == (409, "inventory.unit_taken")
        assert answer.json()["title"] == "该房源已被他人锁定或不在售"

    def test_a_visitor_signs_in_and_who_has_no_phone_adds_one(self) -> None:
        unit = on_sale()[0]
        assert ask(Browser(), unit).status_code == 401
        by_mail = Browser()
        register_by_mail(by_mail, MAIL)
        answer = ask(by_mail, unit)
        assert (answer.status_code, answer.json()["code"]) == (403, "deals.phone_needed")

    def test_nobody_sees_or_ends_anothers_hold(self) -> None:
        unit = on_sale()[0]
        held = ask(buyer(), unit).json()["id"]
        other = buyer("13900139000")
        assert other.client.get(f"{API}/me/holds/{held}").status_code == 404
        assert other.send("DELETE", f"{API}/me/holds/{held}").status_code == 404
        assert other.client.get(f"{API}/me/holds").json() == {"items": []}

    def test_letting_go_ends_it_once(self) -> None:
        unit = on_sale()[0]
        me = buyer()
        held = ask(me, unit).json()["id"]
        gone = me.send("DELETE", f"{API}/me/holds/{held}")
        assert (gone.status_code, gone.json()["ending"], gone.json()["deadline"]) == (200, "released", None)
        assert status_of(unit) == "available"
        again = me.send("DELETE", f"{API}/me/holds/{held}")
        assert (again.status_code, again.json()["ended_at"]) == (200, gone.json()["ended_at"])
        cooling = ask(me, unit)
        assert (cooling.status_code, cooling.json()["code"]) == (409, "inventory.cooling_down")
        assert datetime.fromisoformat(cooling.json()["data"]["until"]) > utc_now()
