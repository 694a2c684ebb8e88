"""Deals on a desk, and the terms of projects."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.deals.api.answers import desk_deal
from guangsha.deals.domain.errors import (
    AskTheHouse,
    BuyerDecides,
    NotWithdrawable,
    OwnProposal,
    ProposalClosed,
    TermsChanged,
    TermsRefused,
)
from guangsha.deals.domain.rules import Rules, deposit_of, ladder
from guangsha.deals.domain.terms import Terms
from guangsha.deals.policies import proposers, publishers, readers, settlers, terms_readers
from guangsha.deals.schemas.staff import (
    DealOut,
    DealRowOut,
    DealsIn,
    DealsOut,
    RulesDayOut,
    RulesPreviewIn,
    RulesPreviewOut,
    TermsDecisionIn,
    TermsDeskOut,
    TermsDoneOut,
    TermsProposalIn,
    VoidDealIn,
    WithdrawOnBehalfIn,
)
from guangsha.deals.schemas.subscriptions import LadderStepOut
from guangsha.deals.selectors.staff import deal_seen, deals_seen
from guangsha.deals.selectors.terms import days_of, terms_desk
from guangsha.deals.services.on_behalf import void_unpaid, withdraw_on_behalf
from guangsha.deals.services.terms import decide_terms, propose_terms, take_back_terms
from guangsha.inventory.public import HoldEnded
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict
from guangsha.kit.paging import BadCursor

routes = Routes(tags=["console: deals"])
REFUSED = [Unauthenticated, Forbidden]
CursorIn = Annotated[str | None, Query(max_length=1_000)]
LimitIn = Annotated[int, Query(ge=1, le=100)]
DealFilterIn = Annotated[DealsIn, Query()]
PROJECT = "/console/projects/{project_id}"


@routes.get(
    "/console/deals", policy=readers, response=DealsOut, errors=[*REFUSED, BadCursor], operation_id="list_deals"
)
def list_deals(
    request: HttpRequest,
    response: HttpResponse,
    wanted: DealFilterIn,
    cursor: CursorIn = None,
    limit: LimitIn = 50,
) -> DealsOut:
    """Deals of one's companies and projects, newest first. ``mine``: those one began for their buyers."""
    response["Cache-Control"] = "no-store"
    page = deals_seen(actor=acting(request), wanted=wanted.plain(), cursor=cursor, limit=limit)
    return DealsOut(items=[DealRowOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.get(
    "/console/deals/{deal_id}", policy=readers, response=DealOut, errors=[*REFUSED, NotFound], operation_id="get_deal"
)
def get_deal(request: HttpRequest, response: HttpResponse, deal_id: UUID) -> DealOut:
    """A deal with everything that happened to it, its money, and what comes next."""
    response["Cache-Control"] = "no-store"
    return DealOut.of(deal_seen(actor=acting(request), deal_id=deal_id))


@routes.post(
    "/console/deals/{deal_id}/withdrawal", policy=settlers, response=DealOut,
    errors=[*REFUSED, NotFound, BuyerDecides, NotWithdrawable, AskTheHouse, TermsChanged, OperationMismatch],
    operation_id="withdraw_on_behalf",
)  # fmt: skip
def withdrawal(
    request: HttpRequest, response: HttpResponse, deal_id: UUID, body: WithdrawOnBehalfIn, key: KeyIn
) -> DealOut:
    """The buyer asked at the desk to withdraw: by the rules that were accepted, and by nothing else."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        withdraw_on_behalf(actor=actor, deal_id=deal_id, amount_fen=body.amount_fen, reason=body.reason)
        return {}

    asked = {"deal": str(deal_id), **body.model_dump()}
    run_named(request, work, key=key, name="deals.withdraw_on_behalf", body=asked)
    return desk_deal(response, actor, deal_id)


@routes.post(
    "/console/deals/{deal_id}/void", policy=settlers, response=DealOut,
    errors=[*REFUSED, NotFound, NotWithdrawable, HoldEnded, OperationMismatch], operation_id="void_deal",
)  # fmt: skip
def void(request: HttpRequest, response: HttpResponse, deal_id: UUID, body: VoidDealIn, key: KeyIn) -> DealOut:
    """Let a subscription go whose deposit is awaited, and its home."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        void_unpaid(actor=actor, deal_id=deal_id, reason=body.reason)
        return {}

    run_named(request, work, key=key, name="deals.void", body={"deal": str(deal_id), **body.model_dump()})
    return desk_deal(response, actor, deal_id)


@routes.get(
    f"{PROJECT}/deal-terms", policy=terms_readers, response=TermsDeskOut, errors=[*REFUSED, NotFound],
    operation_id="get_terms_desk",
)  # fmt: skip
def get_terms(request: HttpRequest, response: HttpResponse, project_id: UUID) -> TermsDeskOut:
    """Rules and payment plans: in force, published, proposed."""
    response["Cache-Control"] = "no-store"
    return TermsDeskOut.of(terms_desk(actor=acting(request), project_id=project_id))


@routes.post(
    f"{PROJECT}/deal-terms/preview", policy=terms_readers, response=RulesPreviewOut,
    errors=[*REFUSED, NotFound, TermsRefused], operation_id="preview_deal_rules",
)  # fmt: skip
def preview(request: HttpRequest, response: HttpResponse, project_id: UUID, body: RulesPreviewIn) -> RulesPreviewOut:
    """What a buyer would get back on each day; nothing is written."""
    desk = terms_desk(actor=acting(request), project_id=project_id)
    rules = _fair(body.terms)
    assert isinstance(rules, Rules)
    deposit = deposit_of(rules, price_fen=body.price_fen)
    steps = ladder(rules, paid_fen=deposit, paid_at=desk.as_of)
    days = days_of(rules, paid_fen=deposit, paid_at=desk.as_of)
    response["Cache-Control"] = "no-store"
    return RulesPreviewOut(
        deposit_fen=deposit,
        ladder=[LadderStepOut.model_validate(one, from_attributes=True) for one in steps],
        days=[RulesDayOut(day=day, amount_fen=amount, permille=permille) for day, amount, permille in days],
    )


def _fair(read: Any) -> Terms:
    try:
        terms: Terms = read()
    except ValueError as error:
        raise TermsRefused(objection=str(error)) from error
    return terms


def _wanted(body: TermsProposalIn) -> Terms:
    sides = [one for one in (body.rules, body.plans) if one is not None]
    if len(sides) != 1:
        raise TermsRefused(objection="rules or plans, just one of them")
    return _fair(sides[0].terms)


@routes.post(
    f"{PROJECT}/term-proposals", policy=proposers, response=TermsDoneOut,
    errors=[*REFUSED, NotFound, Invalid, TermsRefused, OperationMismatch], operation_id="propose_terms",
)  # fmt: skip
def propose(request: HttpRequest, project_id: UUID, body: TermsProposalIn, key: KeyIn) -> dict[str, Any]:
    """Propose rules or plans; somebody else publishes them."""
    actor, terms = acting(request), _wanted(body)

    def work() -> dict[str, Any]:
        made = propose_terms(
            actor=actor, project_id=project_id, terms=terms, reason=body.reason, starts_at=body.starts_at
        )
        return {"id": str(made), "number": None}

    asked = [str(project_id), body.model_dump(mode="json")]
    return run_named(request, work, key=key, name="deals.propose_terms", body=asked)


@routes.post(
    f"{PROJECT}/term-proposals/{{terms_id}}/decision", policy=publishers, response=TermsDoneOut,
    errors=[*REFUSED, NotFound, OwnProposal, ProposalClosed, VersionConflict, OperationMismatch],
    operation_id="decide_terms",
)  # fmt: skip
def decide(request: HttpRequest, project_id: UUID, terms_id: UUID, body: TermsDecisionIn, key: KeyIn) -> dict[str, Any]:
    """Publish or refuse what somebody else proposed."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        number = decide_terms(
            actor=actor, project_id=project_id, terms_id=terms_id, approve=body.approve, note=body.note
        )
        return {"id": str(terms_id), "number": number}

    asked = [str(project_id), str(terms_id), body.model_dump()]
    return run_named(request, work, key=key, name="deals.decide_terms", body=asked)


@routes.post(
    f"{PROJECT}/term-proposals/{{terms_id}}/take-back", policy=proposers, response=TermsDoneOut,
    errors=[*REFUSED, NotFound, ProposalClosed, OperationMismatch], operation_id="take_back_terms",
)  # fmt: skip
def take_back(request: HttpRequest, project_id: UUID, terms_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Do not want any more what one proposed."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        take_back_terms(actor=actor, project_id=project_id, terms_id=terms_id)
        return {"id": str(terms_id), "number": None}

    asked = [str(project_id), str(terms_id)]
    return run_named(request, work, key=key, name="deals.take_back_terms", body=asked)
