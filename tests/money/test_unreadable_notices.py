"""Notices that a provider signed and that do not say what a notice has to say: refused, seen, and never taken for money."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from guangsha.backbone.models import AuditEntry, Job
from guangsha.integrations.payments.sandbox import MERCHANT
from guangsha.integrations.sandbox_notices.wire import signed_headers
from guangsha.money.models import MoneyCase, Payment, ProviderEvent, Refund
from guangsha.money.ports import ChargeState
from guangsha.money.public import RefundReason, balances, request_refund
from tests.money.shop import Shop, announce, open_shop
from tests.money.support import DEPOSIT, begin, found_broken, owe, paid, run, tell, tell_back

pytestmark = pytest.mark.django_db(transaction=True)
NOTICES = "/api/v1/payments/notices/sandbox"


@pytest.fixture
def shop(tmp_path: Path, live_server: LiveServer) -> Iterator[Shop]:
    with open_shop(tmp_path, live_server.url) as opened:
        yield opened


def send(shop: Shop, told: Any) -> Any:
    """The answer to what the sandbox signed; ``told``: JSON, or bytes as they are."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signed = signed_headers(shop.key, method="POST", path=NOTICES, body=body)
    headers: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
    return Client(raise_request_exception=False).post(NOTICES, body, content_type="application/json", **headers)


def said(payment: Payment, **more: Any) -> dict[str, Any]:
    """That a payment is paid; None takes a field away."""
    told = {
        "event_id": "e1", "type": "payment.paid", "merchant": MERCHANT, "order": payment.merchant_no, "refund": None,
        "amount_fen": payment.amount_fen, "currency": "CNY", "provider_no": "p1", "at": time.time(), **more,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


@pytest.fixture
def payment(shop: Shop) -> Payment:
    """One that its buyer is about to pay."""
    key = begin(owe())
    announce(key)
    return Payment.objects.get(pk=key)


WRONG: list[dict[str, Any]] = [
    {"type": None},
    {"type": "payment.weird"},
    {"type": "payment"},
    {"type": "journey.paid"},
    {"type": 5},
    {"event_id": None},
    {"event_id": "e\ud800"},
    {"event_id": "e\x00"},
    {"event_id": ""},
    {"event_id": "e" * 20_000},
    {"amount_fen": None},
    {"amount_fen": "5000000"},
    {"amount_fen": 5_000_000.0},
    {"amount_fen": True},
    {"amount_fen": 10**40},
    {"currency": 5},
    {"currency": "\udfff"},
    {"merchant": ["x"]},
    {"provider_no": "p" * 65},
    {"at": None},
    {"at": "soon"},
    {"at": 1e300},
]


class TestSignedAndUnreadable:
    @pytest.mark.parametrize("wrong", WRONG, ids=repr)
    def test_it_is_refused_and_a_case_of_its_payment(self, shop: Shop, payment: Payment, wrong: dict[str, Any]) -> None:
        Job.objects.all().delete()
        for _ in range(2):
            answer = send(shop, said(payment, **wrong))
            assert (answer.status_code, answer.json()["code"]) == (422, "money.notice_unreadable")
        case = MoneyCase.objects.get()
        assert (case.kind, case.payment_id, case.details["number"]) == (
            "unreadable_notice",
            payment.pk,
            payment.merchant_no,
        )
        assert Job.objects.filter(name="money.follow").exists()  # its provider is asked instead
        assert (Payment.objects.get().state, ProviderEvent.objects.count(), balances()) == ("pending", 0, {})
        assert AuditEntry.objects.filter(action="money.notice.unreadable").count() == 2

    @pytest.mark.parametrize(
        "body",
        [b"[1, 2]", b"null", b"5", b"{", b"", b"\xff", b"[" * 9_000, b'{"event_id": "x"}', b'{"order": "\\ud800"}'],
    )
    def test_what_does_not_say_what_it_is_about_is_written_down(
        self, shop: Shop, payment: Payment, body: bytes
    ) -> None:
        answer = send(shop, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "money.notice_unreadable")
        assert not MoneyCase.objects.exists()
        assert AuditEntry.objects.filter(action="money.notice.unreadable").count() == 1

    def test_of_a_refund_too(self, shop: Shop) -> None:
        obligation, _ = paid()
        reason = RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=5, reason=reason, cause="r"))
        refund = Refund.objects.get()
        told = {
            "event_id": "e",
            "type": "refund.gone",
            "refund": refund.refund_no,
            "amount_fen": 5,
            "merchant": MERCHANT,
        }
        assert send(shop, told).status_code == 422
        case = MoneyCase.objects.get()
        assert (case.kind, case.refund_id, case.payment_id) == ("unreadable_notice", refund.pk, refund.payment_id)
        assert Refund.objects.get().state == "approved"

    def test_of_nobodys_payment_it_is_the_treasurers(self, shop: Shop, payment: Payment) -> None:
        assert send(shop, said(payment, order="f" * 32, type="payment.weird")).status_code == 422
        case = MoneyCase.objects.get()
        assert (case.payment_id, case.organisation_id) == (None, None)

    def test_events_whose_long_ids_differ_at_their_end_are_two(self, shop: Shop, payment: Payment) -> None:
        for end in "ab":
            assert send(shop, said(payment, type="payment.pending", event_id="e" * 5_000 + end)).status_code == 200
        assert ProviderEvent.objects.count() == 2


class TestNobodysWord:
    def test_paid_to_nobody_is_not_paid(self, shop: Shop, payment: Payment) -> None:
        for number, missing in enumerate(({"merchant": None}, {"merchant": ""})):
            assert send(shop, said(payment, event_id=f"e{number}", **missing)).status_code == 200
        assert (Payment.objects.get().state, MoneyCase.objects.get().kind) == ("pending", "wrong_merchant")
        assert balances() == {}

    def test_nor_in_no_currency(self, shop: Shop, payment: Payment) -> None:
        assert send(shop, said(payment, currency=None)).status_code == 200
        assert (Payment.objects.get().state, MoneyCase.objects.get().kind) == ("pending", "wrong_currency")

    def test_by_whichever_way_it_is_told(self) -> None:
        payment = begin(owe())
        tell(payment, merchant="")
        assert Payment.objects.get().state == "created"
        tell(payment, ChargeState.CLOSED, merchant="")  # that nothing came needs nobody's name
        assert Payment.objects.get().state == "closed"
        assert MoneyCase.objects.get().kind == "wrong_merchant"

    def test_nor_has_anything_gone_back_from_nobody(self) -> None:
        obligation, _ = paid()
        reason = RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=5, reason=reason, cause="r"))
        tell_back(Refund.objects.get().refund_no, merchant="")
        assert (Refund.objects.get().state, MoneyCase.objects.get().kind) == ("approved", "wrong_merchant")
        assert balances()["provider.sandbox"] == DEPOSIT
        assert found_broken() == set()
