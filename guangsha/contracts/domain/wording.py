"""The states of a wording (a version of a clause or of a template), as data."""

from enum import StrEnum

from guangsha.kit.states import state_diagram


class WordingState(StrEnum):
    """WRITTEN: waits for a second person. APPROVED: may be used, never changes. REFUSED: stays as a record."""

    WRITTEN = "written"
    APPROVED = "approved"
    REFUSED = "refused"


TRANSITIONS: dict[WordingState, frozenset[WordingState]] = {
    WordingState.WRITTEN: frozenset({WordingState.APPROVED, WordingState.REFUSED}),
    WordingState.APPROVED: frozenset(),
    WordingState.REFUSED: frozenset(),
}


def mermaid() -> str:
    """The transitions as a mermaid state diagram; ``docs/states/contract.md`` holds the same text."""
    return state_diagram(TRANSITIONS)
