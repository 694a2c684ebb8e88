"""A file somebody uploaded: its states and moves, as data."""

from enum import StrEnum

from guangsha.catalog.domain.errors import IllegalMove


class ImportState(StrEnum):
    """Where an uploaded file stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"


class ImportMove(StrEnum):
    """What people and the worker do with it."""

    CHECK = "check"
    FOUND = "found"
    APPLY = "apply"
    WRITTEN = "written"
    FAIL = "fail"


IMPORTS: dict[tuple[ImportState, ImportMove], ImportState] = {
    (ImportState.CHECKING, ImportMove.FOUND): ImportState.CHECKED,
    (ImportState.CHECKED, ImportMove.CHECK): ImportState.CHECKING,
    (ImportState.CHECKED, ImportMove.APPLY): ImportState.APPLYING,
    (ImportState.APPLYING, ImportMove.WRITTEN): ImportState.APPLIED,
    (ImportState.CHECKING, ImportMove.FAIL): ImportState.FAILED,
    (ImportState.APPLYING, ImportMove.FAIL): ImportState.FAILED,
    (ImportState.FAILED, ImportMove.CHECK): ImportState.CHECKING,
}
"""(state, move) -> next state. A pair that is not here does not exist."""


def import_moved(state: ImportState, move: ImportMove) -> ImportState:
    """The state after ``move``. Raises IllegalMove when there is no such transition."""
    try:
        return IMPORTS[state, move]
    except KeyError:
        raise IllegalMove(f"{move} from {state}", state=str(state), move=str(move)) from None


def import_mermaid() -> str:
    """The transitions as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {ImportState.CHECKING}"]
    lines += [f"    {before} --> {after}: {move}" for (before, move), after in IMPORTS.items()]
    return "\n".join(lines) + "\n"
