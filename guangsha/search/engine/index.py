"""The index as a whole: every search runs over the segments of one generation and joins what they answer."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from guangsha.search.domain.documents import Term
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.results import Facet, FacetValue, Page, ProjectHit
from guangsha.search.engine.cards import project_hit, unit_hit
from guangsha.search.engine.cursors import read_cursor, write_cursor
from guangsha.search.engine.facets import Counts, count_facets
from guangsha.search.engine.order import Place, Wanted, project_page, unit_page
from guangsha.search.engine.plan import CELL_FACETS, CELL_VALUES, PLACE_FACETS, Plan, compile_query, finds_anything
from guangsha.search.engine.rows import Rows
from guangsha.search.engine.segment import AMOUNTS, BANDS
from guangsha.search.engine.stated import found_whole
from guangsha.search.engine.store import IndexReader, Snapshot
from guangsha.search.engine.tables import Mask, day_number

FACETS = (*PLACE_FACETS, *CELL_FACETS, *AMOUNTS)


class SearchIndex:
    """Answers searches from one index folder. Safe to share between threads.

    `secret` signs cursors; copies that share it understand each other's.
    """

    def __init__(self, folder: Path, *, secret: bytes) -> None:
        self._reader = IndexReader(folder)
        self._secret = secret

    def snapshot(self) -> Snapshot:
        """The generation in force. Raises IndexNotReady."""
        return self._reader.snapshot()

    def search(self, query: SearchQuery, *, today: date | None = None) -> Page:
        """One page of hits. Raises BadCursor and IndexNotReady."""
        page, _ = self.search_with_facets(query, today=today, facets=False)
        return page

    def search_with_facets(
        self, query: SearchQuery, *, today: date | None = None, facets: bool = True
    ) -> tuple[Page, tuple[Facet, ...]]:
        """One page and, on wish, all facets of the same generation."""
        snapshot = self._reader.snapshot()
        day = day_number(today or datetime.now(UTC).date())
        after = None
        if query.cursor:
            mark = read_cursor(self._secret, query)
            after, day = mark.key, mark.today
        wanted = Wanted(query.effective_sort, day, after, query.limit + 1)
        places: list[list[Place]] = []
        every: list[Rows] = []
        counts = Counts()
        bare = not query.filters()
        kept = snapshot.kept.get(query.kind) if bare else None
        for segment, live in snapshot.parts:
            plan = compile_query(segment, live, query)
            hits = plan.hits()
            every.append(hits)
            if query.kind == "units":
                counts.total += hits.count
                places.append(unit_page(plan, hits, wanted))
            else:
                matching = matching_projects(plan, hits)
                counts.total += int(np.count_nonzero(matching))
                places.append(project_page(plan, matching, wanted))
            if facets and kept is None:
                count_facets(plan, hits, counts)
        found = list(islice(heapq.merge(*places, key=lambda place: place.key), query.limit + 1))
        answer: tuple[Facet, ...] = ()
        if facets:
            answer = kept if isinstance(kept, tuple) else _facets(counts)
            if bare:
                snapshot.kept[query.kind] = answer
        shown = found[: query.limit]
        more = len(found) > query.limit
        page = Page(
            query=query,
            units=tuple(unit_hit(place, query) for place in shown) if query.kind == "units" else (),
            projects=() if query.kind == "units" else _project_hits(shown, every, query),
            total=counts.total,
            next_cursor=write_cursor(self._secret, query, shown[-1].key, day) if more else "",
            generation=snapshot.generation,
            indexed_at=snapshot.manifest.written_at,
        )
        return page, answer

    def total(self, query: SearchQuery) -> int:
        """How many hits the search has."""
        return sum(self._count(plan) for plan in self.plans(query))

    def knows(self, word: str) -> bool:
        """Whether a word of a question finds anything at all."""
        return any(finds_anything(segment, live, word) for segment, live in self._reader.snapshot().parts)

    def plans(self, query: SearchQuery) -> list[Plan]:
        """The search compiled against every segment in force."""
        return [compile_query(segment, live, query) for segment, live in self._reader.snapshot().parts]

    def _count(self, plan: Plan) -> int:
        hits = plan.hits()
        if plan.query.kind == "units":
            return hits.count
        return int(np.count_nonzero(matching_projects(plan, hits)))


def _project_hits(shown: list[Place], every: list[Rows], query: SearchQuery) -> tuple[ProjectHit, ...]:
    of = {id(rows.segment): rows for rows in every}
    counted = ((place, len(of[id(place.segment)].in_project(place.project))) for place in shown)
    return tuple(project_hit(place, query, matching) for place, matching in counted)


def matching_projects(plan: Plan, hits: Rows) -> Mask:
    """Projects with a matching unit, and those that match without one."""
    found: Mask = hits.per_project() > 0
    whole = found_whole(plan)
    if whole.any():
        found |= whole & plan.projects(without=AMOUNTS)
    return found


def _facets(counts: Counts) -> tuple[Facet, ...]:
    out: list[Facet] = []
    for name in FACETS:
        found: Mapping[str, int] = counts.facets.get(name, {})
        if name in AMOUNTS:
            ends = (None, *BANDS[name], None)
            scale = 100 if name == "size" else 1
            bands = ((n, low, high) for n, (low, high) in enumerate(pairwise(ends)))
            values = tuple(
                FacetValue(str(n), "", "", found[str(n)], low and low // scale, high and high // scale)
                for n, low, high in bands
                if found.get(str(n))
            )
        elif name in CELL_FACETS and name != "permit":
            values = tuple(
                FacetValue(str(v), "", "", found[str(v)]) for v in CELL_VALUES[name] if str(v) and found.get(str(v))
            )
        elif name == "opening":
            values = tuple(FacetValue(code, "", "", n) for code, n in sorted(found.items()))
        else:
            ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
            named = ((code, n, counts.terms.get((name, code), Term(code, ""))) for code, n in ranked)
            values = tuple(FacetValue(code, term.name, term.name_en, n) for code, n, term in named)
        out.append(Facet(name, values))
    return tuple(out)
