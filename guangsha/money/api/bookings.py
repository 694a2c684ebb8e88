"""The finance console: transfers that matched nothing are booked by hand or sent back."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.accounts.public import StepUpNeeded, require_step_up
from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, command, run_named
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor
from guangsha.money.domain.errors import (
    BookedAlready,
    BookingMoved,
    BookingRefused,
    CaseResolved,
    ObligationSettled,
    SecondPersonNeeded,
)
from guangsha.money.domain.states import BookingState
from guangsha.money.policies import approvers, readers, resolvers
from guangsha.money.schemas.bookings import BookingDecisionIn, BookingIn, BookingOut, BookingsOut, StatementLineOut
from guangsha.money.schemas.console import MoneyDoneOut
from guangsha.money.selectors.bookings import bookings_seen, read_line
from guangsha.money.services.bookings import decide_booking, propose_booking

routes = Routes(tags=["console: finance"])
REFUSED = [Unauthenticated, Forbidden]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]
WordsIn = Annotated[str, Query(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]


@routes.get(
    "/console/finance/cases/{case_id}/line", policy=resolvers, response=StatementLineOut, errors=[*REFUSED, NotFound],
    operation_id="read_statement_line",
)  # fmt: skip
def get_line(request: HttpRequest, response: HttpResponse, case_id: UUID, words: WordsIn = "") -> StatementLineOut:
    """The transfer that a case is about, with who sent it (written down), and what it may be for."""
    response["Cache-Control"] = "no-store"
    actor = acting(request)
    return StatementLineOut.of(
        command(lambda: read_line(actor=actor, case_id=case_id, words=words.strip()), actor=actor)
    )


@routes.post(
    "/console/finance/cases/{case_id}/bookings", policy=resolvers, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, CaseResolved, BookedAlready, ObligationSettled, BookingRefused, OperationMismatch],
    operation_id="propose_booking",
)  # fmt: skip
def propose(request: HttpRequest, case_id: UUID, body: BookingIn, key: KeyIn) -> dict[str, Any]:
    """Book the transfer to what is owed, or send it back. What does not fit waits for somebody else's approval."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        booking = propose_booking(actor=actor, case_id=case_id, obligation_id=body.obligation_id, note=body.note)
        return {"id": str(booking)}

    named = {"case": str(case_id), **body.model_dump(mode="json")}
    return run_named(request, work, key=key, name="money.propose_booking", body=named)


@routes.get(
    "/console/finance/bookings", policy=readers, response=BookingsOut, errors=[*REFUSED, BadCursor],
    operation_id="list_bookings",
)  # fmt: skip
def list_bookings(
    request: HttpRequest,
    response: HttpResponse,
    state: BookingState | None = None,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> BookingsOut:
    """What was proposed for transfers to one's companies, newest first."""
    response["Cache-Control"] = "no-store"
    page = bookings_seen(actor=acting(request), state=state, cursor=cursor, limit=limit)
    return BookingsOut(items=[BookingOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.post(
    "/console/finance/bookings/{booking_id}/decision", policy=approvers, response=MoneyDoneOut,
    errors=[
        *REFUSED, NotFound, SecondPersonNeeded, BookingMoved, BookedAlready, ObligationSettled, StepUpNeeded,
    ],
    operation_id="decide_booking",
)  # fmt: skip
def decide(request: HttpRequest, booking_id: UUID, body: BookingDecisionIn) -> dict[str, Any]:
    """Approve or reject what somebody else proposed."""
    actor = acting(request)
    require_step_up(actor, now=utc_now())
    command(lambda: decide_booking(actor=actor, booking_id=booking_id, approve=body.approve), actor=actor)
    return {"id": booking_id}
