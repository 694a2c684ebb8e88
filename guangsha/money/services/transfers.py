"""Transfers that the house expects from others than the buyer: a lender pays what the buyer owes."""

from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.kit.errors import NotFound
from guangsha.money.domain.statements import reference
from guangsha.money.domain.states import ObligationState
from guangsha.money.models import Obligation, Payment
from guangsha.money.services.payments import begin_payment

BANK = "bank"


def expect_transfer(*, obligation_id: UUID) -> str | None:
    """The reference by which a transfer to the supervised account pays this obligation; None: it is not owed (any more).

    Asking again gives the same one while it can still arrive. Raises NotFound, ProviderNotOffered.
    """
    require_command()
    owed = Obligation.objects.filter(pk=obligation_id).first()
    if owed is None:
        raise NotFound("obligation")
    if owed.state != ObligationState.OPEN:
        return None
    known = Payment.objects.filter(obligation=owed, provider=BANK).order_by("pk").first()
    if known is not None:
        return reference(known.merchant_no)  # money for one that ran out is still money for it
    payment_id = begin_payment(obligation_id=obligation_id, payer_id=owed.payer_id, provider=BANK, by_house=True)
    return reference(Payment.objects.get(pk=payment_id).merchant_no)
