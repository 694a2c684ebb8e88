"""What buyers wrote down themselves, and the judge of it. Nothing of the application is imported, no table is believed.

Every call is one ``Call``: when it was sent, when its answer came, and what that was. An answer that never came is unknown:
it may have taken effect or not, and both are right.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Call:
    """One wish of one buyer under one name, however often it was sent. ``sent`` and ``told`` by one clock, in seconds.

    ``answer``: ``ok``, ``no`` (refused, nothing happened) or ``unknown`` (``told`` is then when the buyer gave up waiting).
    ``hold``: the hold it is about; of an unknown ``hold`` nobody knows it.
    """

    buyer: str
    what: str
    unit: str
    hold: str | None
    sent: float
    told: float
    answer: str


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as its buyer knows it: sure from ``told`` until ``asked_back``, when the wish to let go was sent (None: never)."""

    unit: str
    hold: str
    told: float
    asked_back: float | None
    buyer: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the ledger when everything is over, as a plain query finds it."""

    hold: str
    unit: str
    live: bool


def holds_in(calls: Iterable[Call]) -> list[Held]:
    """The acknowledged holds, each with the moment at which its buyer first wished to let go."""
    calls = list(calls)
    back: dict[str, float] = {}
    for call in calls:
        if call.what == "release" and call.hold is not None:
            back[call.hold] = min(call.sent, back.get(call.hold, call.sent))
    told: dict[str, Call] = {}
    for call in calls:
        if call.what == "hold" and call.answer == "ok" and call.hold is not None:
            told.setdefault(call.hold, call)
    return [Held(call.unit, hold, call.told, back.get(hold), call.buyer) for hold, call in told.items()]


def sold_twice(held: Iterable[Held]) -> list[tuple[Held, Held]]:
    """Pairs of holds of one unit whose owners were both sure of it at some moment."""
    by_unit: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        by_unit[one.unit].append(one)
    return [
        (first, second)
        for holds in by_unit.values()
        for first, second in pairwise(sorted(holds, key=lambda hold: hold.told))
        if first.asked_back is None or second.told < first.asked_back
    ]


def faults(calls: Iterable[Call], kept: Iterable[Kept]) -> list[str]:
    """What cannot be, sentence by sentence; empty when the ledger and what its buyers were told agree.

    Nobody's sale is lost, no unit is somebody's while another is sure of it, whoever never let go still has the unit, and the
    ledger holds nothing for which nobody asked.
    """
    calls, rows = list(calls), {row.hold: row for row in kept}
    held = holds_in(calls)
    return [
        *(f"unit {a.unit} was sold twice: {a.hold}, {b.hold}" for a, b in sold_twice(held)),
        *(fault for one in held if (fault := _against(one, rows.get(one.hold)))),
        *_not_let_go(calls, rows),
        *_nobody_asked(calls, held, rows),
        *_too_many(held, rows),
    ]


def _against(one: Held, row: Kept | None) -> str | None:
    if row is None:
        return f"hold {one.hold} was acknowledged and is lost"
    if row.unit != one.unit:
        return f"hold {one.hold} is of another unit than its buyer was told"
    if one.asked_back is None and not row.live:
        return f"hold {one.hold} ended although its buyer never let go"
    return None


def _not_let_go(calls: Iterable[Call], rows: Mapping[str, Kept]) -> list[str]:
    back = {call.hold for call in calls if call.what == "release" and call.answer == "ok" and call.hold is not None}
    still = [hold for hold in back if hold in rows and rows[hold].live]
    return [f"hold {hold} is live although letting go was acknowledged" for hold in still]


def _nobody_asked(calls: Iterable[Call], held: Iterable[Held], rows: Mapping[str, Kept]) -> list[str]:
    known = {one.hold for one in held}
    unsure = Counter(call.unit for call in calls if call.what == "hold" and call.answer == "unknown")
    strange = Counter(row.unit for row in rows.values() if row.hold not in known)
    return [
        f"unit {unit} has {count - unsure[unit]} holds that nobody asked for"
        for unit, count in (strange - unsure).items()
    ]


def _too_many(held: Iterable[Held], rows: Mapping[str, Kept]) -> list[str]:
    live = Counter(row.unit for row in rows.values() if row.live)
    keeping = Counter(one.buyer for one in held if one.asked_back is None and one.buyer)
    return [
        *(f"unit {unit} has {count} live claims" for unit, count in live.items() if count > 1),
        *(f"buyer {buyer} keeps {count} homes" for buyer, count in keeping.items() if count > 1),
    ]
