"""Homes are meant where no kind of unit is named: what is listed, counted, shown on the map and promised when relaxing."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.relax import relaxations
from guangsha.search.domain.suggestions import Suggester
from guangsha.search.engine.clusters import clusters
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.places import Places
from guangsha.search.engine.probe import IndexProbe
from guangsha.search.engine.small import SmallIndex
from guangsha.search.engine.writer import IndexWriter
from tests.search.stock import WAN, project, unit


def bay(serial: int) -> Any:
    price = 48_000_00 + serial
    return unit(serial, kind="parking", rooms=None, price=price, unit_price=None, orientation="", building="地库")


def stock() -> list[ProjectDoc]:
    """One project of homes, bays and a shop, one that sells bays alone."""
    homes = [unit(n, price=(200 + n) * WAN) for n in range(4)]
    bays = [bay(100 + n) for n in range(7)]
    shop = unit(200, kind="shop", rooms=None, price=90 * WAN)
    return [
        project(1, "云澜府", *homes, *bays, shop),
        project(2, "云澜车库", *(bay(300 + n) for n in range(3)), kinds=("parking",)),
    ]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(stock(), cursor=1)
    return SearchIndex(tmp_path, secret=b"test")


def kinds(index: SearchIndex, **values: Any) -> set[str]:
    return {hit.kind for hit in index.search(SearchQuery.of(limit=100, **values)).units}


def facet(index: SearchIndex, query: SearchQuery, name: str) -> dict[str, int]:
    _, facets = index.search_with_facets(query)
    return {value.code: value.count for found in facets if found.name == name for value in found.values}


@pytest.mark.parametrize("sort", ["", "price", "unit_price", "-size", "newest", "opening"])
def test_whatever_the_order_homes_are_listed(index: SearchIndex, sort: str) -> None:
    page = index.search(SearchQuery.of(sort=sort))
    assert ({hit.kind for hit in page.units}, page.total) == ({"home"}, 4)


def test_the_cheapest_is_a_home(index: SearchIndex) -> None:
    page = index.search(SearchQuery.of(sort="price"))
    assert page.units[0].price == 200 * WAN


def test_what_is_asked_for_is_listed(index: SearchIndex) -> None:
    assert kinds(index, unit_kinds=("parking",)) == {"parking"}
    assert kinds(index, unit_kinds=("home", "shop")) == {"home", "shop"}
    assert index.total(SearchQuery.of(unit_kinds=("parking",))) == 10


def test_the_facet_of_kinds_counts_them_all_and_the_others_count_homes(index: SearchIndex) -> None:
    query = SearchQuery.of()
    assert facet(index, query, "unit_kind") == {"home": 4, "parking": 10, "shop": 1}
    assert facet(index, query, "status") == {"available": 4}
    assert facet(index, query, "price") == {"3": 4}
    assert facet(index, replace(query, unit_kinds=("shop",)), "unit_kind") == {"home": 4, "parking": 10, "shop": 1}


def test_a_project_is_counted_in_homes_and_priced_by_homes(index: SearchIndex) -> None:
    page = index.search(SearchQuery.of(kind="projects"))
    assert {hit.name: (hit.units_matching, hit.units_total) for hit in page.projects} == {
        "云澜府": (4, 12),
        "云澜车库": (0, 3),
    }
    assert index.total(SearchQuery.of(kind="projects", price_max=30 * WAN)) == 0
    assert index.total(SearchQuery.of(kind="projects", price_max=30 * WAN, unit_kinds=("parking",))) == 2


def test_a_project_of_bays_alone_is_found_while_nothing_is_asked_of_a_unit(index: SearchIndex) -> None:
    for values in ({}, {"city": "430100"}, {"text": "车库"}, {"unit_kinds": ("parking",)}):
        assert "云澜车库" in [hit.name for hit in index.search(SearchQuery.of(kind="projects", **values)).projects]
    for asked in ({"rooms": (3,)}, {"price_max": 30 * WAN}, {"permit": True}, {"unit_kinds": ("home",)}):
        query = SearchQuery.of(kind="projects", **asked)
        assert "云澜车库" not in [hit.name for hit in index.search(query).projects]
    assert facet(index, SearchQuery.of(kind="projects"), "city") == {"430100": 2}


def test_relaxing_promises_homes(index: SearchIndex) -> None:
    query = SearchQuery.of(rooms=(5,), price_max=30 * WAN)
    assert index.total(query) == 0
    ways = relaxations(query, IndexProbe(index))
    assert ways == ()  # no home costs less, and none has five rooms: bays would be no way on
    (way,) = relaxations(SearchQuery.of(rooms=(3,), price_max=30 * WAN), IndexProbe(index))[:1]
    assert (way.fields, way.homes) == (("price_min", "price_max"), 4)


def test_relaxing_a_search_for_bays_counts_bays(index: SearchIndex) -> None:
    query = SearchQuery.of(unit_kinds=("parking",), price_max=1 * WAN)
    ways = {way.fields: way.total for way in relaxations(query, IndexProbe(index))}
    assert ways[("price_min", "price_max")] == 10


def test_the_map_and_suggestions_count_homes(index: SearchIndex) -> None:
    assert sum(cluster.units for cluster in clusters(index, SearchQuery.of(), zoom=14)) == 4
    found = Places(index).suggest("云澜", limit=5, city="")
    assert isinstance(found, tuple)
    assert {one.name: one.units for one in found} == {"云澜府": 4, "云澜车库": 0}
    assert Suggester(found).suggest("yunlan")[0].name == "云澜府"


def test_a_saved_search_is_told_of_homes() -> None:
    with SmallIndex(stock()) as small:
        assert {key: len(ids) for key, ids in small.matches(SearchQuery.of()).items()} == {stock()[0].id: 4}
        assert len(small.matches(SearchQuery.of(kind="projects"))) == 2
        assert uuid.UUID(int=0) not in small.matches(SearchQuery.of(unit_kinds=("shop",)))
