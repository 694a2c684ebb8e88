"""Time as a value. Services take ``now``; only entry points ask a clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The current moment, timezone-aware, in UTC."""
    return datetime.now(UTC)
