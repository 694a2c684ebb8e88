"""Landing pages list and count what can be had; and how a project's size and its place are said."""

import json
import re
from html import unescape
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from guangsha.backbone.public import run_until_idle
from guangsha.catalog.models import Unit
from guangsha.catalog.public import BuildingKind, BuildingSpec, put_buildings
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from tests.catalog.support import EDITOR, NOW, public_project, run
from tests.inventory.support import hold, on_sale

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = {"city": "changsha", "district": "yuelu-district"}


def payload(page: str, **query: str) -> dict[str, Any]:
    """The whole answer for a page."""
    return dict(Client().get(f"/api/v1/pages/{page}", query).json())


def site_map() -> str:
    """The addresses of the city's pages."""
    answer = Client().get("/sitemaps/city-430100.xml")
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def trail_of(path: str) -> list[dict[str, Any]]:
    """The steps of a document's breadcrumb list."""
    html = unescape(Client().get(path).content.decode())
    blocks = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]
    (found,) = [block["itemListElement"] for block in blocks if block["@type"] == "BreadcrumbList"]
    return list(found)


class TestWhatCanBeHad:
    def test_a_home_that_was_taken_is_neither_listed_nor_counted(self) -> None:
        units = on_sale()
        shop = Unit.objects.get(kind="shop")
        run(lambda: Unit.objects.filter(pk=shop.pk).update(filed_price_fen=90_000_000))
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[shop.pk], status=UnitStatus.AVAILABLE))
        call_command("index_rebuild", stdout=StringIO())
        before = payload("landing", **ADDRESS)
        assert before["data"]["total_units"] == len(units)
        assert f"{len(units)} 套可售房源" in before["data"]["intro"]
        assert {(one["kind"], one["status"]) for one in before["data"]["units"]} == {("home", "available")}
        rooms = {one["path"]: one["count"] for one in before["data"]["nearby"]}
        assert rooms == {"/cities/changsha/yuelu-district/3-rooms": len(units)}

        for unit in units[1:]:
            hold(unit)
        run_until_idle()
        after = payload("landing", **ADDRESS)["data"]
        assert [one["id"] for one in after["units"]] == [str(units[0])]
        assert (after["total_units"], [one["count"] for one in after["nearby"]]) == (1, [1])
        assert "status=available" in after["search_path"]

    def test_a_district_where_nothing_can_be_had_lists_its_projects_and_no_homes(self) -> None:
        units = on_sale()
        call_command("index_rebuild", stdout=StringIO())
        assert "/3-rooms" in site_map()
        for unit in units:
            hold(unit)
        run_until_idle()
        data = payload("landing", **ADDRESS)["data"]
        assert (data["units"], data["total_units"], data["nearby"]) == ([], 0, [])
        assert len(data["projects"]) == 1
        assert "现在没有可售房源" in data["intro"]
        assert "no homes available now" in payload("landing", **ADDRESS, language="en")["data"]["intro"]
        assert "/cities/changsha/yuelu-district</loc>" in site_map()
        assert "/3-rooms" not in site_map()
        assert payload("landing", **ADDRESS)["head"]["robots"] == ""
        assert payload("landing", **ADDRESS, rooms="3-rooms")["head"]["robots"] == "noindex"

    def test_a_home_taken_this_moment_is_left_out_before_the_index_knows(self) -> None:
        units = on_sale()
        call_command("index_rebuild", stdout=StringIO())
        hold(units[0])
        shown = [one["id"] for one in payload("landing", **ADDRESS)["data"]["units"]]
        assert str(units[0]) not in shown
        assert len(shown) == len(units) - 1


def test_a_garage_is_not_counted_among_the_buildings() -> None:
    project_id: UUID = public_project()
    garage = BuildingSpec(
        name="地下车库", kind=BuildingKind.GARAGE, footprint=[(0, -40), (80, -40), (80, -20), (0, -20)]
    )
    run(lambda: put_buildings(actor=EDITOR, now=NOW, project_id=project_id, buildings=[garage]))
    for language, scale in (("zh-CN", "2 栋 · 12 户"), ("en", "2 buildings · 12 homes")):
        data = payload("project", slug="yunlu-lane", language=language)["data"]
        assert len(data["buildings"]) == 3
        assert {"code": "scale", "value": scale} in data["facts"]
    facts = payload("shown", slug="yunlu-lane", day=f"{NOW:%Y-%m-%d}")["data"]["facts"]
    assert [one["value"] for one in facts if one["label"] == "楼栋"] == ["2"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_step_of_a_trail_has_its_page(prefix: str) -> None:
    unit = on_sale()[0]
    call_command("index_rebuild", stdout=StringIO())
    for path in ("/projects/yunlu-lane", f"/units/{unit}", "/cities/changsha/yuelu-district"):
        steps = trail_of(prefix + path)
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        for step in steps:
            assert Client().get(step["item"].removeprefix("http://127.0.0.1:8000")).status_code == 200, step
    assert [step["name"] for step in trail_of(f"{prefix}/projects/yunlu-lane")][1:] == (
        ["Yuelu District", "Yunlu Lane"] if prefix else ["岳麓区", "云麓里"]
    )
