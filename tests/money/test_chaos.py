"""A provider that drops, doubles, delays, reorders and goes away: afterwards its book and our ledger are the same, both ways."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Q
from pytest_django.live_server_helper import LiveServer

from guangsha.integrations.sandbox_pay.book import Book
from guangsha.money.bills import reconcile
from guangsha.money.domain.facts import RefundReason
from guangsha.money.models import Journal, MoneyCase, Payment, Posting, Reconciliation, Refund
from guangsha.money.outside import announce_if_possible
from guangsha.money.ports import BillKind
from guangsha.money.public import request_refund
from tests.money.shop import Shop, open_shop, work
from tests.money.support import begin, found_broken, owe, run

PAYMENTS = 24


def book_of(shop: Shop) -> Counter[tuple[str, str, int]]:
    """The provider's bill of yesterday, today and tomorrow: what it says went in and out, and was finished."""
    today = datetime.now(UTC).date()
    lines = [line for offset in (-1, 0, 1) for line in shop.provider.bill(today + timedelta(days=offset))]
    done = [line for line in lines if line.kind is BillKind.PAYMENT or line.state == "completed"]
    return Counter((str(line.kind), line.number, line.amount_fen) for line in done)


def ledger() -> Counter[tuple[str, str, int]]:
    """What our postings to the provider's account say."""
    rows = Posting.objects.filter(account="provider.sandbox").select_related("journal__payment", "journal__refund")
    return Counter(
        ("payment", row.journal.payment.merchant_no, row.amount_fen)
        if row.journal.kind == "payment"
        else ("refund", row.journal.refund.refund_no, -row.amount_fen)  # type: ignore[union-attr]
        for row in rows
    )


def all_said(book: Book) -> None:
    """Notices that wait for their time are due now."""
    with book._write() as db:
        db.execute("UPDATE notices SET due_at = 0 WHERE done_at IS NULL")


@pytest.mark.django_db(transaction=True)
def test_after_chaos_the_provider_s_book_is_our_ledger(tmp_path: Path, live_server: LiveServer) -> None:
    luck = random.Random(11)
    with open_shop(tmp_path, live_server.url) as shop:
        shop.faults(drop_percent=30, duplicate=2, delay_ms=300, reorder=True)
        stop = threading.Event()

        def keep_sending() -> None:
            while not stop.wait(0.05):
                shop.deliver()

        sender = threading.Thread(target=keep_sending)
        sender.start()
        obligations = [owe(1_000 + index) for index in range(PAYMENTS)]
        begun = [begin(obligation) for obligation in obligations]
        for index, payment in enumerate(begun):
            if index == PAYMENTS // 2:
                shop.faults(outage=True)
            announce_if_possible(payment)
            if Payment.objects.get(pk=payment).destination is not None:
                shop.act(payment, luck.choice(["pay", "pay", "pay", "fail", "cancel"]))
        work(2)
        shop.faults(drop_percent=30, duplicate=2, delay_ms=300, reorder=True)
        work(1)
        for payment in begun[PAYMENTS // 2 :]:
            shop.act(payment, "pay")
        time.sleep(0.5)
        stop.set()
        sender.join()
        lost = Payment.objects.exclude(state__in=("paid", "failed", "closed")).count()
        work(3)
        all_said(shop.book)
        shop.deliver()
        assert lost > 0  # or the faults did nothing
        assert book_of(shop) == ledger()
        assert len(ledger()) >= PAYMENTS // 2
        reason = RefundReason.WITHDRAWAL
        for payment in Payment.objects.filter(state="paid", allocation__isnull=False)[:8]:
            part = luck.randrange(1, payment.amount_fen)
            run(
                lambda payment=payment, part=part, reason=reason: request_refund(
                    obligation_id=payment.obligation_id, amount_fen=part, reason=reason, cause=f"c{payment.pk}"
                )
            )
        work(2)
        shop.deliver()
        work(3)
        all_said(shop.book)
        shop.deliver()
        assert not Refund.objects.filter(~Q(state="completed")).exists()
        assert book_of(shop) == ledger()
        assert Journal.objects.filter(kind="refund_back").count() == 8
        for offset in (-1, 0):
            reconcile("sandbox", datetime.now(UTC).date() + timedelta(days=offset))
        assert {run.state for run in Reconciliation.objects.all()} == {"balanced"}
        assert not MoneyCase.objects.filter(run__isnull=False).exists()
        assert found_broken() == set()
