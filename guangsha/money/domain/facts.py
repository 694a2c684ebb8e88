"""What crosses the door of money. Amounts are fen; moments are UTC, by the database's clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.money.domain.states import ObligationState, PaymentState, Purpose, RefundState


class CaseKind(StrEnum):
    """Why a person has to look."""

    UNKNOWN_PAYMENT = "unknown_payment"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_MERCHANT = "wrong_merchant"
    DUPLICATE_CHARGE = "duplicate_charge"
    LATE_MONEY = "late_money"
    UNREADABLE_NOTICE = "unreadable_notice"
    REFUND_FAILED = "refund_failed"
    REFUND_UNKNOWN = "refund_unknown"
    REFUND_WAITS = "refund_waits"
    UNMATCHED_TRANSFER = "unmatched_transfer"
    BILL_OURS_ONLY = "bill_ours_only"
    BILL_THEIRS_ONLY = "bill_theirs_only"
    BILL_AMOUNT = "bill_amount"
    BILL_STATE = "bill_state"
    BILL_DUPLICATE = "bill_duplicate"
    NOT_SETTLED = "not_settled"
    SETTLEMENT_DIFFERS = "settlement_differs"
    INVOICE_REVERSAL = "invoice_reversal"


class RefundReason(StrEnum):
    """Why money goes back. DUPLICATE, LATE and SURPLUS (more was transferred than was owed) are found by rule."""

    DUPLICATE = "duplicate"
    LATE = "late"
    WITHDRAWAL = "withdrawal"
    CORRECTION = "correction"
    GOODWILL = "goodwill"
    SURPLUS = "surplus"


class LateAnswer(StrEnum):
    """What happens with money for what had been cancelled."""

    RESTORE = "restore"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """What somebody owes for a subject."""

    id: UUID
    subject: str
    payer_id: UUID
    organisation_id: UUID
    purpose: Purpose
    title: str
    title_en: str
    amount_fen: int
    due_at: datetime
    state: ObligationState
    made_at: datetime
    paid_at: datetime | None
    payment_id: UUID | None
    """The payment that settled it."""
    refunded_fen: int
    """Of that payment: what has gone back, or is going to."""
    standing_fen: int
    """What is paid of it and neither has gone back nor is going to."""
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the buyer goes: an address to open, or a text to show as a QR code. ``kind``: redirect, qr, transfer."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One attempt. ``allocated``: it settled its obligation; a paid one that did not goes back."""

    id: UUID
    obligation_id: UUID
    subject: str
    payer_id: UUID
    organisation_id: UUID
    purpose: Purpose
    title: str
    title_en: str
    provider: str
    merchant_no: str
    provider_no: str
    amount_fen: int
    state: PaymentState
    destination: Destination | None
    made_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    allocated: bool
    refunded_fen: int
    asked_back_fen: int
    """What staff ask to give back and nobody has decided."""
    as_of: datetime


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """Money on its way back. ``due_at``: when it has to have arrived at the latest, as the buyer was told."""

    id: UUID
    payment_id: UUID
    obligation_id: UUID
    subject: str
    payer_id: UUID
    organisation_id: UUID
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
    sent_at: datetime | None
    completed_at: datetime | None
    due_at: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Something that a person has to look at, with a clock."""

    id: UUID
    kind: CaseKind
    provider: str
    organisation_id: UUID | None
    payment_id: UUID | None
    refund_id: UUID | None
    entry_id: UUID | None
    """The line of the statement that it is about."""
    details: dict[str, str]
    owner_id: UUID | None
    opened_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    resolution: str
    overdue: bool
