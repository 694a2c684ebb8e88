"""Notices of providers: each event once, by its unique key."""

import hashlib

from django.db import IntegrityError, transaction

from guangsha.backbone.public import audit, require_command
from guangsha.money.domain.facts import CaseKind
from guangsha.money.domain.states import PAYABLE, RefundState
from guangsha.money.models import Payment, ProviderEvent, Refund
from guangsha.money.ports import Notice, Provider
from guangsha.money.services.cases import open_case
from guangsha.money.services.payments import follow, record_charge
from guangsha.money.services.refunds import follow_refund, record_back

LONGEST_ID = 64
"""An event whose id is longer is known by its hash: no two that differ become one."""


def take_notice(*, provider: Provider, notice: Notice, body: bytes) -> bool:
    """Give a notice whose signature is good its effect; False when this event was told before. ``body``: what was signed."""
    require_command()
    if not _first(provider, notice, body):
        return False
    if notice.charge is not None:
        record_charge(provider=provider, charge=notice.charge)
    if notice.back is not None:
        record_back(provider=provider, back=notice.back)
    return True


def _first(provider: Provider, notice: Notice, body: bytes) -> bool:
    about = notice.charge or notice.back
    number = notice.charge.merchant_no if notice.charge else notice.back.refund_no if notice.back else ""
    try:
        with transaction.atomic():
            ProviderEvent.objects.create(
                provider=provider.name,
                event_id=notice.event_id if len(notice.event_id) <= LONGEST_ID else _digest(notice.event_id.encode()),
                kind=f"{'payment' if notice.charge else 'refund'}.{about.state if about else 'none'}"[:20],
                number=number[:64],
                amount_fen=about.amount_fen if about else None,
                digest=_digest(body),
            )
    except IntegrityError:
        return False
    return True


def note_forgery(*, provider: str, body: bytes) -> None:
    """Write down that somebody sent a notice that the provider did not sign."""
    require_command()
    audit(
        action="money.notice.forged",
        target=f"provider:{provider}",
        data={"digest": _digest(body), "bytes": len(body)},
    )


def note_unreadable(*, provider: str, number: str, body: bytes) -> None:
    """A provider signed a notice that cannot be read: written down, and where it says what it is about somebody's to look at.

    A payment that may be paid is asked about at its provider now. ``number``: ours of it; empty: it does not say.
    """
    require_command()
    told = {"number": number[:64], "digest": _digest(body)}
    audit(action="money.notice.unreadable", target=f"provider:{provider}", data={**told, "bytes": len(body)})
    if not number:
        return
    payments = Payment.objects.select_related("obligation").filter(provider=provider)
    refund = Refund.objects.filter(payment__provider=provider, refund_no=number).first()
    payment = payments.filter(pk=refund.payment_id).first() if refund else payments.filter(merchant_no=number).first()
    kind = CaseKind.UNREADABLE_NOTICE
    cause = f"{kind}:{provider}:{number[:64]}"
    open_case(kind=kind, cause=cause, provider=provider, payment=payment, refund=refund, details=told, again=True)
    if refund is not None and refund.state in (RefundState.APPROVED, RefundState.SENT):
        follow_refund(refund.pk)
    elif refund is None and payment is not None and payment.state in PAYABLE:
        follow(payment.pk)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
