"""A deal as its buyer and as the desk read it: kept by nobody on the way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import acting_person, run_named
from guangsha.deals.schemas.staff import DealOut
from guangsha.deals.schemas.subscriptions import SubscriptionOut, WithdrawIn
from guangsha.deals.selectors.staff import deal_seen
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.kit.actor import Actor

PRIVATE = "private, no-store"


def own_deal(response: HttpResponse, me: UUID, subscription_id: UUID) -> SubscriptionOut:
    """One's own. Raises NotFound."""
    response["Cache-Control"] = PRIVATE
    return SubscriptionOut.of(own_subscription(me, subscription_id), reader=me)


def by_amount(
    request: HttpRequest,
    response: HttpResponse,
    subscription_id: UUID,
    body: WithdrawIn,
    *,
    key: UUID,
    name: str,
    service: Callable[..., None],
) -> SubscriptionOut:
    """``service`` as one's own named command: of a sale, and of the amount that was read to come back."""
    actor, me = acting_person(request)

    def work() -> dict[str, Any]:
        service(subscription_id=subscription_id, person_id=me, amount_fen=body.amount_fen, proved=actor)
        return {}

    asked = {"subscription": str(subscription_id), **body.model_dump()}
    run_named(request, work, key=key, name=name, body=asked)
    return own_deal(response, me, subscription_id)


def desk_deal(response: HttpResponse, actor: Actor, deal_id: UUID) -> DealOut:
    """At the desk. Raises NotFound."""
    response["Cache-Control"] = "no-store"
    return DealOut.of(deal_seen(actor=actor, deal_id=deal_id))
