"""Each invariant of money finds what breaks it. What is append-only is broken by adding to it."""

from collections.abc import Callable
from typing import Any

import pytest

from guangsha.kit.ids import new_id
from guangsha.money.domain.facts import RefundReason
from guangsha.money.models import (
    Allocation,
    Booking,
    Journal,
    MoneyCase,
    Obligation,
    Payment,
    Posting,
    Refund,
    StatementEntry,
)
from guangsha.money.ports import BackState
from guangsha.money.public import request_refund
from tests.money.support import DEPOSIT, begin, found_broken, owe, paid, run, tell, tell_back

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

BALANCE = "every journal adds up to zero and has two lines at least"
ONE_JOURNAL = "a payment that was paid has exactly one journal, over its amount, and no other payment has one"
ALLOCATED = "what is paid is allocated: one paid payment over the whole amount, and nothing else is"
WHOLE = "a paid payment that settled nothing goes back whole"
EXCEED = "refunds never exceed what was paid"
KEPT_TOO_MUCH = "what goes back and what the house keeps of a payment never exceed it, and it is kept once"
BOOKED = "a refund is owed in the ledger from its approval on, once, and has gone back there when it is completed, once"
AMOUNT = "a refund is booked with its amount"
TWO = "nobody approves a refund that they asked for"
TWO_BOOK = "nobody decides about a transfer what they proposed"
ACCOUNTS = "every line of a journal is in the account that its kind, payment and purpose say"
PURPOSE = "what settled an obligation is booked for its purpose, with its amount"
IN_THE_BANK = "a transfer of the statement is in the bank's account once, with its amount"
OWED = "what we still owe by the ledger is what refunds say we owe"


def healthy() -> None:
    """A settled obligation with a refund that is owed, and another payment of it that goes back."""
    obligation = owe()
    first = begin(obligation)
    Payment.objects.filter(pk=first).update(state="failed")
    tell(begin(obligation))
    tell(first)
    tell_back(Refund.objects.get().refund_no, BackState.COMPLETED)
    reason = RefundReason.WITHDRAWAL
    run(lambda: request_refund(obligation_id=obligation, amount_fen=100, reason=reason, cause="part"))


def settled() -> Payment:
    return Payment.objects.get(allocation__isnull=False)


def journal(kind: str, *amounts: int, payment: Payment | None = None, refund: Refund | None = None) -> None:
    """Written past the one who may."""
    payment = payment or settled()
    made = Journal.objects.create(
        source=str(new_id()), kind=kind, payment=payment, refund=refund, organisation_id=new_id()
    )
    for line, amount in enumerate(amounts, 1):
        Posting.objects.create(journal=made, line=line, account="unallocated", amount_fen=amount)


def refund(**values: Any) -> None:
    """A refund of what was settled, past the one who may."""
    key = new_id()
    given = {"reason": "goodwill", "automatic": False, "due_at": settled().expires_at, **values}
    Refund.objects.create(id=key, cause=str(key), refund_no=key.hex, payment=settled(), **given)


def entry(**values: Any) -> StatementEntry:
    """A line of the statement, past the one who may."""
    return StatementEntry.objects.create(
        provider="bank", key=str(new_id()), at=settled().expires_at, sealed_under=new_id(), **values
    )


def booking(**values: Any) -> None:
    """A decision about a line, past the one who may."""
    case = MoneyCase.objects.create(cause="x", kind="unmatched_transfer", provider="bank", due_at=settled().expires_at)
    Booking.objects.create(entry=entry(amount_fen=5), case=case, **values)


def allocate_what_is_owed() -> None:
    payment = Payment.objects.get(pk=begin(owe()))
    Allocation.objects.create(payment=payment, obligation=payment.obligation, amount_fen=1)


FAULTS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "one line more": (
        lambda: Posting.objects.create(
            journal=Journal.objects.get(payment=settled(), kind="payment"), line=3, account="unallocated", amount_fen=-1
        ),
        {BALANCE, ACCOUNTS},
    ),
    "no lines": (lambda: journal("refund_owed"), {BALANCE}),
    "booked twice": (lambda: journal("payment", 5, -5), {ONE_JOURNAL, ACCOUNTS}),
    "paid without a word": (
        lambda: Payment.objects.filter(pk=begin(owe())).update(state="paid"), {ONE_JOURNAL, WHOLE},
    ),
    "booked before it was paid": (
        lambda: journal("payment", 5, -5, payment=Payment.objects.get(pk=begin(owe()))), {ONE_JOURNAL, ACCOUNTS},
    ),
    "settled by nothing": (lambda: Obligation.objects.filter(pk=owe()).update(state="paid"), {ALLOCATED}),
    "owed though allocated": (allocate_what_is_owed, {ALLOCATED, PURPOSE}),
    "kept what settled nothing": (
        lambda: Refund.objects.filter(reason="duplicate").update(state="rejected"), {WHOLE, BOOKED},
    ),
    "more back than came": (lambda: refund(amount_fen=DEPOSIT, state="requested"), {EXCEED}),
    "more kept than is left": (lambda: journal("kept", DEPOSIT, -DEPOSIT), {KEPT_TOO_MUCH, ACCOUNTS}),
    "kept twice": (lambda: [journal("kept", 1, -1) for _ in range(2)], {KEPT_TOO_MUCH, ACCOUNTS}),
    "owed and not booked": (lambda: refund(amount_fen=1, state="approved"), {BOOKED, OWED}),
    "back and not booked": (lambda: Refund.objects.filter(cause="part").update(state="completed"), {BOOKED, OWED}),
    "another amount": (
        lambda: Refund.objects.filter(reason="duplicate").update(amount_fen=DEPOSIT - 1), {AMOUNT, WHOLE},
    ),
    "decided alone": (lambda: booking(asked_by=HERSELF, decided_by=HERSELF, state="rejected"), {TWO_BOOK}),
    "booked with another amount": (lambda: entry(amount_fen=5, payment=settled(), state="booked"), {IN_THE_BANK}),
    "alone": (
        lambda: refund(amount_fen=1, state="rejected", asked_by=HERSELF, decided_by=HERSELF), {TWO},
    ),
}  # fmt: skip
HERSELF = new_id()


def test_a_healthy_book_breaks_none() -> None:
    healthy()
    paid()
    assert found_broken() == set()


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    healthy()
    break_it, broken = FAULTS[name]
    break_it()
    assert found_broken() == broken
