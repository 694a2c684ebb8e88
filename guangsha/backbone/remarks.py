"""What an operator should look at though nothing is broken."""

from django.db.models import Count

from guangsha.backbone.handlers import gone_handlers
from guangsha.backbone.models import Job, ParkedEvent
from guangsha.backbone.outbox import head_position


def remarks() -> list[str]:
    """One line each: handlers that nobody runs any more, events and jobs that were given up."""
    head = head_position()
    lines = [
        f"handler {gone.name} is gone (last seen {gone.seen_at:%Y-%m-%d %H:%M} UTC, {max(0, head - gone.position)} events "
        "behind): old events are not kept for it"
        for gone in gone_handlers()
    ]
    events = ParkedEvent.objects.values_list("handler").annotate(count=Count("pk")).order_by("handler")
    lines += [f"handler {name} has given up {count} events" for name, count in events]
    jobs = Job.objects.exclude(parked_at=None).values_list("name").annotate(count=Count("pk")).order_by("name")
    return lines + [f"job {name} was given up {count} times" for name, count in jobs]
