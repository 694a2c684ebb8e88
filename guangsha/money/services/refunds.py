"""Refunds: opened by rule or asked for by staff and approved by somebody else; moved by what the provider says; booked once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, emit, enqueue, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.money.domain.chart import KEPT, JournalKind, at_provider, received, transfer
from guangsha.money.domain.clocks import REFUND_WITHIN
from guangsha.money.domain.errors import DealStands, RefundMoved, RefundRefused, SecondPersonNeeded
from guangsha.money.domain.events import RefundChanged, RefundCompleted
from guangsha.money.domain.facts import CaseKind, RefundReason
from guangsha.money.domain.states import PaymentState, RefundState, refund_before
from guangsha.money.models import Allocation, Journal, Payment, Refund
from guangsha.money.policies import APPROVE, REFUND, require
from guangsha.money.ports import CURRENCY, Back, BackState, Provider, hooks_of
from guangsha.money.selectors.left import left_of
from guangsha.money.services.bill_days import reconsider
from guangsha.money.services.cases import open_case, settle_case
from guangsha.money.services.invoices import invoice_of_refunded
from guangsha.money.services.ledger import post


def request_refund(*, obligation_id: UUID, amount_fen: int, reason: RefundReason, cause: str, note: str = "") -> UUID:
    """By a rule: give back ``amount_fen`` (fen) of what settled the obligation; the refund, approved and on its way by a job.

    The same ``cause`` gives the same refund. Raises NotFound (nothing settled it), RefundRefused (more than is left).
    """
    require_command()
    settled = Allocation.objects.select_related("payment__obligation").filter(obligation=obligation_id).first()
    if settled is None:
        raise NotFound("payment")
    return open_refund(payment=settled.payment, amount_fen=amount_fen, reason=reason, cause=cause, note=note)


def keep_received(*, obligation_id: UUID, amount_fen: int) -> bool:
    """By a rule the payer accepted, the house keeps ``amount_fen`` (fen) of what settled the obligation: booked as its income.

    Once per obligation: again changes nothing, and is False. Raises NotFound (nothing settled it), RefundRefused (more than
    is left beside refunds).
    """
    require_command()
    settled = Allocation.objects.select_related("payment__obligation").filter(obligation=obligation_id).first()
    if settled is None:
        raise NotFound("payment")
    payment = settled.payment
    Payment.objects.filter(pk=payment.pk).update(revision=F("revision") + 1)
    if Journal.objects.filter(payment=payment, kind=JournalKind.KEPT).exists():
        return False
    left = left_of(payment)
    if not 0 < amount_fen <= left:
        raise RefundRefused(left_fen=left)
    lines = transfer(debit=received(payment.obligation.purpose), credit=KEPT, amount_fen=amount_fen)
    post(source=f"kept:{obligation_id}", kind=JournalKind.KEPT, payment=payment, lines=lines)
    audit(action="money.keep", target=f"obligation:{obligation_id}", data={"amount_fen": amount_fen})
    return True


def supersede_requests(*, subject: str) -> int:
    """What the subject was paid for is over: what staff had asked to give back of it, and nobody decided, is asked no more.

    Called before what is left is read: the payments' rows are written first, so somebody who approves at this moment is either
    seen, or finds the request superseded. How many requests that were.
    """
    require_command()
    paid = Payment.objects.filter(obligation__subject=subject, state=PaymentState.PAID)
    paid.update(revision=F("revision") + 1)
    waiting = Refund.objects.select_related("payment__obligation").filter(
        payment__obligation__subject=subject, state=RefundState.REQUESTED
    )
    found = [one for one in waiting if _move(one, RefundState.SUPERSEDED, decided_at=Now())]
    for one in found:
        audit(action="money.refund.supersede", target=f"refund:{one.pk}", data={"subject": subject})
    return len(found)


def open_refund(
    *,
    payment: Payment,
    amount_fen: int,
    reason: RefundReason,
    cause: str,
    note: str = "",
    asked_by: UUID | None = None,
    now: datetime | None = None,
) -> UUID:
    """A refund of part of a paid payment. With ``asked_by`` it waits for somebody else, without it is approved by rule.

    The payment's row is written before what is left is read, so of two refunds at once the second sees the first, on every
    engine. Raises RefundRefused.
    """
    require_command()
    known = Refund.objects.filter(cause=cause).values_list("pk", flat=True).first()
    if known is not None:
        return known
    paid = Payment.objects.filter(pk=payment.pk, state=PaymentState.PAID).update(revision=F("revision") + 1)
    left = left_of(payment) if paid else 0
    if not 0 < amount_fen <= left:
        raise RefundRefused(left_fen=left)
    automatic = asked_by is None
    key = new_id()
    try:
        with transaction.atomic():
            refund = Refund.objects.create(
                id=key,
                cause=cause,
                payment=payment,
                refund_no=key.hex,
                amount_fen=amount_fen,
                reason=reason,
                note=note[:200],
                state=RefundState.APPROVED if automatic else RefundState.REQUESTED,
                automatic=automatic,
                asked_by=asked_by,
                decided_at=Now() if automatic else None,
                due_at=Now() + REFUND_WITHIN,
            )
    except IntegrityError:
        return Refund.objects.values_list("pk", flat=True).get(cause=cause)
    audit(
        action="money.refund.open",
        target=f"refund:{key}",
        data={"payment": str(payment.pk), "amount_fen": amount_fen, "reason": str(reason), "automatic": automatic},
    )
    _tell(refund, RefundState(refund.state))
    if automatic:
        _owe(refund)
    return key


def ask_refund(*, actor: Actor, payment_id: UUID, amount_fen: int, reason: RefundReason, note: str, cause: str) -> UUID:
    """Staff ask for a refund; it waits for somebody else's approval. Raises NotFound, Forbidden, DealStands, RefundRefused."""
    require_command()
    payment = Payment.objects.select_related("obligation").filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("payment")
    require(actor, REFUND, organisation_id=payment.obligation.organisation_id)
    _must_be_free(payment)
    return open_refund(
        payment=payment, amount_fen=amount_fen, reason=reason, cause=cause, note=note, asked_by=actor.person_id
    )


