"""Steps on the unit board as data, and the states of what waits for somebody (requests) or some time (batches)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from guangsha.inventory.domain.statuses import CLAIMED, UnitStatus
from guangsha.kit.states import state_diagram


class BoardStep(StrEnum):
    """A step on the board. ``HOLD`` is asked for and approved by somebody else; the others are done at once."""

    RELEASE = "release"
    WITHDRAW = "withdraw"
    HOLD = "hold"
    FREE = "free"


FROM: dict[BoardStep, frozenset[UnitStatus]] = {
    BoardStep.RELEASE: frozenset({UnitStatus.UNRELEASED, UnitStatus.WITHDRAWN}),
    BoardStep.WITHDRAW: frozenset({UnitStatus.UNRELEASED, UnitStatus.AVAILABLE}),
    BoardStep.HOLD: frozenset({UnitStatus.UNRELEASED, UnitStatus.AVAILABLE}),
    BoardStep.FREE: frozenset({UnitStatus.INTERNAL_HOLD}),
}
"""Step -> where a unit may stand before it. What a buyer has, or a sale, is never a step of the board."""
TO: dict[BoardStep, UnitStatus] = {
    BoardStep.RELEASE: UnitStatus.AVAILABLE,
    BoardStep.WITHDRAW: UnitStatus.WITHDRAWN,
    BoardStep.HOLD: UnitStatus.INTERNAL_HOLD,
}
"""Step -> where it leads; FREE leads back to where the hold found the unit, or to withdrawn when it was never released."""


class Refusal(StrEnum):
    """Why a unit did not take a step."""

    UNKNOWN = "unknown"
    REMOVED = "removed"
    CHANGED = "changed"
    TAKEN = "taken"
    ALREADY = "already"
    ILLEGAL = "illegal_step"
    NO_PRICE = "no_filed_price"
    NO_PERMIT = "no_permit"


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit before a step: its status, its record's revision (0: none), and what decides whether it may be offered."""

    status: UnitStatus
    revision: int
    removed: bool
    priced: bool
    permitted: bool


def objection(step: BoardStep, stand: Stand, *, after: UnitStatus, seen: int | None) -> Refusal | None:
    """What stands against the step, or None. ``seen``: the revision that the sender looked at; None: whatever it is."""
    offering, standing = after is UnitStatus.AVAILABLE, stand.status
    stands = {
        Refusal.REMOVED: stand.removed,
        Refusal.ALREADY: standing is after and step is not BoardStep.FREE,
        Refusal.TAKEN: standing not in FROM[step] and standing in CLAIMED,
        Refusal.ILLEGAL: standing not in FROM[step],
        Refusal.CHANGED: seen not in {None, stand.revision},
        Refusal.NO_PRICE: offering and not stand.priced,
        Refusal.NO_PERMIT: offering and not stand.permitted,
    }
    return next((word for word, is_so in stands.items() if is_so), None)


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """Which units took a step, and why the others did not."""

    moved: tuple[UUID, ...]
    refused: Mapping[UUID, Refusal] = field(default_factory=dict)


class AskedState(StrEnum):
    """Where a request for holds of the house, or a proposal of a price rule, stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


REQUEST_TRANSITIONS: dict[AskedState, frozenset[AskedState]] = {
    AskedState.ASKED: frozenset({AskedState.APPROVED, AskedState.REFUSED, AskedState.TAKEN_BACK}),
    AskedState.APPROVED: frozenset(),
    AskedState.REFUSED: frozenset(),
    AskedState.TAKEN_BACK: frozenset(),
}


class BatchState(StrEnum):
    """Where a release batch stands."""

    PLANNED = "planned"
    RELEASED = "released"
    CANCELLED = "cancelled"


BATCH_TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.PLANNED: frozenset({BatchState.RELEASED, BatchState.CANCELLED}),
    BatchState.RELEASED: frozenset(),
    BatchState.CANCELLED: frozenset(),
}


def request_mermaid() -> str:
    """Requests and proposals as a diagram; ``docs/states/unit-board.md`` holds the same text."""
    return state_diagram(REQUEST_TRANSITIONS)


def batch_mermaid() -> str:
    """Release batches as a diagram; ``docs/states/unit-board.md`` holds the same text."""
    return state_diagram(BATCH_TRANSITIONS)
