"""Quiet hours: a stretch of a person's own day in which only urgent things are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From minute ``start`` to minute ``end`` of the day in ``zone``; over midnight when end < start; none when equal."""

    start: int
    end: int
    zone: str

    def wait(self, now: datetime) -> timedelta:
        """How long to wait from ``now`` (aware) until the quiet hours end; zero outside of them."""
        if self.start == self.end:
            return timedelta()
        local = now.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        inside = (minute - self.start) % DAY < (self.end - self.start) % DAY
        if not inside:
            return timedelta()
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        days = 1 if self.end <= minute else 0
        over = (midnight + timedelta(days=days)).replace(hour=self.end // 60 % 24, minute=self.end % 60)
        if self.end == DAY:
            over = midnight + timedelta(days=1)
        return max(over - local, timedelta())
