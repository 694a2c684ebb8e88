"""The lane for wishes that arrive together answers what the ordinary way answers, and decides by the same keys."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from threading import Barrier, Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.typing import HTTPScope
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from guangsha.backbone.models import AuditEntry, OperationRecord, OutboxEvent
from guangsha.backbone.public import ThreadedWsgi
from guangsha.deals import window
from guangsha.inventory.domain.claims import HOLD_FOR
from guangsha.inventory.models import Claim, UnitEvent, UnitRecord
from tests.accounts.support import API, MAIL, Browser, by_phone, forget_limits, register_by_mail
from tests.inventory.support import hold, live_claims, on_sale, status_of
from tests.inventory.test_holds import let_time_pass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
THREADS = 4
VOLATILE = {"x-request-id", "content-length", "vary"}
"""The ordinary way also compresses, and says so in Vary."""
Answer = tuple[int, dict[str, str], Any]


def buyers(count: int) -> list[Browser]:
    found = []
    for number in range(count):
        forget_limits()
        found.append(Browser())
        by_phone(found[-1], f"1380013{8000 + number}")
    return found


class Ways:
    """The lane in front of the product, and which of the two ways a request went."""

    def __init__(self) -> None:
        self.ordinary: list[str] = []
        product = ThreadedWsgi(get_wsgi_application(), threads=THREADS)

        async def watched(scope: dict[str, Any], receive: Any, send: Any) -> None:
            self.ordinary.append(scope["path"])
            await product(scope, receive, send)

        self.lane = window.hold_window(watched)
        self._pools = ((product._pool, THREADS), (self.lane._thread, 1))

    def close(self) -> None:
        """Every thread closes its own connection: a server database waits for them."""
        for pool, threads in self._pools:
            together = Barrier(threads)

            def leave(together: Barrier = together) -> None:
                together.wait(10)
                connection.close()

            for one in [pool.submit(leave) for _ in range(threads)]:
                one.result(10)
            pool.shutdown()

    def ask(self, wishes: Sequence[tuple[Browser, UUID, UUID]], body: Any = None, **more: str) -> list[Answer]:
        """All at the same moment."""

        async def everybody() -> list[Answer]:
            return await asyncio.gather(
                *(self._one(*wish, {"receipt_hash": None} if body is None else body, more) for wish in wishes)
            )

        return asyncio.run(everybody())

    async def _one(self, browser: Browser, unit: UUID, key: UUID, body: Any, more: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={one.value}" for name, one in browser.client.cookies.items())
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        token = browser.client.cookies["csrftoken"].value if "csrftoken" in browser.client.cookies else ""
        headers = {
            "host": "127.0.0.1",
            "cookie": cookies,
            "x-csrftoken": token,
            "content-type": "application/json",
            "content-length": str(len(raw)),
            "idempotency-key": str(key),
            **more,
        }
        scope: HTTPScope | dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": f"{API}/units/{unit}/holds",
            "raw_path": f"{API}/units/{unit}/holds".encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
            "client": ("127.0.0.1", 4711),
            "server": ("127.0.0.1", 8000),
        }
        sent: list[dict[str, Any]] = []
        waiting = [{"type": "http.request", "body": raw, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.lane(dict(scope), receive, send)
        start = sent[0]
        found = {name.decode(): value.decode() for name, value in start["headers"]}
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return start["status"], found, json.loads(content)


@pytest.fixture
def ways() -> Iterator[Ways]:
    opened = Ways()
    yield opened
    opened.close()


class TestTheSameAnswers:
    def _both(self, ways: Ways, wishes: list[tuple[Browser, UUID]], **more: str) -> tuple[Answer, Answer]:
        """Two buyers in the same position: one served by the lane, one by the ordinary way."""
        (lane_buyer, lane_unit), (plain_buyer, plain_unit) = wishes
        [fast] = ways.ask([(lane_buyer, lane_unit, uuid4())], **more)
        assert ways.ordinary == []
        lane, ways.lane = ways.lane, Ordinary(ways.lane)  # type: ignore[assignment]
        [slow] = ways.ask([(plain_buyer, plain_unit, uuid4())], **more)
        ways.lane = lane
        assert len(ways.ordinary) == 1
        return fast, slow

    def _compare(self, fast: Answer, slow: Answer, but: set[str]) -> None:
        assert fast[0] == slow[0]
        names = fast[1].keys() ^ slow[1].keys()
        assert names <= VOLATILE, names
        assert all("Cookie" in answer[1]["vary"] for answer in (fast, slow))
        assert {n: v for n, v in fast[1].items() if n not in VOLATILE} == {
            n: v for n, v in slow[1].items() if n not in VOLATILE
        }
        assert fast[2].keys() == slow[2].keys()
        for name in fast[2].keys() - but:
            assert fast[2][name] == slow[2][name], name
        for name in but:
            assert type(fast[2][name]) is type(slow[2][name])
            assert len(str(fast[2][name])) == len(str(slow[2][name])), name

    def test_of_a_hold(self, ways: Ways) -> None:
        first, second = buyers(2)
        units = on_sale()
        fast, slow = self._both(ways, [(first, units[0]), (second, units[1])])
        assert fast[0] == 200
        fast[2]["home"].pop("id"), slow[2]["home"].pop("id")
        fast[2]["home"].pop("name"), slow[2]["home"].pop("name")
        fast[2]["home"].pop("name_en"), slow[2]["home"].pop("name_en")
        differing = {"id", "unit_id", "receipt_hash", "made_at", "deadline", "as_of"}
        self._compare(fast, slow, differing)
        again = first.client.get(f"{API}/me/holds/{fast[2]['id']}").json()
        assert {n: again[n] for n in ("made_at", "deadline", "price_fen", "receipt_hash")} == {
            n: fast[2][n] for n in ("made_at", "deadline", "price_fen", "receipt_hash")
        }

    @pytest.mark.parametrize("language", ["zh-CN", "en"])
    def test_of_a_refusal(self, ways: Ways, language: str) -> None:
        unit = on_sale()[0]
        hold(unit)
        first, second = buyers(2)
        fast, slow = self._both(ways, [(first, unit), (second, unit)], **{"accept-language": language})
        assert (fast[0], fast[2]["code"]) == (409, "inventory.unit_taken")
        self._compare(fast, slow, {"request_id"})

    def test_of_one_who_held_too_many_within_the_hour(self, ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 1}))
        (first, second), units = buyers(2), on_sale()
        for one, unit in ((first, units[0]), (second, units[1])):
            held = one.send("POST", f"{API}/units/{unit}/holds", {}, **{"Idempotency-Key": str(uuid4())}).json()
            one.send("DELETE", f"{API}/me/holds/{held['id']}")
        fast, slow = self._both(ways, [(first, units[2]), (second, units[2])])
        assert (fast[0], fast[2]["code"]) == (409, "inventory.holding_too_fast")
        assert list(fast[2]["data"]) == ["until"]
        assert "Beijing time" in fast[2]["detail"]
        for answer in (fast, slow):
            del answer[1]["retry-after"]
        self._compare(fast, slow, {"request_id", "data", "detail"})

    def test_rows_are_those_of_a_hold_one_by_one(self, ways: Ways) -> None:
        first, second = buyers(2)
        units = on_sale()
        self._both(ways, [(first, units[0]), (second, units[1])])

        def rows(model: Any, about: Any) -> dict[str, Any]:
            row = model.objects.filter(**about).values().get()
            return {name: value for name, value in row.items() if not name.endswith("_id") and name != "id"}

        for model in (Claim, UnitEvent):
            one, two = (
                rows(model, {"unit": unit, **({} if model is Claim else {"after": "held"})}) for unit in units[:2]
            )
            assert one.keys() == two.keys()
            assert {name for name in one if (one[name] is None) != (two[name] is None)} == set()
        said = [AuditEntry.objects.get(target=f"unit:{unit}", action="inventory.hold") for unit in units[:2]]
        assert [entry.actor.partition(":")[0] for entry in said] == ["person", "person"]
        assert said[0].actor != said[1].actor
        assert all(entry.request_id for entry in said)
        kept = OperationRecord.objects.filter(name="deals.hold")
        assert {record.result["hold"] for record in kept} == {
            str(pk) for pk in Claim.objects.values_list("pk", flat=True)
        }
        assert {record.owner for record in kept} == {entry.actor for entry in said}


class Ordinary:
    """A lane that is closed."""

    def __init__(self, lane: Any) -> None:
        self._ordinary = lane._ordinary

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._ordinary(scope, receive, send)


class TestSentAgain:
    def test_who_is_refused_when_asking_again_is_not_given_the_home_by_the_first_wish_that_comes_late(
        self, ways: Ways
    ) -> None:
        """Its line broke; the wish that was sent again was refused, then the home was free, and only now the first arrives."""
        (first, second), unit, wish = buyers(2), on_sale()[0], uuid4()
        [taken] = ways.ask([(second, unit, uuid4())])
        [refused] = ways.ask([(first, unit, wish)], **{"idempotency-attempt": "2"})
        assert (refused[0], refused[2]["code"], refused[1]["idempotency-kept"]) == (409, "inventory.unit_taken", "1")
        assert second.send("DELETE", f"{API}/me/holds/{taken[2]['id']}").status_code == 200
        [late] = ways.ask([(first, unit, wish)])
        assert (late[0], late[2]["code"]) == (409, "inventory.unit_taken")
        assert (live_claims(unit), status_of(unit)) == (0, "available")
        [anew] = ways.ask([(first, unit, uuid4())])
        assert anew[0] == 200

    def test_without_saying_so_the_late_one_gets_it(self, ways: Ways) -> None:
        """The negative control: what the header is there for."""
        (first, second), unit, wish = buyers(2), on_sale()[0], uuid4()
        [taken] = ways.ask([(second, unit, uuid4())])
        assert ways.ask([(first, unit, wish)])[0][0] == 409
        second.send("DELETE", f"{API}/me/holds/{taken[2]['id']}")
        assert ways.ask([(first, unit, wish)])[0][0] == 200


class TestTogether:
    def test_of_many_who_want_one_home_one_has_it(self, ways: Ways) -> None:
        unit = on_sale()[0]
        answers = ways.ask([(browser, unit, uuid4()) for browser in buyers(6)])
        assert sorted(status for status, _, _ in answers) == [200, 409, 409, 409, 409, 409]
        assert (live_claims(unit), status_of(unit)) == (1, "held")
        assert ways.ordinary == []

    def test_many_homes_go_in_one_command_with_one_event_per_project(self, ways: Ways) -> None:
        units = on_sale()[:4]
        people = buyers(4)
        ways.ask([(people[0], units[0], uuid4())])  # the rest waits behind somebody
        before = OutboxEvent.objects.count()
        answers = ways.ask([(browser, unit, uuid4()) for browser, unit in zip(people[1:], units[1:], strict=True)])
        assert [status for status, _, _ in answers] == [200, 200, 200]
        assert OutboxEvent.objects.count() - before < 3
        assert AuditEntry.objects.filter(action="inventory.hold").values("actor").distinct().count() == 4

    def test_a_household_has_one_home_however_many_it_asks_for_at_once(self, ways: Ways) -> None:
        units, [me] = on_sale(), buyers(1)
        answers = ways.ask([(me, unit, uuid4()) for unit in units[:3]])
        assert sorted(status for status, _, _ in answers) == [200, 409, 409]
        assert {body["code"] for status, _, body in answers if status == 409} == {"inventory.holds_another"}

    def test_one_name_sent_many_times_at_once_is_one_hold(self, ways: Ways) -> None:
        unit, [me], key = on_sale()[0], buyers(1), uuid4()
        answers = ways.ask([(me, unit, key)] * 4)
        assert {(status, body["id"]) for status, _, body in answers} == {(200, str(Claim.objects.get().pk))}

    def test_one_that_cannot_be_held_takes_nothing_from_its_neighbours(
        self, ways: Ways, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The transaction of all fails: everybody is served alone, and gets what is theirs."""
        units, people = on_sale()[:3], buyers(3)

        def broken(*_: Any, **__: Any) -> None:
            raise IntegrityError("a key is taken")

        monkeypatch.setattr(window, "hold_chosen", broken)
        answers = ways.ask([(browser, unit, uuid4()) for browser, unit in zip(people, units, strict=True)])
        assert [status for status, _, _ in answers] == [200, 200, 200]
        assert len(ways.ordinary) == 3
        assert [live_claims(unit) for unit in units] == [1, 1, 1]

    def test_a_claim_whose_time_is_up_makes_room(self, ways: Ways) -> None:
        unit, [me] = on_sale()[0], buyers(1)
        let_time_pass(hold(unit), HOLD_FOR)
        [(status, _, body)] = ways.ask([(me, unit, uuid4())])
        assert (status, body["unit_id"], len(ways.ordinary)) == (200, str(unit), 1)


