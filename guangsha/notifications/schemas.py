"""What the notification routes take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import AfterValidator, Field

from guangsha.backbone.public import StreamEvent
from guangsha.notifications.domain.kinds import Channel
from guangsha.notifications.selectors import Told

NOTIFICATIONS, UNREAD = "notifications", "unread"


class NotificationText(Schema):
    """One language."""

    title: str
    body: str


class NotificationOut(Schema):
    """A notification in both languages; ``link`` is a path of this site or empty."""

    id: UUID
    seq: int
    kind: str
    zh: NotificationText
    en: NotificationText
    link: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, told: Told) -> "NotificationOut":
        """As it travels."""
        texts = {
            name: NotificationText(title=words.title, body=words.body) for name, words in sorted(told.words.items())
        }
        return cls(
            id=told.id,
            seq=told.seq,
            kind=told.kind,
            zh=texts["zh"],
            en=texts["en"],
            link=told.link,
            urgent=told.urgent,
            created_at=told.created_at,
            read_at=told.read_at,
        )


class NotificationEvent(StreamEvent):
    """Stream ``notifications``: a new notification."""

    kind: Literal["notification"]
    notification: NotificationOut


class UnreadEvent(StreamEvent):
    """Stream ``unread``: how many are unread now."""

    kind: Literal["unread"]
    unread: int


class StreamRef(Schema):
    """A stream to follow."""

    stream: str
    key: str
    seq: int


class NotificationPage(Schema):
    """Newest first. ``live``: the stream that tells of new ones, and the number from which to follow it."""

    items: list[NotificationOut]
    next_cursor: str | None
    unread: int
    live: StreamRef


class ReadIn(Schema):
    """Which ones were read."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class ReadOut(Schema):
    """How many are unread now."""

    unread: int


class KindPreference(Schema):
    """The channels a kind comes by. ``urgent`` ones cannot be turned off. ``offered``: what can be chosen."""

    kind: str
    urgent: bool
    title_zh: str
    title_en: str
    channels: list[Channel]
    offered: list[Channel]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone")
    return name


class QuietHoursBody(Schema):
    """Minutes of the person's own day; equal: no quiet hours."""

    start_minute: Annotated[int, Field(ge=0, le=1439)]
    end_minute: Annotated[int, Field(ge=0, le=1439)]
    zone: Annotated[str, Field(max_length=60), AfterValidator(_zone)]


class PreferencesOut(Schema):
    """How a person wants to be told."""

    kinds: list[KindPreference]
    quiet_hours: QuietHoursBody


class KindWish(Schema):
    """The channels wanted for one kind; those not named are turned off."""

    kind: Annotated[str, Field(max_length=80)]
    channels: Annotated[list[Channel], Field(max_length=3)]


class PreferencesIn(Schema):
    """What changes; kinds not named stay as they are."""

    kinds: Annotated[list[KindWish], Field(max_length=100)] = []
    quiet_hours: QuietHoursBody | None = None
