"""What is owed: opened and cancelled by the context whose subject it is."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.kit.errors import NotFound
from guangsha.kit.money import MAX_FEN
from guangsha.money.domain.states import PAYABLE, ObligationState, Purpose
from guangsha.money.models import Obligation, Payment


def open_obligation(
    *,
    subject: str,
    payer_id: UUID,
    organisation_id: UUID,
    purpose: Purpose,
    amount_fen: int,
    due_at: datetime,
    title: str,
    title_en: str,
    cause: str,
) -> UUID:
    """``payer_id`` owes ``amount_fen`` (fen, more than 0) for ``subject`` ("kind:id") by ``due_at``; the obligation's id.

    The same ``cause`` (at most 120 characters) gives the same obligation again, as it is.
    """
    require_command()
    if type(amount_fen) is not int or not 0 < amount_fen <= MAX_FEN:
        raise ValueError(f"not an amount to owe: {amount_fen!r}")
    try:
        with transaction.atomic():
            made = Obligation.objects.create(
                cause=cause,
                subject=subject,
                payer_id=payer_id,
                organisation_id=organisation_id,
                purpose=purpose,
                amount_fen=amount_fen,
                due_at=due_at,
                title=title,
                title_en=title_en,
            )
    except IntegrityError:
        return Obligation.objects.values_list("pk", flat=True).get(cause=cause)
    data = {"subject": subject, "purpose": str(purpose), "amount_fen": amount_fen}
    audit(action="money.obligation.open", target=f"obligation:{made.pk}", data=data)
    return made.pk


def cancel_obligation(*, obligation_id: UUID, reason: str) -> bool:
    """Nobody owes it any more; False when it is paid already. Cancelling twice is cancelling once. Raises NotFound.

    Payments of it that are under way are closed at their providers; money that arrives all the same is late money.
    """
    require_command()
    mine = Obligation.objects.filter(pk=obligation_id)
    cancelled = mine.filter(state=ObligationState.OPEN).update(
        state=ObligationState.CANCELLED, cancelled_at=Now(), cancel_reason=reason[:200]
    )
    if not cancelled:
        state = mine.values_list("state", flat=True).first()
        if state is None:
            raise NotFound("obligation")
        return state == ObligationState.CANCELLED
    close_payments(obligation_id)
    audit(action="money.obligation.cancel", target=f"obligation:{obligation_id}", data={"reason": reason[:200]})
    return True


def close_payments(obligation_id: UUID) -> None:
    """Have every payment of the obligation that is still under way closed at its provider, by jobs."""
    for payment_id in Payment.objects.filter(obligation=obligation_id, state__in=PAYABLE).values_list("pk", flat=True):
        enqueue("money.close", {"payment": str(payment_id)}, unique_key=f"money.close:{payment_id}")
