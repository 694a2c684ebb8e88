"""Reads of notifications."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from guangsha.kit.paging import Page, decode_cursor, encode_cursor
from guangsha.notifications.domain.kinds import Channel, Kind, Words, all_kinds, kind_called
from guangsha.notifications.domain.quiet import QuietHours
from guangsha.notifications.models import Centre, Notification, Preference, Quiet


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as its person reads it."""

    id: UUID
    seq: int
    kind: str
    words: dict[str, Words]
    link: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


RETIRED = {"zh": Words("通知", ""), "en": Words("Notification", "")}


def told(row: Notification) -> Told:
    """``row`` in words; one of a kind that is not told any more keeps its number and says only that it was there."""
    try:
        kind = kind_called(row.kind)
    except ValueError:
        return Told(row.id, cast(int, row.seq), row.kind, RETIRED, "", False, row.created_at, row.read_at)
    data = json.loads(row.data.reveal())
    words = {language: text.filled(data) for language, text in kind.words.items()}
    link = kind.link.format(**data)
    return Told(row.id, cast(int, row.seq), row.kind, words, link, kind.urgent, row.created_at, row.read_at)


def newest_seq(person_id: UUID) -> int:
    """The number of the person's newest notification."""
    return Centre.objects.filter(pk=person_id).values_list("seq", flat=True).first() or 0


def notifications_after(person_id: UUID, after: int, limit: int) -> list[Told]:
    """In their order, those numbered above ``after``."""
    rows = Notification.objects.filter(person_id=person_id, seq__gt=after)
    return [told(row) for row in rows.order_by("seq")[:limit]]


def centre_page(person_id: UUID, *, cursor: str | None, limit: int, unread_only: bool = False) -> Page[Told]:
    """Newest first. Raises BadCursor."""
    rows = Notification.objects.filter(person_id=person_id).exclude(seq=None)
    if unread_only:
        rows = rows.filter(read_at=None)
    if cursor:
        rows = rows.filter(seq__lt=decode_cursor(cursor, kinds=(int,))[0])
    found: Sequence[Notification] = list(rows.order_by("-seq")[: limit + 1])
    shown = found[:limit]
    following = encode_cursor([shown[-1].seq]) if len(found) > limit else None
    return Page([told(row) for row in shown], following)


def unread_count(person_id: UUID) -> int:
    """How many notifications in the centre were not read."""
    return Notification.objects.filter(person_id=person_id, read_at=None).exclude(seq=None).count()


def wanted_channels(person_id: UUID, kind: Kind) -> frozenset[Channel]:
    """The channels by which the person wants ``kind``."""
    wishes = Preference.objects.filter(person_id=person_id, kind=kind.name).values_list("channel", "wanted")
    said = {Channel(channel): wanted for channel, wanted in wishes}
    return frozenset(channel for channel in Channel if said.get(channel, channel in kind.channels))


def preferences(person_id: UUID) -> dict[str, frozenset[Channel]]:
    """Every kind with the channels by which the person wants it."""
    said: dict[tuple[str, str], bool] = {}
    for kind, channel, wanted in Preference.objects.filter(person_id=person_id).values_list(
        "kind", "channel", "wanted"
    ):
        said[kind, channel] = wanted
    return {
        kind.name: frozenset(item for item in Channel if said.get((kind.name, item), item in kind.channels))
        for kind in all_kinds()
    }


def quiet_hours(person_id: UUID) -> QuietHours:
    """The person's quiet hours, or the default."""
    row = Quiet.objects.filter(pk=person_id).first() or Quiet(person_id=person_id)
    return QuietHours(row.start_minute, row.end_minute, row.zone)
