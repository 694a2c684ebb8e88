"""The listing desk over HTTP: the whole candidate is read, its parts are written, and two editors do not overwrite each other."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guangsha.backbone.models import AuditEntry
from guangsha.catalog.models import Building, Entrance, Layout, ListingDraft, Media, Progress
from guangsha.kit.actor import Actor
from tests.actors import acting_as
from tests.catalog_review.support import EDIT, draft_listing, house, person, public_listing
from tests.policy.files import png

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/console/listings"
SQUARE = [[0, 40], [20, 40], [20, 55], [0, 55]]


class Editor:
    """Somebody at the desk, who knows the candidate they saw last."""

    def __init__(self, project_id: UUID, actor: Actor | None = None) -> None:
        self.project_id = project_id
        self.actor = actor or person(EDIT, organisation_id=house())
        self.tag = ""

    def look(self) -> dict[str, Any]:
        with acting_as(self.actor):
            answer = Client().get(f"{API}/{self.project_id}/candidate")
        assert answer.status_code == 200, answer.content
        self.tag = answer.headers["ETag"]
        found: dict[str, Any] = answer.json()
        return found

    def send(self, method: str, part: str, body: Any, *, key: str = "", status: int = 200) -> dict[str, Any]:
        headers = {"Idempotency-Key": key or str(uuid4()), "If-Match": self.tag}
        with acting_as(self.actor):
            answer = Client().generic(
                method,
                f"{API}/{self.project_id}/{part}",
                data=json.dumps(body),
                content_type="application/json",
                headers=headers,
            )
        assert answer.status_code == status, answer.content.decode()
        if status == 200 and not key:
            self.tag = answer.headers["ETag"]
        found: dict[str, Any] = answer.json()
        return found


def named(rows: list[dict[str, Any]], name: str, *, by: str = "name") -> dict[str, Any]:
    return next(row for row in rows if row[by] == name)


class TestReading:
    def test_a_draft_is_read_whole(self) -> None:
        found = Editor(draft_listing()).look()
        assert found["values"]["address"] == "岳麓区云麓路 8 号"
        assert found["values"]["stated_unit_price_fen"] == 1_500_000
        assert (found["values"]["lng"], found["values"]["opening_on"]) == (112.9388, None)
        assert [building["name"] for building in found["buildings"]] == ["1栋", "2栋"]
        assert found["buildings"][0]["entrances"][0]["last_stack"] == 2
        assert found["layouts"][0]["built_area"] == 120
        assert len(found["units"]) == 5
        home = named(found["units"], "1栋-0101", by="identity")
        assert (home["entrance_ordinal"], home["layout_code"], home["filed_price_fen"]) == (1, "A", 181_000_000)
        assert found["permits"][0]["building_names"] == ["1栋", "2栋"]
        assert (len(found["surroundings"]), len(found["progress"]), found["phases"][0]["name"]) == (1, 1, "一期")

    def test_a_public_listing_is_read_with_what_waits_beside_it(self) -> None:
        editor = Editor(public_listing())
        editor.look()
        editor.send("PUT", "buildings", {"buildings": [{"name": "3栋", "kind": "slab", "footprint": SQUARE}]})
        assert [building["name"] for building in editor.look()["buildings"]] == ["1栋", "2栋", "3栋"]
        assert not Building.objects.filter(name="3栋").exists()


class TestBuildings:
    def test_a_building_is_added_changed_and_taken_away(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        entrance = {"ordinal": 1, "name": "1单元", "last_stack": 4, "lifts": 2}
        body = {"name": "3栋", "kind": "slab", "floors": 18, "stacks": 4, "footprint": SQUARE, "entrances": [entrance]}
        assert editor.send("PUT", "buildings", {"buildings": [body]})["new"] == 1
        assert editor.send("PUT", "buildings", {"buildings": [{"name": "3栋", "floors": None}]})["updated"] == 1
        kept = named(editor.look()["buildings"], "3栋")
        assert (kept["floors"], kept["stacks"], kept["footprint"], len(kept["entrances"])) == (None, 4, SQUARE, 1)
        editor.send("PUT", "buildings", {"buildings": [{"name": "3栋", "entrances": []}]})
        assert named(editor.look()["buildings"], "3栋")["entrances"] == []
        assert editor.send("PUT", "buildings", {"remove": ["3栋"]})["removed"] == 1
        assert not Building.objects.filter(name="3栋").exists()

    def test_a_door_is_put_on_the_outline_goes_along_and_is_taken_away(self) -> None:
        editor = Editor(draft_listing())
        editor.look()

        def put(place: list[float] | None, *, footprint: Any = SQUARE, status: int = 200) -> dict[str, Any]:
            entrance = {"ordinal": 1, "name": "1单元", "place": place}
            body = {"name": "3栋", "footprint": footprint, "entrances": [entrance]}
            return editor.send("PUT", "buildings", {"buildings": [body]}, status=status)

        def door() -> Any:
            return named(editor.look()["buildings"], "3栋")["entrances"][0]["place"]

        put([8, 55])
        assert door() == [8, 55]
        wrong = {"field": "buildings[0].entrances[0].place", "message": "off_outline"}
        assert put([8, 50], status=422)["errors"] == [wrong]
        moved = [[x + 30, y] for x, y in SQUARE]
        assert put([8, 55], footprint=moved, status=422)["errors"] == [wrong]
        put([38, 55], footprint=moved)
        assert door() == [38, 55]
        put(None, footprint=moved)
        assert door() is None

    def test_a_new_outline_leaves_no_door_behind(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        entrance = {"ordinal": 1, "name": "1单元", "place": [8, 55]}
        body = {"name": "3栋", "footprint": SQUARE, "entrances": [entrance]}
        editor.send("PUT", "buildings", {"buildings": [body]})
        moved = [[x + 30, y] for x, y in SQUARE]

        def put(status: int = 200, **more: Any) -> dict[str, Any]:
            body = {"buildings": [{"name": "3栋", "footprint": moved, **more}]}
            return editor.send("PUT", "buildings", body, status=status)

        assert put(422)["errors"] == [{"field": "buildings[0].footprint", "message": "leaves_door"}]
        kept = {"field": "buildings[0].entrances[0].place", "message": "off_outline"}
        assert put(422, entrances=[{"ordinal": 1, "name": "1单元"}])["errors"] == [kept]
        assert named(editor.look()["buildings"], "3栋")["footprint"] == SQUARE
        put(entrances=[{"ordinal": 2, "name": "2单元", "place": [38, 55]}])
        found = named(editor.look()["buildings"], "3栋")
        assert [(one["ordinal"], one["place"]) for one in found["entrances"]] == [(2, [38, 55])]
        assert found["footprint"] == moved

    def test_a_door_waits_beside_a_public_listing(self) -> None:
        editor = Editor(public_listing())
        kept = named(editor.look()["buildings"], "1栋")
        entrance = {**kept["entrances"][0], "place": kept["footprint"][0]}
        editor.send("PUT", "buildings", {"buildings": [{"name": "1栋", "entrances": [entrance]}]})
        assert named(editor.look()["buildings"], "1栋")["entrances"][0]["place"] == kept["footprint"][0]
        assert not Entrance.objects.exclude(place=None).exists()

    def test_what_units_stand_in_stays(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        assert editor.send("PUT", "buildings", {"remove": ["1栋"]}, status=409)["code"] == "catalog.part_in_use"
        body = {"buildings": [{"name": "1栋", "entrances": []}]}
        assert editor.send("PUT", "buildings", body, status=409)["code"] == "catalog.part_in_use"
        assert len(editor.look()["buildings"][0]["entrances"]) == 1

    def test_a_footprint_that_cannot_be_drawn_is_refused(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        crossed = [[0, 40], [20, 55], [20, 40], [0, 55]]
        found = editor.send("PUT", "buildings", {"buildings": [{"name": "9栋", "footprint": crossed}]}, status=422)
        assert found["errors"][0]["field"].startswith("buildings[0].footprint")
        assert editor.send("PUT", "buildings", {"remove": ["无"]}, status=422)["code"] == "catalog.unknown_part"


class TestLayouts:
    def test_a_layout_is_added_emptied_and_taken_away(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        body = {"code": "B", "name": "两房", "built_area": "88.50", "inner_area": "70.00", "rooms": 2}
        assert editor.send("PUT", "layouts", {"layouts": [body]})["new"] == 1
        editor.send("PUT", "layouts", {"layouts": [{**body, "inner_area": None}]})
        kept = named(editor.look()["layouts"], "B", by="code")
        assert (kept["built_area"], kept["inner_area"], kept["rooms"]) == (88.5, None, 2)
        assert editor.send("PUT", "layouts", {"remove": ["B"]})["removed"] == 1
        assert editor.send("PUT", "layouts", {"remove": ["A"]}, status=409)["code"] == "catalog.part_in_use"
        assert list(Layout.objects.values_list("code", flat=True)) == ["A"]


class TestTwoEditors:
    def test_the_second_one_is_told_and_nothing_is_overwritten(self) -> None:
        project_id = draft_listing()
        first, second = Editor(project_id), Editor(project_id)
        first.look()
        second.look()
        first.send("PUT", "buildings", {"buildings": [{"name": "1栋", "floors": 20}]})
        refused = second.send("PUT", "buildings", {"buildings": [{"name": "1栋", "floors": 30}]}, status=412)
        assert refused["code"] == "request.version_conflict"
        assert second.look()["buildings"][0]["floors"] == 20
        second.send("PUT", "buildings", {"buildings": [{"name": "1栋", "floors": 30}]})
        assert first.look()["buildings"][0]["floors"] == 30

    def test_a_repeated_command_takes_effect_once(self) -> None:
        editor = Editor(public_listing())
        editor.look()
        key, body = str(uuid4()), {"buildings": [{"name": "1栋", "floors": 20}]}
        once = editor.send("PUT", "buildings", body, key=key)
        assert editor.send("PUT", "buildings", body, key=key) == once
        assert ListingDraft.objects.get().revision == 1
        changed = {"buildings": [{"name": "1栋", "floors": 21}]}
        assert editor.send("PUT", "buildings", changed, key=key, status=422)["code"] == "request.operation_mismatch"


class TestUnits:
    def test_some_fields_of_a_unit_change_and_the_rest_stays(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        body = {"units": [{"identity": "1栋-0101", "number": "101", "orientation": None}]}
        assert editor.send("PUT", "units", body)["updated"] == 1
        home = named(editor.look()["units"], "1栋-0101", by="identity")
        assert (home["number"], home["orientation"], home["floor"], home["built_area"]) == ("101", "", 1, 120)
        shop = {"units": [{"identity": "shop-1", "number": "S2"}]}
        editor.send("PUT", "units", shop)
        assert named(editor.look()["units"], "shop-1", by="identity")["kind"] == "shop"

    def test_a_unit_is_added_and_taken_away(self) -> None:
        editor = Editor(draft_listing())
        editor.look()
        new = {
            "identity": "n1",
            "building": "2栋",
            "built_area": "99.5",
            "layout_code": "A",
            "floor": 9,
            "number": "901",
        }
        assert editor.send("PUT", "units", {"units": [new]})["new"] == 1
        found = named(editor.look()["units"], "n1", by="identity")
        assert (found["rooms"], found["orientation"]) == (3, "SN")
        assert editor.send("PUT", "units", {"remove": ["n1"]})["removed"] == 1
        assert "n1" not in {unit["identity"] for unit in editor.look()["units"]}

    def test_what_cannot_be_is_refused_whole(self) -> None:
        editor = Editor(draft_listing())
        before = editor.look()["units"]
        lacking = editor.send("PUT", "units", {"units": [{"identity": "n1"}]}, status=422)
        assert {error["field"] for error in lacking["errors"]} == {"units[0].building", "units[0].built_area"}
        body = {"units": [{"identity": "1栋-0101", "number": "x"}, {"identity": "1栋-0102", "layout_code": "无"}]}
        assert editor.send("PUT", "units", body, status=422)["code"] == "catalog.unknown_part"
        assert editor.look()["units"] == before


class TestTheRest:
    def test_a_permit_names_exactly_the_buildings_given(self) -> None:
        editor = Editor(draft_listing())
        number = editor.look()["permits"][0]["number"]
        body = {"permits": [{"number": number, "issuer": "长沙市住建局", "building_names": ["2栋"]}]}
        assert editor.send("PUT", "permits", body)["updated"] == 1
        assert editor.send("PUT", "permits", body)["unchanged"] == 1
        assert editor.look()["permits"][0]["building_names"] == ["2栋"]
        assert editor.send("PUT", "permits", {"remove": [number]})["removed"] == 1
        assert editor.look()["permits"] == []

    def test_places_and_reports_are_replaced(self) -> None:
        editor = Editor(public_listing())
        editor.look()
        place = {"kind": "park", "name": "西湖公园", "lng": 112.95, "lat": 28.22, "planned": True}
        editor.send("PUT", "surroundings", {"pois": [place]})
        report = {"reported_on": "2026-11-10", "title": "封顶", "building_name": "1栋", "floors_done": 18}
        saved = editor.send("PUT", "progress", {"reports": [report]})
        assert (saved["new"], saved["removed"]) == (1, 1)
        found = editor.look()
        assert [(poi["name"], poi["planned"]) for poi in found["surroundings"]] == [("西湖公园", True)]
        assert [one["title"] for one in found["progress"]] == ["封顶"]
        assert Progress.objects.get().title == "主体施工"

    def test_a_picture_waits_beside_a_public_listing_and_staff_can_look_at_it(self) -> None:
        editor = Editor(public_listing())
        editor.look()
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": editor.tag}
        with acting_as(editor.actor):
            answer = Client().post(
                f"{API}/{editor.project_id}/media",
                {"file": SimpleUploadedFile("a.png", png()), "alt": "园林"},
                headers=headers,
            )
        assert answer.status_code == 200, answer.content
        editor.tag = answer.headers["ETag"]
        sha256 = answer.json()["sha256"]
        editor.send("PATCH", f"media/{sha256}", {"alt_en": "Garden", "focal_x": 0.25})
        file = editor.look()["media"][0]
        assert (file["alt"], file["alt_en"], file["focal_x"], file["focal_y"]) == ("园林", "Garden", 0.25, 0.5)
        with acting_as(editor.actor):
            shown = Client().get(file["variants"][0]["url"])
            assert shown.headers["Content-Type"] == "image/webp"
            assert shown.getvalue()[8:12] == b"WEBP"
        assert not Media.objects.exists()
        assert Client().get(file["variants"][0]["url"]).status_code == 401
        editor.send("DELETE", f"media/{sha256}", {})
        assert editor.look()["media"] == []

    def test_a_listing_is_begun(self) -> None:
        actor = person(EDIT, organisation_id=house())
        headers = {"Idempotency-Key": str(uuid4())}
        with acting_as(actor):
            answer = Client().post(
                API, {"name": "新盘", "city": "长沙"}, content_type="application/json", headers=headers
            )
            listed = Client().get(f"{API}?q=新盘").json()["items"]
        assert answer.status_code == 200, answer.content
        assert [(row["id"], row["state"], row["city_code"]) for row in listed] == [
            (answer.json()["id"], "draft", "430100")
        ]
        assert Editor(UUID(answer.json()["id"]), actor).look()["units"] == []

    def test_the_list_is_taken_away_as_a_file_that_says_who_took_it(self) -> None:
        draft_listing(name="=1+1")
        actor = person(EDIT, organisation_id=house())
        with acting_as(actor):
            answer = Client().get(f"{API}/export")
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[1].startswith("'=1+1,")
        assert actor.owner_key in lines[2]
        assert AuditEntry.objects.filter(action="catalog.listings.export").count() == 1
