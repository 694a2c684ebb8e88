"""Over which days looks at a unit are added up."""

from datetime import date, datetime, timedelta

from guangsha.kit.clock import CHINA

DAYS = 7


def first_day(now: datetime) -> date:
    """The first of the DAYS that end with the day of ``now`` in China."""
    return now.astimezone(CHINA).date() - timedelta(days=DAYS - 1)
