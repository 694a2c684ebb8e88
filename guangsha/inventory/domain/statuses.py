"""The statuses of a unit, as data, and what the public is shown of them."""

from enum import StrEnum


class UnitStatus(StrEnum):
    """Where a unit stands on its way from the drawing board to its buyer."""

    UNRELEASED = "unreleased"
    AVAILABLE = "available"
    HELD = "held"
    SUBSCRIBED = "subscribed"
    CONTRACTED = "contracted"
    HANDED_OVER = "handed_over"
    INTERNAL_HOLD = "internal_hold"
    WITHDRAWN = "withdrawn"


class ShownStatus(StrEnum):
    """What the public reads: why a unit is held, and how far its sale went, is its buyer's business."""

    UNRELEASED = "unreleased"
    AVAILABLE = "available"
    HELD = "held"
    SUBSCRIBED = "subscribed"
    SOLD = "sold"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[UnitStatus, frozenset[UnitStatus]] = {
    UnitStatus.UNRELEASED: frozenset({UnitStatus.AVAILABLE, UnitStatus.INTERNAL_HOLD, UnitStatus.WITHDRAWN}),
    UnitStatus.AVAILABLE: frozenset({UnitStatus.HELD, UnitStatus.INTERNAL_HOLD, UnitStatus.WITHDRAWN}),
    UnitStatus.HELD: frozenset({UnitStatus.AVAILABLE, UnitStatus.SUBSCRIBED}),
    UnitStatus.SUBSCRIBED: frozenset({UnitStatus.AVAILABLE, UnitStatus.CONTRACTED}),
    UnitStatus.CONTRACTED: frozenset({UnitStatus.AVAILABLE, UnitStatus.HANDED_OVER}),
    UnitStatus.HANDED_OVER: frozenset(),
    UnitStatus.INTERNAL_HOLD: frozenset({UnitStatus.AVAILABLE, UnitStatus.WITHDRAWN}),
    UnitStatus.WITHDRAWN: frozenset({UnitStatus.AVAILABLE}),
}
"""status -> the statuses it may become. UNRELEASED is the absence of a record, so nothing leads back to it."""

CLAIMED = frozenset(
    {
        UnitStatus.HELD,
        UnitStatus.INTERNAL_HOLD,
        UnitStatus.SUBSCRIBED,
        UnitStatus.CONTRACTED,
        UnitStatus.HANDED_OVER,
    }
)
"""Somebody has the unit alone: it has exactly one live claim."""

REMOVABLE = frozenset({UnitStatus.UNRELEASED, UnitStatus.WITHDRAWN})
"""A unit in any other status cannot leave the catalogue."""

_SHOWN = {
    UnitStatus.INTERNAL_HOLD: ShownStatus.HELD,
    UnitStatus.CONTRACTED: ShownStatus.SOLD,
    UnitStatus.HANDED_OVER: ShownStatus.SOLD,
}


def may_become(before: UnitStatus, after: UnitStatus) -> bool:
    """Whether the ledger knows this step."""
    return after in TRANSITIONS[before]


def shown(status: UnitStatus) -> ShownStatus:
    """What the public reads for ``status``."""
    return _SHOWN.get(status) or ShownStatus(status.value)


def mermaid() -> str:
    """The transitions as a mermaid state diagram; ``docs/states/unit.md`` holds the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {UnitStatus.UNRELEASED}"]
    lines += [f"    {before} --> {after}" for before in UnitStatus for after in sorted(TRANSITIONS[before])]
    return "\n".join([*lines, f"    {UnitStatus.HANDED_OVER} --> [*]"]) + "\n"
