"""What may be done so many times a day."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.accounts.identity_models import DailyAllowance
from guangsha.backbone.public import require_command
from guangsha.kit.clock import CHINA

KEPT_DAYS = 7


def day_of(now: datetime) -> date:
    """The calendar day in China."""
    return now.astimezone(CHINA).date()


def take_allowance(*, key: str, now: datetime, cap: int) -> int | None:
    """Use one of ``cap`` for ``key`` today; how many are used now, or None when none is left. Given back by a rollback.

    ``key`` must not hold personal values: use ids and blind indexes.
    """
    require_command()
    today = DailyAllowance.objects.filter(key=key, day=day_of(now))
    for _ in range(2):
        if today.filter(used__lt=cap).update(used=F("used") + 1):
            return today.values_list("used", flat=True).get()
        if today.exists() or cap < 1:
            return None
        try:
            with transaction.atomic():
                DailyAllowance.objects.create(key=key, day=day_of(now), used=1)
        except IntegrityError:
            continue  # another was first with this day's first: take the second
        return 1
    return None


def forget_old_allowances(now: datetime) -> int:
    """Delete the counts of days long past; how many."""
    require_command()
    return DailyAllowance.objects.filter(day__lt=day_of(now) - timedelta(days=KEPT_DAYS)).delete()[0]
