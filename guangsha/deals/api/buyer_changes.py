"""Change of buyers: the buyer asks, somebody of the house decides."""

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
from guangsha.deals.api.answers import desk_deal, own_deal
from guangsha.deals.domain.errors import (
    BuyerChangeClosed,
    BuyersFixed,
    BuyersSigned,
    ContractOut,
    MinorBuyer,
    OwnDeal,
    SharesRefused,
)
from guangsha.deals.policies import settlers
from guangsha.deals.schemas.buyer_changes import BuyerChangeDecisionIn, BuyerChangeIn
from guangsha.deals.schemas.staff import DealOut
from guangsha.deals.schemas.subscriptions import SubscriptionOut
from guangsha.deals.services.buyer_changes import ask_buyer_change, decide_buyer_change, take_back_buyer_change
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.vault.public import blind_index

routes = Routes(tags=["buying"])
console_routes = Routes(tags=["console: deals"])
OWN = "/me/subscriptions/{subscription_id}/buyer-change"


@routes.post(
    OWN, policy=signed_in, response=SubscriptionOut,
    errors=[
        Unauthenticated, NotFound, BuyersFixed, BuyersSigned, ContractOut, Invalid, MinorBuyer, SharesRefused,
        StepUpNeeded, OperationMismatch, DatabaseBusy,
    ],
    operation_id="ask_buyer_change",
)  # fmt: skip
def ask(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: BuyerChangeIn, key: KeyIn
) -> SubscriptionOut:
    """Ask the house for other buyers or shares, before the contract: everybody who is to buy, oneself included."""
    actor, me = acting_person(request)
    wanted = [one.plain() for one in body.buyers]

    def work() -> dict[str, Any]:
        ask_buyer_change(subscription_id=subscription_id, person_id=me, wanted=wanted, reason=body.reason, proved=actor)
        return {}

    # What was asked is kept to be compared: people in it by their index only.
    people = [
        [one.line, one.share, blind_index("deals.buyer_change", f"{one.full_name}:{one.id_number}")]
        for one in body.buyers
    ]
    asked = {"subscription": str(subscription_id), "buyers": people, "reason": body.reason}
    run_named(request, work, key=key, name="deals.ask_buyer_change", body=asked)
    return own_deal(response, me, subscription_id)


@routes.delete(
    OWN, policy=signed_in, response=SubscriptionOut, errors=[Unauthenticated, NotFound, BuyerChangeClosed],
    operation_id="take_back_buyer_change",
)  # fmt: skip
def take_back(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> SubscriptionOut:
    """Leave the buyers as they are."""
    actor, me = acting_person(request)
    command(lambda: take_back_buyer_change(subscription_id=subscription_id, person_id=me), actor=actor)
    return own_deal(response, me, subscription_id)


@console_routes.post(
    "/console/deals/{deal_id}/buyer-change", policy=settlers, response=DealOut,
    errors=[
        Unauthenticated, Forbidden, NotFound, OwnDeal, BuyerChangeClosed, BuyersFixed, BuyersSigned, ContractOut,
        OperationMismatch, DatabaseBusy,
    ],
    operation_id="decide_buyer_change",
)  # fmt: skip
def decide(
    request: HttpRequest, response: HttpResponse, deal_id: UUID, body: BuyerChangeDecisionIn, key: KeyIn
) -> DealOut:
    """Agree to other buyers or shares, or refuse and say why. Who joins confirms it by an invitation."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        decide_buyer_change(
            actor=actor, deal_id=deal_id, change_id=body.change_id, approve=body.approve, note=body.note
        )
        return {}

    asked = {"deal": str(deal_id), "change": str(body.change_id), "approve": body.approve, "note": body.note}
    run_named(request, work, key=key, name="deals.decide_buyer_change", body=asked)
    return desk_deal(response, actor, deal_id)
