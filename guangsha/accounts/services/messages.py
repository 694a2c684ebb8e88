"""Messages wait in the database, sealed, and are sent by a job: no command waits for a provider."""

import json
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from guangsha.accounts import ports
from guangsha.accounts.models import OutgoingMessage
from guangsha.backbone.public import enqueue, require_command
from guangsha.kit.ids import new_id
from guangsha.vault.public import open_text, seal_text

SEND_JOB = "accounts.send_message"
USEFUL = timedelta(minutes=10)
"""As long as the code inside is valid."""


def _context(message_id: UUID) -> str:
    return f"accounts.outgoingmessage:{message_id}"


def _queue(channel: str, content: dict[str, object]) -> None:
    require_command()
    message_id = new_id()
    OutgoingMessage.objects.create(
        id=message_id,
        channel=channel,
        sealed=seal_text(json.dumps(content), context=_context(message_id)),
        expires_at=Now() + USEFUL,
    )
    enqueue(SEND_JOB, {"id": str(message_id)})


def queue_sms(sms: ports.Sms) -> None:
    """Have ``sms`` sent once this command commits."""
    _queue("sms", {"phone": sms.phone, "template": sms.template, "params": sms.params, "text": sms.text})


def queue_mail(mail: ports.Mail, *, to_nobody: bool = False) -> None:
    """Have ``mail`` sent once this command commits. ``to_nobody``: do the same work and send nothing."""
    channel = "nobody" if to_nobody else "mail"
    _queue(channel, {"address": mail.address, "subject": mail.subject, "text": mail.text})


def send_message(message_id: UUID) -> None:
    """Send a waiting message and let go of it. Raises SendFailed: again later. Stale messages are dropped."""
    found = OutgoingMessage.objects.filter(pk=message_id).annotate(now=Now())
    message = found.filter(expires_at__gt=F("now")).first()
    if message is not None:
        content = json.loads(open_text(message.sealed, context=_context(message_id)))
        match message.channel:
            case "sms":
                ports.send_sms(ports.Sms(**content))
            case "mail":
                ports.send_mail(ports.Mail(**content))
    OutgoingMessage.objects.filter(pk=message_id).delete()
