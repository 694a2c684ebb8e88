"""What is done at providers, over HTTP and so outside commands. All of it may be done again."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from guangsha.backbone.public import command, enqueue
from guangsha.kit.actor import system_actor
from guangsha.money.domain.clocks import ask_after
from guangsha.money.domain.errors import ProviderDown, ProviderNotOffered
from guangsha.money.domain.facts import PaymentFacts, RefundFacts
from guangsha.money.domain.statements import StatementLine
from guangsha.money.domain.states import PAYABLE, PaymentState, RefundState
from guangsha.money.ports import (
    Back,
    BackState,
    Charge,
    ChargeState,
    PaymentOrder,
    Provider,
    RefundOrder,
    provider_called,
)
from guangsha.money.selectors.own import own_payment, refund_facts
from guangsha.money.services.payments import record_charge, record_destination
from guangsha.money.services.refunds import record_back, refund_waits
from guangsha.money.services.statements import match_days, take_line

CASHIER = system_actor("money.cashier")
log = structlog.get_logger(__name__)


def notify_url(provider: str) -> str:
    """Where a provider tells us what happened."""
    from django.conf import settings

    return f"{settings.PUBLIC_URL}/api/v1/payments/notices/{provider}"


def return_url(payment_id: UUID) -> str:
    """Where a buyer's browser comes back to."""
    from django.conf import settings

    return f"{settings.PUBLIC_URL}/account/payments?payment={payment_id}"


def _provider(payment: PaymentFacts | RefundFacts) -> Provider:
    """Raises ProviderDown: it is not offered here any more, so nobody answers."""
    provider = provider_called(payment.provider)
    if provider is None:
        raise ProviderDown(payment.provider)
    return provider


def announce(payment_id: UUID, *, client_ip: str = "") -> None:
    """Tell the provider of a new payment and keep where its buyer goes. Raises ProviderDown."""
    payment = own_payment(None, payment_id)
    if payment.state is not PaymentState.CREATED or payment.expires_at <= payment.as_of:
        return
    destination = _provider(payment).create(
        PaymentOrder(
            merchant_no=payment.merchant_no,
            amount_fen=payment.amount_fen,
            title=payment.title,
            expires_at=payment.expires_at,
            notify_url=notify_url(payment.provider),
            return_url=return_url(payment.id),
            client_ip=client_ip,
        )
    )
    command(lambda: record_destination(payment_id=payment_id, destination=destination), actor=CASHIER)


def announce_if_possible(payment_id: UUID, *, client_ip: str = "") -> None:
    """The same; a provider that is down is asked again by a job, and the buyer sees that it is not known yet."""
    try:
        announce(payment_id, client_ip=client_ip)
    except ProviderDown as down:
        log.warning("provider_down", payment=str(payment_id), reason=str(down))


def follow_payment(payment_id: UUID) -> None:
    """Ask the provider about a payment that it has said nothing final about; close one that ran out. Then again, later."""
    payment = own_payment(None, payment_id)
    if payment.state not in PAYABLE:
        return
    try:
        announce(payment_id)
        provider = _provider(payment)
        charge = provider.query(payment.merchant_no)
        if charge.state in (ChargeState.PENDING, ChargeState.UNKNOWN) and payment.expires_at <= payment.as_of:
            charge = _closed(provider, payment)
        command(lambda: record_charge(provider=provider, charge=charge), actor=CASHIER)
    except ProviderDown as down:
        log.warning("provider_down", payment=str(payment_id), reason=str(down))
    payment = own_payment(None, payment_id)
    if payment.state in PAYABLE:
        pause = ask_after(payment.as_of - payment.made_at)
        job, key = {"payment": str(payment_id)}, f"money.follow:{payment_id}"
        command(lambda: enqueue("money.follow", job, after=pause, unique_key=key), actor=CASHIER)


def _closed(provider: Provider, payment: PaymentFacts) -> Charge:
    """What ``close`` left; a payment that the provider never heard of cannot be paid either."""
    charge = provider.close(payment.merchant_no)
    if charge.state is ChargeState.UNKNOWN:
        return Charge(payment.merchant_no, ChargeState.CLOSED)
    return charge


def close_payment(payment_id: UUID) -> None:
    """Have a payment that is still under way closed at its provider, unless it was paid there. Raises ProviderDown."""
    payment = own_payment(None, payment_id)
    if payment.state not in PAYABLE:
        return
    provider = _provider(payment)
    charge = _closed(provider, payment)
    command(lambda: record_charge(provider=provider, charge=charge), actor=CASHIER)


def push_refund(refund_id: UUID) -> None:
    """Send an approved refund, or ask about one that was sent. Then again, later, until the provider says how it ended."""
    refund = refund_facts(refund_id)
    if refund.state not in (RefundState.APPROVED, RefundState.SENT):
        return
    try:
        provider = _provider(refund)
        back = _ask_for(provider, refund)
        command(lambda: record_back(provider=provider, back=back), actor=CASHIER)
    except ProviderDown as down:
        log.warning("provider_down", refund=str(refund_id), reason=str(down))
    refund = refund_facts(refund_id)
    if refund.state in (RefundState.APPROVED, RefundState.SENT):
        if _needs_somebody(refund):
            command(lambda: refund_waits(refund_id=refund_id), actor=CASHIER)
        pause = ask_after(refund.as_of - (refund.decided_at or refund.asked_at))
        job, key = {"refund": str(refund_id)}, f"money.refund:{refund_id}"
        command(lambda: enqueue("money.refund", job, after=pause, unique_key=key), actor=CASHIER)


def _needs_somebody(refund: RefundFacts) -> bool:
    provider = provider_called(refund.provider)
    return refund.as_of > refund.due_at or provider is None or provider.by_hand


def _ask_for(provider: Provider, refund: RefundFacts) -> Back:
    payment = own_payment(None, refund.payment_id)
    if refund.state is RefundState.SENT:
        back = provider.query_refund(refund.refund_no, merchant_no=payment.merchant_no)
        if back.state is not BackState.UNKNOWN:
            return back
    return provider.refund(
        RefundOrder(
            refund_no=refund.refund_no,
            merchant_no=payment.merchant_no,
            amount_fen=refund.amount_fen,
            paid_fen=payment.amount_fen,
            reason=str(refund.reason),
            notify_url=notify_url(refund.provider),
        )
    )


def ask_about(provider: Provider, *, payment_id: UUID | None = None, refund_id: UUID | None = None) -> None:
    """Ask the provider about one payment or refund now, whatever state it is in here. Raises ProviderDown."""
    if payment_id is not None:
        charge = provider.query(own_payment(None, payment_id).merchant_no)
        command(lambda: record_charge(provider=provider, charge=charge), actor=CASHIER)
    if refund_id is not None:
        refund = refund_facts(refund_id)
        merchant_no = own_payment(None, refund.payment_id).merchant_no
        back = provider.query_refund(refund.refund_no, merchant_no=merchant_no)
        command(lambda: record_back(provider=provider, back=back), actor=CASHIER)


def book_statement(lines: Sequence[StatementLine]) -> int:
    """Book lines of the supervised account's statement, each once, and have their days matched; how many were new.

    Raises ProviderNotOffered: no such account here.
    """
    bank = provider_called("bank")
    if bank is None:
        raise ProviderNotOffered()
    new = sum(command(lambda line=line: take_line(provider=bank, line=line), actor=CASHIER) for line in lines)  # type: ignore[misc]
    if new:
        command(lambda: match_days(provider=bank, lines=lines), actor=CASHIER)
    return new
