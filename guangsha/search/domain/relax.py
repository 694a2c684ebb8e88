"""When nothing matches: which single filter to let go of or to widen, and how many homes that gives, best first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from guangsha.search.domain.query import SearchQuery

GROUPS: tuple[tuple[str, ...], ...] = (
    ("text",),
    ("city",),
    ("districts",),
    ("areas",),
    ("metro",),
    ("tags",),
    ("price_min", "price_max"),
    ("unit_price_min", "unit_price_max"),
    ("size_min", "size_max"),
    ("rooms",),
    ("orientations",),
    ("floor_bands",),
    ("fit_outs",),
    ("statuses",),
    ("sale_statuses",),
    ("unit_kinds",),
    ("permit",),
    ("opening_from", "opening_to"),
    ("projects",),
    ("bbox",),
    ("polygon",),
    ("near",),
)
"""What is let go of together: the two ends of a range are one filter."""

AMOUNTS = {"price_min": "price", "unit_price_min": "unit_price", "size_min": "size"}
_EMPTY = SearchQuery()


class Probe(Protocol):
    """What the rule asks of the index."""

    def total(self, query: SearchQuery) -> int:
        """How many hits the search has."""
        ...

    def nearest(self, query: SearchQuery, amount: str) -> tuple[int | Decimal | None, int | Decimal | None]:
        """Of the homes that match all but the range of `amount`: the highest value below it and the lowest above."""
        ...


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One way on: the fields that change, how (`drop` or `widen`), the search it makes, its number of hits and of homes.

    A project that lists no homes is a hit without any.
    """

    fields: tuple[str, ...]
    how: str
    query: SearchQuery
    total: int
    homes: int


def drop(query: SearchQuery, group: tuple[str, ...]) -> SearchQuery:
    """The query without these filters, from its first page; a sort that needed one of them goes with it."""
    values: dict[str, Any] = {name: getattr(_EMPTY, name) for name in group}
    if "near" in group and query.sort == "distance":
        values["sort"] = ""
    return replace(query.without_page(), **values)


def relaxations(query: SearchQuery, probe: Probe) -> tuple[Relaxation, ...]:
    """Every single change that gives at least one hit; most homes first, widening before dropping where they tie."""
    found: list[Relaxation] = []
    active = query.filters()
    for group in GROUPS:
        if not any(name in active for name in group):
            continue
        dropped = drop(query, group)
        total = probe.total(dropped)
        if not total:
            continue
        found.append(Relaxation(group, "drop", dropped, total, _homes(dropped, total, probe)))
        if group[0] in AMOUNTS:
            found.extend(_widened(query, group, dropped, probe))
    return tuple(sorted(found, key=lambda way: (-way.homes, -way.total, way.how == "drop", way.fields)))


def _homes(query: SearchQuery, total: int, probe: Probe) -> int:
    return total if query.kind == "units" else probe.total(replace(query, kind="units"))


def _widened(query: SearchQuery, group: tuple[str, ...], dropped: SearchQuery, probe: Probe) -> list[Relaxation]:
    below, above = probe.nearest(query, AMOUNTS[group[0]])
    ways = []
    for name, value in ((group[0], below), (group[1], above)):
        if value is None or getattr(query, name) is None:
            continue
        kept: dict[str, Any] = {other: getattr(query, other) for other in group if other != name}
        wider = replace(dropped, **kept | {name: value})
        total = probe.total(wider)
        if total:
            ways.append(Relaxation((name,), "widen", wider, total, _homes(wider, total, probe)))
    return ways
