"""What of a payment is still ours to give back."""

from uuid import UUID

from django.db.models import Q, Sum

from guangsha.money.domain.chart import KEPT, JournalKind
from guangsha.money.domain.states import RefundState
from guangsha.money.models import Allocation, Payment, Posting


def refundable(*, obligation_id: UUID) -> int:
    """What of the money that settled the obligation is neither on its way back nor kept, in fen; 0 when nothing settled it."""
    settled = Allocation.objects.select_related("payment").filter(obligation=obligation_id).first()
    return left_of(settled.payment) if settled is not None else 0


def left_of(payment: Payment) -> int:
    """What of a payment is neither on its way back nor kept, in fen; read after the payment's row was written."""
    back = payment.refunds.filter(~Q(state=RefundState.REJECTED)).aggregate(sum=Sum("amount_fen"))["sum"] or 0
    kept = Posting.objects.filter(journal__payment=payment, journal__kind=JournalKind.KEPT, account=KEPT)
    return payment.amount_fen - back + (kept.aggregate(sum=Sum("amount_fen"))["sum"] or 0)
