"""The query value: its URL form, and what it refuses."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guangsha.search.domain.errors import InvalidQuery
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.query_rules import MAX_TEXT
from guangsha.search.domain.shapes import Box, Near, inside, metres_between
from guangsha.search.domain.url_form import FIELDS, PARAMS
from tests.search.strategies import queries


@settings(max_examples=200)
@given(queries(), st.text(max_size=40), st.randoms())
def test_the_url_form_is_canonical_and_complete(query: SearchQuery, text: str, dice: random.Random) -> None:
    try:
        query = SearchQuery.of(**{name: getattr(query, name) for name in PARAMS} | {"text": text})
    except InvalidQuery:
        return
    url = query.to_url()
    assert SearchQuery.from_url(url) == query
    assert SearchQuery.from_url("?" + url).to_url() == url
    shuffled = query.to_params()
    dice.shuffle(shuffled)
    assert SearchQuery.from_params(shuffled).to_url() == url


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from([*FIELDS, "x"]), st.text(max_size=30)), max_size=6))
def test_any_parameters_give_a_query_or_a_list_of_problems(params: list[tuple[str, str]]) -> None:
    refusal = None
    try:
        query = SearchQuery.from_params(params)
    except InvalidQuery as error:
        refusal = error
    if refusal is None:
        assert SearchQuery.from_url(query.to_url()) == query
    else:
        assert refusal.problems
        assert all(problem.field in FIELDS for problem in refusal.problems)
        assert refusal.status == 422


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "homes"}, "kind"),
        ({"sort": "random"}, "sort"),
        ({"sort": "distance"}, "sort"),
        ({"text": "x" * (MAX_TEXT + 1)}, "q"),
        ({"text": "a\0b"}, "q"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"rooms": (9,)}, "rooms"),
        ({"orientations": ("UP",)}, "orientation"),
        ({"districts": tuple(str(n) for n in range(61))}, "district"),
        ({"districts": ("a,b",)}, "district"),
        ({"price_min": -1}, "price_min"),
        ({"price_max": 10**16}, "price_max"),
        ({"price_min": 5, "price_max": 4}, "price_max"),
        ({"opening_from": 202613}, "opening_from"),
        ({"opening_from": 202612, "opening_to": 202601}, "opening_to"),
        ({"bbox": Box(2, 0, 1, 1)}, "bbox"),
        ({"bbox": Box(float("nan"), 0, 1, 1)}, "bbox"),
        ({"near": Near(200, 0)}, "near"),
        ({"near": Near(0, 0, 10**9)}, "near"),
        ({"polygon": ((0.0, 0.0), (1.0, 1.0))}, "polygon"),
        ({"polygon": tuple((n / 1000, n * n / 10**7) for n in range(10_000))}, "polygon"),
        ({"polygon": ((0.0, 0.0), (1.0, 1.0), (float("inf"), 0.0))}, "polygon"),
        ({"cursor": "x" * 401}, "cursor"),
    ],
)
def test_refusals_name_the_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        SearchQuery.of(**values)
    assert field in {problem.field for problem in caught.value.problems}


@pytest.mark.parametrize("joint", ["\u200b", "\ufeff", "\u00ad"])
def test_what_a_copied_page_leaves_between_letters_is_a_space(joint: str) -> None:
    assert SearchQuery.of(text=f"三房{joint}朝南").text == "三房 朝南"


@pytest.mark.parametrize(
    "query",
    [
        "price_min=1e9", "price_min=٣", "size_min=NaN", "size_max=1e400", "near=1", "bbox=a,b,c,d", "polygon=1,2;3",
        "opening_from=2026-1", "permit=maybe", "rooms=x", "price_min=" + "9" * 40,
    ],
)  # fmt: skip
def test_unreadable_parameters_are_named(query: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        SearchQuery.from_url(query)
    assert caught.value.problems[0].field == query.split("=", maxsplit=1)[0]
    assert caught.value.data["errors"][0]["field"] == query.split("=", maxsplit=1)[0]


def test_all_problems_come_at_once() -> None:
    with pytest.raises(InvalidQuery) as caught:
        SearchQuery.of(kind="x", limit=0, rooms=(99,))
    assert len(caught.value.problems) == 3


def test_a_crossing_polygon_follows_the_even_odd_rule() -> None:
    bow = ((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))
    assert SearchQuery.of(polygon=bow).polygon == bow
    assert inside((0.2, 1.0), bow)
    assert inside((1.8, 1.0), bow)
    assert not inside((1.0, 0.3), bow)
    assert not inside((1.0, 1.7), bow)


def test_distance_is_straight_and_in_metres() -> None:
    changsha, wuhan = (112.94, 28.23), (114.30, 30.59)
    assert 290_000 < metres_between(changsha, wuhan) < 297_000
