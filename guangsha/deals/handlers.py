"""What sales hear from others and from themselves."""

from uuid import UUID

from guangsha.backbone.public import StampedEvent
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.services.deposits import deal_of, deposit_paid, is_deposit
from guangsha.deals.services.plans import plan_paid
from guangsha.deals.services.telling import tell_state


def money_came(event: StampedEvent) -> None:
    """An obligation was paid: ours are deposits, payments of a plan, and late fees."""
    subscription_id = deal_of(event.payload["subject"])
    if subscription_id is None:
        return
    obligation_id = UUID(event.payload["obligation_id"])
    if is_deposit(subscription_id=subscription_id, obligation_id=obligation_id):
        deposit_paid(subscription_id=subscription_id, payment_id=UUID(event.payload["payment_id"]))
    else:
        plan_paid(subscription_id=subscription_id, obligation_id=obligation_id)


def sale_changed(event: StampedEvent) -> None:
    """A subscription took another state: who is concerned is told."""
    state = SubscriptionState(event.payload["state"])
    tell_state(subscription_id=UUID(event.payload["subscription_id"]), state=state)
