"""Cases that the owner of a subject reports: money that went another way than usual there."""

from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.kit.errors import NotFound
from guangsha.money.domain.facts import CaseKind
from guangsha.money.models import Payment
from guangsha.money.services.cases import open_case


def report_case(*, kind: CaseKind, cause: str, payment_id: UUID, details: dict[str, str]) -> None:
    """Have somebody look at a payment; the same ``cause`` opens one case. ``details``: ids, codes, figures. Raises NotFound."""
    require_command()
    payment = Payment.objects.select_related("obligation").filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("payment")
    open_case(kind=kind, cause=cause, provider=payment.provider, payment=payment, details=details)
