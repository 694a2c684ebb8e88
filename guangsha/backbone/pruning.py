"""Old events go; those that a handler has not taken yet stay."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from guangsha.backbone.handlers import slowest_position
from guangsha.backbone.leases import hold_lease
from guangsha.backbone.models import OutboxEvent
from guangsha.backbone.outbox import head_position

BATCH = 500
LEASE_S = 10.0


def prune_step() -> bool:
    """Delete events older than the retention. True when there may be more.

    Never the newest one: the head must not fall back. Never one that a live handler has not taken.
    """
    old = Now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    with transaction.atomic():
        if not hold_lease("outbox-prune", seconds=LEASE_S):
            return False
        taken = slowest_position()
        rows = OutboxEvent.objects.filter(created_at__lt=old, position__lt=head_position())
        if taken is not None:
            rows = rows.filter(position__lte=taken)
        doomed = list(rows.order_by("position").values_list("pk", flat=True)[:BATCH])
        OutboxEvent.objects.filter(pk__in=doomed).delete()
    return len(doomed) == BATCH
