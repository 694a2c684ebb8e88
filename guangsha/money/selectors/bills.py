"""Our side of a provider's day: what our ledger says went through it."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Q

from guangsha.money.domain.chart import JournalKind, at_provider
from guangsha.money.domain.clocks import BILL_EDGE
from guangsha.money.domain.reconciling import Key, Ours, Theirs
from guangsha.money.domain.states import LineState, PaymentState, RefundState
from guangsha.money.models import Payment, Posting, ReconciliationLine, Refund, StatementEntry
from guangsha.money.ports import BillKind

PAYMENT, REFUND = str(BillKind.PAYMENT), str(BillKind.REFUND)


def window(day: date, calendar: tzinfo) -> tuple[datetime, datetime]:
    """The beginning of the day, and of the next."""
    return (
        datetime.combine(day, time.min, calendar),
        datetime.combine(day + timedelta(days=1), time.min, calendar),
    )


def rows_of(provider: str, keys: set[Key], begin: datetime, end: datetime) -> dict[Key, Payment | Refund]:
    """Payments and refunds that a bill names, or that should stand in this day's. Two queries."""
    numbers = {kind: {number for one, number in keys if one == kind} for kind in (PAYMENT, REFUND)}
    paid = Q(state=PaymentState.PAID, paid_at__gte=begin, paid_at__lt=end)
    back = Q(state=RefundState.COMPLETED, completed_at__gte=begin, completed_at__lt=end)
    payments = Payment.objects.select_related("obligation").filter(
        Q(merchant_no__in=numbers[PAYMENT]) | paid, provider=provider
    )
    refunds = Refund.objects.select_related("payment__obligation").filter(
        Q(refund_no__in=numbers[REFUND]) | back, payment__provider=provider
    )
    found: dict[Key, Payment | Refund] = {(PAYMENT, one.merchant_no): one for one in payments.order_by("paid_at", "pk")}
    return {**found, **{(REFUND, one.refund_no): one for one in refunds.order_by("completed_at", "pk")}}


def posted(provider: str, rows: dict[Key, Payment | Refund]) -> dict[Key, int]:
    """What the ledger's account of the provider says of each, in fen, positive. One query."""
    payments = [one.pk for one in rows.values() if isinstance(one, Payment)]
    refunds = [one.pk for one in rows.values() if isinstance(one, Refund)]
    lines = Posting.objects.filter(account=at_provider(provider)).filter(
        Q(journal__kind=JournalKind.PAYMENT, journal__payment__in=payments)
        | Q(journal__kind=JournalKind.REFUND_BACK, journal__refund__in=refunds)
    )
    found: dict[Key, int] = {}
    for number, back, fen in lines.values_list(
        "journal__payment__merchant_no", "journal__refund__refund_no", "amount_fen"
    ):
        key = (PAYMENT, number) if back is None else (REFUND, back)
        found[key] = found.get(key, 0) + abs(fen)
    return found


def told_elsewhere(provider: str, keys: set[Key], *, but: Any) -> set[Key]:
    """What another day's bill says is done. One query."""
    lines = ReconciliationLine.objects.filter(
        provider=provider, number__in={number for _, number in keys}, theirs_state__in=("paid", "completed")
    )
    return set(lines.exclude(run=but).values_list("kind", "number"))


def ours_of(
    provider: str, rows: dict[Key, Payment | Refund], *, begin: datetime, end: datetime, told: set[Key]
) -> dict[Key, Ours]:
    """Each as the comparison wants it."""
    amounts = posted(provider, rows)
    found = {}
    for key, row in rows.items():
        at = row.paid_at if isinstance(row, Payment) else row.completed_at
        found[key] = Ours(
            kind=key[0],
            number=key[1],
            amount_fen=amounts.get(key, row.amount_fen),
            state=row.state,
            done=key in amounts,
            of_the_day=at is not None and begin <= at < end,
            told=key in told,
            at_the_edge=at is not None and end - at <= BILL_EDGE,
        )
    return found


def statement_of(provider: str, begin: datetime, end: datetime) -> list[Theirs]:
    """The statement as a bill: what came and went in those hours for payments and refunds, and what matched nothing."""
    entries = StatementEntry.objects.select_related("payment", "refund").filter(
        Q(state=LineState.OPEN) | Q(payment__isnull=False) | Q(refund__isnull=False),
        provider=provider,
        at__gte=begin,
        at__lt=end,
        settles="",
    )
    return [
        Theirs(
            kind=REFUND if one.amount_fen < 0 else PAYMENT,
            number=one.refund.refund_no if one.refund else one.payment.merchant_no if one.payment else one.key,
            amount_fen=abs(one.amount_fen),
            state="completed" if one.amount_fen < 0 else "paid",
            at=one.at,
        )
        for one in entries.order_by("at", "key")
    ]


def unfinished(provider: str, numbers: set[str]) -> tuple[list[Any], list[Any]]:
    """Ids of payments and refunds among these that we do not know to be done: to be asked about. Two queries."""
    payments = Payment.objects.filter(provider=provider, merchant_no__in=numbers).exclude(state=PaymentState.PAID)
    refunds = Refund.objects.filter(
        payment__provider=provider, refund_no__in=numbers, state__in=(RefundState.APPROVED, RefundState.SENT)
    )
    return list(payments.values_list("pk", flat=True)), list(refunds.values_list("pk", flat=True))


def first_day(provider: str, calendar: tzinfo) -> date | None:
    """The day of the first payment with this provider; None: there was none."""
    at = (
        Payment.objects.filter(provider=provider, state=PaymentState.PAID)
        .order_by("paid_at")
        .values_list("paid_at", flat=True)
    )
    first = at.first()
    return first.astimezone(calendar).date() if first else None
