"""What finance sees of transfers that wait for a decision: the line, what it may be for, and what was proposed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import audit, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.paging import Page
from guangsha.money.domain.statements import SHORT_AT_MOST, reference, references_in
from guangsha.money.domain.states import BookingState, LineState, ObligationState
from guangsha.money.models import Booking, MoneyCase, Obligation
from guangsha.money.policies import RESOLVE, require, seen_by
from guangsha.money.selectors.console import page_of
from guangsha.vault.public import Secret

OFFERED = 20


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """What somebody wants done with a transfer. ``obligation_id`` None: sent back, with ``reference`` once that is decided."""

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something owed that the transfer may be for. ``named``: its reference stands in the text."""

    obligation_id: UUID
    title: str
    title_en: str
    amount_fen: int
    due_at: datetime
    named: bool


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A transfer of the statement as it came. ``text`` names who sent it: reading it is written down."""

    case_id: UUID
    at: datetime
    number: str
    amount_fen: int
    text: Secret
    state: LineState
    candidates: list[Candidate]
    bookings: list[BookingFacts]


def _booking(row: Any) -> BookingFacts:
    owed = row.obligation
    return BookingFacts(
        id=row.pk,
        case_id=row.case_id,
        at=row.entry.at,
        amount_fen=row.entry.amount_fen,
        obligation_id=owed.pk if owed else None,
        title=owed.title if owed else "",
        title_en=owed.title_en if owed else "",
        owed_fen=owed.amount_fen if owed else None,
        differs=row.differs,
        note=row.note,
        state=BookingState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reference=reference(row.return_no, refund=True) if row.return_no else "",
    )


def bookings_seen(*, actor: Actor, state: BookingState | None, cursor: str | None, limit: int) -> Page[BookingFacts]:
    """Bookings for what is owed to one's companies, and returns of cases of theirs, newest first. Raises BadCursor."""
    returns = Q(obligation=None) & seen_by(actor, "case__organisation_id")
    rows = Booking.objects.select_related("entry", "obligation").filter(
        (Q(obligation__isnull=False) & seen_by(actor, "obligation__organisation_id")) | returns
    )
    return page_of(rows if state is None else rows.filter(state=state), _booking, cursor=cursor, limit=limit)


def read_line(*, actor: Actor, case_id: UUID, words: str = "") -> LineFacts:
    """The transfer that a case is about, with what it may be for: named in its text, else of its amount, else titled ``words``.

    Written down, as the text names people. Raises NotFound, Forbidden.
    """
    require_command()
    case = MoneyCase.objects.select_related("entry").filter(pk=case_id).exclude(entry=None).first()
    if case is None or case.entry is None:
        raise NotFound("case")
    require(actor, RESOLVE, organisation_id=case.organisation_id)
    entry = case.entry
    assert entry.text is not None
    audit(action="money.line.read", target=f"statement_entry:{entry.pk}", data={"case": str(case_id)})
    rows = Booking.objects.select_related("entry", "obligation").filter(entry=entry).order_by("-asked_at", "-pk")
    return LineFacts(
        case_id=case.pk,
        at=entry.at,
        number=entry.number,
        amount_fen=entry.amount_fen,
        text=entry.text,
        state=LineState(entry.state),
        candidates=_candidates(actor, entry.provider, entry.amount_fen, entry.text.reveal(), words),
        bookings=[_booking(row) for row in rows],
    )


def _candidates(actor: Actor, provider: str, amount_fen: int, text: str, words: str) -> list[Candidate]:
    ends = [end for refund, end in references_in(text) if not refund]
    named = Q(pk__in=[])
    for end in ends:
        named |= Q(payments__merchant_no__endswith=end, payments__provider=provider)
    open_ = Obligation.objects.filter(seen_by(actor), state=ObligationState.OPEN)
    first = list(open_.filter(named).distinct().order_by("due_at")[:OFFERED])
    like = open_.filter(amount_fen__lte=amount_fen + SHORT_AT_MOST)
    asked = Q(title__icontains=words) | Q(title_en__icontains=words) if words else Q(amount_fen=amount_fen)
    known = {one.pk for one in first}
    others = [one for one in like.filter(asked).order_by("due_at")[: 2 * OFFERED] if one.pk not in known]
    return [
        Candidate(one.pk, one.title, one.title_en, one.amount_fen, one.due_at, named=one.pk in known)
        for one in [*first, *others][:OFFERED]
    ]
