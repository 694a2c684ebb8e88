"""What mortgages hear from others and from themselves."""

from uuid import UUID

from guangsha.backbone.public import StampedEvent
from guangsha.money.public import PaymentState, payments_of_subject
from guangsha.mortgages.services.news import loan_paid
from guangsha.mortgages.services.sales import sale_moved
from guangsha.mortgages.services.telling import tell_step

TRANSFER = "bank"


def money_came(event: StampedEvent) -> None:
    """An obligation was paid: ours are the loan parts of plans."""
    subject, obligation_id = event.payload["subject"], UUID(event.payload["obligation_id"])
    if not subject.startswith("deal:"):
        return
    paid = [
        one
        for one in payments_of_subject(subject)
        if one.obligation_id == obligation_id and one.state is PaymentState.PAID
    ]
    loan_paid(obligation_id=obligation_id, by_transfer=any(one.provider == TRANSFER for one in paid))


def sale_changed(event: StampedEvent) -> None:
    """A sale took another state."""
    sale_moved(subscription_id=UUID(event.payload["subscription_id"]))


def application_changed(event: StampedEvent) -> None:
    """An application moved: who applies is told."""
    tell_step(application_id=UUID(event.payload["application_id"]))
