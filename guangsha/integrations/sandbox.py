"""The shipped sandbox: messages go into a sealed table instead of out of the house."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guangsha.accounts.ports import Mail, Sms
from guangsha.integrations.models import SandboxMessage
from guangsha.kit.ids import new_id
from guangsha.vault.public import open_text, seal_text

KEPT = 200


@dataclass(frozen=True, slots=True)
class SandboxEntry:
    """A message as the outbox page shows it."""

    id: UUID
    channel: str
    receiver: str
    subject: str
    text: str
    sent_at: datetime
    headers: dict[str, str] = field(default_factory=dict)


def _context(message_id: UUID) -> str:
    return f"integrations.sandboxmessage:{message_id}"


def _keep(channel: str, receiver: str, subject: str, text: str, headers: dict[str, str] | None = None) -> None:
    message_id = new_id()
    content = json.dumps({"receiver": receiver, "subject": subject, "text": text, "headers": headers or {}})
    SandboxMessage.objects.create(
        id=message_id, channel=channel, sealed=seal_text(content, context=_context(message_id))
    )
    old = SandboxMessage.objects.order_by("-sent_at", "-id").values_list("pk", flat=True)[KEPT:]
    SandboxMessage.objects.filter(pk__in=list(old)).delete()


def keep_sms(sms: Sms, /) -> None:
    """The sandbox as a sender of texts."""
    _keep("sms", sms.phone, "", sms.text)


def keep_mail(mail: Mail, /) -> None:
    """The sandbox as a sender of mails."""
    _keep("mail", mail.address, mail.subject, mail.text, mail.headers)


def latest_messages(limit: int = 50) -> list[SandboxEntry]:
    """What was not sent, newest first."""
    rows = SandboxMessage.objects.order_by("-sent_at", "-id")[:limit]
    return [
        SandboxEntry(
            row.id, row.channel, **json.loads(open_text(row.sealed, context=_context(row.id))), sent_at=row.sent_at
        )
        for row in rows
    ]