class TestTheOrdinaryWay:
    """What is not plain goes there, and nothing is decided before."""

    def test_visitors_and_those_without_a_phone(self, ways: Ways) -> None:
        unit, by_mail = on_sale()[0], Browser()
        register_by_mail(by_mail, MAIL)
        (visitor, _, _), (mail, _, body) = ways.ask([(Browser(), unit, uuid4()), (by_mail, unit, uuid4())])
        assert (visitor, mail, body["code"]) == (401, 403, "deals.phone_needed")
        assert len(ways.ordinary) == 2

    def test_a_forged_request(self, ways: Ways) -> None:
        unit, [me] = on_sale()[0], buyers(1)
        [(status, _, body)] = ways.ask([(me, unit, uuid4())], **{"x-csrftoken": "x" * 32})
        assert (status, body["code"]) == (403, "request.csrf")
        [(status, _, _)] = ways.ask([(me, unit, uuid4())], origin="http://elsewhere.example")
        assert status == 403
        assert live_claims(unit) == 0

    def test_a_session_that_ended_and_one_of_a_changed_password(self, ways: Ways) -> None:
        from guangsha.accounts.models import Person, Session

        unit, (one, other) = on_sale()[0], buyers(2)
        Person.objects.filter(pk=Session.objects.exclude(person=None).order_by("created_at").first().person_id).update(  # type: ignore[union-attr]
            password="!changed"
        )
        other.client.cookies["session"] = "0" * 32
        answers = ways.ask([(one, unit, uuid4()), (other, unit, uuid4())])
        assert [status for status, _, _ in answers] == [401, 401]
        assert live_claims(unit) == 0

    @pytest.mark.parametrize(
        "body",
        [
            b"{", b'{"receipt_hash": 7}', b'{"receipt_hash": "zz"}', b"\xff" * 9000,
            b"[]", b"[1, 2]", b"5", b'"abc"', b"true", b"null", b'{"receipt_hash": null, "x": 1}',
        ],
    )  # fmt: skip
    def test_bodies_it_does_not_know(self, ways: Ways, body: bytes) -> None:
        unit, [me] = on_sale()[0], buyers(1)
        [(status, _, _)] = ways.ask([(me, unit, uuid4())], body=body)
        assert status == 422
        assert live_claims(unit) == 0

    def test_ones_own_hold_at_another_price_than_it_is_held_at(self, ways: Ways) -> None:
        unit, [me] = on_sale()[0], buyers(1)
        [(_, _, held)] = ways.ask([(me, unit, uuid4())])
        [(status, _, body)] = ways.ask([(me, unit, uuid4())], body={"receipt_hash": "0" * 64})
        assert (status, body["code"]) == (409, "inventory.price_changed")
        for read in (None, held["receipt_hash"]):
            [(status, _, body)] = ways.ask([(me, unit, uuid4())], body={"receipt_hash": read})
            assert (status, body["id"]) == (200, held["id"])

    def test_somebody_elses_name_and_one_used_before(self, ways: Ways) -> None:
        units, (one, other), key = on_sale(), buyers(2), uuid4()
        ways.ask([(one, units[0], key)])
        [(status, _, _)] = ways.ask([(other, units[1], key)])
        assert status == 404
        [(status, _, body)] = ways.ask([(one, units[1], key)])
        assert (status, body["code"]) == (422, "request.operation_mismatch")
        [(status, _, body)] = ways.ask([(one, units[0], key)])
        assert (status, body["id"]) == (200, str(Claim.objects.get().pk))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time: rows have no locks of their own")
