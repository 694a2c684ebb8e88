"""A buyer's money on the wire. Amounts: fen. Moments: UTC, by the server's clock. No defaults in answers."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.money.domain.facts import ObligationFacts, PaymentFacts, RefundFacts, RefundReason
from guangsha.money.domain.states import PAYABLE, ObligationState, PaymentState, Purpose, RefundState, WhoActs, who_acts
from guangsha.money.ports import by_hand

ProviderName = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z]+$")]


class PayIn(Schema):
    """How the buyer wants to pay."""

    provider: ProviderName


class ObligationOut(Schema):
    """What one owes. ``providers``: the ways it can be paid, empty when it cannot. ``as_of``: the server's clock."""

    id: UUID
    purpose: Purpose
    title: str
    title_en: str
    amount_fen: int
    due_at: datetime
    overdue: bool
    state: ObligationState
    made_at: datetime
    paid_at: datetime | None
    payment_id: UUID | None
    refunded_fen: int
    providers: list[str]
    as_of: datetime

    @classmethod
    def of(cls, owed: ObligationFacts, providers: list[str]) -> Self:
        """The obligation on the wire."""
        still = owed.state is ObligationState.OPEN
        return cls(
            id=owed.id,
            purpose=owed.purpose,
            title=owed.title,
            title_en=owed.title_en,
            amount_fen=owed.amount_fen,
            due_at=owed.due_at,
            overdue=still and owed.due_at < owed.as_of,
            state=owed.state,
            made_at=owed.made_at,
            paid_at=owed.paid_at,
            payment_id=owed.payment_id,
            refunded_fen=owed.refunded_fen,
            providers=providers if still else [],
            as_of=owed.as_of,
        )


class ObligationsOut(Schema):
    """What one owes and owed, newest first."""

    items: list[ObligationOut]


class DestinationOut(Schema):
    """Where to go. ``redirect``: an address to open; ``qr``: a text to show as a QR code; ``transfer``: a reference to write."""

    kind: Literal["redirect", "qr", "transfer"]
    value: str


class PaymentOut(Schema):
    """One attempt. ``checking``: it is not known yet how it ended. ``allocated``: it settled what was owed; a paid one that
    did not goes back by itself."""

    id: UUID
    obligation_id: UUID
    title: str
    title_en: str
    purpose: Purpose
    provider: str
    merchant_no: str
    amount_fen: int
    state: PaymentState
    checking: bool
    destination: DestinationOut | None
    made_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    allocated: bool
    refunded_fen: int
    as_of: datetime

    @classmethod
    def of(cls, payment: PaymentFacts) -> Self:
        """The payment on the wire; where to go only while it can be paid."""
        open_ = payment.state in PAYABLE
        there = payment.destination if open_ and payment.expires_at > payment.as_of else None
        return cls(
            id=payment.id,
            obligation_id=payment.obligation_id,
            title=payment.title,
            title_en=payment.title_en,
            purpose=payment.purpose,
            provider=payment.provider,
            merchant_no=payment.merchant_no,
            amount_fen=payment.amount_fen,
            state=payment.state,
            checking=open_,
            destination=DestinationOut.model_validate({"kind": there.kind, "value": there.value}) if there else None,
            made_at=payment.made_at,
            expires_at=payment.expires_at,
            paid_at=payment.paid_at,
            allocated=payment.allocated,
            refunded_fen=payment.refunded_fen,
            as_of=payment.as_of,
        )


class PaymentsOut(Schema):
    """One's payments, newest first."""

    items: list[PaymentOut]


class RefundOut(Schema):
    """Money on its way back to its buyer. ``state``: what the tracker shows; ``due_at``: when it has arrived at the latest, as
    promised; ``who`` has to act now; ``by_hand``: a person transfers it, no provider does."""

    id: UUID
    payment_id: UUID
    title: str
    title_en: str
    provider: str
    refund_no: str
    amount_fen: int
    reason: RefundReason
    state: RefundState
    asked_at: datetime
    decided_at: datetime | None
    sent_at: datetime | None
    completed_at: datetime | None
    due_at: datetime
    overdue: bool
    who: WhoActs
    by_hand: bool

    @classmethod
    def of(cls, refund: RefundFacts) -> Self:
        """The refund on the wire."""
        return cls(
            id=refund.id,
            payment_id=refund.payment_id,
            title=refund.title,
            title_en=refund.title_en,
            provider=refund.provider,
            refund_no=refund.refund_no,
            amount_fen=refund.amount_fen,
            reason=refund.reason,
            state=refund.state,
            asked_at=refund.asked_at,
            decided_at=refund.decided_at,
            sent_at=refund.sent_at,
            completed_at=refund.completed_at,
            due_at=refund.due_at,
            overdue=refund.completed_at is None and refund.due_at < refund.as_of,
            who=who_acts(refund.state, by_hand=by_hand(refund.provider)),
            by_hand=by_hand(refund.provider),
        )


class RefundsOut(Schema):
    """One's refunds, newest first."""

    items: list[RefundOut]
