"""Two notices, two payments, two refunds, two approvers at the same moment: one effect; and what happens without the keys."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models.functions import Now

from guangsha.backbone.public import command
from guangsha.kit.errors import BusinessError
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.states import PaymentState
from guangsha.money.models import Allocation, Journal, Obligation, Payment, ProviderEvent, Refund
from guangsha.money.ports import Charge, ChargeState, Notice
from guangsha.money.public import balances, cancel_obligation, open_obligation, request_refund
from guangsha.money.services import ledger, notices, payments
from guangsha.money.services.notices import take_notice
from guangsha.money.services.refunds import ask_refund, decide_refund
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.money.support import DEPOSIT, DUE, HOUSE, PAYER, TELLER, begin, found_broken, owe, paid, run, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def take(payment: Payment, event_id: str) -> bool:
    """A notice whose signature is good: paid."""
    provider = ports.provider_called("sandbox")
    assert provider is not None
    charge = Charge(payment.merchant_no, ChargeState.PAID, payment.amount_fen, merchant=provider.merchant)
    return command(
        lambda: take_notice(provider=provider, notice=Notice(event_id, charge=charge), body=b"x"), actor=TELLER
    )


def attempts(count: int) -> tuple[UUID, list[Payment]]:
    """An obligation with several attempts to pay it."""
    obligation, found = owe(), []
    for _ in range(count):
        payment = begin(obligation)
        Payment.objects.filter(pk=payment).update(expires_at=Now() - timedelta(seconds=1))
        found.append(Payment.objects.get(pk=payment))
    return obligation, found


class TestAtOnce:
    def test_who_begins_to_pay_in_many_windows_has_one_payment(self) -> None:
        obligation = owe()
        assert in_threads(6, lambda _: begin(obligation) and None) == []
        assert Payment.objects.count() == 1

    def test_one_event_told_to_many_processes_has_one_effect(self) -> None:
        _, (payment,) = attempts(1)
        new: list[bool] = []
        assert in_threads(6, lambda _: new.append(take(payment, "same"))) == []
        assert sorted(new) == [False] * 5 + [True]
        assert (ProviderEvent.objects.count(), balances()["provider.sandbox"]) == (1, DEPOSIT)
        assert found_broken() == set()

    def test_many_events_about_one_payment_book_it_once(self) -> None:
        _, (payment,) = attempts(1)
        assert in_threads(6, lambda index: take(payment, f"event-{index}") and None) == []
        assert (ProviderEvent.objects.count(), Journal.objects.count()) == (6, 1)
        assert found_broken() == set()

    def test_of_two_payments_of_one_obligation_one_settles_it_and_the_other_goes_back(self) -> None:
        for _ in range(4):
            obligation, two = attempts(2)
            assert in_threads(2, lambda index, two=two: take(two[index], f"{two[index].pk}") and None) == []
            assert Allocation.objects.filter(obligation=obligation).count() == 1
            assert Refund.objects.filter(payment__obligation=obligation).count() == 1
        assert found_broken() == set()

    def test_paying_and_cancelling_at_once_leave_one_answer(self) -> None:
        for _ in range(4):
            obligation, (payment,) = attempts(1)
            answers: list[bool] = []

            def act(index: int, obligation: UUID = obligation, payment: Payment = payment, to: Any = answers) -> None:
                if index:
                    take(payment, f"{payment.pk}")
                else:
                    to.append(run(lambda: cancel_obligation(obligation_id=obligation, reason="x")))

            assert in_threads(2, act) == []
            state = Obligation.objects.get(pk=obligation).state
            assert (state == "cancelled") is answers[0] is Refund.objects.filter(payment=payment).exists()
        assert found_broken() == set()

    def test_refunds_at_once_never_exceed_what_was_paid(self) -> None:
        obligation, _ = paid(100)

        def ask(index: int) -> None:
            run(
                lambda: request_refund(
                    obligation_id=obligation, amount_fen=40, reason=RefundReason.WITHDRAWAL, cause=f"r{index}"
                )
            )

        errors = in_threads(6, ask)
        assert all(isinstance(error, BusinessError) for error in errors)
        assert (len(errors), Refund.objects.count()) == (4, 2)
        assert found_broken() == set()

    def test_of_many_who_decide_one_does_and_the_one_who_asked_never(self) -> None:
        _, payment = paid(100)
        people = [holder("finance", organisation_id=HOUSE) for _ in range(4)]
        refund = run(
            lambda: ask_refund(
                actor=people[0], payment_id=payment, amount_fen=40, reason=RefundReason.GOODWILL, note="n", cause="c"
            )
        )
        errors = in_threads(
            4, lambda index: run(lambda: decide_refund(actor=people[index], refund_id=refund, approve=bool(index % 2)))
        )
        assert all(isinstance(error, BusinessError) for error in errors)
        assert len(errors) == 3
        assert Refund.objects.get().decided_by != people[0].person_id
        assert found_broken() == set()

    def test_one_cause_opens_one_obligation_for_all(self) -> None:
        made: list[UUID] = []
        values: dict[str, Any] = {
            "subject": "test:1", "payer_id": PAYER, "organisation_id": HOUSE, "purpose": "fee", "amount_fen": 5,
            "due_at": DUE, "title": "费", "title_en": "Fee", "cause": str(new_id()),
        }  # fmt: skip
        assert in_threads(5, lambda _: made.append(run(lambda: open_obligation(**values)))) == []
        assert len(made) == 5
        assert len(set(made)) == 1


class TestWithoutTheKeys:
    """The same event twice, with the guards taken away one after the other: each would be enough alone, none is not."""

    @pytest.fixture
    def without_event(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody looks whether an event was told before."""
        monkeypatch.setattr(notices, "_first", lambda *about: True)

    @pytest.fixture
    def without_state(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A payment is moved whatever its state is, and what it settles is settled again."""
        monkeypatch.setattr(payments, "payment_before", lambda state: frozenset(PaymentState))
        monkeypatch.setattr(payments, "_settle", lambda obligation, before: True)
        monkeypatch.setattr(payments.Allocation.objects, "create", lambda **values: None)

    @pytest.fixture
    def without_source(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A journal names no cause."""
        create = Journal.objects.create
        monkeypatch.setattr(
            ledger.Journal.objects, "create", lambda **values: create(**{**values, "source": str(new_id())})
        )

    def _twice(self) -> int:
        _, (payment,) = attempts(1)
        for _ in range(2):
            take(payment, "same")
        return balances()["provider.sandbox"]

    def test_the_event_alone_is_enough(self, without_state: None, without_source: None) -> None:
        assert self._twice() == DEPOSIT

    def test_the_state_alone_is_enough(self, without_event: None, without_source: None) -> None:
        assert self._twice() == DEPOSIT

    def test_the_source_alone_is_enough(self, without_event: None, without_state: None) -> None:
        assert self._twice() == DEPOSIT

    def test_without_all_three_the_money_is_counted_twice_and_the_check_says_so(
        self, without_event: None, without_state: None, without_source: None
    ) -> None:
        assert self._twice() == 2 * DEPOSIT
        assert (
            "a payment that was paid has exactly one journal, over its amount, and no other payment has one"
            in found_broken()
        )

    def test_two_refunds_that_read_before_either_wrote_exceed_without_the_write(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is left is read as it was before the other's refund: the write of the payment's row is what forbids it."""
        obligation, payment = paid(100)
        key = new_id()
        refund = {"cause": str(key), "refund_no": key.hex, "amount_fen": 100, "reason": "goodwill", "automatic": True}
        run(
            lambda: request_refund(
                obligation_id=obligation, amount_fen=100, reason=RefundReason.WITHDRAWAL, cause="first"
            )
        )
        Refund.objects.create(**refund, id=key, payment_id=payment, state="approved", due_at=DUE)
        assert "refunds never exceed what was paid" in found_broken()

    def test_tell_is_not_a_notice(self) -> None:
        """What a query says has its effect without an event."""
        _, (payment,) = attempts(1)
        tell(payment.pk)
        assert take(payment, "late") is not None
        assert Journal.objects.count() == 1
