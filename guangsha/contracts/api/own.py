"""Contracts as their buyers read them: the document, what differs from the listing, the risk clauses one by one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    run_named,
    signed_in,
)
from guangsha.contracts.api.files import PDF, pdf_answer
from guangsha.contracts.documents import document_bytes
from guangsha.contracts.domain.errors import ContractMoved, DocumentMissing
from guangsha.contracts.schemas.contracts import (
    ClauseReadIn,
    ContractHeadOut,
    DifferenceKnownIn,
    OwnContractOut,
    OwnContractsOut,
)
from guangsha.contracts.selectors.contracts import own_contract, own_contracts
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.offering import acknowledge_difference, confirm_clause
from guangsha.kit.errors import NotFound, Unauthenticated

routes = Routes(tags=["buying"])
PRIVATE = "private, no-store"
READING = [Unauthenticated, NotFound, ContractMoved, OperationMismatch, DatabaseBusy]


def _page(me: UUID, contract_id: UUID) -> OwnContractOut:
    page = own_contract(me, contract_id)
    return OwnContractOut.of(page, missing_before_signing(contract_id=contract_id, person_id=me))


@routes.get(
    "/me/contracts", policy=signed_in, response=OwnContractsOut, errors=[Unauthenticated],
    operation_id="list_own_contracts",
)  # fmt: skip
def list_own(request: HttpRequest, response: HttpResponse) -> OwnContractsOut:
    """The contracts one is a buyer in, newest first."""
    response["Cache-Control"] = PRIVATE
    return OwnContractsOut(items=[ContractHeadOut.of(one) for one in own_contracts(acting_person(request)[1])])


@routes.get(
    "/me/contracts/{contract_id}", policy=signed_in, response=OwnContractOut, errors=[Unauthenticated, NotFound],
    operation_id="get_own_contract",
)  # fmt: skip
def get_own(request: HttpRequest, response: HttpResponse, contract_id: UUID) -> OwnContractOut:
    """A contract to be read: figures, what differs from the listing, clauses, and what is missing before one may sign."""
    response["Cache-Control"] = PRIVATE
    return _page(acting_person(request)[1], contract_id)


@routes.get(
    "/me/contracts/{contract_id}/document", policy=signed_in, response=None,
    errors=[Unauthenticated, NotFound, DocumentMissing], operation_id="get_own_contract_document", openapi_extra=PDF,
)  # fmt: skip
def get_own_document(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The newest document of the contract."""
    page = own_contract(acting_person(request)[1], contract_id)
    return pdf_answer(document_bytes(contract_id), page.head.number or "contract")


@routes.post(
    "/me/contracts/{contract_id}/acknowledgements", policy=signed_in, response=OwnContractOut, errors=READING,
    operation_id="acknowledge_contract_difference",
)  # fmt: skip
def acknowledge(
    request: HttpRequest, response: HttpResponse, contract_id: UUID, body: DifferenceKnownIn, key: KeyIn
) -> OwnContractOut:
    """Say that one knows of a difference between the contract and the public listing."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        acknowledge_difference(person_id=me, contract_id=contract_id, difference_id=body.difference_id)
        return {}

    named = {"contract": str(contract_id), **body.model_dump(mode="json")}
    run_named(request, work, key=key, name="contracts.acknowledge", body=named)
    response["Cache-Control"] = PRIVATE
    return _page(me, contract_id)


@routes.post(
    "/me/contracts/{contract_id}/readings", policy=signed_in, response=OwnContractOut, errors=READING,
    operation_id="confirm_contract_clause",
)  # fmt: skip
def confirm(
    request: HttpRequest, response: HttpResponse, contract_id: UUID, body: ClauseReadIn, key: KeyIn
) -> OwnContractOut:
    """Confirm having read a risk clause."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        confirm_clause(person_id=me, contract_id=contract_id, clause_id=body.clause_id, seconds=body.seconds)
        return {}

    named = {"contract": str(contract_id), **body.model_dump(mode="json")}
    run_named(request, work, key=key, name="contracts.confirm_clause", body=named)
    response["Cache-Control"] = PRIVATE
    return _page(me, contract_id)
