"""Reports of visitors about wrong listings: kinds, states and moves, as data."""

from enum import StrEnum

from guangsha.catalog.domain.errors import IllegalMove


class ReportKind(StrEnum):
    """What a visitor says is wrong."""

    PRICE = "price"
    AREA = "area"
    AVAILABILITY = "availability"
    PICTURE = "picture"
    PLACE = "place"
    PERMIT = "permit"
    TEXT = "text"
    OTHER = "other"


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    TRIAGED = "triaged"
    ANSWERED = "answered"
    CLOSED = "closed"


class ReportMove(StrEnum):
    """What staff do with a report."""

    TRIAGE = "triage"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


REPORTS: dict[tuple[ReportState, ReportMove], ReportState] = {
    (ReportState.OPEN, ReportMove.TRIAGE): ReportState.TRIAGED,
    (ReportState.OPEN, ReportMove.ANSWER): ReportState.ANSWERED,
    (ReportState.OPEN, ReportMove.CLOSE): ReportState.CLOSED,
    (ReportState.TRIAGED, ReportMove.ANSWER): ReportState.ANSWERED,
    (ReportState.TRIAGED, ReportMove.CLOSE): ReportState.CLOSED,
    (ReportState.ANSWERED, ReportMove.CLOSE): ReportState.CLOSED,
    (ReportState.CLOSED, ReportMove.REOPEN): ReportState.TRIAGED,
}
"""(state, move) -> next state. A pair that is not here does not exist."""


def report_moved(state: ReportState, move: ReportMove) -> ReportState:
    """The state after ``move``. Raises IllegalMove when there is no such transition."""
    try:
        return REPORTS[state, move]
    except KeyError:
        raise IllegalMove(f"{move} from {state}", state=str(state), move=str(move)) from None


def report_mermaid() -> str:
    """The transitions as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {ReportState.OPEN}"]
    lines += [f"    {before} --> {after}: {move}" for (before, move), after in REPORTS.items()]
    return "\n".join(lines) + "\n"
