"""What of a payment is still ours to give back. What is only asked for is ours until somebody has decided it."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Sum

from guangsha.money.domain.chart import KEPT, JournalKind
from guangsha.money.domain.states import GOES_BACK, RESERVED
from guangsha.money.models import Allocation, Payment, Posting, Refund


def refundable(*, obligation_id: UUID) -> int:
    """What of the money that settled the obligation is neither on its way back nor kept, in fen; 0 when nothing settled it."""
    return left_of_each(obligation_ids=[obligation_id]).get(obligation_id, 0)


def left_of_each(*, obligation_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same for several; those that nothing settled are not in it. Three queries."""
    settled = list(Allocation.objects.filter(obligation__in=obligation_ids).select_related("payment"))
    payments = [one.payment_id for one in settled]
    going = Refund.objects.filter(payment__in=payments, state__in=GOES_BACK).order_by()
    back = dict(going.values_list("payment").annotate(sum=Sum("amount_fen")))
    booked = Posting.objects.filter(
        journal__payment__in=payments, journal__kind=JournalKind.KEPT, account=KEPT
    ).order_by()
    kept = dict(booked.values_list("journal__payment").annotate(sum=Sum("amount_fen")))
    return {
        one.obligation_id: one.payment.amount_fen - back.get(one.payment_id, 0) + kept.get(one.payment_id, 0)
        for one in settled
    }


def left_of(payment: Payment) -> int:
    """What of a payment nobody has so much as asked for, in fen; read after the payment's row was written."""
    back = payment.refunds.filter(state__in=RESERVED).aggregate(sum=Sum("amount_fen"))["sum"] or 0
    kept = Posting.objects.filter(journal__payment=payment, journal__kind=JournalKind.KEPT, account=KEPT)
    return payment.amount_fen - back + (kept.aggregate(sum=Sum("amount_fen"))["sum"] or 0)
