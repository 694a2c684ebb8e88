"""The finance console on the wire. Amounts: fen."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.kit.money import MAX_FEN
from guangsha.money.domain.facts import CaseKind, PaymentFacts, RefundFacts, RefundReason
from guangsha.money.domain.states import PaymentState, Purpose, RefundState

Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class RefundIn(Schema):
    """What staff ask to be given back, and why. ``note`` is for colleagues; no personal values."""

    amount_fen: Annotated[int, Field(gt=0, le=MAX_FEN)]
    reason: RefundReason
    note: Text


class RefundDecisionIn(Schema):
    """Yes or no."""

    approve: bool


class ResolutionIn(Schema):
    """What was done about it."""

    resolution: Text


class MoneyDoneOut(Schema):
    """The thing that was made or changed."""

    id: UUID


class ConsolePaymentOut(Schema):
    """A payment as staff see it. ``refunded_fen``: also what somebody asked to give back and nobody has decided."""

    id: UUID
    obligation_id: UUID
    organisation_id: UUID
    subject: str
    title: str
    title_en: str
    purpose: Purpose
    provider: str
    merchant_no: str
    provider_no: str
    amount_fen: int
    refunded_fen: int
    state: PaymentState
    allocated: bool
    made_at: datetime
    paid_at: datetime | None

    @classmethod
    def of(cls, payment: PaymentFacts) -> Self:
        """The payment on the wire."""
        shown = {**asdict(payment), "refunded_fen": payment.refunded_fen + payment.asked_back_fen}
        return cls.model_validate(shown)


class ConsolePaymentsOut(Schema):
    """A page of payments."""

    items: list[ConsolePaymentOut]
    next_cursor: str | None


class ConsoleRefundOut(Schema):
    """A refund as staff see it. ``asked_by``: null when a rule asked."""

    id: UUID
    payment_id: UUID
    organisation_id: UUID
    subject: str
    title: str
    title_en: str
    provider: str
    refund_no: str
    amount_fen: int
    reason: RefundReason
    note: str
    state: RefundState
    automatic: bool
    asked_by: UUID | None
    decided_by: UUID | None
    asked_at: datetime
    decided_at: datetime | None
    completed_at: datetime | None
    due_at: datetime

    @classmethod
    def of(cls, refund: RefundFacts) -> Self:
        """The refund on the wire."""
        return cls.model_validate(refund, from_attributes=True)


class ConsoleRefundsOut(Schema):
    """A page of refunds."""

    items: list[ConsoleRefundOut]
    next_cursor: str | None


class CaseOut(Schema):
    """Something that somebody has to look at until ``due_at``. ``details``: ids, codes and figures. ``entry_id``: of the
    transfer that it is about, to be booked or sent back."""

    id: UUID
    kind: CaseKind
    provider: str
    payment_id: UUID | None
    refund_id: UUID | None
    entry_id: UUID | None
    details: dict[str, str]
    owner_id: UUID | None
    opened_at: datetime
    due_at: datetime
    overdue: bool
    resolved_at: datetime | None
    resolution: str


class CasesOut(Schema):
    """A page of cases."""

    items: list[CaseOut]
    next_cursor: str | None
