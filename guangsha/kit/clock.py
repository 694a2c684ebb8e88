"""Time as a value. Services take ``now``; only entry points ask a clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""Where a day, a month and a year begin for buyers, banks and contracts."""


def utc_now() -> datetime:
    """The current moment, timezone-aware, in UTC."""
    return datetime.now(UTC)
