"""Price rules of a listing: read, try, propose, publish."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import KeyIn, Routes, acting, run_named
from guangsha.inventory.api.console_board import REFUSED, STEP
from guangsha.inventory.domain.errors import OwnRequest, PriceOutOfBand, RequestClosed, RuleOver, TimeRefused
from guangsha.inventory.policies import proposers, publishers, readers
from guangsha.inventory.schemas.prices import (
    PriceDeskOut,
    RuleDecisionIn,
    RuleDoneOut,
    RuleIn,
    RulePreviewOut,
    RuleProposalIn,
)
from guangsha.inventory.selectors.price_desk import preview_rule, price_desk
from guangsha.inventory.services.prices import decide_rule, propose_rule, take_back_rule
from guangsha.kit.errors import Invalid

routes = Routes(tags=["console: price rules"])
RULE = [*STEP, Invalid, TimeRefused, RuleOver, PriceOutOfBand]


@routes.get(
    "/console/projects/{project_id}/price-rules", policy=readers, response=PriceDeskOut, errors=REFUSED,
    operation_id="get_price_desk",
)  # fmt: skip
def get_price_desk(request: HttpRequest, response: HttpResponse, project_id: UUID) -> PriceDeskOut:
    """The rules that were published, and the proposals."""
    response["Cache-Control"] = "no-store"
    return PriceDeskOut.of(price_desk(actor=acting(request), project_id=project_id))


@routes.post(
    "/console/projects/{project_id}/price-rules/preview", policy=readers, response=RulePreviewOut, errors=REFUSED,
    operation_id="preview_price_rule",
)  # fmt: skip
def preview_price_rule(
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: RuleIn
) -> RulePreviewOut:
    """What the rule would change; nothing is written."""
    response["Cache-Control"] = "no-store"
    return RulePreviewOut.of(preview_rule(actor=acting(request), project_id=project_id, wanted=payload.wanted()))


@routes.post(
    "/console/projects/{project_id}/price-proposals", policy=proposers, response=RuleDoneOut, errors=RULE,
    operation_id="propose_price_rule",
)  # fmt: skip
def propose_price_rule(request: HttpRequest, project_id: UUID, payload: RuleProposalIn, key: KeyIn) -> dict[str, Any]:
    """Propose a rule; somebody else publishes it."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made = propose_rule(actor=actor, project_id=project_id, wanted=payload.wanted(), reason=payload.reason)
        return {"id": str(made), "rule_id": None}

    body = [str(project_id), payload.model_dump(mode="json")]
    return run_named(request, work, key=key, name="inventory.propose_rule", body=body)


@routes.post(
    "/console/projects/{project_id}/price-proposals/{proposal_id}/decision", policy=publishers, response=RuleDoneOut,
    errors=[*RULE, OwnRequest, RequestClosed], operation_id="decide_price_rule",
)  # fmt: skip
def decide_price_rule(
    request: HttpRequest, project_id: UUID, proposal_id: UUID, payload: RuleDecisionIn, key: KeyIn
) -> dict[str, Any]:
    """Publish or refuse what somebody else proposed."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        rule = decide_rule(
            actor=actor, project_id=project_id, proposal_id=proposal_id, approve=payload.approve, note=payload.note
        )
        return {"id": str(proposal_id), "rule_id": str(rule) if rule else None}

    body = [str(project_id), str(proposal_id), payload.model_dump()]
    return run_named(request, work, key=key, name="inventory.decide_rule", body=body)


@routes.post(
    "/console/projects/{project_id}/price-proposals/{proposal_id}/take-back", policy=proposers, response=RuleDoneOut,
    errors=[*STEP, RequestClosed], operation_id="take_back_price_rule",
)  # fmt: skip
def take_back_price_rule(request: HttpRequest, project_id: UUID, proposal_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Do not want any more what one proposed."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        take_back_rule(actor=actor, project_id=project_id, proposal_id=proposal_id)
        return {"id": str(proposal_id), "rule_id": None}

    body = [str(project_id), str(proposal_id)]
    return run_named(request, work, key=key, name="inventory.take_back_rule", body=body)
