"""A hook: contexts above add what happened in theirs to the timeline of a deal. They register in their ``apps.py``."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from guangsha.deals.domain.subscriptions import TimelineEntry


class TimelineSource(Protocol):
    """What happened elsewhere about these deals. A fixed number of queries, however many there are."""

    def __call__(self, subscription_ids: Sequence[UUID], /) -> dict[UUID, list[TimelineEntry]]:
        """Entries by deal; their order does not matter."""
        ...


_sources: dict[str, TimelineSource] = {}


def register_timeline(name: str, source: TimelineSource) -> None:
    """Add to every timeline of deals; a name again replaces."""
    _sources[name] = source


def entries_elsewhere(subscription_ids: Sequence[UUID]) -> dict[UUID, list[TimelineEntry]]:
    """What all sources say."""
    found: dict[UUID, list[TimelineEntry]] = {}
    for source in _sources.values():
        for key, entries in source(subscription_ids).items():
            found.setdefault(key, []).extend(entries)
    return found
