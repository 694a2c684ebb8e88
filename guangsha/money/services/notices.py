"""Notices of providers: each event once, by its unique key."""

import hashlib

from django.db import IntegrityError, transaction

from guangsha.backbone.public import audit, require_command
from guangsha.money.models import ProviderEvent
from guangsha.money.ports import Notice, Provider
from guangsha.money.services.payments import record_charge
from guangsha.money.services.refunds import record_back


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
                event_id=notice.event_id[:64],
                kind=f"{'payment' if notice.charge else 'refund'}.{about.state if about else 'none'}"[:20],
                number=number[:64],
                amount_fen=about.amount_fen if about else None,
                digest=hashlib.sha256(body).hexdigest(),
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
        data={"digest": hashlib.sha256(body).hexdigest(), "bytes": len(body)},
    )
