"""The staff's unit board as values: what the people who keep the ledger see of each unit, now or at a past moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.catalog.public import BuildingFacts, DeskListing, UnitFacts
from guangsha.inventory.domain.claims import ClaimEnding, ClaimKind
from guangsha.inventory.domain.price import PriceReceipt
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import AskedState, BatchState, Refusal
from guangsha.vault.public import Masked


@dataclass(frozen=True, slots=True)
class StaffUnit:
    """A unit on the staff's board. ``revision`` 0: no record. ``asked_price_fen`` by the rules of that moment.

    ``deadline`` is of the live claim. ``waiting``: a request to hold it is not decided yet. ``views``: how often its page was
    looked at in the last seven days; None on a past board.
    """

    unit: UnitFacts
    status: UnitStatus
    revision: int
    changed_at: datetime | None
    asked_price_fen: int | None
    deadline: datetime | None
    waiting: bool
    batch_id: UUID | None
    views: int | None


@dataclass(frozen=True, slots=True)
class HoldRequestFacts:
    """A request for holds of the house; names of colleagues are masked."""

    id: UUID
    unit_ids: tuple[UUID, ...]
    reason: str
    until: datetime
    state: AskedState
    asked_by: UUID
    asked_name: Masked | None
    asked_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    refused: Mapping[UUID, Refusal]
    mine: bool


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A release batch."""

    id: UUID
    name: str
    unit_ids: tuple[UUID, ...]
    release_at: datetime
    state: BatchState
    planned_name: Masked | None
    planned_at: datetime
    ended_at: datetime | None
    note: str
    refused: Mapping[UUID, Refusal]


@dataclass(frozen=True, slots=True)
class StaffBoard:
    """All units of a listing as of ``at`` (None: now). ``version`` counts the steps its units took so far."""

    listing: DeskListing
    at: datetime | None
    version: int
    buildings: tuple[BuildingFacts, ...]
    units: tuple[StaffUnit, ...]
    requests: tuple[HoldRequestFacts, ...]
    batches: tuple[BatchFacts, ...]
    counts: Mapping[UnitStatus, int]
    may_keep: bool
    may_approve: bool


@dataclass(frozen=True, slots=True)
class UnitStep:
    """One event of a unit. ``by``: ``staff`` (named, masked), ``buyer`` (never named) or ``system``."""

    revision: int | None
    before: UnitStatus
    after: UnitStatus
    reason: str
    changed_at: datetime
    by: str
    staff_id: UUID | None
    name: Masked | None


@dataclass(frozen=True, slots=True)
class LiveClaim:
    """Who has the unit alone: what kind of claim, never whose."""

    kind: ClaimKind
    made_at: datetime
    deadline: datetime | None
    price_fen: int | None
    ending: ClaimEnding | None


@dataclass(frozen=True, slots=True)
class StaffUnitDetail:
    """One unit: its last steps (newest first), its live claim, and how its price comes about (None: nothing is filed)."""

    unit_id: UUID
    status: UnitStatus
    revision: int
    steps: tuple[UnitStep, ...]
    claim: LiveClaim | None
    receipt: PriceReceipt | None
    as_of: datetime
