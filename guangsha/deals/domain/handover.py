"""Appointments to hand a home over: times of the house with places, and which of them a buyer has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guangsha.catalog.public import NamedHome

BEFORE = timedelta(hours=24)
"""A time is chosen, and given back, at least a day before it."""
MOST_PLACES, MOST_MINUTES, MOST_SLOTS = 200, 480, 60


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """A time of the house. ``left``: places nobody has. ``mine``: the reader's own time. ``closed``: taken off."""

    id: UUID
    starts_at: datetime
    minutes: int
    places: int
    left: int
    mine: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Who comes at a time: the deal and its home; the name masked."""

    slot_id: UUID
    deal_id: UUID
    home: NamedHome | None
    masked_name: str


@dataclass(frozen=True, slots=True)
class HandoverDesk:
    """The times of a project with who comes."""

    slots: tuple[SlotFacts, ...]
    visits: tuple[VisitFacts, ...]
    may_keep: bool
    as_of: datetime
