"""Every home of the demo: well formed, up to the code, and measured honestly."""

from decimal import Decimal

import pytest

from guangsha.catalog.domain.layout_geometry import layout_areas, layout_problems, read_layout
from guangsha.catalog.domain.layout_standards import standard_shortfalls
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.homes import drawn, layout_spec
from guangsha.config.demo.plans import family, houses, large, small
from guangsha.config.demo.plans.grid import DoorAt, Sketch, draw, mirrored
from guangsha.config.demo.spec import DemoProject, HomePlan
from guangsha.kit.hashing import digest

HOMES = [
    pytest.param(project, plan, id=f"{project.slug}-{plan.code}") for project in PROJECTS for plan in project.homes
]
TYPES = [
    small.studio, small.one_bed, small.loft, small.two_middle, small.two_through, small.two_side, small.shop, small.bay,
    family.three_compact, family.three_ensuite, family.three_deep, family.three_corner, family.double_south,
    family.wide_hall, family.four_bed, family.two_suites, large.utility_four, large.grand_flat, large.penthouse,
    large.east_hall, houses.townhouse, houses.stacked, houses.villa,
]  # fmt: skip


@pytest.mark.parametrize(("project", "plan"), HOMES)
def test_every_layout_is_well_formed_and_up_to_the_code(project: DemoProject, plan: HomePlan) -> None:
    home = drawn(plan)
    assert layout_problems(home.geometry) == []
    assert standard_shortfalls(read_layout(home.geometry)) == []


@pytest.mark.parametrize(("project", "plan"), HOMES)
def test_areas_follow_from_the_drawing(project: DemoProject, plan: HomePlan) -> None:
    home = drawn(plan)
    inner = layout_areas(read_layout(home.geometry)).inner
    assert home.inner == inner
    assert abs(home.built * Decimal(str(plan.share)) - inner) < Decimal("0.02")
    assert abs(float(home.built) - plan.built) / plan.built < 0.03
    low, high = {"shop": (0.78, 0.95), "parking": (0.40, 0.48)}.get(home.kind, (0.68, 0.98))
    assert low <= plan.share <= high


@pytest.mark.parametrize("make", TYPES)
def test_a_plan_and_its_mirror_image_are_both_sound(make: object) -> None:
    assert callable(make)
    sketch = make()
    assert layout_problems(draw(sketch)) == []
    assert layout_problems(draw(mirrored(sketch))) == []
    assert draw(mirrored(mirrored(sketch))) == draw(sketch)


def test_there_are_many_different_homes() -> None:
    shapes = {digest(drawn(plan).geometry["rooms"]) for project in PROJECTS for plan in project.homes}
    homes = {
        digest(drawn(plan).geometry["rooms"])
        for project in PROJECTS
        for plan in project.homes
        if drawn(plan).kind == "home"
    }
    assert len(homes) >= 60
    assert len(shapes) >= 80


def test_names_say_what_is_drawn_in_both_languages() -> None:
    for project in PROJECTS:
        for plan in project.homes:
            spec = layout_spec(project, plan, turn=0)
            assert spec.name.startswith(plan.code)
            assert (spec.name_en or "").startswith(plan.code)
            assert spec.selling_point
            assert spec.selling_point_en
            rooms = (spec.geometry or {})["rooms"]
            assert all(room["name"] and room["name_en"].isascii() for room in rooms)


def test_an_impossible_picture_is_refused() -> None:
    sketch = Sketch((1000, 1000), (1000,), "ab\nab", {"a": "living", "b": "master"}, (), ())
    with pytest.raises(ValueError, match="does not fit"):
        draw(sketch)
    apart = Sketch((1000,) * 3, (1000,), "aba", {"a": "living", "b": "master"}, (), ())
    with pytest.raises(ValueError, match="not one simple outline"):
        draw(apart)
    strangers = Sketch((1000,) * 3, (1000,), "abc", dict.fromkeys("abc", "living"), (DoorAt("a", "c"),), ())
    with pytest.raises(ValueError, match="do not meet"):
        draw(strangers)
