"""The ledger to read: accounts with their sums, and journals by subject, account and day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from guangsha.kit.actor import Actor
from guangsha.kit.clock import CHINA
from guangsha.kit.paging import Page
from guangsha.money.domain.chart import CHART, JournalKind, Side, balance_of
from guangsha.money.models import Journal, Posting
from guangsha.money.policies import seen_by
from guangsha.money.selectors.console import page_of

"""Whose days books are kept by."""


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What of the ledger is wanted. Days are China's, both included. ``subject``: whole, or its kind with a colon."""

    subject: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account and what stands in it, in fen, on its normal side."""

    account: str
    name: str
    name_en: str
    side: Side
    balance_fen: int


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """A line: debit positive, credit negative."""

    account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class JournalFacts:
    """A fact of the ledger with its lines. What it is about is empty for a provider's settlement."""

    id: UUID
    at: datetime
    kind: JournalKind
    organisation_id: UUID
    subject: str
    title: str
    title_en: str
    provider: str
    merchant_no: str
    refund_no: str
    postings: list[PostingFacts]


def _in_days(wanted: LedgerFilter, field: str) -> Q:
    found = Q()
    if wanted.since is not None:
        found &= Q(**{f"{field}__gte": datetime.combine(wanted.since, time.min, CHINA)})
    if wanted.until is not None:
        found &= Q(**{f"{field}__lt": datetime.combine(wanted.until + timedelta(days=1), time.min, CHINA)})
    return found


def _about(wanted: LedgerFilter, prefix: str = "") -> Q:
    if not wanted.subject:
        return Q()
    how = "startswith" if wanted.subject.endswith(":") else "exact"
    return Q(**{f"{prefix}payment__obligation__subject__{how}": wanted.subject})


def accounts_seen(*, actor: Actor, wanted: LedgerFilter) -> list[AccountSum]:
    """All accounts of the chart with the sums of what one may see and the filter leaves, in the chart's order. One query."""
    rows = Posting.objects.filter(
        seen_by(actor, "journal__organisation_id"), _about(wanted, "journal__"), _in_days(wanted, "journal__at")
    )
    sums = dict(rows.order_by().values_list("account").annotate(sum=Sum("amount_fen")))
    return [
        AccountSum(code, account.name, account.name_en, account.side, balance_of(code, sums.get(code, 0)))
        for code, account in CHART.items()
    ]


def _rows(actor: Actor, wanted: LedgerFilter) -> QuerySet[Journal]:
    rows = Journal.objects.filter(seen_by(actor), _about(wanted), _in_days(wanted, "at"))
    if wanted.account:
        rows = rows.filter(pk__in=Posting.objects.filter(account=wanted.account).values("journal"))
    return rows.select_related("payment__obligation", "refund").prefetch_related("postings")


def _journal(row: Journal) -> JournalFacts:
    payment, refund = row.payment, row.refund
    return JournalFacts(
        id=row.pk,
        at=row.at,
        kind=JournalKind(row.kind),
        organisation_id=row.organisation_id,
        subject=payment.obligation.subject if payment else "",
        title=payment.obligation.title if payment else "",
        title_en=payment.obligation.title_en if payment else "",
        provider=payment.provider if payment else "",
        merchant_no=payment.merchant_no if payment else "",
        refund_no=refund.refund_no if refund else "",
        postings=[
            PostingFacts(one.account, one.amount_fen) for one in sorted(row.postings.all(), key=lambda one: one.line)
        ],
    )


def journals_seen(*, actor: Actor, wanted: LedgerFilter, cursor: str | None, limit: int) -> Page[JournalFacts]:
    """Journals, newest first. Two queries. Raises BadCursor."""
    return page_of(_rows(actor, wanted), _journal, cursor=cursor, limit=limit)


def journals_to_export(*, actor: Actor, wanted: LedgerFilter, limit: int) -> Iterator[JournalFacts]:
    """The same, oldest first, at most ``limit``, read in pieces."""
    for row in _rows(actor, wanted).order_by("at", "pk")[:limit].iterator(chunk_size=500):
        yield _journal(row)