class TestARowThatSomebodyKeepsLocked:
    KEPT_S = 8.0

    def test_keeps_only_those_who_want_it(self, ways: Ways) -> None:
        """Without a limit all would wait in the lane's one thread until the lock is gone."""
        locked, free, third = on_sale()[:3]
        people = buyers(4)
        held, let_go = Event(), Event()

        def keep_locked() -> None:
            with transaction.atomic():
                UnitRecord.objects.filter(pk=locked).update(changed_at=Now())
                held.set()
                let_go.wait(self.KEPT_S)
            connection.close()

        keeper = Thread(target=keep_locked)
        keeper.start()
        assert held.wait(5)
        took: dict[UUID, float] = {}

        async def timed(browser: Browser, unit: UUID) -> Answer:
            began = time.monotonic()
            answer = await ways._one(browser, unit, uuid4(), {"receipt_hash": None}, {})
            took[unit] = time.monotonic() - began
            return answer

        async def everybody() -> list[Answer]:
            first = [asyncio.create_task(timed(people[0], locked)), asyncio.create_task(timed(people[1], free))]
            await first[1]
            later = await timed(people[2], third)  # the lane serves others while the first still waits
            let_go.set()
            return [await first[0], await first[1], later]

        answers = asyncio.run(everybody())
        keeper.join()
        assert [status for status, _, _ in answers] == [200, 200, 200]
        assert took[free] < self.KEPT_S / 2
        assert took[third] < self.KEPT_S / 4
