"""Floor plans: a small home that is well formed, the same home broken in every way, and any JSON at all."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guangsha.catalog.domain.layout_geometry import layout_areas, layout_problems, read_layout
from guangsha.catalog.domain.layout_standards import standard_shortfalls


def room(key: str, kind: str, west: int, south: int, east: int, north: int) -> dict[str, Any]:
    polygon = [[west, south], [east, south], [east, north], [west, north]]
    return {"id": key, "kind": kind, "name": key, "name_en": key, "polygon": polygon}


def wall(ax: int, ay: int, bx: int, by: int, kind: str = "outer") -> dict[str, Any]:
    return {"a": [ax, ay], "b": [bx, by], "t": {"outer": 200, "inner": 100, "rail": 100}[kind], "kind": kind}


def small_home() -> dict[str, Any]:
    """Living room 4 x 5 m with a bath in the north-west corner's place and a balcony to the south."""
    return {
        "version": 1,
        "north_deg": 0,
        "height": 2900,
        "rooms": [
            room("l", "living", 0, 0, 4000, 5000),
            room("t", "bath", 4000, 3000, 6000, 5000),
            room("m", "master", 4000, 0, 8000, 3000),
            room("b", "balcony", 0, -1500, 4000, 0),
        ],
        "walls": [
            wall(0, 0, 0, 5000),
            wall(0, 5000, 6000, 5000),
            wall(6000, 3000, 6000, 5000),
            wall(6000, 3000, 8000, 3000),
            wall(8000, 0, 8000, 3000),
            wall(0, 0, 8000, 0),
            wall(4000, 0, 4000, 5000, "inner"),
            wall(4000, 3000, 6000, 3000, "inner"),
            wall(0, -1500, 4000, -1500, "rail"),
            wall(0, -1500, 0, 0, "rail"),
            wall(4000, -1500, 4000, 0, "rail"),
        ],
        "doors": [
            {"a": [500, 5000], "b": [1600, 5000], "kind": "entrance", "hinge": "a", "side": "right"},
            {"a": [4000, 3200], "b": [4000, 4000], "kind": "swing", "hinge": "a", "side": "right"},
            {"a": [4000, 1900], "b": [4000, 2800], "kind": "swing", "hinge": "b", "side": "right"},
            {"a": [600, 0], "b": [3400, 0], "kind": "sliding", "hinge": "a", "side": "left"},
        ],
        "windows": [{"a": [4800, 0], "b": [7200, 0], "kind": "window", "sill": 900, "head": 2400}],
    }


def codes(data: object) -> set[str]:
    return {problem.code for problem in layout_problems(data)}


def test_the_small_home_is_well_formed() -> None:
    assert layout_problems(small_home()) == []


def test_areas_count_balconies_half_and_walls_not_as_usable() -> None:
    areas = layout_areas(read_layout(small_home()))
    assert areas.rooms["l"] == Decimal("20.00")
    assert areas.inner == Decimal("20.00") + Decimal("4.00") + Decimal("12.00") + Decimal("3.00")
    # 3.85 m by 4.80 m between the faces of its walls.
    assert areas.usable["l"] == Decimal("18.48")


def _drop(data: dict[str, Any], part: str, index: int) -> None:
    del data[part][index]


def _bow_tie(data: dict[str, Any]) -> None:
    data["rooms"][0]["polygon"] = [[0, 0], [4000, 5000], [4000, 0], [0, 5000]]


def _grow(data: dict[str, Any]) -> None:
    data["rooms"][2]["polygon"][0] = [3500, 0]


def _same_id(data: dict[str, Any]) -> None:
    data["rooms"][1]["id"] = "l"


def _float_door(data: dict[str, Any]) -> None:
    data["doors"][1]["a"], data["doors"][1]["b"] = [3000, 3200], [3000, 4000]


def _wide_door(data: dict[str, Any]) -> None:
    data["doors"][1]["b"] = [4000, 4999]
    data["doors"][1]["a"] = [4000, 3001]


def _window_inside(data: dict[str, Any]) -> None:
    data["windows"][0]["a"], data["windows"][0]["b"] = [4500, 3000], [5500, 3000]


def _window_on_door(data: dict[str, Any]) -> None:
    data["windows"].append({"a": [600, 5000], "b": [1500, 5000], "kind": "window", "sill": 900, "head": 2400})


def _window_upside_down(data: dict[str, Any]) -> None:
    data["windows"][0]["sill"] = 2500


def _clockwise(data: dict[str, Any]) -> None:
    data["rooms"][0]["polygon"].reverse()


