"""A deal as its buyer and as the desk read it: kept by nobody on the way."""

from uuid import UUID

from django.http import HttpResponse

from guangsha.deals.schemas.staff import DealOut
from guangsha.deals.schemas.subscriptions import SubscriptionOut
from guangsha.deals.selectors.staff import deal_seen
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.kit.actor import Actor

PRIVATE = "private, no-store"


def own_deal(response: HttpResponse, me: UUID, subscription_id: UUID) -> SubscriptionOut:
    """One's own. Raises NotFound."""
    response["Cache-Control"] = PRIVATE
    return SubscriptionOut.of(own_subscription(me, subscription_id), reader=me)


def desk_deal(response: HttpResponse, actor: Actor, deal_id: UUID) -> DealOut:
    """At the desk. Raises NotFound."""
    response["Cache-Control"] = "no-store"
    return DealOut.of(deal_seen(actor=actor, deal_id=deal_id))
