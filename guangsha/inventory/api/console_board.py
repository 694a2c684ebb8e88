"""The staff's unit board: every unit of a listing, now or at a past moment, and steps with them."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import AwareDatetime

from guangsha.backbone.public import DatabaseBusy, KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.inventory.domain.errors import NoUnitMoved, OwnRequest, RequestClosed, StatusConflict, TimeRefused
from guangsha.inventory.domain.steps import BoardStep, StepOutcome
from guangsha.inventory.policies import approvers, keepers, readers
from guangsha.inventory.schemas.console import (
    HoldDecisionIn,
    HoldRequestIn,
    StaffBoardOut,
    StaffUnitOut,
    StepIn,
    StepOutcomeOut,
    outcome,
)
from guangsha.inventory.selectors.staff_board import staff_board, staff_unit
from guangsha.inventory.services.board import take_step
from guangsha.inventory.services.requests import ask_hold, decide_hold_request, take_back_hold_request
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated

routes = Routes(tags=["console: unit board"])
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
REFUSED = [Unauthenticated, Forbidden, NotFound]
STEP = [*REFUSED, OperationMismatch, StatusConflict, DatabaseBusy]


@routes.get(
    "/console/projects/{project_id}/board", policy=readers, response=StaffBoardOut, errors=REFUSED,
    operation_id="get_staff_board",
)  # fmt: skip
def get_staff_board(
    request: HttpRequest,
    response: HttpResponse,
    project_id: UUID,
    at: Annotated[AwareDatetime | None, Query(ge=EARLIEST, description="A past moment; without it: now.")] = None,
) -> StaffBoardOut:
    """Every unit with its status, price and claim 销控, with requests and release batches."""
    response["Cache-Control"] = "no-store"
    return StaffBoardOut.of(staff_board(actor=acting(request), project_id=project_id, at=at))


@routes.get(
    "/console/projects/{project_id}/board/units/{unit_id}", policy=readers, response=StaffUnitOut, errors=REFUSED,
    operation_id="get_staff_unit",
)  # fmt: skip
def get_staff_unit(request: HttpRequest, response: HttpResponse, project_id: UUID, unit_id: UUID) -> StaffUnitOut:
    """One unit: its steps, its claim and how its price comes about."""
    response["Cache-Control"] = "no-store"
    return StaffUnitOut.of(staff_unit(actor=acting(request), project_id=project_id, unit_id=unit_id))


@routes.post(
    "/console/projects/{project_id}/board/steps", policy=keepers, response=StepOutcomeOut, errors=STEP,
    operation_id="take_board_step",
)  # fmt: skip
def take_board_step(request: HttpRequest, project_id: UUID, payload: StepIn, key: KeyIn) -> dict[str, Any]:
    """Release, withdraw or free units, each for itself: what may not move is named with its reason."""
    actor, seen = acting(request), {one.id: one.revision for one in payload.units}

    def work() -> dict[str, Any]:
        step = BoardStep(payload.step)
        done = take_step(actor=actor, project_id=project_id, step=step, units=seen, reason=payload.reason)
        return outcome(done)

    body = [str(project_id), payload.model_dump(mode="json")]
    return run_named(request, work, key=key, name="inventory.board_step", body=body)


@routes.post(
    "/console/projects/{project_id}/hold-requests", policy=keepers, response=StepOutcomeOut,
    errors=[*STEP, TimeRefused, NoUnitMoved], operation_id="ask_house_hold",
)  # fmt: skip
def ask_house_hold(request: HttpRequest, project_id: UUID, payload: HoldRequestIn, key: KeyIn) -> dict[str, Any]:
    """Ask that the house keeps units for a while; somebody else approves."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made, done = ask_hold(
            actor=actor,
            project_id=project_id,
            unit_ids=payload.unit_ids,
            reason=payload.reason,
            until=payload.until,
        )
        return outcome(done, made)

    body = [str(project_id), payload.model_dump(mode="json")]
    return run_named(request, work, key=key, name="inventory.ask_hold", body=body)


@routes.post(
    "/console/projects/{project_id}/hold-requests/{request_id}/decision", policy=approvers, response=StepOutcomeOut,
    errors=[*STEP, OwnRequest, RequestClosed, NoUnitMoved], operation_id="decide_house_hold",
)  # fmt: skip
def decide_house_hold(
    request: HttpRequest, project_id: UUID, request_id: UUID, payload: HoldDecisionIn, key: KeyIn
) -> dict[str, Any]:
    """Approve or refuse what somebody else asked for."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        done = decide_hold_request(
            actor=actor, project_id=project_id, request_id=request_id, approve=payload.approve, note=payload.note
        )
        return outcome(done, request_id)

    body = [str(project_id), str(request_id), payload.model_dump()]
    return run_named(request, work, key=key, name="inventory.decide_hold", body=body)


@routes.post(
    "/console/projects/{project_id}/hold-requests/{request_id}/take-back", policy=keepers, response=StepOutcomeOut,
    errors=[*STEP, RequestClosed], operation_id="take_back_house_hold",
)  # fmt: skip
def take_back_house_hold(request: HttpRequest, project_id: UUID, request_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Do not want any more what one asked for."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        take_back_hold_request(actor=actor, project_id=project_id, request_id=request_id)
        return outcome(StepOutcome(()), request_id)

    return run_named(request, work, key=key, name="inventory.take_back_hold", body=[str(project_id), str(request_id)])
