"""The same search by brute force in plain Python: slow, obvious, and written apart from the engine."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from guangsha.search.domain.documents import ProjectDoc, UnitDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import inside, metres_between
from guangsha.search.domain.vocabulary import PRICE_BANDS, SIZE_BANDS, UNIT_PRICE_BANDS

BANDS = {"price": PRICE_BANDS, "unit_price": UNIT_PRICE_BANDS, "size": SIZE_BANDS}
OWN_FIELDS = {
    "city": ("city",),
    "district": ("districts",),
    "area": ("areas",),
    "metro": ("metro",),
    "tag": ("tags",),
    "sale_status": ("sale_statuses",),
    "opening": ("opening_from", "opening_to"),
    "rooms": ("rooms",),
    "orientation": ("orientations",),
    "floor": ("floor_bands",),
    "fit_out": ("fit_outs",),
    "status": ("statuses",),
    "unit_kind": ("unit_kinds",),
    "permit": ("permit",),
    "price": ("price_min", "price_max"),
    "unit_price": ("unit_price_min", "unit_price_max"),
    "size": ("size_min", "size_max"),
}
_DEFAULTS = SearchQuery()


def without(query: SearchQuery, facet: str) -> SearchQuery:
    """The query with one facet's own filter taken away."""
    return replace(query, **{name: getattr(_DEFAULTS, name) for name in OWN_FIELDS[facet]})


def place_ok(project: ProjectDoc, q: SearchQuery) -> bool:
    stations = {term.code for term in project.metro}
    month = None if project.opening_on is None else project.opening_on.year * 100 + project.opening_on.month
    at = project.position
    checks = [
        not q.city or project.city.code == q.city,
        not q.districts or (project.district is not None and project.district.code in q.districts),
        not q.areas or (project.area is not None and project.area.code in q.areas),
        not q.metro or bool(stations & set(q.metro)) or ("any" in q.metro and bool(stations)),
        set(q.tags) <= {term.code for term in project.tags},
        not q.sale_statuses or project.sale_status in q.sale_statuses,
        not q.opening_from or (month is not None and month >= q.opening_from),
        not q.opening_to or (month is not None and month <= q.opening_to),
        not q.projects or project.id in {UUID(text) for text in q.projects},
        q.bbox is None
        or (at is not None and q.bbox.west <= at[0] <= q.bbox.east and q.bbox.south <= at[1] <= q.bbox.north),
        not q.polygon or (at is not None and inside(at, q.polygon)),
        q.near is None
        or not q.near.metres
        or (at is not None and round(metres_between(at, (q.near.lng, q.near.lat))) <= q.near.metres),
    ]
    return all(checks)


def unit_ok(unit: UnitDoc, q: SearchQuery, *, any_kind: bool = False) -> bool:
    return all(
        [
            not q.rooms or (unit.kind == "home" and unit.rooms is not None and min(unit.rooms, 5) in q.rooms),
            not q.orientations or unit.orientation in q.orientations,
            not q.floor_bands or unit.floor_band in q.floor_bands,
            not q.fit_outs or unit.fit_out in q.fit_outs,
            not q.statuses or unit.status in q.statuses,
            unit.kind in (q.unit_kinds or ("home",)) or (any_kind and not q.unit_kinds),
            q.permit is None or unit.permit == q.permit,
            _in(unit.price, q.price_min, q.price_max),
            _in(unit.unit_price, q.unit_price_min, q.unit_price_max),
            _in(unit.size, q.size_min, q.size_max),
        ]
    )


def stated_ok(project: ProjectDoc, q: SearchQuery) -> bool:
    s = project.stated
    return all(
        [
            not project.units,
            not (q.orientations or q.floor_bands or q.statuses),
            not q.rooms or bool({min(room, 5) for room in s.rooms} & set(q.rooms)),
            not q.fit_outs or project.fit_out in q.fit_outs,
            not q.unit_kinds or bool(set(project.kinds) & set(q.unit_kinds)),
            q.permit is None or project.permit == q.permit,
            _meets(s.price_min, s.price_max, q.price_min, q.price_max),
            _meets(s.unit_price_min, s.unit_price_max, q.unit_price_min, q.unit_price_max),
            _meets(s.size_min, s.size_max, q.size_min, q.size_max),
        ]
    )


