"""Contracts at work: draw up, offer, read, declare void."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import DatabaseBusy, KeyIn, OperationMismatch, Routes, acting, command, run_named
from guangsha.contracts.api.files import PDF, pdf_answer
from guangsha.contracts.documents import document_bytes
from guangsha.contracts.domain.errors import (
    BuyersUnconfirmed,
    ContractExists,
    ContractMoved,
    DeliveryNeeded,
    DocumentMissing,
    NoTemplate,
    SaleNotReady,
    SignedStands,
)
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.policies import DRAFT, VOID, drafters, readers, voiders
from guangsha.contracts.schemas.contracts import (
    ConsoleContractOut,
    ContractDoneOut,
    ContractHeadOut,
    ContractsOut,
    DraftIn,
    VoidIn,
    VoidOut,
    VoidsOut,
)
from guangsha.contracts.selectors.contracts import contract_seen, contracts_seen, void_register
from guangsha.contracts.services.drafting import draft_contract
from guangsha.contracts.services.ending import void_contract
from guangsha.contracts.services.looking import look_at_parties
from guangsha.contracts.services.offering import begin_offer
from guangsha.contracts.setting import preview
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated, VersionConflict
from guangsha.kit.paging import BadCursor

routes = Routes(tags=["console: contracts"])
REFUSED = [Unauthenticated, Forbidden]
NAMED = [*REFUSED, NotFound, OperationMismatch, DatabaseBusy]
DRAFTING = [*NAMED, SaleNotReady, ContractExists, NoTemplate, DeliveryNeeded]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]
NumberIn = Annotated[int, Path(ge=1, le=32_767)]
PATH = "/console/contracts"


@routes.get(PATH, policy=readers, response=ContractsOut, errors=[*REFUSED, BadCursor], operation_id="list_contracts")
def list_contracts(
    request: HttpRequest,
    response: HttpResponse,
    *,
    state: ContractState | None = None,
    project_id: UUID | None = None,
    text: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z-]*$", description="part of the number")] = "",
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> ContractsOut:
    """The contracts one sees at work, newest first."""
    response["Cache-Control"] = "no-store"
    page = contracts_seen(
        actor=acting(request), state=state, project_id=project_id, text=text, cursor=cursor, limit=limit
    )
    return ContractsOut(items=[ContractHeadOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.post(PATH, policy=drafters, response=ContractDoneOut, errors=DRAFTING, operation_id="draft_contract")
def draft(request: HttpRequest, body: DraftIn, key: KeyIn) -> dict[str, Any]:
    """Draw up the contract of a sale from the template in force, or its draft anew."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made = draft_contract(subject=body.subject, actor=actor, delivery_on=body.delivery_on)
        return {"id": str(made), "number": None}

    return run_named(request, work, key=key, name="contracts.draft", body=body.model_dump(mode="json"))


@routes.get(
    "/console/contract-voids", policy=readers, response=VoidsOut, errors=[*REFUSED, BadCursor],
    operation_id="list_void_contracts",
)  # fmt: skip
def list_voids(request: HttpRequest, response: HttpResponse, cursor: CursorIn = None, limit: LimitIn = 50) -> VoidsOut:
    """The void register: which contract, who, when, why."""
    response["Cache-Control"] = "no-store"
    page = void_register(actor=acting(request), cursor=cursor, limit=limit)
    return VoidsOut(items=[VoidOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.get(
    f"{PATH}/{{contract_id}}", policy=readers, response=ConsoleContractOut, errors=[*REFUSED, NotFound],
    operation_id="get_contract",
)  # fmt: skip
def get_contract(request: HttpRequest, response: HttpResponse, contract_id: UUID) -> ConsoleContractOut:
    """A contract with its parties, differences, clauses, documents and steps."""
    response["Cache-Control"] = "no-store"
    actor = acting(request)
    page = contract_seen(actor=actor, contract_id=contract_id)
    place = {"organisation_id": page.head.organisation_id, "project_id": page.head.project_id}
    return ConsoleContractOut.of(page, may_draft=actor.may(DRAFT, **place), may_void=actor.may(VOID, **place))


@routes.get(
    f"{PATH}/{{contract_id}}/preview", policy=readers, response=None, errors=[*REFUSED, NotFound, StepUpNeeded],
    operation_id="preview_contract", openapi_extra=PDF,
)  # fmt: skip
def get_preview(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The contract set as a draft: marked as one on every page, kept nowhere."""
    _look(request, contract_id)
    return pdf_answer(preview(contract_id), f"draft-{contract_id}")


@routes.get(
    f"{PATH}/{{contract_id}}/documents/{{number}}", policy=readers, response=None,
    errors=[*REFUSED, NotFound, StepUpNeeded, DocumentMissing], operation_id="get_contract_document", openapi_extra=PDF,
)  # fmt: skip
def get_document(request: HttpRequest, contract_id: UUID, number: NumberIn) -> HttpResponse:
    """A document of the contract. It names the buyers whole, so that it was read is told to them."""
    _look(request, contract_id)
    return pdf_answer(document_bytes(contract_id, number), f"contract-{contract_id}-{number}")


def _look(request: HttpRequest, contract_id: UUID) -> None:
    actor = acting(request)
    contract_seen(actor=actor, contract_id=contract_id)
    command(lambda: look_at_parties(actor=actor, contract_id=contract_id, now=utc_now()), actor=actor)


@routes.post(
    f"{PATH}/{{contract_id}}/offer", policy=drafters, response=ContractDoneOut,
    errors=[*DRAFTING, ContractMoved, BuyersUnconfirmed, VersionConflict], operation_id="offer_contract",
)  # fmt: skip
def offer(request: HttpRequest, contract_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Number a draft and send it to its buyers; it is set as a PDF in the background."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"id": str(contract_id), "number": begin_offer(contract_id=contract_id, actor=actor)}

    return run_named(request, work, key=key, name="contracts.offer", body={"contract": str(contract_id)})


@routes.post(
    f"{PATH}/{{contract_id}}/void", policy=voiders, response=ContractDoneOut,
    errors=[*NAMED, SignedStands, ContractMoved], operation_id="void_contract",
)  # fmt: skip
def void(request: HttpRequest, contract_id: UUID, body: VoidIn, key: KeyIn) -> dict[str, Any]:
    """Declare a contract void that not everybody has signed; it stays in the register."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        void_contract(actor=actor, contract_id=contract_id, reason=body.reason)
        return {"id": str(contract_id), "number": None}

    named = {"contract": str(contract_id), **body.model_dump()}
    return run_named(request, work, key=key, name="contracts.void", body=named)
