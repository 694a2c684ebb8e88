"""The states of a listing, as data. Nothing else decides which move is possible."""

from enum import StrEnum

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove


class Move(StrEnum):
    """What can be done to a listing."""

    SUBMIT = "submit"
    RETURN = "return"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    HOLD = "hold"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"
    REOPEN = "reopen"


TRANSITIONS: dict[tuple[ListingState, Move], ListingState] = {
    (ListingState.DRAFT, Move.SUBMIT): ListingState.IN_REVIEW,
    (ListingState.DRAFT, Move.SCHEDULE): ListingState.SCHEDULED,
    (ListingState.DRAFT, Move.PUBLISH): ListingState.PUBLISHED,
    (ListingState.IN_REVIEW, Move.RETURN): ListingState.DRAFT,
    (ListingState.IN_REVIEW, Move.SCHEDULE): ListingState.SCHEDULED,
    (ListingState.IN_REVIEW, Move.PUBLISH): ListingState.PUBLISHED,
    (ListingState.SCHEDULED, Move.UNSCHEDULE): ListingState.DRAFT,
    (ListingState.SCHEDULED, Move.HOLD): ListingState.IN_REVIEW,
    (ListingState.SCHEDULED, Move.SCHEDULE): ListingState.SCHEDULED,
    (ListingState.SCHEDULED, Move.PUBLISH): ListingState.PUBLISHED,
    (ListingState.PUBLISHED, Move.TAKE_DOWN): ListingState.TAKEN_DOWN,
    (ListingState.TAKEN_DOWN, Move.REOPEN): ListingState.DRAFT,
    (ListingState.TAKEN_DOWN, Move.PUBLISH): ListingState.PUBLISHED,
}
"""(state, move) -> next state. A pair that is not here does not exist."""

INITIAL = ListingState.DRAFT


def moved(state: ListingState, move: Move) -> ListingState:
    """The state after ``move``. Raises IllegalMove when there is no such transition."""
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise IllegalMove(f"{move} from {state}", state=str(state), move=str(move)) from None


def mermaid() -> str:
    """The transitions as a mermaid state diagram; ``docs/states/listing.md`` holds the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {INITIAL}"]
    lines += [f"    {before} --> {after}: {move}" for (before, move), after in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"
