"""The console's desk for the company's seal."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.accounts.public import StepUpNeeded, require_step_up
from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, client_address, command, run_named
from guangsha.contracts.domain.signing import SealState
from guangsha.contracts.domain.signing_errors import NotSignable, SealDecided, SealNotReady, SecondSealPerson
from guangsha.contracts.policies import readers
from guangsha.contracts.schemas.signing import (
    ReadyForSealOut,
    SealAskIn,
    SealDecisionIn,
    SealDoneOut,
    SealOut,
    SealsOut,
)
from guangsha.contracts.selectors.signing import ready_for_seal, seals_seen
from guangsha.contracts.services.sealing import ask_for_seal, decide_seal
from guangsha.contracts.signing_policies import seal_approvers, seal_askers
from guangsha.contracts.trail import masked_network
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor

routes = Routes(tags=["console: contracts"])
REFUSED = [Unauthenticated, Forbidden]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]


@routes.get(
    "/console/seals", policy=readers, response=SealsOut, errors=[*REFUSED, BadCursor], operation_id="list_seals",
)  # fmt: skip
def list_seals(
    request: HttpRequest,
    response: HttpResponse,
    state: SealState | None = None,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> SealsOut:
    """Requests for the seal of one's companies, and contracts that wait for one."""
    response["Cache-Control"] = "no-store"
    actor = acting(request)
    page = seals_seen(actor=actor, state=state, cursor=cursor, limit=limit)
    ready = [] if cursor else ready_for_seal(actor=actor)
    return SealsOut(
        items=[SealOut.of(one) for one in page.items],
        ready=[ReadyForSealOut.of(one) for one in ready],
        next_cursor=page.next_cursor,
    )


@routes.post(
    "/console/contracts/{contract_id}/seal", policy=seal_askers, response=SealDoneOut,
    errors=[*REFUSED, NotFound, SealNotReady, OperationMismatch], operation_id="ask_seal",
)  # fmt: skip
def ask(request: HttpRequest, contract_id: UUID, body: SealAskIn, key: KeyIn) -> dict[str, Any]:
    """Ask for the seal on a contract that every buyer has signed; somebody else decides."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"id": str(ask_for_seal(actor=actor, contract_id=contract_id, note=body.note))}

    asked = {"contract": str(contract_id), **body.model_dump()}
    return run_named(request, work, key=key, name="contracts.ask_seal", body=asked)


@routes.post(
    "/console/seals/{seal_id}/decision", policy=seal_approvers, response=SealDoneOut,
    errors=[*REFUSED, NotFound, SecondSealPerson, SealDecided, NotSignable, StepUpNeeded], operation_id="decide_seal",
)  # fmt: skip
def decide(request: HttpRequest, seal_id: UUID, body: SealDecisionIn) -> dict[str, Any]:
    """Approve or reject what somebody else asked for. With the approval the company signs."""
    actor, now = acting(request), utc_now()
    require_step_up(actor, now=now)
    network = masked_network(client_address(request))
    command(
        lambda: decide_seal(actor=actor, seal_id=seal_id, approve=body.approve, network=network, now=now), actor=actor
    )
    return {"id": seal_id}
