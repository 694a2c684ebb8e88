"""Payments: begun by the buyer, moved by what their provider says, booked once."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit, enqueue, require_command
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.money.domain.chart import JournalKind, at_provider, received, transfer
from guangsha.money.domain.clocks import ASK_FIRST
from guangsha.money.domain.errors import ObligationSettled, ProviderNotOffered
from guangsha.money.domain.events import ObligationPaid, PaymentChanged
from guangsha.money.domain.facts import CaseKind, Destination, LateAnswer, RefundReason
from guangsha.money.domain.states import PAYABLE, ObligationState, PaymentState, payment_before
from guangsha.money.models import Allocation, Obligation, Payment
from guangsha.money.ports import CURRENCY, Charge, ChargeState, Provider, can_arrive, hooks_of, offered, provider_called
from guangsha.money.selectors.ways import time_left
from guangsha.money.services.bill_days import reconsider
from guangsha.money.services.cases import open_case
from guangsha.money.services.ledger import post
from guangsha.money.services.obligations import close_payments
from guangsha.money.services.refunds import open_refund


def begin_payment(*, obligation_id: UUID, payer_id: UUID, provider: str, by_house: bool = False) -> UUID:
    """An attempt to pay with ``provider``; the payment. One with the same provider that is still payable is taken up again.

    Its subject is told first, and may refuse or say until when it is kept: then it is due. Raises NotFound (not the payer's),
    ObligationSettled, NotKept, ProviderNotOffered (also when money by this way comes too late for what lapses, or is not for
    buyers: ``by_house`` says that the house expects it).
    """
    require_command()
    obligation = Obligation.objects.annotate(clock=Now()).filter(pk=obligation_id, payer_id=payer_id).first()
    if obligation is None:
        raise NotFound("obligation")
    adapter = provider_called(provider)
    if adapter is None or not (by_house or provider in offered()):
        raise ProviderNotOffered()
    # Written before what is under way is read: of two beginnings at once the second finds the first, and none is born settled.
    still = Obligation.objects.filter(pk=obligation_id, state=ObligationState.OPEN)
    if still.update(revision=F("revision") + 1) != 1:
        state = Obligation.objects.values_list("state", flat=True).get(pk=obligation_id)
        raise ObligationSettled(state=state)
    live = obligation.payments.filter(provider=provider, state__in=PAYABLE, expires_at__gt=Now())
    known = live.values_list("pk", flat=True).first()
    if known is not None:
        return known
    until = hooks_of(obligation.subject).payment_begins(subject=obligation.subject, obligation_id=obligation_id)
    if until is not None:
        Obligation.objects.filter(pk=obligation_id).update(due_at=until)
    left = time_left(purpose=obligation.purpose, due_at=until or obligation.due_at, now=obligation.clock)
    if left is not None and not can_arrive(adapter, time_left=left):
        raise ProviderNotOffered()
    key = new_id()
    Payment.objects.create(
        id=key,
        obligation=obligation,
        provider=provider,
        merchant_no=key.hex,
        amount_fen=obligation.amount_fen,
        expires_at=Now() + adapter.payable_for,
    )
    follow(key, first=True)
    audit(action="money.payment.begin", target=f"payment:{key}", data={"obligation": str(obligation_id)})
    return key


def follow(payment_id: UUID, *, first: bool = False) -> None:
    """Have the provider asked about the payment: at once, or after its first silence."""
    after = ASK_FIRST if first else None
    enqueue("money.follow", {"payment": str(payment_id)}, after=after, unique_key=f"money.follow:{payment_id}")


def record_destination(*, payment_id: UUID, destination: Destination) -> None:
    """The provider knows of the payment, and this is where its buyer goes. Repeating it changes nothing."""
    require_command()
    payment = Payment.objects.select_related("obligation").get(pk=payment_id)
    if payment.destination is None:
        where = {"kind": destination.kind, "value": destination.value}
        Payment.objects.filter(pk=payment_id, destination__isnull=True).update(destination=where)
    _move(payment, PaymentState.PENDING)


def record_charge(*, provider: Provider, charge: Charge) -> None:
    """What a provider says about a payment, by notice or when asked, has its effect: once, in whatever order it comes.

    What does not fit (unknown number, other merchant, amount or currency) opens a case and books nothing.
    """
    require_command()
    payment = _known(provider, charge)
    if payment is None:
        return
    match charge.state:
        case ChargeState.PAID:
            _arrived(payment, charge)
        case ChargeState.FAILED:
            _move(payment, PaymentState.FAILED)
        case ChargeState.CLOSED:
            _move(payment, PaymentState.CLOSED)
        case ChargeState.PENDING:
            _move(payment, PaymentState.PENDING)
        case ChargeState.UNKNOWN:
            pass


def _known(provider: Provider, charge: Charge) -> Payment | None:
    """The payment that the charge is about, when all fits; else None, and a case."""
    payment = (
        Payment.objects.select_related("obligation")
        .filter(merchant_no=charge.merchant_no, provider=provider.name)
        .first()
    )
    told = {"state": str(charge.state), "amount_fen": str(charge.amount_fen), "currency": charge.currency[:8]}
    told |= {
        "merchant": charge.merchant[:40],
        "number": charge.merchant_no[:64],
        "provider_no": charge.provider_no[:64],
    }
    kind = None
    if payment is None:
        kind = CaseKind.UNKNOWN_PAYMENT
    elif charge.merchant != provider.merchant and (charge.merchant or charge.state is ChargeState.PAID):
        kind = CaseKind.WRONG_MERCHANT
    elif charge.state is ChargeState.PAID and charge.currency != CURRENCY:
        kind = CaseKind.WRONG_CURRENCY
    elif charge.state is ChargeState.PAID and charge.amount_fen != payment.amount_fen:
        kind = CaseKind.WRONG_AMOUNT
    if kind is None:
        return payment
    cause = f"{kind}:{provider.name}:{charge.merchant_no[:64]}"
    open_case(kind=kind, cause=cause, provider=provider.name, payment=payment, details=told)
    return None


def _move(payment: Payment, state: PaymentState, **values: Any) -> bool:
    """Take the payment to ``state`` where that is a step forward; False when it is there or further already."""
    steps = Payment.objects.filter(pk=payment.pk, state__in=payment_before(state))
    if steps.update(state=state, **values) != 1:
        return False
    emit(
        PaymentChanged(
            obligation_id=str(payment.obligation_id),
            subject=payment.obligation.subject,
            payment_id=str(payment.pk),
            state=str(state),
        )
    )
    if state is PaymentState.PAID:
        reconsider(provider=payment.provider, number=payment.merchant_no)
    return True


def _arrived(payment: Payment, charge: Charge) -> None:
    """The money is there: it settles its obligation, or goes back."""
    numbers = {"provider_no": charge.provider_no[:64]} if charge.provider_no else {}
    if not _move(payment, PaymentState.PAID, paid_at=charge.paid_at or Now(), **numbers):
        return
    obligation = payment.obligation
    late = False
    if not _settle(obligation, ObligationState.OPEN):
        late = _restored(payment)
        if not late:
            return
    Allocation.objects.create(payment=payment, obligation=obligation, amount_fen=payment.amount_fen)
    _book(payment, credit=received(obligation.purpose))
    close_payments(obligation.pk)
    audit(action="money.payment.paid", target=f"payment:{payment.pk}", data={"obligation": str(obligation.pk)})
    emit(
        ObligationPaid(
            obligation_id=str(obligation.pk), subject=obligation.subject, payment_id=str(payment.pk), late=late
        )
    )


def _settle(obligation: Obligation, before: ObligationState) -> bool:
    """The obligation is paid, if it still is as ``before``."""
    rows = Obligation.objects.filter(pk=obligation.pk, state=before)
    return rows.update(state=ObligationState.PAID, paid_at=Now()) == 1


def _restored(payment: Payment) -> bool:
    """Money for what was paid or cancelled already. True: its subject took the money after all; False: it goes back."""
    obligation = payment.obligation
    state = Obligation.objects.values_list("state", flat=True).get(pk=obligation.pk)
    duplicate = state == ObligationState.PAID
    answer = LateAnswer.REFUND
    if not duplicate:
        answer = hooks_of(obligation.subject).late_money(
            subject=obligation.subject, obligation_id=obligation.pk, amount_fen=payment.amount_fen
        )
    kind = CaseKind.DUPLICATE_CHARGE if duplicate else CaseKind.LATE_MONEY
    restored = answer is LateAnswer.RESTORE and _settle(obligation, ObligationState.CANCELLED)
    told = {"answer": str(LateAnswer.RESTORE if restored else LateAnswer.REFUND), "amount_fen": str(payment.amount_fen)}
    cause = f"{kind}:{payment.pk}"
    open_case(kind=kind, cause=cause, provider=payment.provider, payment=payment, details=told)
    if restored:
        return True
    _book(payment, credit="unallocated")
    reason = RefundReason.DUPLICATE if duplicate else RefundReason.LATE
    open_refund(payment=payment, amount_fen=payment.amount_fen, reason=reason, cause=cause)
    return False


def _book(payment: Payment, *, credit: str) -> None:
    post(
        source=f"payment:{payment.pk}",
        kind=JournalKind.PAYMENT,
        payment=payment,
        lines=transfer(debit=at_provider(payment.provider), credit=credit, amount_fen=payment.amount_fen),
    )
