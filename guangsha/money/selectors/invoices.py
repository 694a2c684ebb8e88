"""E-invoices as facts: who asked sees their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from guangsha.kit.actor import Actor
from guangsha.kit.paging import Page
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.states import InvoiceKind, InvoiceState
from guangsha.money.models import Invoice, MoneyCase
from guangsha.money.policies import seen_by
from guangsha.money.selectors.console import page_of
from guangsha.vault.public import Secret

LISTED = 100


@dataclass(frozen=True, slots=True)
class SeenInvoice:
    """An e-invoice as finance sees it: for which payment, never to whom. ``to_reverse``: money went back, a red one is due."""

    id: UUID
    payment_id: UUID
    organisation_id: UUID
    title: str
    title_en: str
    kind: InvoiceKind
    amount_fen: int
    state: InvoiceState
    invoice_no: str
    reason: str
    asked_at: datetime
    issued_at: datetime | None
    to_reverse: bool


def invoices_seen(*, actor: Actor, state: InvoiceState | None, cursor: str | None, limit: int) -> Page[SeenInvoice]:
    """E-invoices for payments to one's companies, newest first. Raises BadCursor."""
    reversal = MoneyCase.objects.filter(
        kind=CaseKind.INVOICE_REVERSAL,
        payment=OuterRef("payment"),
        resolved_at=None,
        opened_at__gte=OuterRef("asked_at"),
    )
    rows = (
        Invoice.objects.filter(seen_by(actor, "payment__obligation__organisation_id"))
        .select_related("payment__obligation")
        .annotate(to_reverse=Exists(reversal))
    )
    return page_of(rows if state is None else rows.filter(state=state), _seen, cursor=cursor, limit=limit)


def _seen(row: Any) -> SeenInvoice:
    owed = row.payment.obligation
    return SeenInvoice(
        id=row.pk,
        payment_id=row.payment_id,
        organisation_id=owed.organisation_id,
        title=owed.title,
        title_en=owed.title_en,
        kind=InvoiceKind(row.kind),
        amount_fen=row.amount_fen,
        state=InvoiceState(row.state),
        invoice_no=row.invoice_no,
        reason=row.reason,
        asked_at=row.asked_at,
        issued_at=row.issued_at,
        to_reverse=row.to_reverse and row.state == InvoiceState.ISSUED,
    )


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An e-invoice that somebody asked for. ``title``: theirs to read."""

    id: UUID
    payment_id: UUID
    kind: InvoiceKind
    title: Secret | None
    amount_fen: int
    state: InvoiceState
    invoice_no: str
    reason: str
    asked_at: datetime
    issued_at: datetime | None


def own_invoices(payer_id: UUID) -> list[InvoiceFacts]:
    """A person's invoices, newest first."""
    return [
        InvoiceFacts(
            id=row.pk,
            payment_id=row.payment_id,
            kind=InvoiceKind(row.kind),
            title=row.title,
            amount_fen=row.amount_fen,
            state=InvoiceState(row.state),
            invoice_no=row.invoice_no,
            reason=row.reason,
            asked_at=row.asked_at,
            issued_at=row.issued_at,
        )
        for row in Invoice.objects.filter(payer_id=payer_id).order_by("-asked_at", "-pk")[:LISTED]
    ]
