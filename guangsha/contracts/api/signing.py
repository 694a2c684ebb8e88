"""A buyer signs: what is to be signed, the signature, and the file afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import StepUpNeeded, proof_of_presence, require_step_up
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    client_address,
    run_named,
    signed_in,
)
from guangsha.contracts.documents import document_bytes
from guangsha.contracts.domain.errors import DocumentMissing
from guangsha.contracts.domain.signing import Proof
from guangsha.contracts.domain.signing_errors import (
    DocumentChanged,
    IdentityMismatch,
    NotReadyToSign,
    NotSignable,
    SignatureRefused,
)
from guangsha.contracts.schemas.signing import SignIn, SigningOut
from guangsha.contracts.selectors.signing import own_signing, signable_document
from guangsha.contracts.services.signing import ask_to_sign
from guangsha.contracts.trail import masked_network, trail_pdf
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound, Unauthenticated
from guangsha.vault.public import blind_index

routes = Routes(tags=["signing"])
PRIVATE = "private, no-store"
PDF: dict[str, Any] = {
    "responses": {
        200: {"description": "PDF", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


@routes.get(
    "/me/contracts/{contract_id}/signing", policy=signed_in, response=SigningOut, errors=[Unauthenticated, NotFound],
    operation_id="get_own_signing",
)  # fmt: skip
def get_signing(request: HttpRequest, response: HttpResponse, contract_id: UUID) -> SigningOut:
    """Where the signing of one's contract stands, and what is still missing."""
    response["Cache-Control"] = PRIVATE
    return SigningOut.of(own_signing(person_id=acting_person(request)[1], contract_id=contract_id))


@routes.post(
    "/me/contracts/{contract_id}/signature", policy=signed_in, response=SigningOut,
    errors=[
        Unauthenticated, StepUpNeeded, NotFound, NotSignable, NotReadyToSign, IdentityMismatch, DocumentChanged,
        SignatureRefused, OperationMismatch, DatabaseBusy,
    ],
    operation_id="sign_contract",
)  # fmt: skip
def sign(request: HttpRequest, response: HttpResponse, contract_id: UUID, body: SignIn, key: KeyIn) -> SigningOut:
    """Sign the document that was shown, having proved presence within five minutes. It is put into the file a moment later."""
    actor, me = acting_person(request)
    now = utc_now()
    require_step_up(actor, now=now)
    proof, network = Proof(proof_of_presence(request)), masked_network(client_address(request))

    def work() -> dict[str, Any]:
        made = ask_to_sign(
            actor=actor,
            person_id=me,
            contract_id=contract_id,
            shown_sha256=body.sha256,
            drawn=body.strokes,
            proof=proof,
            network=network,
            now=now,
        )
        return {"signature": str(made)}

    # What was drawn is kept sealed, and to be compared by its index only.
    asked = {
        "contract": str(contract_id),
        "sha256": body.sha256,
        "drawn": blind_index("contracts.sign", str(body.strokes)),
    }
    run_named(request, work, key=key, name="contracts.sign", body=asked)
    response["Cache-Control"] = PRIVATE
    return SigningOut.of(own_signing(person_id=me, contract_id=contract_id))


@routes.get(
    "/me/contracts/{contract_id}/file", policy=signed_in, response=None,
    errors=[Unauthenticated, NotFound, DocumentMissing], operation_id="get_own_contract_file", openapi_extra=PDF,
)  # fmt: skip
def get_file(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The newest PDF of one's contract, with every signature that is in it by now."""
    number = signable_document(person_id=acting_person(request)[1], contract_id=contract_id)
    return _pdf(document_bytes(contract_id, number), f"contract-{contract_id}-{number}.pdf")


@routes.get(
    "/me/contracts/{contract_id}/trail", policy=signed_in, response=None,
    errors=[Unauthenticated, NotFound], operation_id="get_own_contract_trail", openapi_extra=PDF,
)  # fmt: skip
def get_trail(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Who read, acknowledged and signed when, by which proof: a PDF beside the contract."""
    signable_document(person_id=acting_person(request)[1], contract_id=contract_id)
    return _pdf(trail_pdf(contract_id), f"trail-{contract_id}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
