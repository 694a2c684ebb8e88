"""E-invoices on the wire. Amounts: fen."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.money.domain.states import InvoiceKind, InvoiceState
from guangsha.money.selectors.invoices import InvoiceFacts, SeenInvoice

Line = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
TaxNo = Annotated[str, Field(max_length=18, pattern=r"^[0-9A-Za-z]*$")]


class InvoiceIn(Schema):
    """Whose name stands on it. ``tax_no``: a company's unified social credit code; empty for a person."""

    kind: InvoiceKind
    title: Line
    tax_no: TaxNo


class InvoiceOut(Schema):
    """An e-invoice that one asked for. ``title``: whole, it is one's own. ``reason``: why it was refused, as the service says."""

    id: UUID
    payment_id: UUID
    kind: InvoiceKind
    title: str
    amount_fen: int
    state: InvoiceState
    invoice_no: str
    reason: str
    asked_at: datetime
    issued_at: datetime | None

    @classmethod
    def of(cls, invoice: InvoiceFacts) -> Self:
        """The invoice on the wire."""
        return cls(
            id=invoice.id,
            payment_id=invoice.payment_id,
            kind=invoice.kind,
            title=invoice.title.reveal() if invoice.title else "",
            amount_fen=invoice.amount_fen,
            state=invoice.state,
            invoice_no=invoice.invoice_no,
            reason=invoice.reason,
            asked_at=invoice.asked_at,
            issued_at=invoice.issued_at,
        )


class InvoicesOut(Schema):
    """One's invoices, newest first. ``offered``: whether one can be asked for."""

    items: list[InvoiceOut]
    offered: bool


class InvoiceAskedOut(Schema):
    """The invoice that is being made."""

    id: UUID


class ConsoleInvoiceOut(Schema):
    """An e-invoice as finance sees it; whose name stands on it is not theirs to read. ``to_reverse``: money went back since."""

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

    @classmethod
    def of(cls, invoice: SeenInvoice) -> Self:
        """The invoice on the wire."""
        return cls.model_validate(invoice, from_attributes=True)


class ConsoleInvoicesOut(Schema):
    """A page of e-invoices."""

    items: list[ConsoleInvoiceOut]
    next_cursor: str | None
