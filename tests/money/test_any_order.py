"""Notices in any order, any number of times, with forged ones between: the end depends on the set of them alone."""

import json
import time
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from guangsha.integrations.payments.sandbox import SandboxProvider
from guangsha.integrations.payments.signing import kept_key
from guangsha.integrations.sandbox_notices.wire import signed_headers
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.facts import RefundReason
from guangsha.money.models import Journal, MoneyCase, Obligation, Payment, ProviderEvent, Refund
from guangsha.money.public import request_refund
from tests.money.support import begin, found_broken, owe, run, tell

NOTICES = "/api/v1/payments/notices/sandbox"
ABOUT_PAYMENTS = ("pending", "failed", "closed", "paid", "wrong_amount", "wrong_currency", "wrong_merchant", "forged")
ABOUT_REFUNDS = ("paid", "closed", "processing", "refund_failed", "completed", "forged_refund")
RANK = ("created", "pending", "failed", "closed", "paid")
REFUND_RANK = {"processing": "sent", "refund_failed": "failed", "completed": "completed"}


def several(kinds: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """A subset, each one to five times, in any order."""
    return (
        st.sets(st.sampled_from(kinds), min_size=1)
        .flatmap(lambda chosen: st.tuples(*(st.tuples(st.just(one), st.integers(1, 5)) for one in sorted(chosen))))
        .flatmap(lambda counted: st.permutations([one for one, times in counted for _ in range(times)]))
    )


class Telling:
    """Sends notices of a provider whose key the product knows, and of somebody else."""

    def __init__(self) -> None:
        self.key: rsa.RSAPrivateKey = kept_key(settings.KEYS_DIR / "order" / "provider.pem")
        self.stranger: rsa.RSAPrivateKey = kept_key(settings.KEYS_DIR / "order" / "stranger.pem")
        self.provider = SandboxProvider("http://127.0.0.1:1", key=lambda: self.key, provider_key=self.key.public_key)
        self.client = Client()

    def send(self, kind: str, payment: Payment, refund: Refund | None, event_id: str) -> int:
        about_refund = kind in {"processing", "refund_failed", "completed", "forged_refund"}
        word = {"refund_failed": "failed", "forged_refund": "completed", "forged": "paid"}.get(kind, kind)
        if kind.startswith("wrong"):
            word = "paid"
        body: dict[str, Any] = {
            "event_id": event_id,
            "type": f"{'refund' if about_refund else 'payment'}.{word}",
            "merchant": "somebody" if kind == "wrong_merchant" else self.provider.merchant,
            "order": payment.merchant_no,
            "refund": refund.refund_no if refund else None,
            "amount_fen": refund.amount_fen if refund and about_refund else payment.amount_fen,
            "currency": "USD" if kind == "wrong_currency" else "CNY",
            "provider_no": "p",
            "at": time.time(),
        }
        if kind == "wrong_amount":
            body["amount_fen"] -= 1
        raw = json.dumps(body).encode()
        key = self.stranger if kind.startswith("forged") else self.key
        signed = signed_headers(key, method="POST", path=NOTICES, body=raw)
        headers: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
        return self.client.post(NOTICES, raw, content_type="application/json", **headers).status_code

    def send_all(self, kinds: list[str], payment: Payment, refund: Refund | None = None) -> None:
        ids = {kind: new_id().hex for kind in kinds}
        for kind in kinds:
            assert self.send(kind, payment, refund, ids[kind]) == (401 if kind.startswith("forged") else 200)
        genuine = [ids[kind] for kind in set(kinds) if not kind.startswith("forged")]
        assert ProviderEvent.objects.filter(event_id__in=ids.values()).count() == len(genuine)


@pytest.fixture(scope="module")
def telling() -> Any:
    known, told = ports._providers["sandbox"], Telling()
    ports.register_provider(told.provider)
    yield told
    ports.register_provider(known)


def kinds_of_journals(payment_id: UUID) -> list[str]:
    return sorted(Journal.objects.filter(payment=payment_id).values_list("kind", flat=True))


@pytest.mark.django_db(transaction=True)
@rules(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(kinds=several(ABOUT_PAYMENTS))
def test_the_end_of_a_payment_is_a_function_of_the_set(telling: Telling, kinds: list[str]) -> None:
    obligation = owe()
    payment = Payment.objects.get(pk=begin(obligation))
    telling.send_all(kinds, payment)
    told = set(kinds)
    payment.refresh_from_db()
    assert payment.state == max(({"created"} | told) & set(RANK), key=RANK.index)
    assert Obligation.objects.get(pk=obligation).state == ("paid" if "paid" in told else "open")
    assert kinds_of_journals(payment.pk) == (["payment"] if "paid" in told else [])
    wrong = {one for one in told if one.startswith("wrong")}
    assert set(MoneyCase.objects.filter(payment=payment).values_list("kind", flat=True)) == wrong
    assert found_broken() == set()


@pytest.mark.django_db(transaction=True)
@rules(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(kinds=several(ABOUT_REFUNDS))
def test_the_end_of_a_refund_is_a_function_of_the_set(telling: Telling, kinds: list[str]) -> None:
    obligation = owe(100)
    payment = Payment.objects.get(pk=begin(obligation))
    tell(payment.pk)
    reason, cause = RefundReason.WITHDRAWAL, str(new_id())
    refund_id = run(lambda: request_refund(obligation_id=obligation, amount_fen=40, reason=reason, cause=cause))
    refund = Refund.objects.get(pk=refund_id)
    telling.send_all(kinds, payment, refund)
    told = [REFUND_RANK[one] for one in ("completed", "refund_failed", "processing") if one in kinds]
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.state) == (told[0] if told else "approved", "paid")
    back = ["refund_back"] if "completed" in kinds else []
    assert kinds_of_journals(payment.pk) == ["payment", *back, "refund_owed"]
    assert found_broken() == set()