@pytest.mark.parametrize(
    ("spoil", "code", "where"),
    [
        (lambda d: _drop(d, "walls", 0), "room_not_enclosed", "l"),
        (lambda d: _drop(d, "walls", 7), "room_not_enclosed", "t"),
        (lambda d: _drop(d, "doors", 0), "no_entrance", None),
        (lambda d: _drop(d, "doors", 1), "room_unreachable", "t"),
        (lambda d: _drop(d, "doors", 3), "room_unreachable", "b"),
        (_bow_tie, "not_simple", "l"),
        (_grow, "rooms_overlap", "m"),
        (_same_id, "room_id", "l"),
        (_float_door, "door_off_wall", None),
        (_wide_door, "door_width", None),
        (_window_inside, "window_off_wall", None),
        (_window_on_door, "window_on_door", None),
        (_window_upside_down, "window_height", None),
        (_clockwise, "clockwise", "l"),
    ],
)
def test_each_fault_is_found_and_placed(spoil: Any, code: str, where: str | None) -> None:
    data = small_home()
    spoil(data)
    found = [problem for problem in layout_problems(data) if problem.code == code]
    assert found
    assert where is None or any(where in problem.where for problem in found)


def test_open_plan_rooms_need_no_wall_but_bedrooms_do() -> None:
    data = small_home()
    data["rooms"][2]["kind"] = "dining"
    data["walls"][6] = wall(4000, 3000, 4000, 5000, "inner")
    _drop(data, "doors", 2)
    assert layout_problems(data) == []
    data["rooms"][2]["kind"] = "bedroom"
    assert "room_not_enclosed" in codes(data)


def test_stairs_join_levels_drawn_side_by_side() -> None:
    lower, upper = small_home(), small_home()
    for part in ("rooms", "walls", "doors", "windows"):
        for item in upper[part]:
            for key in ("a", "b"):
                if key in item:
                    item[key] = [item[key][0] + 20_000, item[key][1]]
            if part == "rooms":
                item["polygon"] = [[x + 20_000, y] for x, y in item["polygon"]]
                item["id"] += "2"
        lower[part] += upper[part] if part != "doors" else upper[part][1:]
    assert "room_unreachable" in codes(lower)
    for index in (0, 4):
        lower["rooms"][index]["id"] = f"stair-{index}"
    assert layout_problems(lower) == []


@given(dx=st.integers(-40_000, 40_000), dy=st.integers(-40_000, 40_000), flip=st.booleans())
@settings(max_examples=30)
def test_where_a_plan_lies_does_not_matter(dx: int, dy: int, flip: bool) -> None:
    data = small_home()

    def move(point: list[int]) -> list[int]:
        return [(-point[0] if flip else point[0]) + dx, point[1] + dy]

    for item in data["rooms"]:
        item["polygon"] = [move(p) for p in item["polygon"]]
        if flip:
            item["polygon"].reverse()
    for part in ("walls", "doors", "windows"):
        for item in data[part]:
            item["a"], item["b"] = move(item["a"]), move(item["b"])
    assert layout_problems(data) == []
    assert layout_areas(read_layout(data)).inner == Decimal("39.00")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)
PATHS = [
    ("rooms",),
    ("walls",),
    ("doors",),
    ("windows",),
    ("height",),
    ("rooms", 0),
    ("rooms", 1, "polygon"),
    ("rooms", 0, "kind"),
]
PATHS += [
    ("doors", 0, "a"),
    ("doors", 1, "kind"),
    ("windows", 0, "sill"),
    ("walls", 3, "t"),
    ("walls", 2, "b"),
]


@given(path=st.sampled_from(PATHS), value=JSON)
@settings(max_examples=150)
def test_no_value_anywhere_raises(path: tuple[Any, ...], value: Any) -> None:
    data: Any = copy.deepcopy(small_home())
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    layout_problems(data)


def test_the_code_is_applied_to_usable_areas() -> None:
    data = small_home()
    assert standard_shortfalls(read_layout(data)) == []
    data["windows"] = []
    assert [p.code for p in standard_shortfalls(read_layout(data))] == ["no_daylight"]
    narrow = small_home()
    narrow["doors"][0]["b"] = [1400, 5000]
    narrow["doors"][2]["b"] = [4000, 2700]
    found = {p.code for p in standard_shortfalls(read_layout(narrow))}
    assert found == {"entrance_narrow", "door_narrow"}


def test_a_room_just_under_the_minimum_is_named() -> None:
    data = small_home()
    data["rooms"][2]["polygon"] = [[4000, 0], [7100, 0], [7100, 3000], [4000, 3000]]
    data["walls"][3], data["walls"][4] = wall(6000, 3000, 7100, 3000), wall(7100, 0, 7100, 3000)
    data["walls"][5] = wall(0, 0, 7100, 0)
    data["windows"][0]["b"] = [6600, 0]
    found = standard_shortfalls(read_layout(data))
    assert [(p.code, p.where) for p in found] == [("bedroom_small", ("m",))]