def _must_be_free(payment: Payment) -> None:
    """Nothing counts on the money any more, or it settled nothing. Raises DealStands."""
    owed = payment.obligation
    if Allocation.objects.filter(payment=payment).exists() and not hooks_of(owed.subject).may_go_back(
        subject=owed.subject, obligation_id=owed.pk
    ):
        raise DealStands()


def _load(refund_id: UUID) -> Refund:
    refund = Refund.objects.select_related("payment__obligation").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound("refund")
    return refund


def decide_refund(*, actor: Actor, refund_id: UUID, approve: bool) -> None:
    """Approve or reject a refund that somebody else asked for.

    Raises NotFound, Forbidden, SecondPersonNeeded, RefundMoved, and where something still counts on the money DealStands.

    The condition that it is not one's own is part of the write; the payment's row is written with it, as by all who read what is
    left of the payment.
    """
    require_command()
    refund = _load(refund_id)
    require(actor, APPROVE, organisation_id=refund.payment.obligation.organisation_id)
    after = RefundState.APPROVED if approve else RefundState.REJECTED
    Payment.objects.filter(pk=refund.payment_id).update(revision=F("revision") + 1)
    waiting = Refund.objects.filter(pk=refund_id, state=RefundState.REQUESTED)
    decided = {"decided_by": actor.person_id, "decided_at": Now()}
    if waiting.exclude(asked_by=actor.person_id).update(state=after, **decided) != 1:
        raise SecondPersonNeeded() if waiting.exists() else RefundMoved()
    audit(action="money.refund.decide", target=f"refund:{refund_id}", data={"approve": approve})
    _tell(refund, after)
    if approve:
        _must_be_free(refund.payment)  # the command ends with it: nothing of this is kept
        _owe(refund)


def send_again(*, actor: Actor, refund_id: UUID) -> None:
    """Have a failed refund sent again under its number. Raises NotFound, Forbidden, RefundMoved."""
    require_command()
    refund = _load(refund_id)
    require(actor, REFUND, organisation_id=refund.payment.obligation.organisation_id)
    failed = Refund.objects.filter(pk=refund_id, state=RefundState.FAILED)
    if failed.update(state=RefundState.APPROVED) != 1:
        raise RefundMoved()
    audit(action="money.refund.again", target=f"refund:{refund_id}")
    _tell(refund, RefundState.APPROVED)
    follow_refund(refund_id)


def follow_refund(refund_id: UUID) -> None:
    """Have the refund sent, or its provider asked about it, now."""
    enqueue("money.refund", {"refund": str(refund_id)}, unique_key=f"money.refund:{refund_id}")


def refund_waits(*, refund_id: UUID) -> None:
    """It is overdue, or somebody has to transfer it by hand: somebody's to see to. Repeating it changes nothing."""
    require_command()
    refund = _load(refund_id)
    told = {"number": refund.refund_no, "amount_fen": str(refund.amount_fen)}
    kind, provider = CaseKind.REFUND_WAITS, refund.payment.provider
    open_case(
        kind=kind, cause=_waiting(refund_id),
        provider=provider, payment=refund.payment, refund=refund, details=told,
    )  # fmt: skip


