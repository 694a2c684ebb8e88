"""The finance console: payments, refunds with a second person, cases."""

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
    CaseResolved,
    DealStands,
    RefundMoved,
    RefundRefused,
    SecondPersonNeeded,
    TransferOpen,
)
from guangsha.money.domain.states import CaseState, PaymentState, RefundState
from guangsha.money.policies import approvers, readers, refunders, resolvers
from guangsha.money.schemas.console import (
    CaseOut,
    CasesOut,
    ConsolePaymentOut,
    ConsolePaymentsOut,
    ConsoleRefundOut,
    ConsoleRefundsOut,
    MoneyDoneOut,
    RefundDecisionIn,
    RefundIn,
    ResolutionIn,
)
from guangsha.money.selectors.console import cases_seen, payments_seen, refunds_seen
from guangsha.money.services.cases import resolve_case, take_case
from guangsha.money.services.refunds import ask_refund, decide_refund, send_again

routes = Routes(tags=["console: finance"])
REFUSED = [Unauthenticated, Forbidden]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]


@routes.get(
    "/console/finance/payments", policy=readers, response=ConsolePaymentsOut, errors=[*REFUSED, BadCursor],
    operation_id="list_payments",
)  # fmt: skip
def list_payments(
    request: HttpRequest,
    response: HttpResponse,
    state: PaymentState | None = None,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> ConsolePaymentsOut:
    """Payments to one's companies, newest first."""
    response["Cache-Control"] = "no-store"
    page = payments_seen(actor=acting(request), state=state, cursor=cursor, limit=limit)
    return ConsolePaymentsOut(items=[ConsolePaymentOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.post(
    "/console/finance/payments/{payment_id}/refunds", policy=refunders, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, DealStands, RefundRefused, OperationMismatch], operation_id="ask_refund",
)  # fmt: skip
def ask(request: HttpRequest, payment_id: UUID, body: RefundIn, key: KeyIn) -> dict[str, Any]:
    """Ask for a refund; somebody else has to approve it."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        asked = ask_refund(
            actor=actor,
            payment_id=payment_id,
            amount_fen=body.amount_fen,
            reason=body.reason,
            note=body.note,
            cause=f"staff:{key}",
        )
        return {"id": str(asked)}

    named = {"payment": str(payment_id), **body.model_dump(mode="json")}
    return run_named(request, work, key=key, name="money.ask_refund", body=named)


@routes.get(
    "/console/finance/refunds", policy=readers, response=ConsoleRefundsOut, errors=[*REFUSED, BadCursor],
    operation_id="list_refunds",
)  # fmt: skip
def list_refunds(
    request: HttpRequest,
    response: HttpResponse,
    state: RefundState | None = None,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> ConsoleRefundsOut:
    """Refunds of one's companies, newest first."""
    response["Cache-Control"] = "no-store"
    page = refunds_seen(actor=acting(request), state=state, cursor=cursor, limit=limit)
    return ConsoleRefundsOut(items=[ConsoleRefundOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.post(
    "/console/finance/refunds/{refund_id}/decision", policy=approvers, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, SecondPersonNeeded, RefundMoved, DealStands, StepUpNeeded], operation_id="decide_refund",
)  # fmt: skip
def decide(request: HttpRequest, refund_id: UUID, body: RefundDecisionIn) -> dict[str, Any]:
    """Approve or reject a refund that somebody else asked for."""
    actor = acting(request)
    require_step_up(actor, now=utc_now())
    command(lambda: decide_refund(actor=actor, refund_id=refund_id, approve=body.approve), actor=actor)
    return {"id": refund_id}


@routes.post(
    "/console/finance/refunds/{refund_id}/again", policy=refunders, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, RefundMoved], operation_id="send_refund_again",
)  # fmt: skip
def again(request: HttpRequest, refund_id: UUID) -> dict[str, Any]:
    """Have a failed refund sent again."""
    actor = acting(request)
    command(lambda: send_again(actor=actor, refund_id=refund_id), actor=actor)
    return {"id": refund_id}


@routes.get(
    "/console/finance/cases", policy=readers, response=CasesOut, errors=[*REFUSED, BadCursor],
    operation_id="list_money_cases",
)  # fmt: skip
def list_cases(
    request: HttpRequest,
    response: HttpResponse,
    state: CaseState | None = None,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> CasesOut:
    """Cases of one's companies, and those that nobody knows whose they are, newest first."""
    response["Cache-Control"] = "no-store"
    page = cases_seen(actor=acting(request), state=state, cursor=cursor, limit=limit)
    items = [CaseOut.model_validate(one, from_attributes=True) for one in page.items]
    return CasesOut(items=items, next_cursor=page.next_cursor)


@routes.post(
    "/console/finance/cases/{case_id}/owner", policy=resolvers, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, CaseResolved], operation_id="take_money_case",
)  # fmt: skip
def take(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Become the owner of a case."""
    actor = acting(request)
    command(lambda: take_case(actor=actor, case_id=case_id), actor=actor)
    return {"id": case_id}


@routes.post(
    "/console/finance/cases/{case_id}/resolution", policy=resolvers, response=MoneyDoneOut,
    errors=[*REFUSED, NotFound, TransferOpen, CaseResolved], operation_id="resolve_money_case",
)  # fmt: skip
def resolve(request: HttpRequest, case_id: UUID, body: ResolutionIn) -> dict[str, Any]:
    """Close a case with what was done about it."""
    actor = acting(request)
    command(lambda: resolve_case(actor=actor, case_id=case_id, resolution=body.resolution), actor=actor)
    return {"id": case_id}
