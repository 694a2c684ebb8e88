"""Obligations, payments and refunds: every step once, in any order, and never backwards."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models.functions import Now

from guangsha.backbone.models import Job, OutboxEvent
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.kit.states import state_diagram
from guangsha.money import ports
from guangsha.money.domain import states
from guangsha.money.domain.clocks import ASK_AT_LEAST, ASK_FIRST, ask_after
from guangsha.money.domain.errors import (
    CaseResolved,
    ObligationSettled,
    ProviderNotOffered,
    RefundMoved,
    RefundRefused,
    SecondPersonNeeded,
)
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.states import ObligationState, PaymentState, RefundState
from guangsha.money.models import MoneyCase, Obligation, Payment, Refund
from guangsha.money.outside import push_refund
from guangsha.money.ports import BackState, ChargeState
from guangsha.money.public import (
    LateAnswer,
    balances,
    cancel_obligation,
    keep_received,
    obligation_facts,
    open_obligation,
    payments_of_subject,
    refunds_of_subject,
    request_refund,
)
from guangsha.money.selectors.ways import ways_for
from guangsha.money.services.cases import resolve_case, take_case
from guangsha.money.services.refunds import ask_refund, decide_refund, send_again
from tests.actors import holder
from tests.money.support import (
    DEPOSIT,
    DUE,
    HOUSE,
    PAYER,
    Keeper,
    begin,
    found_broken,
    keeping,
    owe,
    paid,
    run,
    tell,
    tell_back,
)

DIAGRAMS = Path(__file__).resolve().parents[2] / "docs" / "states" / "money.md"


class TestStates:
    @pytest.mark.parametrize("machine", ["OBLIGATION", "PAYMENT", "REFUND", "CASE", "LINE", "BOOKING", "INVOICE"])
    def test_the_diagrams_in_the_docs_are_these_and_every_state_can_be_reached(self, machine: str) -> None:
        transitions: dict[StrEnum, frozenset[StrEnum]] = getattr(states, machine)
        assert state_diagram(transitions) in DIAGRAMS.read_text()
        beginnings = {next(iter(transitions)), RefundState.APPROVED, states.BookingState.APPROVED}
        reached = {one for after in transitions.values() for one in after} | beginnings
        assert set(transitions) <= reached

    @pytest.mark.parametrize("state", PaymentState)
    def test_money_that_arrived_is_the_end_and_can_be_reached_from_everywhere(self, state: PaymentState) -> None:
        assert (PaymentState.PAID in states.PAYMENT[state]) is (state is not PaymentState.PAID)
        assert all(states.PAYMENT[after] < states.PAYMENT[state] for after in states.PAYMENT[state])

    @pytest.mark.parametrize("state", RefundState)
    @pytest.mark.parametrize("by_hand", [True, False])
    def test_the_tracker_says_whose_turn_it_is(self, state: RefundState, by_hand: bool) -> None:
        who = states.who_acts(state, by_hand=by_hand)
        assert (who == "nobody") is not bool(states.REFUND[state])
        assert (who == "provider") is (state is RefundState.SENT and not by_hand)

    def test_a_silent_provider_is_asked_ever_more_rarely(self) -> None:
        pauses = [ask_after(timedelta(seconds=age)) for age in (0, 1, 30, 3_000, 10**6)]
        assert pauses == sorted(pauses)
        assert (pauses[0], pauses[-1]) == (ASK_FIRST, ASK_AT_LEAST)


def state_of(obligation_id: UUID) -> ObligationState:
    return ObligationState(Obligation.objects.values_list("state", flat=True).get(pk=obligation_id))


def events(name: str) -> int:
    return OutboxEvent.objects.filter(name=name).count()


@pytest.mark.django_db(transaction=True)
class TestPaying:
    def test_one_cause_opens_one_obligation(self) -> None:
        values: dict[str, Any] = {
            "subject": "test:1", "payer_id": PAYER, "organisation_id": HOUSE, "purpose": states.Purpose.FEE,
            "amount_fen": 5, "due_at": DUE, "title": "费", "title_en": "Fee", "cause": "once",
        }  # fmt: skip
        assert len({run(lambda: open_obligation(**values)) for _ in range(3)}) == 1
        for amount in (0, -1, 1.5, True):
            with pytest.raises(ValueError, match="not an amount"):
                run(lambda amount=amount: open_obligation(**{**values, "amount_fen": amount, "cause": "other"}))

    def test_paid_once_however_often_it_is_told(self) -> None:
        with keeping(Keeper()) as keeper:
            obligation = owe()
            payment = begin(obligation)
            for _ in range(3):
                tell(payment)
        facts = obligation_facts(obligation)
        assert (facts.state, facts.payment_id, facts.refunded_fen) == (ObligationState.PAID, payment, 0)
        assert (events("money.obligation_paid"), keeper.begun) == (1, [facts.subject])
        assert [one.allocated for one in payments_of_subject(facts.subject)] == [True]
        assert found_broken() == set()

    def test_a_bank_transfer_is_offered_where_it_can_arrive_before_what_it_pays_for_lapses(self) -> None:
        bank = BankTransfer("6222")
        soon, later = owe(), owe()
        Obligation.objects.filter(pk=soon).update(due_at=Now() + timedelta(minutes=45))
        Obligation.objects.filter(pk=later).update(due_at=Now() + timedelta(days=2))
        overdue = owe()
        Obligation.objects.filter(pk=overdue).update(purpose="instalment", due_at=Now() - timedelta(days=3))
        ports.register_provider(bank)
        try:
            ways = [ways_for(obligation_facts(one)) for one in (soon, later, overdue)]
            assert ways == [["sandbox"], ["bank", "sandbox"], ["bank", "sandbox"]]
            with pytest.raises(ProviderNotOffered):
                begin(soon, provider="bank")
            assert begin(later, provider="bank")
        finally:
            del ports._providers["bank"]

    def test_a_begun_payment_is_taken_up_again(self) -> None:
        obligation = owe()
        assert begin(obligation) == begin(obligation)
        assert Job.objects.filter(name="money.follow").count() == 1

    def test_refusals(self) -> None:
        obligation = owe()
        with pytest.raises(NotFound):
            begin(obligation, payer_id=new_id())
        with pytest.raises(ProviderNotOffered):
            begin(obligation, provider="cowries")
        tell(begin(obligation))
        with pytest.raises(ObligationSettled):
            begin(obligation)

    def test_who_owns_the_subject_may_refuse(self) -> None:
        with keeping(Keeper(refusal=Forbidden("the hold has ended"))), pytest.raises(Forbidden):
            begin(owe())
        assert not Payment.objects.exists()

    @pytest.mark.parametrize(
        ("values", "kind"),
        [
            ({"amount_fen": 1}, "wrong_amount"),
            ({"amount_fen": None}, "wrong_amount"),
            ({"currency": "USD"}, "wrong_currency"),
            ({"merchant": "somebody-else"}, "wrong_merchant"),
            ({"merchant_no": "nobody"}, "unknown_payment"),
        ],
    )
    def test_what_does_not_fit_is_a_case_and_books_nothing(self, values: dict[str, Any], kind: str) -> None:
        obligation = owe()
        payment = begin(obligation)
        for _ in range(2):
            tell(payment, **values)
        case = MoneyCase.objects.get()
        assert (case.kind, case.state, case.due_at > case.opened_at) == (kind, "open", True)
        assert (state_of(obligation), balances(), events("money.case_opened")) == (ObligationState.OPEN, {}, 1)


@pytest.mark.django_db(transaction=True)
class TestMoneyThatSettlesNothing:
    def test_duplicate_charge_then_one_refund_and_the_order_stays_paid(self) -> None:
        """Acceptance test 5."""
        obligation = owe()
        first = begin(obligation)
        Payment.objects.filter(pk=first).update(state=PaymentState.FAILED)  # so that a second can be begun
        second = begin(obligation)
        tell(second)
        tell(first)
        refund = Refund.objects.get()
        assert (refund.payment_id, refund.amount_fen, refund.reason, refund.automatic) == (
            first,
            DEPOSIT,
            "duplicate",
            True,
        )
        assert balances()["unallocated"] == 0
        assert balances()["refunds.owed"] == DEPOSIT
        for _ in range(2):
            tell_back(refund.refund_no)
        assert state_of(obligation) is ObligationState.PAID
        assert obligation_facts(obligation).refunded_fen == 0
        assert balances() == {
            "provider.sandbox": DEPOSIT, "received.deposit": DEPOSIT, "unallocated": 0, "refunds.owed": 0,
        }  # fmt: skip
        assert (events("money.obligation_paid"), events("money.refund_completed")) == (1, 1)
        assert MoneyCase.objects.get().kind == "duplicate_charge"
        assert found_broken() == set()

    def test_late_money_goes_back_by_rule_and_is_seen(self) -> None:
        obligation = owe()
        payment = begin(obligation)
        assert run(lambda: cancel_obligation(obligation_id=obligation, reason="hold ended"))
        assert run(lambda: cancel_obligation(obligation_id=obligation, reason="again"))
        assert Job.objects.filter(name="money.close").count() == 1
        tell(payment)
        assert state_of(obligation) is ObligationState.CANCELLED
        assert [(one.reason, one.state) for one in refunds_of_subject(obligation_facts(obligation).subject)] == [
            (RefundReason.LATE, RefundState.APPROVED)
        ]
        assert MoneyCase.objects.get().details["answer"] == "refund"
        assert found_broken() == set()

    def test_late_money_restores_what_can_still_be_had(self) -> None:
        with keeping(Keeper(LateAnswer.RESTORE)) as keeper:
            obligation = owe()
            payment = begin(obligation)
            run(lambda: cancel_obligation(obligation_id=obligation, reason="hold ended"))
            tell(payment)
        assert (state_of(obligation), keeper.late) == (ObligationState.PAID, [DEPOSIT])
        assert not Refund.objects.exists()
        assert OutboxEvent.objects.get(name="money.obligation_paid").payload["late"] is True
        assert found_broken() == set()

    def test_what_is_paid_is_not_cancelled(self) -> None:
        obligation, _ = paid()
        assert run(lambda: cancel_obligation(obligation_id=obligation, reason="x")) is False
        with pytest.raises(NotFound):
            run(lambda: cancel_obligation(obligation_id=new_id(), reason="x"))


def finance(organisation_id: UUID = HOUSE) -> Actor:
    return holder("finance", organisation_id=organisation_id)


def ask(payment: UUID, amount: int, actor: Actor) -> UUID:
    key = str(new_id())
    reason = RefundReason.GOODWILL
    return run(
        lambda: ask_refund(actor=actor, payment_id=payment, amount_fen=amount, reason=reason, note="n", cause=key)
    )


@pytest.mark.django_db(transaction=True)
class TestRefunds:
    def test_part_by_part_and_never_more_than_was_paid(self) -> None:
        obligation, _ = paid(100)

        def back(amount: int, cause: str) -> UUID:
            return run(
                lambda: request_refund(
                    obligation_id=obligation, amount_fen=amount, reason=RefundReason.WITHDRAWAL, cause=cause
                )
            )

        assert back(60, "a") == back(60, "a")
        back(30, "b")
        for amount in (11, 0, -5):
            with pytest.raises(RefundRefused):
                back(amount, "c")
        back(10, "d")
        assert obligation_facts(obligation).refunded_fen == 100
        assert found_broken() == set()

    def test_nothing_goes_back_of_what_was_not_paid(self) -> None:
        obligation = owe()
        begin(obligation)
        with pytest.raises(NotFound):
            run(
                lambda: request_refund(
                    obligation_id=obligation, amount_fen=1, reason=RefundReason.WITHDRAWAL, cause="x"
                )
            )

    def test_staff_need_a_second_person(self) -> None:
        _, payment = paid(100)
        asking, other = finance(), finance()
        refund = ask(payment, 40, asking)
        assert (balances()["received.deposit"], Job.objects.filter(name="money.refund").count()) == (100, 0)
        with pytest.raises(SecondPersonNeeded):
            run(lambda: decide_refund(actor=asking, refund_id=refund, approve=True))
        run(lambda: decide_refund(actor=other, refund_id=refund, approve=True))
        assert (balances()["received.deposit"], balances()["refunds.owed"]) == (60, 40)
        with pytest.raises(RefundMoved):
            run(lambda: decide_refund(actor=other, refund_id=refund, approve=False))
        assert found_broken() == set()

    def test_a_rejected_refund_leaves_its_amount(self) -> None:
        _, payment = paid(100)
        refund = ask(payment, 100, finance())
        with pytest.raises(RefundRefused):
            ask(payment, 1, finance())
        run(lambda: decide_refund(actor=finance(), refund_id=refund, approve=False))
        ask(payment, 100, finance())
        assert found_broken() == set()

    @pytest.mark.parametrize("act", ["ask", "decide", "again"])
    def test_strangers_may_not(self, act: str) -> None:
        _, payment = paid(100)
        refund = ask(payment, 40, finance())
        stranger, reader = finance(new_id()), holder("sales_advisor", organisation_id=HOUSE)
        acts: dict[str, Callable[[Actor], object]] = {
            "ask": lambda actor: ask(payment, 1, actor),
            "decide": lambda actor: run(lambda: decide_refund(actor=actor, refund_id=refund, approve=True)),
            "again": lambda actor: run(lambda: send_again(actor=actor, refund_id=refund)),
        }
        for actor in (stranger, reader):
            with pytest.raises(NotFound):
                acts[act](actor)

    def test_a_failed_refund_is_a_case_and_is_sent_again_under_its_number(self) -> None:
        _, payment = paid(100)
        refund = ask(payment, 40, finance())
        run(lambda: decide_refund(actor=finance(), refund_id=refund, approve=True))
        number = Refund.objects.get().refund_no
        tell_back(number, BackState.PROCESSING)
        tell_back(number, BackState.FAILED)
        tell_back(number, BackState.PROCESSING)
        case = MoneyCase.objects.get()
        assert (Refund.objects.get().state, case.kind) == (RefundState.FAILED, "refund_failed")
        assert found_broken() == set()
        run(lambda: resolve_case(actor=finance(), case_id=case.pk, resolution="再试一次"))
        run(lambda: send_again(actor=finance(), refund_id=refund))
        tell_back(number, BackState.FAILED)
        assert (Refund.objects.get().state, MoneyCase.objects.get().state) == (RefundState.FAILED, "open")
        run(lambda: send_again(actor=finance(), refund_id=refund))
        with pytest.raises(RefundMoved):
            run(lambda: send_again(actor=finance(), refund_id=refund))
        tell_back(number)
        tell_back(number, BackState.FAILED)
        assert (Refund.objects.get().state, Refund.objects.get().refund_no) == (RefundState.COMPLETED, number)
        run(lambda: take_case(actor=finance(), case_id=case.pk))
        run(lambda: resolve_case(actor=finance(), case_id=case.pk, resolution="sent again"))
        for act in (take_case, lambda **about: resolve_case(**about, resolution="x")):
            with pytest.raises(CaseResolved):
                run(lambda act=act: act(actor=finance(), case_id=case.pk))
        assert found_broken() == set()

    def test_what_went_back_unasked_or_in_another_amount_is_a_case(self) -> None:
        _, payment = paid(100)
        refund = ask(payment, 40, finance())
        number = Refund.objects.get().refund_no
        tell_back(number)
        tell_back("nobody")
        tell_back(number, amount_fen=41)
        assert Refund.objects.get(pk=refund).state == RefundState.REQUESTED
        assert sorted(MoneyCase.objects.values_list("kind", flat=True)) == [
            "refund_unknown", "refund_unknown", "wrong_amount",
        ]  # fmt: skip

    def test_a_closed_payment_that_was_paid_after_all(self) -> None:
        obligation = owe()
        payment = begin(obligation)
        for state in (ChargeState.CLOSED, ChargeState.FAILED, ChargeState.PENDING, ChargeState.UNKNOWN):
            tell(payment, state)
        assert Payment.objects.get().state == PaymentState.CLOSED
        tell(payment)
        tell(payment, ChargeState.CLOSED)
        assert (Payment.objects.get().state, state_of(obligation)) == (PaymentState.PAID, ObligationState.PAID)


@pytest.mark.django_db(transaction=True)
class TestKeeping:
    def test_is_booked_once_and_leaves_only_the_rest_to_go_back(self) -> None:
        obligation, _ = paid()
        assert run(lambda: keep_received(obligation_id=obligation, amount_fen=DEPOSIT - 100))
        assert not run(lambda: keep_received(obligation_id=obligation, amount_fen=100))
        reason = RefundReason.WITHDRAWAL
        with pytest.raises(RefundRefused):
            run(lambda: request_refund(obligation_id=obligation, amount_fen=101, reason=reason, cause="more"))
        run(lambda: request_refund(obligation_id=obligation, amount_fen=100, reason=reason, cause="rest"))
        assert (balances()["income.kept"], balances()["refunds.owed"]) == (DEPOSIT - 100, 100)
        assert balances()["received.deposit"] == 0
        assert found_broken() == set()

    def test_never_takes_what_goes_back(self) -> None:
        obligation, _ = paid()
        reason = RefundReason.WITHDRAWAL
        run(lambda: request_refund(obligation_id=obligation, amount_fen=100, reason=reason, cause="first"))
        with pytest.raises(RefundRefused):
            run(lambda: keep_received(obligation_id=obligation, amount_fen=DEPOSIT - 99))
        unpaid = owe()
        with pytest.raises(NotFound):
            run(lambda: keep_received(obligation_id=unpaid, amount_fen=1))


@pytest.mark.django_db(transaction=True)
def test_a_refund_that_is_overdue_is_somebodys_until_it_is_completed() -> None:
    obligation, _ = paid()
    reason = RefundReason.WITHDRAWAL
    refund = run(lambda: request_refund(obligation_id=obligation, amount_fen=1, reason=reason, cause="late"))
    push_refund(refund)
    assert MoneyCase.objects.count() == 0
    Refund.objects.update(due_at=Refund.objects.get().due_at - timedelta(days=30))
    for _ in range(2):
        push_refund(refund)
    assert (MoneyCase.objects.get().kind, MoneyCase.objects.get().state) == ("refund_waits", "open")
    tell_back(Refund.objects.get().refund_no)
    assert MoneyCase.objects.get().state == "resolved"
