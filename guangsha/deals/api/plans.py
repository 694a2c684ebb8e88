"""The buyer's own routes to a payment plan."""

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
from guangsha.deals.api.answers import PRIVATE, own_deal
from guangsha.deals.domain.errors import NoSuchPlan, PlanFixed, PlansChanged
from guangsha.deals.schemas.plans import ChoosePlanIn, OfferedPlansOut
from guangsha.deals.schemas.subscriptions import SubscriptionOut
from guangsha.deals.selectors.plans import plans_offered
from guangsha.deals.services.plans import choose_plan
from guangsha.kit.errors import NotFound, Unauthenticated

routes = Routes(tags=["buying"])


@routes.get(
    "/me/subscriptions/{subscription_id}/plans", policy=signed_in, response=OfferedPlansOut,
    errors=[Unauthenticated, NotFound], operation_id="get_plans",
)  # fmt: skip
def plans(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> OfferedPlansOut:
    """The ways to pay for a home one subscribed, in amounts and days, as if the contract were signed today."""
    response["Cache-Control"] = PRIVATE
    me = acting_person(request)[1]
    return OfferedPlansOut.of(plans_offered(person_id=me, subscription_id=subscription_id))


@routes.post(
    "/me/subscriptions/{subscription_id}/plan", policy=signed_in, response=SubscriptionOut,
    errors=[Unauthenticated, NotFound, PlanFixed, PlansChanged, NoSuchPlan, OperationMismatch, DatabaseBusy],
    operation_id="choose_plan",
)  # fmt: skip
def choose(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: ChoosePlanIn, key: KeyIn
) -> SubscriptionOut:
    """Choose how to pay; until the contract another choice replaces it."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        choose_plan(subscription_id=subscription_id, person_id=me, code=body.code, terms_hash=body.terms_hash)
        return {}

    asked = {"subscription": str(subscription_id), **body.model_dump()}
    run_named(request, work, key=key, name="deals.choose_plan", body=asked)
    return own_deal(response, me, subscription_id)
