"""Ending a signed contract together: the buyer asks, co-buyers agree, somebody of the house decides."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting,
    acting_person,
    command,
    run_named,
    signed_in,
)
from guangsha.deals.api.answers import by_amount, desk_deal, own_deal
from guangsha.deals.domain.errors import (
    BuyersEndIt,
    ExitClosed,
    ExitNeedsHouse,
    ExitNotAgreed,
    NotWithdrawable,
    TermsChanged,
)
from guangsha.deals.policies import enders
from guangsha.deals.schemas.staff import DealOut, ExitDecisionIn
from guangsha.deals.schemas.subscriptions import DeclineExitIn, SubscriptionOut, WithdrawIn
from guangsha.deals.services.exits import agree_exit, ask_exit, decide_exit, decline_exit, take_back_exit
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated

routes = Routes(tags=["buying"])
console_routes = Routes(tags=["console: deals"])
OWN = "/me/subscriptions/{subscription_id}/exit"


@routes.post(
    OWN, policy=signed_in, response=SubscriptionOut,
    errors=[Unauthenticated, NotFound, NotWithdrawable, TermsChanged, StepUpNeeded, OperationMismatch, DatabaseBusy],
    operation_id="ask_exit",
)  # fmt: skip
def ask(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: WithdrawIn, key: KeyIn
) -> SubscriptionOut:
    """Ask co-buyers and the house to end a signed contract that is not one's own to end; what was read comes back then."""
    return by_amount(request, response, subscription_id, body, key=key, name="deals.ask_exit", service=ask_exit)


@routes.delete(
    OWN, policy=signed_in, response=SubscriptionOut, errors=[Unauthenticated, NotFound, ExitClosed],
    operation_id="take_back_exit",
)  # fmt: skip
def take_back(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> SubscriptionOut:
    """Keep the contract after all."""
    actor, me = acting_person(request)
    command(lambda: take_back_exit(subscription_id=subscription_id, person_id=me), actor=actor)
    return own_deal(response, me, subscription_id)


@routes.post(
    OWN + "/agreement", policy=signed_in, response=SubscriptionOut,
    errors=[
        Unauthenticated, NotFound, ExitClosed, NotWithdrawable, ExitNeedsHouse, TermsChanged, StepUpNeeded, OperationMismatch,
        DatabaseBusy,
    ],
    operation_id="agree_exit",
)  # fmt: skip
def agree(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: WithdrawIn, key: KeyIn
) -> SubscriptionOut:
    """As a co-buyer, agree that the contract ends and what was read comes back. The last one ends it, or the house does."""
    return by_amount(request, response, subscription_id, body, key=key, name="deals.agree_exit", service=agree_exit)


@routes.post(
    OWN + "/objection", policy=signed_in, response=SubscriptionOut, errors=[Unauthenticated, NotFound, ExitClosed],
    operation_id="decline_exit",
)  # fmt: skip
def decline(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: DeclineExitIn
) -> SubscriptionOut:
    """As a co-buyer, do not agree: the contract stands."""
    actor, me = acting_person(request)
    command(lambda: decline_exit(subscription_id=subscription_id, person_id=me, note=body.note), actor=actor)
    return own_deal(response, me, subscription_id)


@console_routes.post(
    "/console/deals/{deal_id}/exit", policy=enders, response=DealOut,
    errors=[
        Unauthenticated, Forbidden, NotFound, ExitClosed, ExitNotAgreed, BuyersEndIt, NotWithdrawable, TermsChanged,
        OperationMismatch, DatabaseBusy,
    ],
    operation_id="decide_exit",
)  # fmt: skip
def decide(request: HttpRequest, response: HttpResponse, deal_id: UUID, body: ExitDecisionIn, key: KeyIn) -> DealOut:
    """The filing is cancelled: end the contract whose buyer asked for it, by the amounts of then; or refuse and say why."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        decide_exit(actor=actor, deal_id=deal_id, approve=body.approve, amount_fen=body.amount_fen, note=body.note)
        return {}

    run_named(request, work, key=key, name="deals.decide_exit", body={"deal": str(deal_id), **body.model_dump()})
    return desk_deal(response, actor, deal_id)
