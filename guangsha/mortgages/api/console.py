"""Mortgages on a desk: who has to act, documents to look at, news that fits nothing."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor
from guangsha.mortgages.domain.errors import CaseClosed, DocumentMoved
from guangsha.mortgages.policies import handlers, readers
from guangsha.mortgages.schemas.staff import (
    CaseResolutionIn,
    DocumentDecisionIn,
    MortgageCaseOut,
    MortgageCasesOut,
    MortgageDeskOut,
    MortgageRowOut,
    MortgagesIn,
    MortgagesOut,
)
from guangsha.mortgages.selectors.staff import application_seen, applications_seen, cases_seen
from guangsha.mortgages.services.cases import resolve_case
from guangsha.mortgages.services.documents import decide_document

routes = Routes(tags=["console: mortgages"])
REFUSED = [Unauthenticated, Forbidden]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]
FilterIn = Annotated[MortgagesIn, Query()]
ONE = "/console/mortgages/{application_id}"


@routes.get(
    "/console/mortgages", policy=readers, response=MortgagesOut, errors=[*REFUSED, BadCursor],
    operation_id="list_mortgages",
)  # fmt: skip
def list_mortgages(
    request: HttpRequest, response: HttpResponse, wanted: FilterIn, cursor: CursorIn = None, limit: LimitIn = 50
) -> MortgagesOut:
    """Applications of one's companies and projects, newest first."""
    response["Cache-Control"] = "no-store"
    page = applications_seen(actor=acting(request), wanted=wanted.plain(), cursor=cursor, limit=limit)
    return MortgagesOut(items=[MortgageRowOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.get(ONE, policy=readers, response=MortgageDeskOut, errors=[*REFUSED, NotFound], operation_id="get_mortgage")
def get_mortgage(request: HttpRequest, response: HttpResponse, application_id: UUID) -> MortgageDeskOut:
    """An application with its applicants (masked), documents, history, and what the bank told."""
    response["Cache-Control"] = "no-store"
    return MortgageDeskOut.of(application_seen(actor=acting(request), application_id=application_id))


@routes.post(
    f"{ONE}/documents/{{document_id}}/decision", policy=handlers, response=MortgageDeskOut,
    errors=[*REFUSED, NotFound, Invalid, DocumentMoved, OperationMismatch], operation_id="decide_mortgage_document",
)  # fmt: skip
def decide(
    request: HttpRequest,
    response: HttpResponse,
    application_id: UUID,
    document_id: UUID,
    *,
    body: DocumentDecisionIn,
    key: KeyIn,
) -> MortgageDeskOut:
    """Accept a document or send it back with a reason; once all are accepted the bank has them."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        decide_document(
            actor=actor, application_id=application_id, document_id=document_id, accept=body.accept, reason=body.reason
        )
        return {}

    asked = [str(application_id), str(document_id), body.model_dump()]
    run_named(request, work, key=key, name="mortgages.decide_document", body=asked)
    response["Cache-Control"] = "no-store"
    return MortgageDeskOut.of(application_seen(actor=actor, application_id=application_id))


@routes.get(
    "/console/mortgage-cases", policy=readers, response=MortgageCasesOut, errors=REFUSED,
    operation_id="list_mortgage_cases",
)  # fmt: skip
def list_cases(request: HttpRequest, response: HttpResponse) -> MortgageCasesOut:
    """News of banks that fits nothing and that nobody has dealt with yet."""
    response["Cache-Control"] = "no-store"
    return MortgageCasesOut(items=[MortgageCaseOut.of(one) for one in cases_seen(actor=acting(request))])


@routes.post(
    "/console/mortgage-cases/{case_id}/resolution", policy=handlers, response=MortgageCasesOut,
    errors=[*REFUSED, NotFound, CaseClosed, OperationMismatch], operation_id="resolve_mortgage_case",
)  # fmt: skip
def resolve(
    request: HttpRequest, response: HttpResponse, case_id: UUID, body: CaseResolutionIn, key: KeyIn
) -> MortgageCasesOut:
    """Say how it was dealt with."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        resolve_case(actor=actor, case_id=case_id, resolution=body.resolution)
        return {}

    run_named(request, work, key=key, name="mortgages.resolve_case", body=[str(case_id), body.resolution])
    response["Cache-Control"] = "no-store"
    return MortgageCasesOut(items=[MortgageCaseOut.of(one) for one in cases_seen(actor=actor)])
