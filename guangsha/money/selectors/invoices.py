"""E-invoices as facts: who asked sees their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.money.domain.states import InvoiceKind, InvoiceState
from guangsha.money.models import Invoice
from guangsha.vault.public import Secret

LISTED = 100


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
