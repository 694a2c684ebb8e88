"""Writes of notifications."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.backbone.public import emit, enqueue, require_command
from guangsha.kit.errors import Invalid
from guangsha.notifications.domain.events import NotificationsRead, Notified
from guangsha.notifications.domain.kinds import Channel, Kind, kind_called
from guangsha.notifications.domain.quiet import QuietHours
from guangsha.notifications.models import Centre, Delivery, Notification, Preference, Quiet
from guangsha.notifications.ports import sender_for
from guangsha.notifications.selectors import quiet_hours, wanted_channels
from guangsha.vault.public import ErasedSubject, Secret

DELIVER = "notifications.deliver"


def notify(*, person_id: UUID, kind: str, data: Mapping[str, str], dedupe_key: str, now: datetime) -> UUID | None:
    """Tell a person, in the centre and by the channels they want; the id. None: told before (``dedupe_key``), or erased.

    ``dedupe_key`` names the change of state (for example ``listing:<id>:version:7``): however often it is reported, there is one
    notification. Non-urgent sendings wait until the person's quiet hours are over. Raises ValueError for values the kind's
    words do not take, and for phone and identity numbers in them.
    """
    require_command()
    told = kind_called(kind)
    told.check(data)
    channels = wanted_channels(person_id, told)
    notification = _write(person_id, told, data, dedupe_key, in_centre=Channel.IN_APP in channels, now=now)
    if notification is None:
        return None
    wait = None if told.urgent else quiet_hours(person_id).wait(now)
    for channel in sorted(channels - {Channel.IN_APP}):
        if sender_for(channel) is not None:
            delivery = Delivery.objects.create(notification=notification, channel=channel)
            enqueue(DELIVER, {"delivery_id": str(delivery.id)}, after=wait or None)
    if notification.seq is not None:
        emit(Notified(person_id, notification.id, notification.seq))
    return notification.id


def _write(
    person_id: UUID, kind: Kind, data: Mapping[str, str], dedupe_key: str, *, in_centre: bool, now: datetime
) -> Notification | None:
    """The row and its number, both or neither: a twin that lost the race leaves no gap. Nothing for one who was erased."""
    if Notification.objects.filter(person_id=person_id, kind=kind.name, dedupe_key=dedupe_key).exists():
        return None
    if in_centre:
        Centre.objects.get_or_create(person_id=person_id)
    notification = Notification(
        person_id=person_id,
        kind=kind.name,
        dedupe_key=dedupe_key,
        data=Secret(json.dumps(dict(data), ensure_ascii=False)),  # type: ignore[misc]
        created_at=now,
    )
    try:
        with transaction.atomic():
            if in_centre:
                Centre.objects.filter(pk=person_id).update(seq=F("seq") + 1)
                notification.seq = Centre.objects.values_list("seq", flat=True).get(pk=person_id)
            notification.save(force_insert=True)
    except (IntegrityError, ErasedSubject):
        return None
    return notification


def mark_read(*, person_id: UUID, ids: Iterable[UUID] | None, now: datetime) -> int:
    """Mark these notifications of the person read (None: all); how many were unread. Ids of others are passed over."""
    require_command()
    unread = Notification.objects.filter(person_id=person_id, read_at=None).exclude(seq=None)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    count = unread.update(read_at=now)
    if count:
        emit(NotificationsRead(person_id))
    return count


def set_preferences(*, person_id: UUID, wishes: Mapping[tuple[str, Channel], bool]) -> None:
    """Store which kinds the person wants by which channel. Raises Invalid for unknown kinds and for urgent ones turned off."""
    require_command()
    wrong = []
    for (name, channel), wanted in wishes.items():
        try:
            kind = kind_called(name)
        except ValueError:
            wrong.append({"field": name, "message": "unknown"})
            continue
        if channel is Channel.SMS and not kind.words["zh"].sms:
            if wanted:
                wrong.append({"field": name, "message": "no_sms"})
        elif kind.urgent and not wanted:
            wrong.append({"field": name, "message": "urgent"})
    if wrong:
        raise Invalid(errors=wrong)
    for (name, channel), wanted in wishes.items():
        Preference.objects.update_or_create(
            person_id=person_id, kind=name, channel=channel, defaults={"wanted": wanted}
        )


def set_quiet_hours(*, person_id: UUID, hours: QuietHours) -> None:
    """Store the person's quiet hours."""
    require_command()
    values = {"start_minute": hours.start, "end_minute": hours.end, "zone": hours.zone}
    Quiet.objects.update_or_create(person_id=person_id, defaults=values)
