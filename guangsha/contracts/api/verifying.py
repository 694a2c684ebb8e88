"""Checking a contract from outside: public, without an account, and nothing that is sent is kept."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, UploadedFile

from guangsha.accounts.public import Limit, TooOften, take
from guangsha.backbone.public import Routes, anyone, client_network
from guangsha.contracts.domain.signing_errors import CheckerBusy, FileTooLong, NotAPdf
from guangsha.contracts.pdf.checker import LONGEST
from guangsha.contracts.schemas.signing import ContractProofOut, FileProofOut
from guangsha.contracts.selectors.verifying import contract_proof, file_proof, trusted_roots
from guangsha.kit.errors import NotFound

routes = Routes(tags=["verification"])
FILES = Limit("contracts.verify_file", times=20, seconds=60)
LOOKS = Limit("contracts.verify_look", times=120, seconds=60)
"""Of one address."""


@routes.get(
    "/verify/{contract_code}", policy=anyone, response=ContractProofOut, errors=[NotFound, TooOften],
    operation_id="get_contract_proof",
)  # fmt: skip
def get_proof(request: HttpRequest, response: HttpResponse, contract_code: UUID) -> ContractProofOut:
    """What proves a contract, by the code printed in it."""
    if not take(LOOKS, client_network(request)):
        raise TooOften(retry_after_s=LOOKS.seconds)
    response["Cache-Control"] = "no-store"
    return ContractProofOut.of(contract_proof(contract_code))


@routes.post(
    "/verify", policy=anyone, response=FileProofOut, errors=[NotAPdf, FileTooLong, TooOften, CheckerBusy],
    operation_id="check_contract_file",
)  # fmt: skip
def check_file(request: HttpRequest, response: HttpResponse, file: File[UploadedFile]) -> FileProofOut:
    """Check a PDF: is it a document of ours, and is every signature in it good? At most 12 MB; it is not kept."""
    if not take(FILES, client_network(request)):
        raise TooOften(retry_after_s=FILES.seconds)
    if (file.size or 0) > LONGEST:
        raise FileTooLong(max_bytes=LONGEST)
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise NotAPdf
    response["Cache-Control"] = "no-store"
    return FileProofOut.of(file_proof(content))


@routes.get(
    "/signing/roots.pem", policy=anyone, response=None, operation_id="get_signing_roots",
    openapi_extra={"responses": {200: {"description": "PEM", "content": {
        "application/x-pem-file": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def get_roots(request: HttpRequest) -> HttpResponse:
    """The certificates that signatures and timestamps lead to: whoever trusts them can check a contract without us."""
    headers = {"Cache-Control": "public, max-age=3600", "Content-Disposition": 'attachment; filename="roots.pem"'}
    return HttpResponse(trusted_roots(), content_type="application/x-pem-file", headers=headers)
