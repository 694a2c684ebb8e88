"""Transfers that matched nothing: booked by hand to what is owed, or sent back. Who asks does not decide."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound, Unauthenticated
from guangsha.kit.ids import new_id
from guangsha.money.domain.chart import BANK_FEES, SUSPENSE, JournalKind, Line, at_provider, received
from guangsha.money.domain.errors import (
    BookedAlready,
    BookingMoved,
    BookingRefused,
    CaseResolved,
    ObligationSettled,
    SecondPersonNeeded,
)
from guangsha.money.domain.events import ObligationPaid, PaymentChanged
from guangsha.money.domain.facts import RefundReason
from guangsha.money.domain.statements import SHORT_AT_MOST, booking_differs, references_in
from guangsha.money.domain.states import BookingState, CaseState, LineState, ObligationState, PaymentState
from guangsha.money.models import Allocation, Booking, MoneyCase, Obligation, Payment, StatementEntry
from guangsha.money.policies import APPROVE, RESOLVE, require
from guangsha.money.services.cases import settle_case
from guangsha.money.services.ledger import post
from guangsha.money.services.obligations import close_payments
from guangsha.money.services.refunds import open_refund


def propose_booking(*, actor: Actor, case_id: UUID, obligation_id: UUID | None, note: str) -> UUID:
    """Have the case's transfer settle an obligation, or (None) go back to who sent it; the booking.

    What fits in amount and reference is booked at once; anything else waits for a second person. Raises NotFound, Forbidden,
    CaseResolved, BookedAlready, ObligationSettled, BookingRefused (too little, or money that went out).
    """
    require_command()
    case = MoneyCase.objects.select_related("entry").filter(pk=case_id).exclude(entry=None).first()
    if case is None or case.entry is None:
        raise NotFound("case")
    me = _person(actor)
    require(actor, RESOLVE, organisation_id=case.organisation_id)
    if case.state != CaseState.OPEN:
        raise CaseResolved()
    entry = case.entry
    if entry.amount_fen <= 0:
        raise BookingRefused()
    differs = _fits(actor, entry, obligation_id) if obligation_id is not None else ["returned"]
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                entry=entry,
                live_entry=entry.pk,
                case=case,
                obligation_id=obligation_id,
                differs=differs,
                note=note[:200],
                state=BookingState.PROPOSED if differs else BookingState.APPROVED,
                asked_by=me,
                decided_at=None if differs else Now(),
            )
    except IntegrityError as error:
        raise BookedAlready() from error
    told = {"entry": str(entry.pk), "obligation": str(obligation_id or ""), "differs": ",".join(differs)}
    audit(action="money.booking.propose", target=f"booking:{booking.pk}", data=told)
    if not differs:
        _apply(booking)
    return booking.pk


def _person(actor: Actor) -> UUID:
    """Bookings are people's: no process makes one."""
    if actor.person_id is None:
        raise Unauthenticated
    return actor.person_id


def _fits(actor: Actor, entry: StatementEntry, obligation_id: UUID) -> list[str]:
    """What does not fit between the transfer and the obligation."""
    owed = Obligation.objects.filter(pk=obligation_id).first()
    if owed is None:
        raise NotFound("obligation")
    require(actor, RESOLVE, organisation_id=owed.organisation_id)
    if owed.state != ObligationState.OPEN:
        raise ObligationSettled(state=owed.state)
    short = owed.amount_fen - entry.amount_fen
    if short > SHORT_AT_MOST:
        raise BookingRefused(short_fen=short)
    assert entry.text is not None
    ends = {end for refund, end in references_in(entry.text.reveal()) if not refund}
    numbers = owed.payments.filter(provider=entry.provider).values_list("merchant_no", flat=True)
    named = any(number[-12:] in ends for number in numbers)
    return booking_differs(owed_fen=owed.amount_fen, line_fen=entry.amount_fen, named=named)


