"""When news is told: at once, once a day, once a week; never at night."""

from datetime import datetime, timedelta
from enum import StrEnum

from guangsha.kit.clock import CHINA

TOLD_AT_HOUR = 9
GATHER = timedelta(seconds=20)
"""Instant news waits this long for more of the same: a release of two hundred homes is one message."""


class Cadence(StrEnum):
    """How often a saved search may write."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class Bucket(StrEnum):
    """What goes into one digest: the searches of one cadence, or the prices of favourites."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"
    PRICE = "price"


def due_at(bucket: Bucket, found_at: datetime) -> datetime:
    """When news found at ``found_at`` is to be told; days and weeks end at nine in the morning, China time, weeks on Monday."""
    if bucket in (Bucket.INSTANT, Bucket.PRICE):
        return found_at + GATHER
    local = found_at.astimezone(CHINA)
    due = local.replace(hour=TOLD_AT_HOUR, minute=0, second=0, microsecond=0)
    if due <= local:
        due += timedelta(days=1)
    if bucket is Bucket.WEEKLY:
        due += timedelta(days=-due.weekday() % 7)
    return due
