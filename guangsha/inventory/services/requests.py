"""Holds of the house: one asks, another approves. The request's state is written only where it still is asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import at_end_of_command, audit, emit, require_command
from guangsha.catalog.public import desk_listing
from guangsha.inventory.domain.claims import INTERNAL_AT_MOST
from guangsha.inventory.domain.errors import NoUnitMoved, OwnRequest, RequestClosed, TimeRefused
from guangsha.inventory.domain.events import BoardChanged
from guangsha.inventory.domain.steps import AskedState, BoardStep, Refusal, StepOutcome
from guangsha.inventory.models import HoldRequest
from guangsha.inventory.policies import APPROVE, KEEP, require
from guangsha.inventory.services.board import judge, move_units
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound


def tell_board_changed(project_id: UUID) -> None:
    """One event per project and command."""
    at_end_of_command(f"inventory.board_changed:{project_id}", lambda: emit(BoardChanged(project_id=str(project_id))))


def no_unit(refused: Mapping[UUID, Refusal]) -> NoUnitMoved:
    """The refusal of a step that no unit may take."""
    return NoUnitMoved(errors=[{"field": str(key), "message": str(word)} for key, word in refused.items()][:100])


def words(refused: Mapping[UUID, Refusal]) -> dict[str, str]:
    """As JSON keeps it."""
    return {str(key): str(word) for key, word in refused.items()}


def ask_hold(
    *, actor: Actor, project_id: UUID, unit_ids: Sequence[UUID], reason: str, until: datetime
) -> tuple[UUID, StepOutcome]:
    """Ask that the house keeps units until ``until`` (at most 30 days); the request's id, and the units that were left out.

    Raises NotFound, Forbidden, TimeRefused, NoUnitMoved.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, KEEP, organisation_id=listing.organisation_id, project_id=project_id)
    if not listing.as_of < until <= listing.as_of + INTERNAL_AT_MOST:
        raise TimeRefused()
    seen: dict[UUID, int | None] = dict.fromkeys(unit_ids)
    refused = judge(listing, BoardStep.HOLD, seen)
    asked = tuple(unit_id for unit_id in seen if unit_id not in refused)
    if not asked or actor.person_id is None:
        raise no_unit(refused)
    made = HoldRequest.objects.create(
        project_id=project_id,
        unit_ids=[str(one) for one in asked],
        reason=reason[:200],
        until=until,
        asked_by=actor.person_id,
        asked_at=listing.as_of,
    )
    data = {"request": str(made.pk), "units": len(asked), "reason": reason[:200]}
    audit(action="inventory.hold_request.ask", target=f"project:{project_id}", data=data)
    tell_board_changed(project_id)
    return made.pk, StepOutcome(asked, refused)


def _asked(project_id: UUID, request_id: UUID) -> HoldRequest:
    row = HoldRequest.objects.filter(pk=request_id, project=project_id).first()
    if row is None:
        raise NotFound("request")
    return row


def _close(request_id: UUID, state: AskedState, **more: Any) -> None:
    """Decide where nothing is decided yet: of two at once one is told that it is closed."""
    rows = HoldRequest.objects.filter(pk=request_id, state=AskedState.ASKED)
    if state is AskedState.APPROVED:
        rows = rows.filter(until__gt=Now())
    if rows.update(state=state, decided_at=Now(), **more) != 1:
        raise RequestClosed(state=HoldRequest.objects.values_list("state", flat=True).get(pk=request_id))


def decide_hold_request(
    *, actor: Actor, project_id: UUID, request_id: UUID, approve: bool, note: str = ""
) -> StepOutcome:
    """Approve the request, and the units that still may be are held until then; or refuse it.

    Raises NotFound, Forbidden, OwnRequest, RequestClosed (decided, taken back, or its time is over), NoUnitMoved (nothing
    of it can be held any more; the request stays), StatusConflict.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    row = _asked(project_id, request_id)
    require(actor, APPROVE, organisation_id=listing.organisation_id, project_id=project_id)
    if row.asked_by == actor.person_id:
        raise OwnRequest()
    outcome = StepOutcome(())
    state = AskedState.APPROVED if approve else AskedState.REFUSED
    _close(request_id, state, decided_by=actor.person_id, note=note[:200])
    if approve:
        seen: dict[UUID, int | None] = dict.fromkeys(UUID(one) for one in row.unit_ids)
        outcome = move_units(
            listing=listing, step=BoardStep.HOLD, seen=seen, reason=row.reason, staff_id=row.asked_by, until=row.until
        )
        if not outcome.moved:
            raise no_unit(outcome.refused)
        HoldRequest.objects.filter(pk=request_id).update(refused=words(outcome.refused))
    data = {"request": str(request_id), "units": len(outcome.moved), "reason": note[:200]}
    action = "approve" if approve else "refuse"
    audit(action=f"inventory.hold_request.{action}", target=f"project:{project_id}", data=data)
    tell_board_changed(project_id)
    return outcome


def take_back_hold_request(*, actor: Actor, project_id: UUID, request_id: UUID) -> None:
    """Who asked does not want it any more. Raises NotFound (also for other people's), RequestClosed."""
    require_command()
    desk_listing(actor=actor, project_id=project_id)
    if _asked(project_id, request_id).asked_by != actor.person_id:
        raise NotFound("request")
    _close(request_id, AskedState.TAKEN_BACK)
    data = {"request": str(request_id)}
    audit(action="inventory.hold_request.take_back", target=f"project:{project_id}", data=data)
    tell_board_changed(project_id)