def decide_booking(*, actor: Actor, booking_id: UUID, approve: bool) -> None:
    """Approve or reject what somebody else proposed. Raises NotFound, Forbidden, SecondPersonNeeded, BookingMoved, and when the
    obligation was settled meanwhile ObligationSettled.

    The condition that it is not one's own is part of the write.
    """
    require_command()
    booking = Booking.objects.select_related("entry", "obligation", "case").filter(pk=booking_id).first()
    if booking is None:
        raise NotFound("booking")
    house = booking.obligation.organisation_id if booking.obligation else booking.case.organisation_id
    require(actor, APPROVE, organisation_id=house)
    me = _person(actor)
    waiting = Booking.objects.filter(pk=booking_id, state=BookingState.PROPOSED)
    decided = {"decided_by": me, "decided_at": Now()}
    after = BookingState.APPROVED if approve else BookingState.REJECTED
    kept = {} if approve else {"live_entry": None}
    if waiting.exclude(asked_by=me).update(state=after, **decided, **kept) != 1:
        raise SecondPersonNeeded() if waiting.exists() else BookingMoved()
    audit(action="money.booking.decide", target=f"booking:{booking_id}", data={"approve": approve})
    if approve:
        _apply(booking)


def _apply(booking: Booking) -> None:
    """Once: the line's state, the booking's unique line and the journal's source would each be enough."""
    if booking.obligation is None:
        _take(booking.entry, LineState.RETURNING)
        Booking.objects.filter(pk=booking.pk).update(return_no=new_id().hex)
        return
    _take(booking.entry, LineState.BOOKED)
    payment = _settle(booking, booking.obligation)
    StatementEntry.objects.filter(pk=booking.entry_id).update(payment=payment)
    Booking.objects.filter(pk=booking.pk).update(payment=payment)
    settle_case(cause=booking.case.cause, resolution=str(LineState.BOOKED))


def _take(entry: StatementEntry, state: LineState) -> None:
    if StatementEntry.objects.filter(pk=entry.pk, state=LineState.OPEN).update(state=state) != 1:
        raise BookedAlready()


def _settle(booking: Booking, owed: Obligation) -> Payment:
    """A payment of its own for the transfer settles the obligation; what is over goes back, what banks took is our cost."""
    entry = booking.entry
    still = Obligation.objects.filter(pk=owed.pk, state=ObligationState.OPEN)
    if still.update(state=ObligationState.PAID, paid_at=Now()) != 1:
        state = Obligation.objects.values_list("state", flat=True).get(pk=owed.pk)
        raise ObligationSettled(state=state)
    over = max(entry.amount_fen - owed.amount_fen, 0)
    short = max(owed.amount_fen - entry.amount_fen, 0)
    key = new_id()
    payment = Payment.objects.create(
        id=key,
        obligation=owed,
        provider=entry.provider,
        merchant_no=key.hex,
        provider_no=entry.number,
        amount_fen=owed.amount_fen + over,
        state=PaymentState.PAID,
        expires_at=Now(),
        paid_at=entry.at,
    )
    lines = [
        Line(at_provider(entry.provider), entry.amount_fen),
        *([Line(BANK_FEES, short)] if short else []),
        Line(received(owed.purpose), -owed.amount_fen),
        *([Line(SUSPENSE, -over)] if over else []),
    ]
    post(source=f"payment:{key}", kind=JournalKind.PAYMENT, payment=payment, lines=lines)
    Allocation.objects.create(payment=payment, obligation=owed, amount_fen=owed.amount_fen)
    close_payments(owed.pk)
    audit(action="money.payment.paid", target=f"payment:{key}", data={"obligation": str(owed.pk), "by": "booking"})
    about = {"obligation_id": str(owed.pk), "subject": owed.subject, "payment_id": str(key)}
    emit(PaymentChanged(**about, state=str(PaymentState.PAID)))
    emit(ObligationPaid(**about, late=False))
    if over:
        open_refund(payment=payment, amount_fen=over, reason=RefundReason.SURPLUS, cause=f"surplus:{booking.pk}")
    return payment
