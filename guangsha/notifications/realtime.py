"""Streams of one's own: new notifications, and how many are unread."""

from typing import Any
from uuid import UUID

from guangsha.backbone.public import Replay, Stream
from guangsha.notifications.domain.events import NotificationsRead, Notified
from guangsha.notifications.policies import own_centre
from guangsha.notifications.schemas import NOTIFICATIONS, UNREAD, NotificationEvent, NotificationOut, UnreadEvent
from guangsha.notifications.selectors import newest_seq, notifications_after, unread_count


def _person(payload: dict[str, Any]) -> str:
    return str(payload["person_id"])


def _replay(key: str, after: int, limit: int) -> Replay:
    person_id = UUID(key)
    head = newest_seq(person_id)
    events = [
        NotificationEvent(seq=told.seq, kind="notification", notification=NotificationOut.of(told))
        for told in (notifications_after(person_id, after, limit) if after < head else [])
    ]
    return Replay(events, max([head, *(event.seq for event in events)]))


def _unread(key: str) -> UnreadEvent:
    return UnreadEvent(seq=0, kind="unread", unread=unread_count(UUID(key)))


STREAMS = [
    Stream(
        name=NOTIFICATIONS,
        events=(NotificationEvent,),
        authorise=own_centre,
        replay=_replay,
        wakes={Notified.name: _person},
    ),
    Stream(
        name=UNREAD,
        events=(UnreadEvent,),
        authorise=own_centre,
        state=_unread,
        wakes={Notified.name: _person, NotificationsRead.name: _person},
    ),
]
