"""From what is owed to the ledger and back, through the sandbox's real HTTP service: pages, signed notices, faults, its book."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from guangsha.backbone.models import AuditEntry
from guangsha.integrations.payments.signing import kept_key
from guangsha.integrations.sandbox_notices.wire import signed_headers
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.states import ObligationState, PaymentState, RefundState
from guangsha.money.models import MoneyCase, Obligation, Payment, ProviderEvent, Refund
from guangsha.money.outside import announce_if_possible
from guangsha.money.ports import BillKind, ChargeState
from guangsha.money.public import balances, cancel_obligation, obligation_facts, request_refund
from tests.money.shop import Shop, announce, open_shop, work
from tests.money.support import DEPOSIT, begin, found_broken, owe, run

pytestmark = pytest.mark.django_db(transaction=True)
NOTICES = "/api/v1/payments/notices/sandbox"


@pytest.fixture
def shop(tmp_path: Path, live_server: LiveServer) -> Iterator[Shop]:
    with open_shop(tmp_path, live_server.url) as opened:
        yield opened


def begun(amount_fen: int = DEPOSIT) -> tuple[object, Payment]:
    obligation = owe(amount_fen)
    payment_id = begin(obligation)
    announce(payment_id)
    return obligation, Payment.objects.get(pk=payment_id)


class TestTheWayThrough:
    def test_from_owing_to_the_ledger_and_back(self, shop: Shop) -> None:
        obligation, payment = begun()
        assert payment.state == PaymentState.PENDING
        page = urlopen(payment.destination["value"], timeout=10).read().decode()
        assert "¥50,000.00" in page
        assert "云麓里" in page
        assert shop.act(payment.pk) == f"{shop.service.book.order(payment.merchant_no)['return_url']}"  # type: ignore[index]
        shop.deliver()
        assert Payment.objects.get().state == PaymentState.PAID
        assert balances() == {"provider.sandbox": DEPOSIT, "received.deposit": DEPOSIT}
        reason = RefundReason.WITHDRAWAL
        for part, cause in ((2_000_000, "a"), (3_000_000, "b")):
            run(
                lambda part=part, cause=cause: request_refund(
                    obligation_id=obligation, amount_fen=part, reason=reason, cause=cause
                )
            )
        work()
        shop.deliver()
        work()
        assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.COMPLETED}
        assert balances()["provider.sandbox"] == balances()["refunds.owed"] == 0
        today = datetime.now(UTC).date()
        lines = [(line.kind, line.amount_fen) for line in shop.provider.bill(today)]
        assert sorted(lines) == sorted(
            [(BillKind.PAYMENT, DEPOSIT), (BillKind.REFUND, 2_000_000), (BillKind.REFUND, 3_000_000)]
        )
        assert shop.provider.bill(today - timedelta(days=2)) == []
        assert found_broken() == set()
        assert not MoneyCase.objects.exists()

    @pytest.mark.parametrize(("act", "state"), [("fail", PaymentState.FAILED), ("cancel", PaymentState.CLOSED)])
    def test_a_payment_that_fails_leaves_what_is_owed(self, shop: Shop, act: str, state: PaymentState) -> None:
        obligation, payment = begun()
        shop.act(payment.pk, act)
        shop.act(payment.pk, "pay")
        shop.deliver()
        assert Payment.objects.get().state == state
        again = begin(obligation)  # type: ignore[arg-type]
        announce(again)
        shop.act(again)
        shop.deliver()
        assert Obligation.objects.get().state == ObligationState.PAID
        assert found_broken() == set()

    def test_a_lost_notice_is_healed_by_asking(self, shop: Shop) -> None:
        shop.faults(drop_percent=100)
        _, payment = begun()
        shop.act(payment.pk)
        shop.deliver()
        assert Payment.objects.get().state == PaymentState.PENDING
        work(1)
        assert Payment.objects.get().state == PaymentState.PAID
        assert found_broken() == set()

    def test_the_application_that_died_before_it_could_write_catches_up(self, shop: Shop) -> None:
        """The provider knows the payment and was paid; all that is left of us is the row and its job."""
        obligation = owe()
        payment_id = begin(obligation)
        announce(payment_id)
        where = Payment.objects.get().destination
        shop.act(payment_id)
        Payment.objects.update(destination=None, state=PaymentState.CREATED)
        work(1)
        assert (Payment.objects.get().state, Payment.objects.get().destination) == (PaymentState.PAID, where)
        assert found_broken() == set()

    def test_a_payment_that_ran_out_is_closed_at_the_provider(self, shop: Shop) -> None:
        _, payment = begun()
        Payment.objects.update(expires_at=Now() - timedelta(seconds=1))
        work(1)
        assert Payment.objects.get().state == PaymentState.CLOSED
        assert shop.provider.query(payment.merchant_no).state is ChargeState.CLOSED

    def test_cancelling_closes_it_there_so_that_no_late_money_comes(self, shop: Shop) -> None:
        obligation, payment = begun()
        run(lambda: cancel_obligation(obligation_id=obligation, reason="let go"))  # type: ignore[arg-type]
        work(1)
        shop.act(payment.pk)
        assert shop.provider.query(payment.merchant_no).state is ChargeState.CLOSED

    def test_an_outage_leaves_it_open_and_nothing_is_lost(self, shop: Shop) -> None:
        shop.faults(outage=True)
        obligation = owe()
        payment_id = begin(obligation)
        announce_if_possible(payment_id)
        work(2)
        assert (Payment.objects.get().state, Payment.objects.get().destination) == (PaymentState.CREATED, None)
        shop.faults()
        work(1)
        shop.act(payment_id)
        shop.deliver()
        assert obligation_facts(obligation).state is ObligationState.PAID

    def test_a_refund_that_fails_there_is_a_case_and_can_be_sent_again(self, shop: Shop) -> None:
        obligation, payment = begun()
        shop.act(payment.pk)
        shop.deliver()
        shop.faults(refund_fails=True)
        reason = RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=5, reason=reason, cause="x"))  # type: ignore[arg-type]
        work(1)
        shop.deliver()
        assert Refund.objects.get().state == RefundState.FAILED
        assert MoneyCase.objects.get().kind == "refund_failed"
        assert found_broken() == set()


class TestNotices:
    def _send(self, shop: Shop, values: dict[str, object], *, key: str = "sandbox-provider") -> int:
        from django.conf import settings

        body = json.dumps(values).encode()
        signed = signed_headers(
            kept_key(settings.KEYS_DIR / "test" / f"{key}.pem"), method="POST", path=NOTICES, body=body
        )
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
        client = Client(enforce_csrf_checks=True)
        return client.post(NOTICES, body, content_type="application/json", **headers).status_code  # type: ignore[arg-type]

    def _told(self, payment: Payment, **more: object) -> dict[str, object]:
        return {
            "event_id": "e1", "type": "payment.paid", "merchant": "guangsha-demo", "order": payment.merchant_no,
            "refund": None, "amount_fen": payment.amount_fen, "currency": "CNY", "provider_no": "p1",
            "at": time.time(), **more,
        }  # fmt: skip

    def test_taken_once_and_thanked_each_time(self, shop: Shop) -> None:
        _, payment = begun()
        assert [self._send(shop, self._told(payment)) for _ in range(3)] == [200] * 3
        assert ProviderEvent.objects.count() == 1
        assert balances() == {"provider.sandbox": DEPOSIT, "received.deposit": DEPOSIT}

    def test_a_forged_one_is_refused_and_written_down(self, shop: Shop) -> None:
        _, payment = begun()
        assert self._send(shop, self._told(payment), key="somebody") == 401
        assert Client().post(NOTICES, "x" * 3_000_000, content_type="text/plain").status_code == 401
        assert Client().post("/api/v1/payments/notices/cowries", "{}", content_type="text/plain").status_code == 404
        assert AuditEntry.objects.filter(action="money.notice.forged").count() == 2
        assert (Payment.objects.get().state, ProviderEvent.objects.count()) == (PaymentState.PENDING, 0)

    def test_another_amount_is_a_case_and_no_sale(self, shop: Shop) -> None:
        _, payment = begun()
        assert self._send(shop, self._told(payment, amount_fen=1)) == 200
        assert self._send(shop, self._told(payment, event_id="e2", merchant="somebody")) == 200
        assert Payment.objects.get().state == PaymentState.PENDING
        assert set(MoneyCase.objects.values_list("kind", flat=True)) == {"wrong_amount", "wrong_merchant"}

    def test_an_old_signature_is_none(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        begun()
        now = time.time
        monkeypatch.setattr("guangsha.integrations.sandbox_notices.wire.time.time", lambda: now() - 3_600)
        headers = signed_headers(shop.key, method="POST", path=NOTICES, body=b"{}")
        monkeypatch.undo()
        sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        assert Client().post(NOTICES, b"{}", content_type="application/json", **sent).status_code == 401  # type: ignore[arg-type]


class TestTheService:
    def _get(self, url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
        try:
            with urlopen(Request(url, data=body, method=method, headers=headers), timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    def test_only_the_merchant_is_answered(self, shop: Shop) -> None:
        _, payment = begun()
        assert self._get(f"{shop.provider.url}/v1/orders/{payment.merchant_no}") == 401
        assert self._get(f"{shop.provider.url}/v1/bill?day=2026-01-01") == 401
        assert self._get(f"{shop.provider.url}/cashier/nobody") == 404

    def test_faults_are_set_from_this_machine_and_in_their_form(self, shop: Shop) -> None:
        url = f"{shop.provider.url}/faults"
        assert self._get(url, "PUT", b'{"drop_percent": 30, "reorder": true}') == 200
        assert (shop.book.faults().drop_percent, shop.book.faults().reorder) == (30, True)
        for bad in (b'{"drop_percent": 101}', b'{"drop": 1}', b'{"outage": 1}', b"[]", b"{", b"[" * 9_000):
            assert self._get(url, "PUT", bad) == 422
        assert self._get(url, "PUT", b"{}", **{"X-Forwarded-For": "203.0.113.9"}) == 403

    def test_notices_that_wait_survive_a_restart_and_are_sent_again(self, shop: Shop, live_server: LiveServer) -> None:
        _, payment = begun()
        order = shop.book.order(payment.merchant_no)
        assert order is not None
        with shop.book._write() as db:
            db.execute("UPDATE orders SET notify_url = 'http://127.0.0.1:1/nobody'")
        shop.act(payment.pk)
        shop.deliver(1)
        assert shop.book.pending_notices() == 1
        reopened = Shop(shop.book.path.parent, shop.provider.url)
        reopened.book = type(shop.book)(shop.book.path)
        with reopened.book._write() as db:
            db.execute("UPDATE notices SET url = ?, due_at = 0", (f"{live_server.url}{NOTICES}",))
        reopened.deliver()
        assert (reopened.book.pending_notices(), Payment.objects.get().state) == (0, PaymentState.PAID)

    def test_many_who_press_pay_at_once_pay_once(self, shop: Shop) -> None:
        _, payment = begun()
        order = shop.book.order(payment.merchant_no)
        assert order is not None
        done: list[bool] = []
        threads = [
            threading.Thread(target=lambda: done.append(shop.book.end_order(order["provider_no"], "paid")))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [False] * 5 + [True]
        assert shop.book.pending_notices() == 1
