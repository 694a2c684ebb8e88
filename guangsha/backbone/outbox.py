"""The relay stamps committed events with positions; readers follow positions, because commit order is not id order."""

from collections.abc import Collection
from typing import cast

from django.db import models, transaction

from guangsha.backbone.domain.events import StampedEvent
from guangsha.backbone.leases import hold_lease
from guangsha.backbone.models import OutboxEvent

BATCH = 500
LEASE_S = 10.0


def head_position() -> int:
    """The newest position; 0 before the first event."""
    return cast(int, OutboxEvent.objects.aggregate(top=models.Max("position"))["top"] or 0)


def oldest_position() -> int:
    """The oldest position still kept; a cursor below it minus one has missed events and must rebuild its copy."""
    return cast(int, OutboxEvent.objects.aggregate(low=models.Min("position"))["low"] or 1)


def events_after(position: int, *, limit: int = BATCH, names: Collection[str] | None = None) -> list[StampedEvent]:
    """At most ``limit`` events behind ``position``, in order; only those called ``names`` when given."""
    rows = OutboxEvent.objects.filter(position__gt=position)
    if names is not None:
        rows = rows.filter(name__in=names)
    return [
        StampedEvent(cast(int, row.position), row.id, row.name, row.aggregate, row.payload, row.created_at)
        for row in rows.order_by("position")[:limit]
    ]


def newest_by_name(position: int) -> dict[str, int]:
    """The newest position of each name that happened behind ``position``."""
    rows = OutboxEvent.objects.filter(position__gt=position).values("name").annotate(newest=models.Max("position"))
    return dict(rows.values_list("name", "newest"))


def relay_step() -> bool:
    """Stamp up to BATCH committed events. True when there may be more. Only the holder of the lease stamps."""
    if not OutboxEvent.objects.filter(position=None).exists():
        return False
    with transaction.atomic():
        if not hold_lease("relay", seconds=LEASE_S):
            return False
        head = head_position()
        waiting = list(OutboxEvent.objects.filter(position=None).order_by("id")[:BATCH])
        for offset, event in enumerate(waiting, start=1):
            event.position = head + offset
        OutboxEvent.objects.bulk_update(waiting, ["position"], batch_size=100)
    return len(waiting) == BATCH
