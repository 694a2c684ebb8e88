"""What sales hear from others."""

from uuid import UUID

from guangsha.backbone.public import StampedEvent
from guangsha.deals.services.deposits import deal_of, deposit_paid


def money_came(event: StampedEvent) -> None:
    """An obligation was paid: ours are deposits."""
    subscription_id = deal_of(event.payload["subject"])
    if subscription_id is not None:
        deposit_paid(subscription_id=subscription_id, payment_id=UUID(event.payload["payment_id"]))
