"""The ledger balances in every snapshot while 50 clients move money and commands die halfway; then it is the provider's book."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from guangsha.backbone.public import DatabaseBusy, command
from guangsha.config.invariants import MONEY
from guangsha.kit.errors import BusinessError
from guangsha.kit.ids import new_id
from guangsha.money import ports
from guangsha.money.domain.facts import RefundReason
from guangsha.money.models import Journal, Payment, Posting, Refund
from guangsha.money.ports import Back, BackState, Charge, ChargeState, Notice
from guangsha.money.public import request_refund
from guangsha.money.services import ledger
from guangsha.money.services.notices import take_notice
from tests.money.support import TELLER, begin, found_broken, owe, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
CLIENTS = 50
SECONDS = 8.0
SUM = "SELECT COALESCE(SUM(amount_fen), 0) FROM money_posting"


class Died(Exception):
    """The process is gone in the middle of a command."""


class Book:
    """What the provider says moved: written before it tells us, as at a real one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.paid: dict[str, int] = {}
        self.back: dict[str, int] = {}

    def pay(self, number: str, fen: int) -> None:
        with self._lock:
            self.paid[number] = fen

    def give_back(self, number: str, fen: int) -> None:
        with self._lock:
            self.back[number] = fen

    def tell(self, number: str, fen: int, *, refund: bool, event: str) -> None:
        """A notice whose signature is good."""
        provider = ports.provider_called("sandbox")
        assert provider is not None
        if refund:
            notice = Notice(event, back=Back(number, BackState.COMPLETED, fen, merchant=provider.merchant))
        else:
            notice = Notice(event, charge=Charge(number, ChargeState.PAID, fen, merchant=provider.merchant))
        command(lambda: take_notice(provider=provider, notice=notice, body=b"x"), actor=TELLER)


def wrong_in_a_snapshot() -> list[str]:
    """Each invariant of money is one statement, so it sees one snapshot; the ledger as a whole adds up to zero."""
    with connection.cursor() as cursor:
        cursor.execute(SUM)
        wrong = [] if cursor.fetchall()[0][0] == 0 else ["the ledger does not add up to zero"]
        for one in MONEY:
            cursor.execute(one.sql)
            if cursor.fetchall():
                wrong.append(one.name)
    return wrong


def client(book: Book, luck: random.Random, until: float, done: Counter[str]) -> None:
    """Owes, pays, hears of it twice and in parts, gets some back; dies and goes on."""
    while time.monotonic() < until:
        fen = luck.randrange(2, 10_000)
        try:
            obligation = owe(fen, payer_id=(payer := new_id()))
            payment = Payment.objects.get(pk=begin(obligation, payer_id=payer))
            book.pay(payment.merchant_no, fen)
            event = new_id().hex
            for _ in range(luck.choice([1, 1, 2])):
                book.tell(payment.merchant_no, fen, refund=False, event=event)
            done["paid"] += 1
            if luck.random() < 0.6:
                _some_back(book, luck, obligation, fen)
                done["back"] += 1
        except (Died, DatabaseBusy, BusinessError) as error:
            done[type(error).__name__] += 1


def _some_back(book: Book, luck: random.Random, obligation: UUID, fen: int) -> None:
    cause, reason, part = new_id().hex, RefundReason.WITHDRAWAL, luck.randrange(1, fen)
    refund = run(lambda: request_refund(obligation_id=obligation, amount_fen=part, reason=reason, cause=cause))
    number = Refund.objects.values_list("refund_no", flat=True).get(pk=refund)
    book.give_back(number, part)
    book.tell(number, part, refund=True, event=new_id().hex)


def at_once(works: list[Callable[[], None]]) -> list[BaseException]:
    errors: list[BaseException] = []

    def body(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=body, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return errors


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Any:
    """One command in eight dies after its journal was written and before or after its lines were."""
    luck, write = random.Random(3), Posting.objects.bulk_create
    switch = {"on": True}

    def die(rows: Any, **options: Any) -> Any:
        chance = luck.random() if switch["on"] else 1.0
        if chance < 0.06:
            raise Died
        found = write(rows, **options)
        if chance < 0.12:
            raise Died
        return found

    monkeypatch.setattr(ledger.Posting.objects, "bulk_create", die)
    return switch


def test_it_balances_in_every_snapshot_and_ends_as_the_provider_s_book(dying: Any) -> None:
    book, until, done = Book(), time.monotonic() + SECONDS, Counter[str]()
    seen: list[list[str]] = []

    def watch() -> None:
        while time.monotonic() < until:
            seen.append(wrong_in_a_snapshot())
            time.sleep(0.05)

    works: list[Callable[[], None]] = [
        (lambda index=index: client(book, random.Random(index), until, done))
        for index in range(CLIENTS)  # type: ignore[misc]
    ]
    assert at_once([*works, watch]) == []
    assert min(done["paid"], done["back"], done["Died"], len(seen)) >= 3, done  # or nothing was shown
    assert [wrong for wrong in seen if wrong] == []
    dying["on"] = False
    for number, fen in book.paid.items():
        book.tell(number, fen, refund=False, event=f"again-{number}")
    for number, fen in book.back.items():
        book.tell(number, fen, refund=True, event=f"again-{number}")
    ours = Posting.objects.filter(account="provider.sandbox").select_related("journal__payment", "journal__refund")
    booked = {(one.journal.refund or one.journal.payment): one.amount_fen for one in ours}
    assert {one.merchant_no: fen for one, fen in booked.items() if isinstance(one, Payment)} == book.paid
    assert {one.refund_no: -fen for one, fen in booked.items() if isinstance(one, Refund)} == book.back
    assert found_broken() == set()


def test_a_ledger_that_does_not_balance_is_seen() -> None:
    """The negative control of the watcher: half a journal that was committed."""
    payment = Payment.objects.get(pk=begin(owe()))
    half = Journal.objects.create(
        source="half", kind="payment", payment=payment, organisation_id=payment.obligation.organisation_id
    )
    Posting.objects.create(journal=half, line=1, account="unallocated", amount_fen=5)
    assert wrong_in_a_snapshot()[:2] == [
        "the ledger does not add up to zero", "every journal adds up to zero and has two lines at least",
    ]  # fmt: skip
