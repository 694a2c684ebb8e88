"""Obligations, payments and refunds as facts: a buyer's own, a subject's, or one by its id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Now

from guangsha.kit.errors import NotFound
from guangsha.money.domain.facts import (
    Destination,
    ObligationFacts,
    PaymentFacts,
    RefundFacts,
    RefundReason,
)
from guangsha.money.domain.states import GOES_BACK, ObligationState, PaymentState, Purpose, RefundState
from guangsha.money.models import Obligation, Payment, Refund

LISTED = 100


def _given_back(payment: str, states: Iterable[RefundState] = GOES_BACK) -> Any:
    """Of the payment that ``payment`` names: what has gone back or is going to."""
    rows = Refund.objects.filter(payment=OuterRef(payment), state__in=states)
    summed = rows.order_by().values("payment").annotate(sum=Sum("amount_fen")).values("sum")
    return Coalesce(Subquery(summed), 0)


def obligation_rows() -> QuerySet[Obligation]:
    """Obligations with what their facts need. One query."""
    return Obligation.objects.annotate(clock=Now(), refunded=_given_back("allocation__payment")).select_related(
        "allocation__payment"
    )


def payment_rows() -> QuerySet[Payment]:
    """Payments with what their facts need. One query."""
    asked = _given_back("pk", [RefundState.REQUESTED])
    rows = Payment.objects.annotate(clock=Now(), refunded=_given_back("pk"), asked=asked)
    return rows.select_related("obligation", "allocation")


def refund_rows() -> QuerySet[Refund]:
    """Refunds with what their facts need. One query."""
    return Refund.objects.annotate(clock=Now()).select_related("payment__obligation")


def _clock(row: Any) -> datetime:
    clock: datetime = row.clock
    return clock


def obligation_of(row: Any) -> ObligationFacts:
    """The facts of a row of ``obligation_rows``."""
    settled = getattr(row, "allocation", None)
    return ObligationFacts(
        id=row.pk,
        subject=row.subject,
        payer_id=row.payer_id,
        organisation_id=row.organisation_id,
        purpose=Purpose(row.purpose),
        title=row.title,
        title_en=row.title_en,
        amount_fen=row.amount_fen,
        due_at=row.due_at,
        state=ObligationState(row.state),
        made_at=row.made_at,
        paid_at=row.paid_at,
        payment_id=settled.payment_id if settled else None,
        refunded_fen=row.refunded,
        standing_fen=min(row.amount_fen, settled.payment.amount_fen - row.refunded) if settled else 0,
        as_of=_clock(row),
    )


def payment_of(row: Any) -> PaymentFacts:
    """The facts of a row of ``payment_rows``."""
    owed = row.obligation
    return PaymentFacts(
        id=row.pk,
        obligation_id=owed.pk,
        subject=owed.subject,
        payer_id=owed.payer_id,
        organisation_id=owed.organisation_id,
        purpose=Purpose(owed.purpose),
        title=owed.title,
        title_en=owed.title_en,
        provider=row.provider,
        merchant_no=row.merchant_no,
        provider_no=row.provider_no,
        amount_fen=row.amount_fen,
        state=PaymentState(row.state),
        destination=Destination(row.destination["kind"], row.destination["value"]) if row.destination else None,
        made_at=row.made_at,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        allocated=getattr(row, "allocation", None) is not None,
        refunded_fen=row.refunded,
        asked_back_fen=row.asked,
        as_of=_clock(row),
    )


def refund_of(row: Any) -> RefundFacts:
    """The facts of a row of ``refund_rows``."""
    payment, owed = row.payment, row.payment.obligation
    return RefundFacts(
        id=row.pk,
        payment_id=payment.pk,
        obligation_id=owed.pk,
        subject=owed.subject,
        payer_id=owed.payer_id,
        organisation_id=owed.organisation_id,
        title=owed.title,
        title_en=owed.title_en,
        provider=payment.provider,
        refund_no=row.refund_no,
        amount_fen=row.amount_fen,
        reason=RefundReason(row.reason),
        note=row.note,
        state=RefundState(row.state),
        automatic=row.automatic,
        asked_by=row.asked_by,
        decided_by=row.decided_by,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        sent_at=row.sent_at,
        completed_at=row.completed_at,
        due_at=row.due_at,
        as_of=_clock(row),
    )


def _obligations(rows: Iterable[Obligation]) -> list[ObligationFacts]:
    return [obligation_of(row) for row in rows]


def obligation_facts(obligation_id: UUID) -> ObligationFacts:
    """One obligation. Raises NotFound."""
    return own_obligation(None, obligation_id)


def own_obligation(payer_id: UUID | None, obligation_id: UUID) -> ObligationFacts:
    """One that ``payer_id`` owes (None: whoever). Raises NotFound: not there, or somebody else's."""
    row = obligation_rows().filter(_payer("payer_id", payer_id), pk=obligation_id).first()
    if row is None:
        raise NotFound("obligation")
    return obligation_of(row)


def own_obligations(payer_id: UUID) -> list[ObligationFacts]:
    """What a person owes and owed, newest first."""
    return _obligations(obligation_rows().filter(payer_id=payer_id).order_by("-made_at", "-pk")[:LISTED])


def own_payment(payer_id: UUID | None, payment_id: UUID) -> PaymentFacts:
    """One attempt of ``payer_id`` (None: whoever's). Raises NotFound: not there, or somebody else's."""
    row = payment_rows().filter(_payer("obligation__payer_id", payer_id), pk=payment_id).first()
    if row is None:
        raise NotFound("payment")
    return payment_of(row)


def own_payments(payer_id: UUID) -> list[PaymentFacts]:
    """A person's payments, newest first."""
    rows = payment_rows().filter(obligation__payer_id=payer_id).order_by("-made_at", "-pk")[:LISTED]
    return [payment_of(row) for row in rows]


def own_refunds(payer_id: UUID) -> list[RefundFacts]:
    """A person's refunds, newest first. Only what was decided: what staff ask of each other is not theirs to see."""
    rows = refund_rows().filter(payment__obligation__payer_id=payer_id, state__in=GOES_BACK)
    return [refund_of(row) for row in rows.order_by("-asked_at", "-pk")[:LISTED]]


def refund_facts(refund_id: UUID) -> RefundFacts:
    """One refund. Raises NotFound."""
    row = refund_rows().filter(pk=refund_id).first()
    if row is None:
        raise NotFound("refund")
    return refund_of(row)


def obligations_of_subject(subject: str) -> list[ObligationFacts]:
    """What is and was owed for a subject, oldest first."""
    return _obligations(obligation_rows().filter(subject=subject).order_by("made_at", "pk"))


def payments_of_subject(subject: str) -> list[PaymentFacts]:
    """The attempts to pay for a subject, oldest first."""
    rows = payment_rows().filter(obligation__subject=subject).order_by("made_at", "pk")
    return [payment_of(row) for row in rows]


def refunds_of_subject(subject: str) -> list[RefundFacts]:
    """The refunds of a subject, oldest first."""
    rows = refund_rows().filter(payment__obligation__subject=subject).order_by("asked_at", "pk")
    return [refund_of(row) for row in rows]


def _payer(field: str, payer_id: UUID | None) -> Q:
    return Q() if payer_id is None else Q(**{field: payer_id})
