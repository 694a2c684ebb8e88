"""Appointments to hand a home over: times of the house with places, and which of them a buyer has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guangsha.catalog.public import NamedHome
from guangsha.deals.domain.states import HandoverState

BEFORE = timedelta(hours=24)
"""A time is chosen, and given back, at least a day before it."""
MOST_PLACES, MOST_MINUTES, MOST_SLOTS = 200, 480, 60

MOST_DEFECTS, MOST_KEYS = 30, 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is read and given at the visit. Meters as they stand ("" where there is none); ``papers``: both documents that the
    law asks for were given (住宅质量保证书, 住宅使用说明书); ``defects``: what was found, in words.
    """

    water: str
    electricity: str
    gas: str
    keys: int
    papers: bool
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandoverPlanned:
    """What is arranged so far: the buyer's appointment, or whether there are times to choose from."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    times: bool = False


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """A handover that the house opened, and what the buyer said to it. ``note``: why it was refused."""

    id: UUID
    state: HandoverState
    sheet: Sheet
    opened_at: datetime
    decided_at: datetime | None
    note: str


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
