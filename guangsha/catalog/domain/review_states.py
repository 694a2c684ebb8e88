"""The states of a submission and of each field in it, as data. Nothing else decides which move is possible."""

from enum import StrEnum

from guangsha.catalog.domain.errors import IllegalMove


class SubmissionState(StrEnum):
    """Where a frozen candidate stands. OPEN: reviewers decide. RETURNED: the author's turn."""

    OPEN = "open"
    RETURNED = "returned"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class SubmissionMove(StrEnum):
    """What can be done to a submission."""

    HAND_BACK = "hand_back"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


LIVE = frozenset({SubmissionState.OPEN, SubmissionState.RETURNED, SubmissionState.APPROVED, SubmissionState.SCHEDULED})
"""A listing has one submission in these states at most."""

SUBMISSIONS: dict[tuple[SubmissionState, SubmissionMove], SubmissionState] = {
    (SubmissionState.OPEN, SubmissionMove.HAND_BACK): SubmissionState.RETURNED,
    (SubmissionState.OPEN, SubmissionMove.APPROVE): SubmissionState.APPROVED,
    (SubmissionState.OPEN, SubmissionMove.WITHDRAW): SubmissionState.WITHDRAWN,
    (SubmissionState.RETURNED, SubmissionMove.RESUBMIT): SubmissionState.OPEN,
    (SubmissionState.RETURNED, SubmissionMove.WITHDRAW): SubmissionState.WITHDRAWN,
    (SubmissionState.APPROVED, SubmissionMove.HAND_BACK): SubmissionState.RETURNED,
    (SubmissionState.APPROVED, SubmissionMove.SCHEDULE): SubmissionState.SCHEDULED,
    (SubmissionState.APPROVED, SubmissionMove.PUBLISH): SubmissionState.PUBLISHED,
    (SubmissionState.APPROVED, SubmissionMove.WITHDRAW): SubmissionState.WITHDRAWN,
    (SubmissionState.SCHEDULED, SubmissionMove.SCHEDULE): SubmissionState.SCHEDULED,
    (SubmissionState.SCHEDULED, SubmissionMove.UNSCHEDULE): SubmissionState.APPROVED,
    (SubmissionState.SCHEDULED, SubmissionMove.PUBLISH): SubmissionState.PUBLISHED,
}
"""(state, move) -> next state. A pair that is not here does not exist."""


class Verdict(StrEnum):
    """What reviewers think of one field. HALF: one of two reviewers has approved."""

    PENDING = "pending"
    HALF = "half"
    APPROVED = "approved"
    RETURNED = "returned"


class FieldMove(StrEnum):
    """What can happen to a field: a reviewer approves or returns it, its author changes it."""

    APPROVE = "approve"
    RETURN = "return"
    CHANGE = "change"


_ALWAYS: dict[tuple[Verdict, FieldMove], Verdict] = {
    **{(verdict, FieldMove.CHANGE): Verdict.PENDING for verdict in Verdict},
    (Verdict.PENDING, FieldMove.RETURN): Verdict.RETURNED,
    (Verdict.APPROVED, FieldMove.RETURN): Verdict.RETURNED,
}
ONE_REVIEWER: dict[tuple[Verdict, FieldMove], Verdict] = {
    **_ALWAYS,
    (Verdict.PENDING, FieldMove.APPROVE): Verdict.APPROVED,
    (Verdict.RETURNED, FieldMove.APPROVE): Verdict.APPROVED,
}
TWO_REVIEWERS: dict[tuple[Verdict, FieldMove], Verdict] = {
    **_ALWAYS,
    (Verdict.PENDING, FieldMove.APPROVE): Verdict.HALF,
    (Verdict.RETURNED, FieldMove.APPROVE): Verdict.HALF,
    (Verdict.HALF, FieldMove.APPROVE): Verdict.APPROVED,
    (Verdict.HALF, FieldMove.RETURN): Verdict.RETURNED,
}


def submission_moved(state: SubmissionState, move: SubmissionMove) -> SubmissionState:
    """The state after ``move``. Raises IllegalMove when there is no such transition."""
    try:
        return SUBMISSIONS[state, move]
    except KeyError:
        raise IllegalMove(f"{move} from {state}", state=str(state), move=str(move)) from None


def field_moved(verdict: Verdict, move: FieldMove, *, four_eyes: bool) -> Verdict:
    """The verdict after ``move``. Raises IllegalMove when there is no such transition."""
    try:
        return (TWO_REVIEWERS if four_eyes else ONE_REVIEWER)[verdict, move]
    except KeyError:
        raise IllegalMove(f"{move} of a field that is {verdict}", state=str(verdict), move=str(move)) from None


def _diagram(first: str, table: dict[tuple[Verdict, FieldMove], Verdict]) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {before} --> {after}: {move}" for (before, move), after in table.items()]
    return "\n".join(lines) + "\n"


def submission_mermaid() -> str:
    """The transitions of a submission as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {SubmissionState.OPEN}"]
    lines += [f"    {before} --> {after}: {move}" for (before, move), after in SUBMISSIONS.items()]
    return "\n".join(lines) + "\n"


def field_mermaid(*, four_eyes: bool) -> str:
    """The transitions of a field as a mermaid state diagram."""
    return _diagram(str(Verdict.PENDING), TWO_REVIEWERS if four_eyes else ONE_REVIEWER)
