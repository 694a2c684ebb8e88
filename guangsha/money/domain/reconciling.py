"""The comparison of a provider's bill with our books, as a pure function: same input, same findings.

A bill is made by somebody else at another time, so it may know less than we do: a refund that the provider told us is done may
still stand there as being processed (WeChat Pay's bills do that). That is no difference, it is a bill to wait for.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Key = tuple[str, str]
"""Kind ("payment", "refund") and our number."""


class Outcome(StrEnum):
    """What the comparison says of one payment or refund. CLEARED: it waited for a bill, and a later one said the same."""

    MATCHED = "matched"
    AWAITING_BILL = "awaiting_bill"
    CLEARED = "cleared"
    OURS_ONLY = "ours_only"
    THEIRS_ONLY = "theirs_only"
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    DUPLICATE = "duplicate"


BREAKS = frozenset(
    {Outcome.OURS_ONLY, Outcome.THEIRS_ONLY, Outcome.AMOUNT_DIFFERS, Outcome.STATE_DIFFERS, Outcome.DUPLICATE}
)
"""Each of these is a case; the others are not."""


class RunState(StrEnum):
    """A provider's day as it stands. WAITING: there is no bill yet."""

    WAITING = "waiting"
    BALANCED = "balanced"
    AWAITING_BILL = "awaiting_bill"
    BROKEN = "broken"


class Settlement(StrEnum):
    """Whether what was collected that day has reached the supervised account 监管账户."""

    NOTHING = "nothing"
    WAITING = "waiting"
    SETTLED = "settled"
    DIFFERS = "differs"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Theirs:
    """A line of the bill. ``state`` in the provider's words: paid; processing, completed, failed."""

    kind: str
    number: str
    amount_fen: int
    state: str
    at: datetime | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.kind, self.number

    @property
    def done(self) -> bool:
        """Whether it says that money moved."""
        return self.state in {"paid", "completed"}


@dataclass(frozen=True, slots=True)
class Ours:
    """The same in our books. ``amount_fen``: as posted, else as agreed. ``done``: posted. ``of_the_day``: it should stand in
    this bill. ``told``: another day's bill has it already. ``at_the_edge``: it may stand in the next day's bill."""

    kind: str
    number: str
    amount_fen: int
    state: str
    done: bool
    of_the_day: bool = False
    told: bool = False
    at_the_edge: bool = False

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.kind, self.number


@dataclass(frozen=True, slots=True)
class Finding:
    """Both sides and what they come to."""

    key: Key
    outcome: Outcome
    ours: Ours | None
    theirs: Theirs | None


def compare(
    *, ours: Mapping[Key, Ours], theirs: Sequence[Theirs], waited: frozenset[Key] = frozenset()
) -> list[Finding]:
    """One finding per line of the bill and per thing of ours that should stand there and does not, in the order of the bill.

    ``waited``: what awaited a bill when these were compared before.
    """
    done = Counter(line.key for line in theirs if line.done)
    seen: set[Key] = set()
    found = []
    for line in theirs:
        again = line.done and line.key in seen
        if line.done:
            seen.add(line.key)
        if not line.done and done[line.key]:
            continue  # an earlier state of what another line says is done
        mine = ours.get(line.key)
        outcome = Outcome.DUPLICATE if again else _outcome(mine, line)
        if outcome is Outcome.MATCHED and line.key in waited:
            outcome = Outcome.CLEARED
        found.append(Finding(line.key, outcome, mine, line))
    stated = {line.key for line in theirs}
    for key, mine in ours.items():
        if key in stated or not mine.of_the_day or not mine.done:
            continue
        if mine.told:
            if key in waited:
                found.append(Finding(key, Outcome.CLEARED, mine, None))
            continue
        found.append(Finding(key, Outcome.AWAITING_BILL if mine.at_the_edge else Outcome.OURS_ONLY, mine, None))
    return found


def _outcome(mine: Ours | None, line: Theirs) -> Outcome:
    if mine is None:
        return Outcome.THEIRS_ONLY
    if mine.amount_fen != line.amount_fen:
        return Outcome.AMOUNT_DIFFERS
    if line.done and mine.told and not mine.of_the_day:
        return Outcome.DUPLICATE
    if mine.done == line.done:
        return Outcome.MATCHED if line.done or line.state == mine.state else Outcome.AWAITING_BILL
    if mine.done and line.state == "processing":
        return Outcome.AWAITING_BILL
    return Outcome.STATE_DIFFERS


def run_state(outcomes: Sequence[Outcome]) -> RunState:
    """How the day stands by what was found."""
    if BREAKS & set(outcomes):
        return RunState.BROKEN
    return RunState.AWAITING_BILL if Outcome.AWAITING_BILL in outcomes else RunState.BALANCED


def collected(theirs: Sequence[Theirs]) -> int:
    """What the provider owes the supervised account for the bill's day: paid less given back, in fen."""
    return sum((1 if line.kind == "payment" else -1) * line.amount_fen for line in theirs if line.done)


def settlement(*, owed_fen: int, arrived_fen: int | None, overdue: bool) -> Settlement:
    """``arrived_fen``: of the statement, None when no line of it settles this day."""
    if arrived_fen is not None:
        return Settlement.SETTLED if arrived_fen == owed_fen else Settlement.DIFFERS
    if owed_fen == 0:
        return Settlement.NOTHING
    return Settlement.OVERDUE if overdue else Settlement.WAITING
