"""The states of a wording (a version of a clause or of a template), as data."""

from enum import StrEnum


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
    lines = ["stateDiagram-v2", f"    [*] --> {WordingState.WRITTEN}"]
    lines += [f"    {one} --> {after}" for one in WordingState for after in sorted(TRANSITIONS[one])]
    lines += [f"    {one} --> [*]" for one in WordingState if not TRANSITIONS[one]]
    return "\n".join(lines) + "\n"
