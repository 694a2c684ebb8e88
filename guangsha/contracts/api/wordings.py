"""Clauses and templates: write, approve, put in force."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import DatabaseBusy, KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.contracts.domain.errors import NotApproved, OwnWording, WordingDecided
from guangsha.contracts.policies import approvers, readers, writers
from guangsha.contracts.schemas.wordings import (
    ClauseIn,
    TemplateIn,
    TemplateUseIn,
    WordingDecisionIn,
    WordingDeskOut,
    WordingDoneOut,
)
from guangsha.contracts.selectors.regime import wording_desk
from guangsha.contracts.services.regime import (
    decide_clause,
    decide_template,
    put_in_force,
    write_clause,
    write_template,
)
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict

routes = Routes(tags=["console: contract wordings"])
REFUSED = [Unauthenticated, Forbidden]
NAMED = [*REFUSED, NotFound, OwnWording, OperationMismatch, DatabaseBusy]
WRITING = [*NAMED, Invalid, VersionConflict]
PATH = "/console/contract-wordings"


@routes.get(PATH, policy=readers, response=WordingDeskOut, errors=REFUSED, operation_id="get_contract_wordings")
def get_wordings(request: HttpRequest, response: HttpResponse) -> WordingDeskOut:
    """The clauses and templates of one's companies, and which are in force."""
    response["Cache-Control"] = "no-store"
    return WordingDeskOut.of(wording_desk(actor=acting(request)))


@routes.post(
    f"{PATH}/clauses", policy=writers, response=WordingDoneOut, errors=WRITING, operation_id="write_contract_clause",
)  # fmt: skip
def write_new_clause(request: HttpRequest, body: ClauseIn, key: KeyIn) -> dict[str, Any]:
    """Write the next version of a clause; somebody else approves it."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"id": str(write_clause(actor=actor, organisation_id=body.organisation_id, wanted=body.wanted()))}

    return run_named(request, work, key=key, name="contracts.write_clause", body=body.model_dump(mode="json"))


@routes.post(
    f"{PATH}/clauses/{{clause_id}}/decision", policy=approvers, response=WordingDoneOut,
    errors=[*NAMED, WordingDecided], operation_id="decide_contract_clause",
)  # fmt: skip
def decide_new_clause(request: HttpRequest, clause_id: UUID, body: WordingDecisionIn, key: KeyIn) -> dict[str, Any]:
    """Approve or refuse a clause that somebody else wrote."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        decide_clause(actor=actor, clause_id=clause_id, approve=body.approve, note=body.note)
        return {"id": str(clause_id)}

    named = {"clause": str(clause_id), **body.model_dump()}
    return run_named(request, work, key=key, name="contracts.decide_clause", body=named)


@routes.post(
    f"{PATH}/templates", policy=writers, response=WordingDoneOut, errors=[*WRITING, NotApproved],
    operation_id="write_contract_template",
)  # fmt: skip
def write_new_template(request: HttpRequest, body: TemplateIn, key: KeyIn) -> dict[str, Any]:
    """Write the next version of a template from approved clauses; somebody else approves it."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        return {"id": str(write_template(actor=actor, organisation_id=body.organisation_id, wanted=body.wanted()))}

    return run_named(request, work, key=key, name="contracts.write_template", body=body.model_dump(mode="json"))


@routes.post(
    f"{PATH}/templates/{{template_id}}/decision", policy=approvers, response=WordingDoneOut,
    errors=[*NAMED, WordingDecided], operation_id="decide_contract_template",
)  # fmt: skip
def decide_new_template(request: HttpRequest, template_id: UUID, body: WordingDecisionIn, key: KeyIn) -> dict[str, Any]:
    """Approve or refuse a template that somebody else wrote."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        decide_template(actor=actor, template_id=template_id, approve=body.approve, note=body.note)
        return {"id": str(template_id)}

    named = {"template": str(template_id), **body.model_dump()}
    return run_named(request, work, key=key, name="contracts.decide_template", body=named)


@routes.post(
    f"{PATH}/templates/{{template_id}}/uses", policy=approvers, response=WordingDoneOut,
    errors=[*NAMED, Invalid, NotApproved], operation_id="put_contract_template_in_force",
)  # fmt: skip
def put_template_in_force(request: HttpRequest, template_id: UUID, body: TemplateUseIn, key: KeyIn) -> dict[str, Any]:
    """Have contracts drawn up from this template from a moment on."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made = put_in_force(actor=actor, template_id=template_id, project_id=body.project_id, starts_at=body.starts_at)
        return {"id": str(made)}

    named = {"template": str(template_id), **body.model_dump(mode="json")}
    return run_named(request, work, key=key, name="contracts.put_in_force", body=named)
