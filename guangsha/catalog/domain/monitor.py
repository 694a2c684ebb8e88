"""Figures of the listing monitor, from when the public saw what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import groupby
from uuid import UUID

CHINA = timezone(timedelta(hours=8))
"""Days are those of the calendar in China, which has one time zone and no summer time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A version of a project and when the public saw it."""

    project_id: UUID
    public_from: datetime
    public_until: datetime | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What happened to listings on one day."""

    day: date
    published: int
    updated: int
    taken_down: int


def days_of(versions: Iterable[Shown], *, first: date, last: date) -> list[DayFigures]:
    """Figures of each day from ``first`` to ``last``. Versions come by project, each project's in order.

    A version that follows another one without a gap is an update; else a publication. One that ends without a successor at
    that moment is a take-down.
    """
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, group in groupby(versions, key=lambda version: version.project_id):
        rows = list(group)
        for index, row in enumerate(rows):
            follows = index > 0 and rows[index - 1].public_until == row.public_from
            counts[day_of(row.public_from)][1 if follows else 0] += 1
            succeeded = index + 1 < len(rows) and rows[index + 1].public_from == row.public_until
            if row.public_until is not None and not succeeded:
                counts[day_of(row.public_until)][2] += 1
    days = (last - first).days + 1
    return [DayFigures(day, *counts[day]) for day in (first + timedelta(days=step) for step in range(days))]


def day_of(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day in China (the first of the next is excluded)."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=CHINA)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that ``share`` of all are not above (nearest rank); None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * share // 1))
    return ordered[int(rank) - 1]
