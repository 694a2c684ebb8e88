"""Reconciliation on the wire. Amounts: fen."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from ninja import Schema

from guangsha.money.domain.reconciling import Outcome, RunState, Settlement
from guangsha.money.schemas.console import CaseOut
from guangsha.money.selectors.reconciliation import RunDetail


class ReconciliationOut(Schema):
    """A provider's day. ``ours_fen``, ``theirs_fen``: paid less given back. ``owed_fen``, ``arrived_fen``: of the whole day on
    its way to the supervised account; null for who sees only some companies. ``error``: why there is no bill yet."""

    id: UUID
    provider: str
    day: date
    state: RunState
    settlement: Settlement
    matched: int
    awaiting: int
    broken: int
    ours_fen: int
    theirs_fen: int
    owed_fen: int | None
    arrived_fen: int | None
    error: str
    ran_at: datetime | None


class ReconciliationsOut(Schema):
    """Days of providers, newest first. ``providers``: those that can be matched now. ``may_take_statements``: whether the reader
    may book a statement of the supervised account here."""

    items: list[ReconciliationOut]
    providers: list[str]
    may_take_statements: bool


class StatementTakenOut(Schema):
    """What came of a statement: its lines, those that were new, and of these what was booked and what waits for somebody."""

    lines: int
    new: int
    booked: int
    waiting: int


class ReconciliationLineOut(Schema):
    """One that does not simply match, with both sides; ``case_id`` of the case that it is."""

    kind: str
    number: str
    outcome: Outcome
    ours_fen: int | None
    ours_state: str
    theirs_fen: int | None
    theirs_state: str
    theirs_at: datetime | None
    title: str
    title_en: str
    case_id: UUID | None


class ReconciliationDetailOut(Schema):
    """A day, what does not simply match, and its cases. ``more``: there are more lines than these."""

    run: ReconciliationOut
    lines: list[ReconciliationLineOut]
    more: bool
    cases: list[CaseOut]

    @classmethod
    def of(cls, detail: RunDetail) -> Self:
        """The day on the wire."""
        return cls.model_validate(detail, from_attributes=True)


class ReconciliationAskedOut(Schema):
    """The day that will be matched in a moment."""

    provider: str
    day: date
