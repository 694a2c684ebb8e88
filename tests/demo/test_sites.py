"""Sites and buildings of the demo: sound, spaced as the rules ask, in the right district, no two alike."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest
from shapely import Polygon

from guangsha.catalog.domain.geometry import site_problems
from guangsha.catalog.public import BuildingKind, BuildingSpec, district_at
from guangsha.config.demo.cities import PROJECTS
from guangsha.config.demo.ground import Ground, lay_out
from guangsha.config.demo.spec import DemoProject

HIGH_RISE_M = 27.0
"""GB 50016-2014: a residential building above 27 m is a high-rise."""
SITES = [pytest.param(project, id=project.slug) for project in PROJECTS]


@cache
def ground(slug: str) -> Ground:
    return lay_out(next(project for project in PROJECTS if project.slug == slug))


def standing(slug: str) -> list[BuildingSpec]:
    return [spec for spec in ground(slug).buildings if spec.kind is not BuildingKind.GARAGE]


def height(spec: BuildingSpec) -> float:
    return float(spec.floor_height_m or 0) * (spec.floors or 0)


def pairs(slug: str) -> Iterator[tuple[BuildingSpec, BuildingSpec, float]]:
    for one, two in combinations(standing(slug), 2):
        yield one, two, Polygon(one.footprint or ()).distance(Polygon(two.footprint or ()))


@pytest.mark.parametrize("project", SITES)
def test_every_site_is_sound(project: DemoProject) -> None:
    site = ground(project.slug).site
    assert site_problems(site, {spec.name: spec.footprint for spec in standing(project.slug)}) == []


@pytest.mark.parametrize("project", SITES)
def test_fire_distances_are_kept(project: DemoProject) -> None:
    """GB 50016-2014 table 5.2.2: 13 m between high-rises, 9 m to a lower building, 6 m between low ones."""
    for one, two, gap in pairs(project.slug):
        high = [height(spec) > HIGH_RISE_M for spec in (one, two)]
        needs = 13 if all(high) else 9 if any(high) else 6
        shops = [spec.kind is BuildingKind.SHOPS for spec in (one, two)]
        if all(shops) or (any(shops) and any(high)):
            needs = min(needs, 6)  # shops of fire-resistance grade I against a tower's blind wall
        assert gap >= needs, f"{one.name} and {two.name} stand {gap:.1f} m apart"


@pytest.mark.parametrize("project", SITES)
def test_buildings_keep_off_the_boundary(project: DemoProject) -> None:
    edge = Polygon(ground(project.slug).site["boundary"]).exterior
    for spec in standing(project.slug):
        least = 0.5 if spec.kind is BuildingKind.SHOPS else 4.5 if height(spec) > HIGH_RISE_M else 2.5
        assert edge.distance(Polygon(spec.footprint or ())) >= least, spec.name


@pytest.mark.parametrize("project", SITES)
def test_ratios_are_believable(project: DemoProject) -> None:
    figures = ground(project.slug)
    assert 0.3 <= float(figures.plot_ratio) <= 3.5
    assert 18 <= float(figures.greening) <= 60
    assert -20 <= project.bearing <= 20
    assert all(2 <= (spec.floors or 0) <= 46 for spec in standing(project.slug) if spec.kind != BuildingKind.SHOPS)


@pytest.mark.parametrize("project", SITES)
def test_the_project_lies_where_it_says(project: DemoProject) -> None:
    found = district_at(lng=project.at[0], lat=project.at[1])
    assert found is not None
    assert found.code == project.district


def test_no_two_sites_look_alike() -> None:
    """Boundary, number of buildings and their heights together; and the outlines differ even when turned or moved."""
    seen = set()
    for project in PROJECTS:
        outline = Polygon(ground(project.slug).site["boundary"])
        floors = tuple(sorted(spec.floors or 0 for spec in standing(project.slug)))
        seen.add((round(outline.area), round(outline.length), floors))
    assert len(seen) == len(PROJECTS) >= 24
    shapes = [Polygon(ground(p.slug).site["boundary"]) for p in PROJECTS]
    for one, two in combinations(shapes, 2):
        assert one.symmetric_difference(two).area > 0.08 * min(one.area, two.area)


def test_there_are_enough_buildings_of_different_massing() -> None:
    specs = [spec for project in PROJECTS for spec in standing(project.slug)]
    assert len(specs) >= 150
    massing = {(round(Polygon(s.footprint or ()).area), len(s.footprint or ()), s.floors) for s in specs}
    assert len(massing) >= 100
    assert {spec.kind for spec in specs} >= {
        BuildingKind.TOWER,
        BuildingKind.SLAB,
        BuildingKind.VILLA,
        BuildingKind.SHOPS,
    }
