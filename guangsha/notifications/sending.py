"""One sending: may it go now, send it, write down what came of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import F

from guangsha.backbone.public import enqueue, require_command
from guangsha.notifications.domain.kinds import Channel, kind_called
from guangsha.notifications.models import Delivery
from guangsha.notifications.ports import SendLater, SendRefused, address_of, sender_for
from guangsha.notifications.selectors import quiet_hours
from guangsha.notifications.services import DELIVER, notify

UNREACHABLE = {Channel.EMAIL: "notifications.email_unreachable", Channel.SMS: "notifications.sms_unreachable"}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``state``: sent, refused, no_address, or waiting when it is to be tried ``again``."""

    state: str
    provider_id: str = ""
    error: str = ""

    @property
    def again(self) -> bool:
        """Whether it will be tried again."""
        return self.state == "waiting"


def _delivery(delivery_id: UUID) -> Delivery | None:
    return Delivery.objects.select_related("notification").filter(pk=delivery_id, state="waiting").first()


def postpone(delivery_id: UUID, *, now: datetime) -> bool:
    """Whether it has to wait because quiet hours began or were moved meanwhile; then it comes back when they are over."""
    require_command()
    delivery = _delivery(delivery_id)
    if delivery is None or kind_called(delivery.notification.kind).urgent:
        return False
    wait = quiet_hours(delivery.notification.person_id).wait(now)
    if wait:
        enqueue(DELIVER, {"delivery_id": str(delivery_id)}, after=wait)
    return bool(wait)


def send(delivery_id: UUID) -> Outcome | None:
    """Hand it to the provider. None: it was sent or given up before."""
    delivery = _delivery(delivery_id)
    if delivery is None:
        return None
    channel = Channel(delivery.channel)
    sender = sender_for(channel)
    address = address_of(delivery.notification.person_id, channel)
    if address is None or sender is None:
        return Outcome("no_address")
    kind = kind_called(delivery.notification.kind)
    words = kind.words[address.language].filled(json.loads(delivery.notification.data.reveal()))
    try:
        return Outcome("sent", provider_id=sender(address, words, sending_id=delivery_id)[:120])
    except SendRefused as error:
        return Outcome("refused", error=str(error)[:200])
    except SendLater as error:
        return Outcome("waiting", error=str(error)[:200])


def record(delivery_id: UUID, outcome: Outcome, *, now: datetime) -> None:
    """Write down what came of an attempt; a person whose address refuses is told in the centre, once a day at most."""
    require_command()
    written = Delivery.objects.filter(pk=delivery_id, state="waiting").update(
        state=outcome.state,
        attempts=F("attempts") + 1,
        provider_id=outcome.provider_id,
        error=outcome.error,
        ended_at=None if outcome.again else now,
    )
    if not written or outcome.state != "refused":
        return
    delivery = Delivery.objects.select_related("notification").get(pk=delivery_id)
    notify(
        person_id=delivery.notification.person_id,
        kind=UNREACHABLE[Channel(delivery.channel)],
        data={},
        dedupe_key=f"{now:%Y-%m-%d}",
        now=now,
    )
