"""Pages in order. Every hit has a key of whole numbers, smaller first, that depends on nothing but the hit and the
search; the last part is its ordinal. A page is the smallest keys above the cursor's: hits that did not change are
neither repeated nor skipped, whatever happens to others, on whichever copy the next page is asked.

Unit sorts by an own amount use the stored order and ranks; sorts by a property of the project (relevance, opening,
distance) order projects first and walk their units, those that can be had first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guangsha.search.domain.vocabulary import SALE_STANDING, SALE_STATUSES
from guangsha.search.engine.plan import Plan, distances
from guangsha.search.engine.rows import Rows
from guangsha.search.engine.segment import STANDING_STEP, Segment
from guangsha.search.engine.tables import NO_DAY, NULL, Array, Mask

_NULL = int(NULL)
_LAST = 2**64 - 1
Key = tuple[int, ...]

_UNIT_SORTS = {"price": "price", "unit_price": "unit_price", "size": "size", "newest": "listed"}
_PROJECT_SORTS = {"price": "price_min", "unit_price": "unit_price_min", "size": "size_min", "newest": "published"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit stands: its key, its segment, its project there and, for a unit, its row."""

    key: Key
    segment: Segment
    project: int
    row: int = -1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page: the sort in force, the day it is built for, the key it follows (None: from the start), its length."""

    sort: str
    today: int
    after: Key | None
    limit: int


def unit_page(plan: Plan, rows: Rows, wanted: Wanted) -> list[Place]:
    """The wanted units, in order, of one segment."""
    sort, after = wanted.sort, wanted.after
    if not rows.count:
        return []
    name, falling = sort.removeprefix("-"), sort.startswith("-") or sort == "newest"
    if name in _UNIT_SORTS or (name == "relevance" and plan.scores is None):
        column = _UNIT_SORTS.get(name, "standing")
        start = 0 if after is None else _start(plan.segment, column, falling, after)
        if column in plan.windows:
            low, high = plan.windows[column]
            start = max(start, plan.segment.stated[column] - high if falling else low)
        return _by_amount(rows, column, falling, start, wanted.limit)
    return _by_project(plan, rows, wanted)


def project_page(plan: Plan, matching: Mask, wanted: Wanted) -> list[Place]:
    """The wanted projects, in order, of one segment."""
    segment, sort, after = plan.segment, wanted.sort, wanted.after
    name, falling = sort.removeprefix("-"), sort.startswith("-") or sort == "newest"
    if name in _PROJECT_SORTS:
        values = segment.p[_PROJECT_SORTS[name]].astype(np.int64)
        keys = np.where(values >= NULL, NULL, -values) if falling else values
    else:
        keys = project_keys(plan, sort, wanted.today)
    found = np.flatnonzero(matching)
    number = segment.project_ordinal
    if after is not None:
        found = found[_after(keys[found], number[found], after)]
    order = found[np.lexsort((number[found], keys[found]))][: wanted.limit]
    return [Place((int(keys[n]), int(number[n])), segment, int(n)) for n in order]


def project_keys(plan: Plan, sort: str, today: int) -> Array:
    """One whole number per project for the sorts that units take from their project."""
    segment = plan.segment
    if sort == "distance" and plan.query.near is not None:
        metres = distances(segment, plan.query.near)
        return np.where(np.isfinite(metres), np.minimum(metres, 1e9), float(_NULL)).astype(np.int64)
    if sort == "opening":
        day = segment.p["opening_day"].astype(np.int64)
        past = 1_000_000 + (today - day)
        return np.where(day == NO_DAY, NULL, np.where(day >= today, day - today, past))
    place_of = np.array([SALE_STANDING.index(status) for status in SALE_STATUSES], np.int64)
    standing = place_of[segment.p["sale"]]
    if plan.scores is not None:
        return -np.round(plan.scores * 1000).astype(np.int64) * len(SALE_STANDING) + standing
    newest = STANDING_STEP - 1 - np.clip(segment.p["published"], 0, STANDING_STEP - 1)
    return np.asarray(standing * STANDING_STEP + newest)


def _after(keys: Array, numbers: Array, after: Key, *, same: bool = False) -> Mask:
    key, number = np.int64(after[0]), np.uint64(after[1])
    tail = numbers >= number if same else numbers > number
    found: Mask = (keys > key) | ((keys == key) & tail)
    return found


def _by_project(plan: Plan, rows: Rows, wanted: Wanted) -> list[Place]:
    segment, after, limit = plan.segment, wanted.after, wanted.limit
    keys, number = project_keys(plan, wanted.sort, wanted.today), segment.project_ordinal
    found = np.flatnonzero(rows.per_project())
    if after is not None:
        found = found[_after(keys[found], number[found], after, same=True)]
    places: list[Place] = []
    for project in found[np.lexsort((number[found], keys[found]))]:
        head = (int(keys[project]), int(number[project]))
        members = rows.in_project(int(project))
        standing, ordinal = segment.cell_standing[segment.cell[members]], segment.ordinal[members]
        if after is not None and head == after[:2]:
            left = (standing > after[2]) | ((standing == after[2]) & (ordinal > np.uint64(after[3])))
            members, standing, ordinal = members[left], standing[left], ordinal[left]
        for n in np.lexsort((ordinal, standing))[: limit - len(places)]:
            key = (*head, int(standing[n]), int(ordinal[n]))
            places.append(Place(key, segment, int(project), int(members[n])))
        if len(places) == limit:
            break
    return places


def _by_amount(rows: Rows, name: str, falling: bool, start: int, limit: int) -> list[Place]:
    """The first `limit` of the rows from the place `start` of the stored order on."""
    segment = rows.segment
    if rows.dense and rows.count * 200 > segment.size:
        chosen = _walk(rows, name, falling, start, limit)
    else:
        numbers = rows.numbers()
        places = segment.rank[name][numbers].astype(np.int64)
        if falling:
            stated = segment.stated[name]
            places = np.where(places < stated, stated - 1 - places, places)
        if start:
            keep = places >= start
            numbers, places = numbers[keep], places[keep]
        if len(numbers) > limit:
            best = np.argpartition(places, limit)[:limit]
            numbers, places = numbers[best], places[best]
        chosen = numbers[np.argsort(places)]
    return [
        Place(_amount_key(segment, name, falling, row), segment, int(segment.u["project"][row]), int(row))
        for row in chosen
    ]


def _amount_key(segment: Segment, name: str, falling: bool, row: int) -> Key:
    value, number = int(segment.u[name][row]), int(segment.ordinal[row])
    if not falling:
        return value, number
    return (_NULL, number) if value >= _NULL else (-value, _LAST - number)


def _start(segment: Segment, name: str, falling: bool, after: Key) -> int:
    """The first place in the segment's order of `name` that lies behind the key."""
    value, number = after
    if not falling or value >= _NULL:
        return segment.place(name, value, number + 1)
    return segment.stated[name] - min(segment.stated[name], segment.place(name, -value, _LAST - number))


def _walk(rows: Rows, name: str, falling: bool, start: int, limit: int) -> Array:
    """Walk the stored order from `start` until `limit` of the rows were met."""
    segment = rows.segment
    order, stated, size = segment.order[name], segment.stated[name], segment.size
    step = max(256, 2 * limit * size // max(1, rows.count))
    met: list[Array] = []
    count = 0
    while start < size and count < limit:
        stop = min(size, start + step)
        if not falling or start >= stated:
            chunk = order[start:stop]
        else:
            stop = min(stop, stated)
            chunk = order[stated - stop : stated - start][::-1]
        found = chunk[rows.holds(chunk)]
        met.append(found)
        count += len(found)
        start, step = stop, min(step * 2, 65_536)
    return np.concatenate(met)[:limit] if met else np.zeros(0, np.uint32)
