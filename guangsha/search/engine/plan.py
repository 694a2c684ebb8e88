"""A query compiled against one segment: masks over projects, masks over cells, windows of ranks, tests of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import METRES_PER_DEGREE, Box, Near, Point, polygon_box
from guangsha.search.domain.vocabulary import (
    FIT_OUTS,
    FLOOR_BANDS,
    KIND_MEANT,
    NEAR_METRO,
    ORIENTATIONS,
    SALE_STATUSES,
    UNIT_KINDS,
    UNIT_STATUSES,
)
from guangsha.search.domain.words import asked_words
from guangsha.search.engine.rows import Rows
from guangsha.search.engine.segment import AMOUNTS, Segment
from guangsha.search.engine.tables import NULL, WORD_KINDS, Array, Mask, centiares, split_id

PLACE_FACETS = ("city", "district", "area", "metro", "tag", "sale_status", "opening")
CELL_FACETS = ("rooms", "orientation", "floor", "fit_out", "status", "unit_kind", "permit")
CELL_COLUMN = {"rooms": "rooms", "orientation": "orientation", "floor": "band", "fit_out": "fit"} | {
    name: name for name in ("status", "permit")
}
CELL_COLUMN["unit_kind"] = "kind"
CELL_VALUES: dict[str, tuple[object, ...]] = {
    "rooms": (0, 1, 2, 3, 4, 5),
    "orientation": ORIENTATIONS,
    "floor": FLOOR_BANDS,
    "fit_out": FIT_OUTS,
    "status": UNIT_STATUSES,
    "unit_kind": UNIT_KINDS,
    "permit": (False, True),
}
_TERM_FIELDS = {"city": "city", "district": "districts", "area": "areas"}
_CELL_FIELDS = {
    "rooms": "rooms",
    "orientation": "orientations",
    "floor": "floor_bands",
    "fit_out": "fit_outs",
    "status": "statuses",
    "unit_kind": "unit_kinds",
}


@dataclass
class WordTest:
    """One asked word that may also be met by a unit itself (its number, building or layout)."""

    projects: Mask
    words: dict[str, Mask]


@dataclass
class Plan:
    """What the segment has to check. Parts are kept apart by facet, so that each can be left out for its own counts."""

    segment: Segment
    query: SearchQuery
    fixed: Mask
    places: dict[str, Mask] = field(default_factory=dict)
    cells: dict[str, Mask] = field(default_factory=dict)
    wanted: dict[str, tuple[int, ...]] = field(default_factory=dict)
    windows: dict[str, tuple[int, int]] = field(default_factory=dict)
    words: list[WordTest] = field(default_factory=list)
    scores: Array | None = None

    @property
    def asks_units(self) -> bool:
        """Whether anything is asked of a unit besides that it be a home, which goes without saying."""
        return bool(self.windows or self.words or self.query.unit_kinds or self.cells.keys() - {"unit_kind"})

    def projects(self, *, without: Collection[str] = ()) -> Mask:
        """Projects that pass everything asked of projects, the named facets left out."""
        found = self.fixed
        for name, mask in self.places.items():
            if name not in without:
                found = found & mask
        for name, (low, high) in self.windows.items():
            if name not in without:
                found = found & (self.segment.low[name] < high) & (self.segment.high[name] >= low)
        return found

    def almost(self) -> Mask:
        """Projects that fail at most one place facet: all that any place facet can count."""
        if not self.places:
            return self.projects()
        misses = np.zeros(self.segment.projects, np.uint8)
        for mask in self.places.values():
            misses += ~mask
        return self.projects(without=PLACE_FACETS) & (misses < 2)

    def cell_mask(self, *, without: Collection[str] = ()) -> Mask | None:
        """Cells that pass, the named facets left out; None when every cell does."""
        found: Mask | None = None
        for name, mask in self.cells.items():
            if name not in without:
                found = mask if found is None else found & mask
        return found

    def rows(self, projects: Mask, *, without: Collection[str] = (), cells: bool = True) -> Rows:
        """Rows of `projects` that pass the row tests, the named range facets (and on wish all cells) left out."""
        rows = Rows(self.segment, projects)
        for name, (low, high) in self.windows.items():
            if name not in without:
                rows.narrow(_window(self.segment.rank[name], low, high))
        for name in self.cells if cells else ():
            rows.narrow(_among(self.segment.own[CELL_COLUMN[name]], self.wanted[name]))
        for test in self.words:
            rows.narrow(self._word(test))
        return rows

    def hits(self) -> Rows:
        """The rows that pass everything."""
        return self.rows(self.projects())

    def _word(self, test: WordTest) -> Callable[[Callable[[Array], Array]], Mask]:
        def run(read: Callable[[Array], Array]) -> Mask:
            found: Mask = test.projects[read(self.segment.u["project"])]
            for kind, mask in test.words.items():
                found = found | mask[read(self.segment.u[kind])]
            return found

        return run


def _window(rank: Array, low: int, high: int) -> Callable[[Callable[[Array], Array]], Mask]:
    start, width = np.uint32(low), np.uint32(max(0, high - low))
    return lambda read: (read(rank) - start) < width


def _among(column: Array, codes: tuple[int, ...]) -> Callable[[Callable[[Array], Array]], Mask]:
    """Comparing a byte column with each wanted code is several times faster than looking every row up in a table."""

    def run(read: Callable[[Array], Array]) -> Mask:
        values = read(column)
        found: Mask = values == np.uint8(codes[0])
        for code in codes[1:]:
            found |= values == np.uint8(code)
        return found

    return run


def compile_query(segment: Segment, live: Mask, query: SearchQuery) -> Plan:
    """Turn a query into the masks of one segment. Unknown codes match nothing; who names no kind of unit means homes."""
    plan = Plan(segment, query, live)
    _terms(plan)
    _cell_filters(plan)
    for name in AMOUNTS:
        bounds = amount_bounds(query, name)
        if bounds is not None:
            low, high = segment.place(name, bounds[0]), segment.place(name, bounds[1] + 1)
            plan.windows[name] = (low, min(high, segment.stated[name]))
    _shapes(plan)
    if query.text:
        _text(plan)
    return plan


def _terms(plan: Plan) -> None:
    segment, query, p = plan.segment, plan.query, plan.segment.p
    for kind, name in _TERM_FIELDS.items():
        wanted = getattr(query, name)
        if wanted:
            codes = _codes(segment, kind, (wanted,) if isinstance(wanted, str) else wanted)
            plan.places[kind] = _mask(len(segment.terms[kind]), codes)[p[kind]]
    if query.metro:
        owners, stations = segment.pairs["metro"]
        kept = np.ones(len(stations), np.bool_)
        if NEAR_METRO not in query.metro:
            kept = _mask(len(segment.terms["metro"]), _codes(segment, "metro", query.metro))[stations]
        plan.places["metro"] = _mask(segment.projects, owners[kept])
    if query.tags:
        plan.places["tag"] = _with_all_tags(segment, query.tags)
    if query.sale_statuses:
        plan.places["sale_status"] = np.isin(p["sale"], [SALE_STATUSES.index(s) for s in query.sale_statuses])
    if query.opening_from or query.opening_to:
        low, high = query.opening_from or 1, query.opening_to or 999_999
        plan.places["opening"] = (p["opening_month"] >= low) & (p["opening_month"] <= high)


def _cell_filters(plan: Plan) -> None:
    parts = plan.segment.cell_parts
    for name, attribute in _CELL_FIELDS.items():
        wanted = getattr(plan.query, attribute)
        if name == "unit_kind":
            wanted = wanted or KIND_MEANT
        if wanted:
            plan.wanted[name] = tuple(CELL_VALUES[name].index(value) for value in wanted)
    if plan.query.permit is not None:
        plan.wanted["permit"] = (int(plan.query.permit),)
    for name, codes in plan.wanted.items():
        plan.cells[name] = np.isin(parts[CELL_COLUMN[name]], codes)


def amount_bounds(query: SearchQuery, name: str) -> tuple[int, int] | None:
    """The inclusive bounds the query sets on an amount, in column units; None when it sets none."""
    low, high = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
    if low is None and high is None:
        return None
    if name == "size":
        low, high = low if low is None else centiares(low), high if high is None else centiares(high)
    return (0 if low is None else low), (int(NULL) - 1 if high is None else high)


def _codes(segment: Segment, kind: str, wanted: Collection[str]) -> list[int]:
    known = segment.codes[kind]
    return [known[code] for code in wanted if code in known]


def _mask(size: int, codes: Array | list[int]) -> Mask:
    mask = np.zeros(size, np.bool_)
    mask[codes] = True
    return mask


def _with_all_tags(segment: Segment, tags: tuple[str, ...]) -> Mask:
    codes = _codes(segment, "tag", tags)
    if len(codes) < len(tags):
        return np.zeros(segment.projects, np.bool_)
    owners, found = segment.pairs["tag"]
    met = np.bincount(owners[np.isin(found, codes)], minlength=segment.projects)
    return np.asarray(met == len(codes))


def _shapes(plan: Plan) -> None:
    query, p = plan.query, plan.segment.p
    if query.bbox:
        plan.fixed = plan.fixed & _in_box(p, query.bbox)
    if query.polygon:
        plan.fixed = plan.fixed & _in_polygon(p, query.polygon, plan.fixed)
    if query.near and query.near.metres:
        plan.fixed = plan.fixed & (distances(plan.segment, query.near) <= query.near.metres)
    if query.projects:
        wanted = [plan.segment.index_of[key] for key in map(_id_key, query.projects) if key in plan.segment.index_of]
        plan.fixed = plan.fixed & _mask(plan.segment.projects, wanted)


def _id_key(text: str) -> tuple[int, int]:
    try:
        return split_id(UUID(text))
    except ValueError:
        return (0, 0)


def _in_box(p: dict[str, Array], box: Box) -> Mask:
    found: Mask = (p["lng"] >= box.west) & (p["lng"] <= box.east) & (p["lat"] >= box.south) & (p["lat"] <= box.north)
    return found


def _in_polygon(p: dict[str, Array], polygon: tuple[Point, ...], among: Mask) -> Mask:
    """Even-odd rule for all candidate projects at once (see `domain.shapes.inside`)."""
    found = np.zeros(len(among), np.bool_)
    candidates = np.flatnonzero(among & _in_box(p, polygon_box(polygon)))
    x, y = p["lng"][candidates], p["lat"][candidates]
    odd = np.zeros(len(candidates), np.bool_)
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    found[candidates] = odd
    return found


def distances(segment: Segment, near: Near) -> Array:
    """Straight-line metres from a place to every project, rounded to whole metres; without a position: infinite."""
    lng, lat = segment.p["lng"], segment.p["lat"]
    across = np.cos(np.radians((lat + near.lat) / 2))
    metres = METRES_PER_DEGREE * np.hypot((lng - near.lng) * across, lat - near.lat)
    return np.nan_to_num(np.round(metres), nan=np.inf)


def _text(plan: Plan) -> None:
    segment, words = plan.segment, asked_words(plan.query.text)
    scores = np.zeros(segment.projects)
    for word in words:
        match = segment.text.match(word)
        scores[match.projects] += match.scores
        met = _mask(segment.projects, match.projects)
        of_units = {kind: mask for kind in WORD_KINDS if (mask := _own_words(segment, kind, word)).any()}
        if of_units and plan.query.kind == "units":
            plan.words.append(WordTest(met, of_units))
        else:
            plan.fixed = plan.fixed & met
    if not words:
        plan.fixed = np.zeros(segment.projects, np.bool_)
    plan.scores = scores


def finds_anything(segment: Segment, live: Mask, word: str) -> bool:
    """Whether any project that counts, or any unit, answers to the word."""
    if any(_own_words(segment, kind, word).any() for kind in WORD_KINDS):
        return True
    return segment.text.finds(word) and bool(live.all() or live[segment.text.match(word).projects].any())


def _own_words(segment: Segment, kind: str, word: str) -> Mask:
    mask = np.zeros(len(segment.words[kind]), np.bool_)
    known = segment.folded[kind]
    for spelling in (
        word,
        word.replace("号楼", "栋"),
        word.replace("幢", "栋"),
        word.removesuffix("室"),
        word.removesuffix("户型"),
    ):
        for code in known.get(spelling, ()):
            mask[code] = True
    return mask