def homeless_ok(project: ProjectDoc, q: SearchQuery) -> bool:
    """A project of shops and parking bays alone is found while nothing is asked of its units."""
    asked = (
        *(q.rooms, q.orientations, q.floor_bands, q.fit_outs, q.statuses, q.unit_kinds),
        *(end for end in (q.price_min, q.price_max, q.unit_price_min, q.unit_price_max, q.size_min, q.size_max)),
        q.permit,
    )
    homes = any(unit.kind == "home" for unit in project.units)
    return bool(project.units) and not homes and all(value is None or value == () for value in asked)


def _in(value: Any, low: Any, high: Any) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def _meets(least: Any, most: Any, low: Any, high: Any) -> bool:
    if low is None and high is None:
        return True
    least, most = (most if least is None else least), (least if most is None else most)
    return least is not None and (high is None or least <= high) and (low is None or most >= low)


def unit_matches(docs: Iterable[ProjectDoc], q: SearchQuery) -> list[tuple[ProjectDoc, UnitDoc]]:
    return [(p, u) for p in docs if place_ok(p, q) for u in p.units if unit_ok(u, q)]


def project_matches(docs: Iterable[ProjectDoc], q: SearchQuery) -> list[ProjectDoc]:
    return [p for p in docs if place_ok(p, q) and whole_ok(p, q)]


def whole_ok(project: ProjectDoc, q: SearchQuery) -> bool:
    return any(unit_ok(u, q) for u in project.units) or stated_ok(project, q) or homeless_ok(project, q)


def total(docs: Iterable[ProjectDoc], q: SearchQuery) -> int:
    return len(unit_matches(docs, q) if q.kind == "units" else project_matches(docs, q))


def place_values(project: ProjectDoc, facet: str) -> set[str]:
    if facet == "city":
        return {project.city.code}
    if facet in ("district", "area"):
        term = getattr(project, facet)
        return {term.code} if term else set()
    if facet in ("metro", "tag"):
        return {term.code for term in (project.metro if facet == "metro" else project.tags)}
    if facet == "sale_status":
        return {project.sale_status}
    return {f"{project.opening_on:%Y-%m}"} if project.opening_on else set()


def unit_values(unit: UnitDoc, facet: str) -> set[str]:
    if facet in BANDS:
        value = getattr(unit, facet)
        return set() if value is None else {str(sum(value >= end for end in BANDS[facet]))}
    value = {
        "rooms": str(min(unit.rooms, 5)) if unit.kind == "home" and unit.rooms is not None else "",
        "orientation": unit.orientation,
        "floor": unit.floor_band,
        "fit_out": unit.fit_out,
        "status": unit.status,
        "unit_kind": unit.kind,
        "permit": "yes" if unit.permit else "no",
    }[facet]
    return {value} if value else set()


def stated_values(project: ProjectDoc, facet: str) -> set[str]:
    s = project.stated
    if facet in BANDS:
        ends = (None, *BANDS[facet], None)
        least, most = getattr(s, f"{facet}_min"), getattr(s, f"{facet}_max")
        step = Decimal("0.01") if facet == "size" else 1
        return {
            str(n)
            for n, (low, high) in enumerate(itertools.pairwise(ends))
            if _meets(least, most, low or 0, None if high is None else high - step)
        }
    return {
        "rooms": {str(min(room, 5)) for room in s.rooms},
        "fit_out": {project.fit_out},
        "unit_kind": set(project.kinds),
        "permit": {"yes" if project.permit else "no"},
    }.get(facet, set())


PLACES = ("city", "district", "area", "metro", "tag", "sale_status", "opening")


def facet(docs: list[ProjectDoc], q: SearchQuery, name: str) -> dict[str, int]:
    """Counts by value with the facet's own filter left out."""
    q = without(q, name)
    counts: Counter[str] = Counter()
    for project in docs:
        if not place_ok(project, q):
            continue
        matching = [unit for unit in project.units if unit_ok(unit, q, any_kind=name == "unit_kind")]
        stated = stated_ok(project, q)
        if q.kind == "units":
            for unit in matching:
                counts.update(place_values(project, name) if name in PLACES else unit_values(unit, name))
        elif matching or stated or (name in PLACES and homeless_ok(project, q)):
            if name in PLACES:
                counts.update(place_values(project, name))
            else:
                values = set().union(*(unit_values(unit, name) for unit in matching))
                counts.update(values | (stated_values(project, name) if stated else set()))
    return dict(counts)
