"""What to let go of when nothing matches, and clusters on the map, against brute force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.relax import AMOUNTS, GROUPS, relaxations
from guangsha.search.domain.shapes import Box
from guangsha.search.engine.clusters import SINGLE_ZOOM, clusters
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.probe import IndexProbe
from guangsha.search.engine.writer import IndexWriter
from tests.search import oracle
from tests.search.stock import WAN, small_stock
from tests.search.strategies import queries, scratch_folder, stocks

EMPTY = SearchQuery()


def index_of(folder: Path, docs: list[ProjectDoc]) -> SearchIndex:
    with IndexWriter(folder) as writer:
        writer.rebuild(docs, cursor=1)
    return SearchIndex(folder, secret=b"test")


@settings(max_examples=25, deadline=None)
@given(stocks(), queries())
def test_relaxing_equals_brute_force(docs: list[ProjectDoc], query: SearchQuery) -> None:
    with scratch_folder() as name:
        ways = relaxations(query, IndexProbe(index_of(Path(name), docs)))
    active = query.filters()
    for way in ways:
        assert way.total == oracle.total(docs, way.query) > 0
        assert way.homes == oracle.total(docs, replace(way.query, kind="units"))
    dropped = {way.fields for way in ways if way.how == "drop"}
    for group in GROUPS:
        if any(field in active for field in group):
            without = replace(query, **{field: getattr(EMPTY, field) for field in group})
            assert (group in dropped) == (oracle.total(docs, without) > 0)
    assert [way.homes for way in ways] == sorted((way.homes for way in ways), reverse=True)


@settings(max_examples=25, deadline=None)
@given(stocks(), queries(kind="units"))
def test_widening_goes_to_the_nearest_home_and_no_further(docs: list[ProjectDoc], query: SearchQuery) -> None:
    with scratch_folder() as name:
        probe = IndexProbe(index_of(Path(name), docs))
        for low_field, amount in AMOUNTS.items():
            low, high = getattr(query, low_field), getattr(query, low_field.replace("_min", "_max"))
            if low is None and high is None:
                continue
            rest = oracle.without(query, amount)
            values = [getattr(unit, amount) for _, unit in oracle.unit_matches(docs, rest)]
            stated = [value for value in values if value is not None]
            below, above = probe.nearest(query, amount)
            assert below == max((value for value in stated if low is not None and value < low), default=None)
            assert above == min((value for value in stated if high is not None and value > high), default=None)


def test_the_best_way_on_comes_first(tmp_path: Path) -> None:
    index = index_of(tmp_path, small_stock())
    query = SearchQuery.of(city="430100", rooms=(3,), orientations=("S",), price_max=150 * WAN)
    ways = relaxations(query, IndexProbe(index))
    assert [(way.how, way.fields, way.total) for way in ways] == [
        ("drop", ("price_min", "price_max"), 10),
        ("widen", ("price_max",), 1),
    ]
    assert ways[1].query.price_max == 180 * WAN
    assert index.total(ways[1].query) == 1


def test_nothing_asked_needs_no_relaxing(tmp_path: Path) -> None:
    assert relaxations(EMPTY, IndexProbe(index_of(tmp_path, []))) == ()


@settings(max_examples=25, deadline=None)
@given(stocks(12), queries())
def test_clusters_hold_every_match_with_a_position_once(docs: list[ProjectDoc], query: SearchQuery) -> None:
    with scratch_folder() as name:
        index = index_of(Path(name), docs)
        if query.kind == "units":
            pairs = [pair for pair in oracle.unit_matches(docs, query) if pair[0].position]
            owners, units = {project.id for project, _ in pairs}, len(pairs)
        else:
            owners = {project.id for project in oracle.project_matches(docs, query) if project.position}
            units = None
        for zoom in (0, 9, SINGLE_ZOOM, 20):
            found = clusters(index, query, zoom=zoom)
            assert sum(cluster.projects for cluster in found) == len(owners)
            assert units is None or sum(cluster.units for cluster in found) == units
            if zoom >= SINGLE_ZOOM:
                assert {cluster.project_id for cluster in found} == owners


def test_a_cluster_is_counted_priced_and_placed(tmp_path: Path) -> None:
    index = index_of(tmp_path, small_stock())
    far, near = clusters(index, SearchQuery.of(), zoom=6)
    assert (far.units, far.projects, far.price_min, far.slug) == (15, 2, 180 * WAN, "")
    assert far.lng == pytest.approx(112.955)
    assert far.lat == pytest.approx(28.23)
    assert (near.units, near.projects, near.slug, near.name) == (3, 1, "project-4", "星河湾")
    inside = clusters(index, SearchQuery.of(bbox=Box(121, 31, 122, 32)), zoom=16)
    assert [cluster.slug for cluster in inside] == ["project-4"]
    assert len(clusters(index, SearchQuery.of(), zoom=16, limit=1)) == 1