def _waiting(refund_id: UUID) -> str:
    return f"{CaseKind.REFUND_WAITS}:{refund_id}"


def record_back(*, provider: Provider, back: Back) -> None:
    """What a provider says about a refund has its effect: once, in whatever order it comes. What does not fit opens a case."""
    require_command()
    rows = Refund.objects.select_related("payment__obligation")
    refund = rows.filter(refund_no=back.refund_no, payment__provider=provider.name).first()
    told = {"state": str(back.state), "amount_fen": str(back.amount_fen), "number": back.refund_no[:64]}
    kind = None
    if refund is None:
        kind = CaseKind.REFUND_UNKNOWN
    elif back.merchant != provider.merchant and (back.merchant or back.state is BackState.COMPLETED):
        kind = CaseKind.WRONG_MERCHANT
    elif back.state is BackState.COMPLETED and back.currency != CURRENCY:
        kind = CaseKind.WRONG_CURRENCY
    elif back.state is BackState.COMPLETED and back.amount_fen not in (None, refund.amount_fen):
        kind = CaseKind.WRONG_AMOUNT
    if kind is not None or refund is None:
        cause = f"{kind}:{provider.name}:{back.refund_no[:64]}"
        payment = refund.payment if refund else None
        open_case(
            kind=kind or CaseKind.REFUND_UNKNOWN,
            cause=cause, provider=provider.name, payment=payment, refund=refund, details=told,
        )  # fmt: skip
        return
    _apply(provider, refund, back, told)


def _apply(provider: Provider, refund: Refund, back: Back, told: dict[str, str]) -> None:
    match back.state:
        case BackState.COMPLETED:
            if _move(refund, RefundState.COMPLETED, completed_at=Now()):
                _gone_back(refund)
            elif Refund.objects.filter(pk=refund.pk).exclude(state=RefundState.COMPLETED).exists():
                kind = CaseKind.REFUND_UNKNOWN  # it has gone back, and we never asked for it
                cause = f"unasked:{refund.pk}"
                open_case(
                    kind=kind, cause=cause, provider=provider.name, payment=refund.payment, refund=refund, details=told
                )
        case BackState.FAILED:
            if _move(refund, RefundState.FAILED):
                cause = f"{CaseKind.REFUND_FAILED}:{refund.pk}"
                open_case(
                    kind=CaseKind.REFUND_FAILED, again=True,
                    cause=cause, provider=provider.name, payment=refund.payment, refund=refund, details=told,
                )  # fmt: skip
        case BackState.PROCESSING:
            _move(refund, RefundState.SENT, sent_at=Now())
        case BackState.UNKNOWN:
            pass


def _move(refund: Refund, state: RefundState, **values: Any) -> bool:
    steps = Refund.objects.filter(pk=refund.pk, state__in=refund_before(state))
    if steps.update(state=state, **values) != 1:
        return False
    _tell(refund, state)
    return True


def _tell(refund: Refund, state: RefundState) -> None:
    obligation = refund.payment.obligation
    about = {"obligation_id": str(obligation.pk), "subject": obligation.subject, "payment_id": str(refund.payment_id)}
    emit(RefundChanged(**about, refund_id=str(refund.pk), state=str(state)))
    if state is RefundState.COMPLETED:
        emit(RefundCompleted(**about, refund_id=str(refund.pk), amount_fen=refund.amount_fen))


def _owe(refund: Refund) -> None:
    """From now on we owe it: booked, and sent by a job."""
    payment = refund.payment
    settled = refund.reason != RefundReason.SURPLUS and Allocation.objects.filter(payment=payment).exists()
    post(
        source=f"refund:{refund.pk}:owed",
        kind=JournalKind.REFUND_OWED,
        payment=payment,
        refund=refund,
        lines=transfer(
            debit=received(payment.obligation.purpose) if settled else "unallocated",
            credit="refunds.owed",
            amount_fen=refund.amount_fen,
        ),
    )
    invoice_of_refunded(payment=payment, refund=refund)
    follow_refund(refund.pk)


def _gone_back(refund: Refund) -> None:
    payment = refund.payment
    post(
        source=f"refund:{refund.pk}:back",
        kind=JournalKind.REFUND_BACK,
        payment=payment,
        refund=refund,
        lines=transfer(debit="refunds.owed", credit=at_provider(payment.provider), amount_fen=refund.amount_fen),
    )
    settle_case(cause=_waiting(refund.pk), resolution=str(RefundState.COMPLETED))
    reconsider(provider=payment.provider, number=refund.refund_no)
    audit(action="money.refund.completed", target=f"refund:{refund.pk}", data={"amount_fen": refund.amount_fen})
