"""Projects that are found without a matching home; they take part in searches for projects only.

Those that have no unit rows yet are found by what they state of their homes (ranges, rooms, fit-out): a filter they say
nothing about does not find them. Those that sell shops or parking bays alone are found while nothing is asked of a unit.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from guangsha.search.engine.plan import CELL_COLUMN, CELL_VALUES, Plan, amount_bounds
from guangsha.search.engine.segment import AMOUNTS, BANDS
from guangsha.search.engine.tables import NULL, Array, Mask

_UNSTATED = ("orientation", "floor", "status")
_WANTED = {"rooms": "rooms", "fit_out": "fit_outs", "unit_kind": "unit_kinds"}


def stated_projects(plan: Plan, *, without: Collection[str] = ()) -> Mask:
    """Unit-less projects that pass the unit filters by what they state (place filters are not looked at)."""
    found: Mask = plan.segment.p["rows"] == 0
    if not found.any():
        return found
    if any(name in plan.cells for name in _UNSTATED):
        return np.zeros_like(found)
    for facet, attribute in _WANTED.items():
        wanted = getattr(plan.query, attribute)
        if wanted and facet not in without:
            found = found & np.logical_or.reduce([_states(plan, facet, value) for value in wanted])
    if plan.query.permit is not None and "permit" not in without:
        found = found & _states(plan, "permit", plan.query.permit)
    for name in AMOUNTS:
        bounds = amount_bounds(plan.query, name)
        if bounds is not None and name not in without:
            found = found & _overlaps(plan, name, *bounds)
    return found


def found_whole(plan: Plan) -> Mask:
    """Projects that are found without a home of theirs that matches (place filters are not looked at)."""
    found = stated_projects(plan)
    return found if plan.asks_units else found | plan.segment.homeless


def stated_values(plan: Plan) -> dict[str, dict[str, int]]:
    """Facet counts that the unit-less projects add."""
    out: dict[str, dict[str, int]] = {}
    places = plan.projects(without=AMOUNTS)
    if not (plan.segment.p["rows"] == 0).any():
        return out
    for facet in (*_WANTED, "permit"):
        base = stated_projects(plan, without=(facet,)) & places
        out[facet] = {
            ({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)): int(
                (base & _states(plan, facet, value)).sum()
            )
            for value in CELL_VALUES[facet]
        }
    for name in AMOUNTS:
        base = stated_projects(plan, without=(name,)) & places
        ends = (0, *BANDS[name], int(NULL))
        out[name] = {
            str(n): int((base & _overlaps(plan, name, ends[n], ends[n + 1] - 1)).sum()) for n in range(len(ends) - 1)
        }
    return out


def _states(plan: Plan, facet: str, value: object) -> Mask:
    p, code = plan.segment.p, CELL_VALUES[facet].index(value)
    if facet == "fit_out":
        found: Mask = p[CELL_COLUMN[facet]] == code
        return found
    if facet == "permit":
        return np.asarray(p["permit"] == code)
    bits = p["rooms"] if facet == "rooms" else p["kinds"]
    return np.asarray((bits >> np.uint8(code)) & 1, dtype=np.bool_)


def _overlaps(plan: Plan, name: str, low: int, high: int) -> Mask:
    least, most = plan.segment.p[f"{name}_min"], plan.segment.p[f"{name}_max"]
    bottom: Array = np.where(least >= NULL, most, least)
    top: Array = np.where(most >= NULL, least, most)
    found: Mask = (bottom <= high) & (top >= low) & (bottom < NULL)
    return found
