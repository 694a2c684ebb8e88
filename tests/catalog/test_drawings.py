"""Geometry that cannot be drawn is refused when it is stored, and found again before a listing goes public."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from guangsha.catalog.models import Building, Layout, Project
from guangsha.catalog.public import (
    BuildingKind,
    BuildingSpec,
    ListingIncomplete,
    publish_listing,
    put_buildings,
    schedule_listing,
    submit_listing,
    update_project,
)
from guangsha.kit.errors import Invalid
from tests.catalog.support import EDITOR, NOW, fill, make_project, run

pytestmark = [pytest.mark.django_db(transaction=True)]
SITE: dict[str, Any] = {
    "version": 1,
    "boundary": [[-10, -10], [100, -10], [100, 40], [-10, 40]],
    "greens": [],
    "waters": [],
    "roads": [{"line": [[-10, 30], [100, 30]], "width": 6}],
}


@pytest.fixture
def project_id() -> UUID:
    project_id = make_project(values={"site_geometry": SITE})
    fill(project_id)
    return project_id


def _building(project_id: UUID, name: str, footprint: list[tuple[float, float]], **more: Any) -> None:
    spec = BuildingSpec(name=name, footprint=footprint, **more)
    run(partial(put_buildings, actor=EDITOR, now=NOW, project_id=project_id, buildings=[spec]))


def _box(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y), (x + 12, y), (x + 12, y + 12), (x, y + 12)]


class TestStoring:
    @pytest.mark.parametrize(
        ("footprint", "field", "code"),
        [
            (_box(20, 0), "buildings.1栋.3栋", "overlap"),
            (_box(95, 0), "buildings.3栋", "outside"),
            (_box(34, 25), "buildings.3栋.roads[0]", "on_road"),
        ],
    )
    def test_a_building_where_none_can_stand(
        self, project_id: UUID, footprint: list[tuple[float, float]], field: str, code: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            _building(project_id, "3栋", footprint)
        assert {"field": field, "message": code} in refused.value.data["errors"]
        assert not Building.objects.filter(name="3栋").exists()

    def test_buildings_overlap_also_where_no_site_is_known(self) -> None:
        project_id = make_project("other")
        fill(project_id)
        with pytest.raises(Invalid):
            _building(project_id, "3栋", _box(20, 0))

    def test_a_garage_lies_below_the_others(self, project_id: UUID) -> None:
        _building(project_id, "地下车库", [(-5, -5), (90, -5), (90, 35), (-5, 35)], kind=BuildingKind.GARAGE)
        run(partial(publish_listing, actor=EDITOR, now=NOW, project_id=project_id))

    def test_a_site_that_leaves_a_building_outside(self, project_id: UUID) -> None:
        smaller = {**SITE, "boundary": [[-10, -10], [60, -10], [60, 40], [-10, 40]]}
        with pytest.raises(Invalid) as refused:
            run(
                partial(update_project, actor=EDITOR, now=NOW, project_id=project_id, values={"site_geometry": smaller})
            )
        assert {"field": "buildings.2栋", "message": "outside"} in refused.value.data["errors"]


class TestPublishing:
    @pytest.mark.parametrize("work", [publish_listing, submit_listing, schedule_listing])
    def test_says_which_layout_and_which_building_and_why(self, project_id: UUID, work: Any) -> None:
        """What an older version stored, or another way in."""
        room = {"id": "r1", "kind": "living", "name": "客厅", "polygon": [[0, 0], [4000, 0], [4000, 3000], [0, 3000]]}
        geometry = {"rooms": [room], "walls": [], "doors": [], "windows": []}
        Layout.objects.filter(project=project_id, code="A").update(geometry=geometry)
        Building.objects.filter(project=project_id, name="2栋").update(footprint=[[1, 1], [31, 1], [31, 15], [1, 15]])
        more = {"publish_at": NOW.replace(year=2027)} if work is schedule_listing else {}
        with pytest.raises(ListingIncomplete) as refused:
            run(partial(work, actor=EDITOR, now=NOW, project_id=project_id, **more))
        errors = refused.value.data["errors"]
        assert {"field": "buildings.1栋.2栋", "message": "overlap"} in errors
        assert any(one["field"].startswith("layouts.A.geometry") for one in errors)
        assert Project.objects.get().state == "draft"
