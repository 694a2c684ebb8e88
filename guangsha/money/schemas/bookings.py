"""Transfers that wait for a decision, on the wire. Amounts: fen."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Schema

from guangsha.money.domain.states import BookingState, LineState
from guangsha.money.schemas.console import Text
from guangsha.money.selectors.bookings import BookingFacts, LineFacts


class BookingIn(Schema):
    """What is owed that the transfer settles, or null: it goes back to who sent it. ``note``: for whoever decides."""

    obligation_id: UUID | None
    note: Text


class BookingDecisionIn(Schema):
    """Yes or no."""

    approve: bool


class BookingOut(Schema):
    """What was proposed. ``differs``: amount, reference, returned: why a second person decides. ``reference``: to write on
    the transfer that sends it back."""

    id: UUID
    case_id: UUID
    at: datetime
    amount_fen: int
    obligation_id: UUID | None
    title: str
    title_en: str
    owed_fen: int | None
    differs: list[str]
    note: str
    state: BookingState
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    reference: str

    @classmethod
    def of(cls, booking: BookingFacts) -> Self:
        """The booking on the wire."""
        return cls.model_validate(booking, from_attributes=True)


class BookingsOut(Schema):
    """A page of bookings."""

    items: list[BookingOut]
    next_cursor: str | None


class OwedCandidateOut(Schema):
    """Something owed that the transfer may be for. ``named``: its reference stands in the text."""

    obligation_id: UUID
    title: str
    title_en: str
    amount_fen: int
    due_at: datetime
    named: bool


class StatementLineOut(Schema):
    """A transfer as the bank has it. ``text``: whole, as it says who paid; each reading is written down."""

    case_id: UUID
    at: datetime
    number: str
    amount_fen: int
    text: str
    state: LineState
    candidates: list[OwedCandidateOut]
    bookings: list[BookingOut]

    @classmethod
    def of(cls, line: LineFacts) -> Self:
        """The line on the wire."""
        return cls(
            case_id=line.case_id,
            at=line.at,
            number=line.number,
            amount_fen=line.amount_fen,
            text=line.text.reveal(),
            state=line.state,
            candidates=[OwedCandidateOut.model_validate(one, from_attributes=True) for one in line.candidates],
            bookings=[BookingOut.of(one) for one in line.bookings],
        )
