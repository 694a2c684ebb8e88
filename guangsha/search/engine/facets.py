"""Facet counts: how many hits each value would give if it alone were chosen in its facet, all other filters kept.

Five passes over the rows at most: one for everything projects are asked, one for the seven closed properties together
(a histogram of cells, folded seven ways), and one per amount whose own range must be left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from guangsha.search.domain.documents import Term
from guangsha.search.domain.vocabulary import SALE_STATUSES
from guangsha.search.engine.plan import CELL_COLUMN, CELL_FACETS, CELL_VALUES, PLACE_FACETS, Plan
from guangsha.search.engine.rows import Rows
from guangsha.search.engine.segment import AMOUNTS, BANDS, NO_BAND
from guangsha.search.engine.stated import found_whole, stated_values
from guangsha.search.engine.tables import CELL_RADIX, Array, Mask

_MANY = 64_000_000
_WIDEST = max(radix for _, radix in CELL_RADIX)


@dataclass
class Counts:
    """Counts by facet and value (codes as in the URL form), the terms behind the codes, and the total."""

    facets: dict[str, Counter[str]] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    total: int = 0

    def add(self, facet: str, values: dict[str, int]) -> None:
        """Add counts of one segment."""
        self.facets.setdefault(facet, Counter()).update({code: n for code, n in values.items() if n})


def count_facets(plan: Plan, hits: Rows, counts: Counts) -> None:
    """Add one segment's counts of every facet."""
    whole = plan.query.kind == "projects"
    projects = plan.projects()
    _places(plan, hits, counts, found_whole(plan) if whole else None)
    rows = hits if not plan.cells else plan.rows(projects, cells=False)
    if whole:
        _cells_by_project(plan, rows, counts)
    else:
        histogram = np.bincount(rows.column(plan.segment.cell), minlength=plan.segment.cells)
        for facet in CELL_FACETS:
            mask = plan.cell_mask(without=(facet,))
            kept = histogram if mask is None else histogram * mask
            counts.add(facet, _cell_values(plan, facet, np.bincount(_column(plan, facet), weights=kept)))
    for name in AMOUNTS:
        rows = hits if name not in plan.windows else plan.rows(plan.projects(without=(name,)), without=(name,))
        bands = rows.column(plan.segment.band[name])
        if whole:
            owners = rows.column(plan.segment.u["project"])
            bands = _distinct(owners, bands, NO_BAND + 1) % (NO_BAND + 1)
        found = np.bincount(bands, minlength=NO_BAND + 1)
        counts.add(name, {str(n): int(found[n]) for n in range(len(BANDS[name]) + 1)})
    if whole:
        for facet, values in stated_values(plan).items():
            counts.add(facet, values)


def _places(plan: Plan, hits: Rows, counts: Counts, unasked: Mask | None) -> None:
    segment = plan.segment
    rows = hits if not plan.places else plan.rows(plan.almost())
    weight = rows.per_project()
    if unasked is not None:
        weight = ((weight > 0) | unasked).astype(np.int64)
    for facet in PLACE_FACETS:
        kept = weight * plan.projects(without=(facet, *AMOUNTS))
        if facet in segment.pairs:
            owners, codes = segment.pairs[facet]
            found = np.bincount(codes, weights=kept[owners], minlength=len(segment.terms[facet]))
        elif facet == "sale_status":
            found = np.bincount(segment.p["sale"], weights=kept, minlength=len(SALE_STATUSES))
            counts.add(facet, {status: int(n) for status, n in zip(SALE_STATUSES, found, strict=True)})
            continue
        elif facet == "opening":
            months, index = np.unique(segment.p["opening_month"], return_inverse=True)
            found = np.bincount(index, weights=kept)
            written = {f"{m // 100:04d}-{m % 100:02d}": int(n) for m, n in zip(months, found, strict=True) if m}
            counts.add(facet, written)
            continue
        else:
            found = np.bincount(segment.p[facet], weights=kept, minlength=len(segment.terms[facet]))
        values: dict[str, int] = {}
        for code in np.flatnonzero(found):
            term = segment.terms[facet][code]
            if term.code:
                values[term.code] = int(found[code])
                counts.terms[facet, term.code] = term
        counts.add(facet, values)


def _column(plan: Plan, facet: str) -> Array:
    return plan.segment.cell_parts[CELL_COLUMN[facet]]


def _cell_values(plan: Plan, facet: str, found: Array) -> dict[str, int]:
    names = (_name(value) for value in CELL_VALUES[facet])
    return {name: int(n) for name, n in zip(names, found, strict=False) if name}


def _name(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _cells_by_project(plan: Plan, rows: Rows, counts: Counts) -> None:
    """Distinct projects instead of rows: first the distinct (project, cell) pairs, then each facet over those."""
    segment = plan.segment
    pairs = _distinct(rows.column(segment.u["project"]), rows.column(segment.cell), segment.cells)
    owners, cells = pairs // max(1, segment.cells), pairs % max(1, segment.cells)
    for facet in CELL_FACETS:
        mask = plan.cell_mask(without=(facet,))
        kept = slice(None) if mask is None else mask[cells]
        column = _column(plan, facet)
        width = _WIDEST
        met = _distinct(owners[kept], column[cells[kept]], width) % width
        counts.add(facet, _cell_values(plan, facet, np.bincount(met, minlength=width)))


def _distinct(owners: Array, values: Array, width: int) -> Array:
    """The distinct numbers owner * width + value, ascending."""
    if not len(owners):
        return np.zeros(0, np.int64)
    numbers = owners.astype(np.int64) * width + values
    top = int(owners.max()) * width + width
    if top > _MANY:
        return np.unique(numbers)
    seen = np.zeros(top, np.bool_)
    seen[numbers] = True
    return np.flatnonzero(seen)
