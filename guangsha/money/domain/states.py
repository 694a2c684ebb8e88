"""The states of obligations, payments, refunds and cases, as data.

A payment's state is the highest rank of anything its provider ever said about it, so it does not depend on the order or the
number of notices, and nothing goes backwards.
"""

from collections.abc import Mapping
from enum import StrEnum


class Purpose(StrEnum):
    """What is owed for."""

    DEPOSIT = "deposit"
    DOWN_PAYMENT = "down_payment"
    INSTALMENT = "instalment"
    FEE = "fee"


class ObligationState(StrEnum):
    """Whether something is still owed. OVERDUE is none of these: it is a due date in the past."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """One attempt to pay with one provider."""

    CREATED = "created"
    PENDING = "pending"
    FAILED = "failed"
    CLOSED = "closed"
    PAID = "paid"


class RefundState(StrEnum):
    """Money on its way back. REQUESTED waits for a second person; a refund by rule begins APPROVED.

    SUPERSEDED: nobody had decided when what it was asked of came to its end, which gave back all that the rules say.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    SENT = "sent"
    FAILED = "failed"
    COMPLETED = "completed"


class CaseState(StrEnum):
    """A case is somebody's until it is resolved."""

    OPEN = "open"
    RESOLVED = "resolved"


class LineState(StrEnum):
    """A line of the supervised account's statement. OPEN matched nothing and waits for somebody; RETURNING goes back by hand."""

    OPEN = "open"
    BOOKED = "booked"
    RETURNING = "returning"
    RETURNED = "returned"


class BookingState(StrEnum):
    """What somebody wants done with a line. What fits in amount and reference needs no second person and begins APPROVED."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class InvoiceState(StrEnum):
    """An e-invoice 数电发票 that a buyer asked for."""

    REQUESTED = "requested"
    SENT = "sent"
    ISSUED = "issued"
    REFUSED = "refused"


class InvoiceKind(StrEnum):
    """Whose name stands on it."""

    PERSONAL = "personal"
    COMPANY = "company"


OBLIGATION: Mapping[ObligationState, frozenset[ObligationState]] = {
    ObligationState.OPEN: frozenset({ObligationState.PAID, ObligationState.CANCELLED}),
    ObligationState.PAID: frozenset(),
    ObligationState.CANCELLED: frozenset({ObligationState.PAID}),
}
"""CANCELLED to PAID: late money whose subject could be restored."""

PAYMENT: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset(
        {PaymentState.PENDING, PaymentState.FAILED, PaymentState.CLOSED, PaymentState.PAID}
    ),
    PaymentState.PENDING: frozenset({PaymentState.FAILED, PaymentState.CLOSED, PaymentState.PAID}),
    PaymentState.FAILED: frozenset({PaymentState.CLOSED, PaymentState.PAID}),
    PaymentState.CLOSED: frozenset({PaymentState.PAID}),
    PaymentState.PAID: frozenset(),
}

REFUND: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.REQUESTED: frozenset({RefundState.APPROVED, RefundState.REJECTED, RefundState.SUPERSEDED}),
    RefundState.APPROVED: frozenset({RefundState.SENT, RefundState.FAILED, RefundState.COMPLETED}),
    RefundState.REJECTED: frozenset(),
    RefundState.SUPERSEDED: frozenset(),
    RefundState.SENT: frozenset({RefundState.FAILED, RefundState.COMPLETED}),
    RefundState.FAILED: frozenset({RefundState.APPROVED, RefundState.COMPLETED}),
    RefundState.COMPLETED: frozenset(),
}
"""FAILED to APPROVED: somebody has it sent again, under the same number."""

CASE: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.RESOLVED}),
    CaseState.RESOLVED: frozenset(),
}

LINE: Mapping[LineState, frozenset[LineState]] = {
    LineState.OPEN: frozenset({LineState.BOOKED, LineState.RETURNING}),
    LineState.BOOKED: frozenset(),
    LineState.RETURNING: frozenset({LineState.RETURNED}),
    LineState.RETURNED: frozenset(),
}

BOOKING: Mapping[BookingState, frozenset[BookingState]] = {
    BookingState.PROPOSED: frozenset({BookingState.APPROVED, BookingState.REJECTED}),
    BookingState.APPROVED: frozenset(),
    BookingState.REJECTED: frozenset(),
}

INVOICE: Mapping[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.REQUESTED: frozenset({InvoiceState.SENT, InvoiceState.ISSUED, InvoiceState.REFUSED}),
    InvoiceState.SENT: frozenset({InvoiceState.ISSUED, InvoiceState.REFUSED}),
    InvoiceState.ISSUED: frozenset(),
    InvoiceState.REFUSED: frozenset(),
}
"""After REFUSED a new one can be asked for."""

LAPSING = frozenset({Purpose.DEPOSIT})
"""Owed only while something is held: nobody owes it any more when its time is up. All else is still owed when it is overdue."""

PAYABLE = frozenset({PaymentState.CREATED, PaymentState.PENDING})
"""The buyer can still pay by this attempt."""
OWED = frozenset({RefundState.APPROVED, RefundState.SENT, RefundState.FAILED})
"""We owe the buyer this refund, and it has not arrived."""
GOES_BACK = OWED | {RefundState.COMPLETED}
"""Somebody or a rule decided it: the money is not ours any more. What is only asked for still is."""
RESERVED = GOES_BACK | {RefundState.REQUESTED}
"""Nobody may ask for this money a second time."""


class WhoActs(StrEnum):
    """Whose turn it is with a refund."""

    HOUSE = "house"
    PROVIDER = "provider"
    NOBODY = "nobody"


def who_acts(state: RefundState, *, by_hand: bool) -> WhoActs:
    """Whose turn it is: ours until it is sent, and while a person of ours transfers it; then the provider's."""
    if state in {RefundState.COMPLETED, RefundState.REJECTED, RefundState.SUPERSEDED}:
        return WhoActs.NOBODY
    return WhoActs.PROVIDER if state is RefundState.SENT and not by_hand else WhoActs.HOUSE


def invoice_before(state: InvoiceState) -> frozenset[InvoiceState]:
    """The states from which an invoice may become ``state``."""
    return frozenset(before for before, after in INVOICE.items() if state in after)


def payment_before(state: PaymentState) -> frozenset[PaymentState]:
    """The states from which a payment may become ``state``."""
    return frozenset(before for before, after in PAYMENT.items() if state in after)


def refund_before(state: RefundState) -> frozenset[RefundState]:
    """The states from which a refund may become ``state``."""
    return frozenset(before for before, after in REFUND.items() if state in after)
