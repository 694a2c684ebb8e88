"""What sales ask of contexts above them: they register in their ``apps.py``."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from guangsha.deals.domain.subscriptions import TimelineEntry


class NoFault(Protocol):
    """Says whether a deal ends through no fault of its buyer, for instance because no bank lends."""

    def __call__(self, subscription_id: UUID, /) -> str | None:
        """Why it does, as a code; None: it does not. Inside the command that ends the deal, so no outside effect."""
        ...


class TimelineSource(Protocol):
    """What happened elsewhere about these deals. A fixed number of queries, however many there are."""

    def __call__(self, subscription_ids: Sequence[UUID], /) -> dict[UUID, list[TimelineEntry]]:
        """Entries by deal; their order does not matter."""
        ...


_asked: list[NoFault] = []
_sources: dict[str, TimelineSource] = {}


def register_no_fault(ask: NoFault) -> None:
    """Ask this one too; the same one again changes nothing."""
    if ask not in _asked:
        _asked.append(ask)


def no_fault_of(subscription_id: UUID) -> str | None:
    """Why the deal ends through no fault of its buyer, by the first who says so; None: nobody does."""
    return next((why for ask in _asked if (why := ask(subscription_id)) is not None), None)


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
