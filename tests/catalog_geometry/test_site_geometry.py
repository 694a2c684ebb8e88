"""Site geometry: what is well formed passes, and everything else is named, never raised."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.catalog.domain.geometry import (
    GeometryError,
    polygon_problems,
    read_footprint,
    read_site,
    rotated,
    signed_area,
    site_figures,
    site_problems,
)

SQUARE = [[0, 0], [100, 0], [100, 100], [0, 100]]


def site(**changes: Any) -> dict[str, Any]:
    """A square site with one lawn and one road, changed as asked."""
    plain: dict[str, Any] = {
        "version": 1,
        "boundary": SQUARE,
        "greens": [[[60, 60], [90, 60], [90, 90], [60, 90]]],
        "waters": [],
        "roads": [{"line": [[5, 5], [95, 5]], "width": 4}],
    }
    return plain | changes


HOUSE = [[10, 20], [30, 20], [30, 32], [10, 32]]


def codes(data: object, footprints: dict[str, object] | None = None) -> list[str]:
    return [problem.code for problem in site_problems(data, footprints)]


def test_a_plain_site_is_well_formed() -> None:
    assert site_problems(site(), {"1": HOUSE}) == []


@pytest.mark.parametrize(
    ("changes", "footprints", "code"),
    [
        ({"boundary": [[0, 0], [100, 100], [100, 0], [0, 100]]}, {}, "not_simple"),
        ({"boundary": SQUARE[::-1]}, {}, "clockwise"),
        ({"boundary": [[0, 0], [1, 0], [1, 1]]}, {}, "too_small"),
        ({"boundary": [[0, 0], [1, 0]]}, {}, "too_few_points"),
        ({"version": 2}, {}, "unknown_version"),
        ({"roads": [{"line": [[5, 5], [95, 5]], "width": 0}]}, {}, "out_of_range"),
        ({"greens": "lawn"}, {}, "not_a_list"),
        ({"waters": [[[20, 20], [28, 20], [28, 28], [20, 28]]]}, {"1": HOUSE}, "in_water"),
        ({"roads": [{"line": [[5, 25], [95, 25]], "width": 4}]}, {"1": HOUSE}, "on_road"),
        ({}, {"1": HOUSE, "2": [[x + 3, y] for x, y in HOUSE]}, "overlap"),
        ({}, {"1": [[x + 80, y] for x, y in HOUSE]}, "outside"),
        ({}, {"1": [[10, 20], [float("nan"), 20], [30, 32]]}, "out_of_range"),
        ({}, {"1": [[10, 20], [True, 20], [30, 32]]}, "not_a_number"),
    ],
)
def test_what_is_wrong_has_a_name(changes: dict[str, Any], footprints: dict[str, object], code: str) -> None:
    assert code in codes(site(**changes), footprints)


def test_buildings_may_touch() -> None:
    assert codes(site(), {"1": HOUSE, "2": [[x + 20, y] for x, y in HOUSE]}) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["version", "boundary", "greens", "roads", "line", "width"]), inner, max_size=5
        )
    ),
    max_leaves=25,
)


@given(data=JSON, footprint=JSON)
def test_any_json_gives_problems_and_no_exception(data: object, footprint: object) -> None:
    assert all(problem.code and problem.detail for problem in site_problems(data, {"1": footprint}))


@given(changes=st.dictionaries(st.sampled_from(["boundary", "greens", "waters", "roads"]), JSON, min_size=1))
def test_one_broken_part_never_raises(changes: dict[str, Any]) -> None:
    site_problems(site(**changes), {"1": HOUSE})


def test_a_line_with_too_many_points_is_refused_before_any_work() -> None:
    many = [[math.cos(i), math.sin(i)] for i in range(10_000)]
    assert codes(site(boundary=many)) == ["too_many", "too_few_points"]


@given(
    points=st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=8),
    turn=st.floats(0, 360),
)
def test_area_does_not_change_when_turned(points: list[tuple[int, int]], turn: float) -> None:
    before = signed_area(points)
    after = signed_area(rotated(points, turn, around=(3.0, -4.0)))
    assert after == pytest.approx(before, abs=1e-6)


@given(points=st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=8))
def test_a_polygon_and_its_reverse_are_never_both_well_formed(points: list[tuple[int, int]]) -> None:
    both = [polygon_problems(p, path="p", least_area=1) for p in (points, points[::-1])]
    assert both[0] or both[1]


def test_figures_follow_from_the_shapes() -> None:
    figures = site_figures(read_site(site()), [read_footprint(HOUSE)])
    assert figures.site_area_m2 == Decimal("10000.00")
    assert figures.greening_percent == Decimal("9.00")
    assert figures.built_over_percent == Decimal("2.40")


def test_reading_nonsense_raises_with_the_whole_list() -> None:
    with pytest.raises(GeometryError) as caught:
        read_site({"version": 1, "boundary": [[0, "x"], [1, 1], 7], "roads": [{}]})
    assert len(caught.value.problems) >= 4
