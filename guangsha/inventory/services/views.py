"""Writing down how often pages of units were looked at."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from guangsha.backbone.public import require_command
from guangsha.inventory.domain.views import first_day
from guangsha.inventory.models import UnitViews

CHUNK = 400


def add_views(*, seen: Mapping[tuple[UUID, date], int]) -> None:
    """Add looks by unit and day. Not idempotent: whoever counts gives each look once.

    Rows are made first, empty where somebody else made them meanwhile, and then added to: of two writers none loses.
    """
    require_command()
    keys = sorted(seen, key=str)
    rows = [UnitViews(unit_id=unit_id, day=day) for unit_id, day in keys]
    UnitViews.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    alike: dict[tuple[date, int], list[UUID]] = defaultdict(list)
    for unit_id, day in keys:
        alike[day, seen[unit_id, day]].append(unit_id)
    for (day, count), units in alike.items():
        for start in range(0, len(units), CHUNK):
            found = UnitViews.objects.filter(day=day, unit__in=units[start : start + CHUNK])
            found.update(views=F("views") + count)


def forget_views(*, now: datetime) -> int:
    """Delete what is older than the days that are shown; how many rows."""
    require_command()
    deleted, _ = UnitViews.objects.filter(day__lt=first_day(now)).delete()
    return deleted
