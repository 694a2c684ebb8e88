"""The engine against brute force: totals, facets, order and pages, over one segment and over several."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.vocabulary import UNIT_STANDING
from guangsha.search.engine.index import FACETS, SearchIndex
from guangsha.search.engine.writer import IndexWriter
from tests.search import oracle
from tests.search.strategies import queries, scratch_folder, stocks

TODAY = date(2026, 11, 22)
FEW = settings(max_examples=25, deadline=None)


def index_of(folder: Path, docs: list[ProjectDoc], later: int = 0) -> SearchIndex:
    """An index of `docs`; the last `later` of them arrive as a second batch, so that two segments are in force."""
    with IndexWriter(folder) as writer:
        writer.rebuild(docs[: len(docs) - later], cursor=1)
        if later:
            writer.apply(upserts=docs[len(docs) - later :], deletes=(), cursor=2)
    return SearchIndex(folder, secret=b"test")


def page_ids(index: SearchIndex, query: SearchQuery) -> list[object]:
    page = index.search(query, today=TODAY)
    return [hit.id for hit in (page.units or page.projects)]


def all_ids(index: SearchIndex, query: SearchQuery) -> list[object]:
    """Ids of every page in turn."""
    out: list[object] = []
    while True:
        page = index.search(query, today=TODAY)
        out += [hit.id for hit in (page.units or page.projects)]
        if not page.next_cursor:
            return out
        query = replace(query, cursor=page.next_cursor)


@FEW
@given(stocks(), st.lists(queries(), min_size=1, max_size=12), st.integers(0, 3))
def test_totals_and_facets_equal_brute_force(docs: list[ProjectDoc], asked: list[SearchQuery], later: int) -> None:
    with scratch_folder() as name:
        index = index_of(Path(name), docs, min(later, len(docs)))
        for query in asked:
            page, facets = index.search_with_facets(query, today=TODAY)
            assert page.total == oracle.total(docs, query)
            for facet in facets:
                found = {value.code: value.count for value in facet.values}
                assert found == oracle.facet(docs, query, facet.name), facet.name
            assert {facet.name for facet in facets} == set(FACETS)


@FEW
@given(stocks(), st.lists(queries(), min_size=1, max_size=12), st.integers(0, 3))
def test_pages_hold_every_match_once_in_order(docs: list[ProjectDoc], asked: list[SearchQuery], later: int) -> None:
    with scratch_folder() as name:
        index = index_of(Path(name), docs, min(later, len(docs)))
        for query in asked:
            ids = all_ids(index, query)
            if query.kind == "projects":
                want = [project.id for project in oracle.project_matches(docs, query)]
            else:
                want = [unit.id for _, unit in oracle.unit_matches(docs, query)]
            assert len(ids) == len(set(ids))
            assert set(ids) == set(want)
            assert ids == page_ids(index, replace(query, limit=100))
            _check_order(docs, query, ids)


def _check_order(docs: list[ProjectDoc], query: SearchQuery, ids: list[object]) -> None:
    if query.kind == "units" and query.effective_sort == "relevance":
        standing = {unit.id: UNIT_STANDING.index(unit.status) for doc in docs for unit in doc.units}
        listed = {unit.id: -unit.listed_at.timestamp() for doc in docs for unit in doc.units}
        places = [(standing[key], listed[key]) for key in ids]  # type: ignore[index]
        assert places == sorted(places)
    sort, falling = query.effective_sort.removeprefix("-"), query.effective_sort.startswith("-")
    if query.kind != "units" or sort not in ("price", "unit_price", "size", "newest"):
        return
    units = {unit.id: unit for doc in docs for unit in doc.units}
    name = "listed_at" if sort == "newest" else sort
    values = [getattr(units[key], name) for key in ids]  # type: ignore[index]
    stated = [value for value in values if value is not None]
    assert values == stated + [None] * (len(values) - len(stated))
    assert stated == sorted(stated, reverse=falling or sort == "newest")


@FEW
@given(stocks(10), queries(), st.data())
def test_a_change_between_pages_neither_repeats_nor_skips_what_did_not_change(
    docs: list[ProjectDoc], query: SearchQuery, data: st.DataObject
) -> None:
    if not docs:
        return
    moved = data.draw(st.lists(st.sampled_from(docs), unique_by=lambda p: p.id, max_size=3))
    changed = {doc.id: data.draw(st.sampled_from(docs)) for doc in moved}
    with scratch_folder() as name:
        index = index_of(Path(name), docs)
        before = all_ids(index, query)
        first = index.search(query, today=TODAY)
        seen: list[object] = [hit.id for hit in (first.units or first.projects)]
        with IndexWriter(Path(name)) as writer:
            upserts = [
                replace(doc, position=changed[doc.id].position, published_at=changed[doc.id].published_at, units=())
                for doc in moved
            ]
            writer.apply(upserts=upserts[1:], deletes=[doc.id for doc in moved[:1]], cursor=9)
        if first.next_cursor:
            seen += all_ids(index, replace(query, cursor=first.next_cursor))
        touched = {doc.id for doc in moved} | {unit.id for doc in moved for unit in doc.units}
        assert [key for key in seen if key not in touched] == [key for key in before if key not in touched]


@FEW
@given(stocks(), stocks(4), queries(), st.data())
def test_changes_in_batches_equal_a_rebuild(
    docs: list[ProjectDoc], fresh: list[ProjectDoc], query: SearchQuery, data: st.DataObject
) -> None:
    kept = {doc.id: doc for doc in docs}
    taken = {unit.id for doc in docs for unit in doc.units}
    fresh = [doc for doc in fresh if not taken & {unit.id for unit in doc.units}]
    gone = data.draw(st.lists(st.sampled_from(docs), max_size=2, unique_by=lambda p: p.id)) if docs else []
    with scratch_folder() as one, scratch_folder() as two:
        index = index_of(Path(one), docs)
        with IndexWriter(Path(one)) as writer:
            for number, doc in enumerate(fresh):
                writer.apply(upserts=[doc], deletes=(), cursor=number + 2)
            writer.apply(upserts=(), deletes=[doc.id for doc in gone], cursor=99)
            assert writer.cursor == 99
        for doc in fresh:
            kept[doc.id] = doc
        for doc in gone:
            kept.pop(doc.id, None)
        rebuilt = index_of(Path(two), list(kept.values()))
        assert all_ids(index, query) == all_ids(rebuilt, query)
        left, right = (i.search_with_facets(query, today=TODAY)[1] for i in (index, rebuilt))
        assert left == right
