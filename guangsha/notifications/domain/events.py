"""What notifications tell the other contexts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class Notified(Event):
    """A person has a new notification in the centre."""

    name: ClassVar[str] = "notifications.notified"
    person_id: UUID
    notification_id: UUID
    seq: int

    @property
    def aggregate(self) -> str:
        """The person."""
        return f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class NotificationsRead(Event):
    """A person read notifications."""

    name: ClassVar[str] = "notifications.read"
    person_id: UUID

    @property
    def aggregate(self) -> str:
        """The person."""
        return f"person:{self.person_id}"
