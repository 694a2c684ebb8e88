"""The routes over HTTP: what they answer, what they refuse, and that a fuzzer finds nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from guangsha.config.wsgi import application
from guangsha.search.engine.writer import IndexWriter
from guangsha.search.services.indexing import index_folder
from tests.search.stock import small_stock

pytestmark = [pytest.mark.django_db]
API = "/api/v1"


@pytest.fixture(autouse=True)
def index(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path_factory.getbasetemp() / "search-api"
    if not index_folder().exists():
        with IndexWriter(index_folder()) as writer:
            writer.rebuild(small_stock(), cursor=0)
    yield


def get(path: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
    return Client().get(f"{API}{path}?{urlencode(params)}", headers=headers or {})


def test_a_sentence_becomes_chips_and_a_canonical_search() -> None:
    answer = get("/search", q="岳麓区三房朝南190万以内 云澜").json()
    assert [chip["words"] for chip in answer["chips"]] == ["岳麓区", "三房", "朝南", "190万以内"]
    assert answer["chips"][0] == {
        "start": 0, "end": 3, "words": "岳麓区", "note": "", "params": [{"name": "district", "value": "430104"}],
    }  # fmt: skip
    assert answer["text"] == "云澜"
    assert answer["total"] == 10
    again = Client().get(f"{API}/search?{answer['canonical']}").json()
    assert (again["total"], again["canonical"]) == (10, answer["canonical"])
    assert again["units"] == answer["units"]


def test_text_can_be_meant_literally() -> None:
    answer = get("/search", q="三房", parse="no").json()
    assert (answer["chips"], answer["text"], answer["total"]) == ([], "三房", 0)


def test_pages_go_on_to_the_end() -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        answer = get("/search", sort="price", limit=7, cursor=cursor).json()
        seen += [unit["id"] for unit in answer["units"]]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == answer["total"] == 18


def test_a_unit_carries_what_a_card_needs_and_when_it_was_true() -> None:
    unit = get("/search", q="云澜府", sort="price", limit=1).json()["units"][0]
    assert unit["price"] == 180_000_000
    assert unit["size"] == 100.0
    assert unit["position"] == [112.95, 28.23]
    assert unit["district"] == {"code": "430104", "name": "岳麓区", "name_en": "Yuelu District"}
    assert unit["as_of"].startswith("2026-05-01")


def test_nothing_found_says_what_to_relax() -> None:
    answer = get("/search", kind="units", city="430100", rooms="3", orientation="S", price_max=150_000_000).json()
    assert answer["total"] == 0
    assert answer["relax"][0] == {
        "how": "drop",
        "params": ["price_min", "price_max"],
        "search": "city=430100&rooms=3&orientation=S",
        "total": 10,
        "homes": 10,
    }


def test_what_relaxing_gives_is_said_in_homes_also_where_projects_are_listed() -> None:
    answer = get("/search", kind="projects", city="430100", rooms="3", orientation="S", price_max=150_000_000).json()
    assert answer["total"] == 0
    best = answer["relax"][0]
    assert (best["params"], best["total"], best["homes"]) == (["price_min", "price_max"], 1, 10)


def test_two_hundred_characters_are_read_and_one_more_is_refused() -> None:
    answer = get("/search", q="云" * 200)
    assert answer.status_code == 200
    assert len(answer.json()["text"]) == 200
    assert get("/search", q="云" * 201).status_code == 422


def test_facets_leave_their_own_filter_out() -> None:
    answer = get("/facets", rooms="2", city="430100").json()
    found = {facet["name"]: {value["code"]: value["count"] for value in facet["values"]} for facet in answer["facets"]}
    assert answer["total"] == 5
    assert found["rooms"] == {"2": 5, "3": 10}
    assert found["city"] == {"430100": 5}
    bands = next(facet for facet in answer["facets"] if facet["name"] == "size")["values"]
    assert [(band["low"], band["high"], band["count"]) for band in bands] == [(70, 90, 5)]


def test_map_and_suggestions() -> None:
    clusters = get("/map", zoom=16, kind="projects").json()["clusters"]
    assert sorted(cluster["slug"] for cluster in clusters) == [f"project-{n}" for n in range(1, 5)]
    items = get("/suggest", q="yl").json()["items"]
    assert {(item["kind"], item["name"]) for item in items} >= {("district", "岳麓区"), ("project", "云澜府")}


@pytest.mark.parametrize("path", ["/search", "/facets", "/map", "/suggest"])
def test_an_answer_is_tagged_by_the_generation(path: str) -> None:
    first = get(path, q="云澜")
    assert first["Cache-Control"].startswith("public")
    again = get(path, {"If-None-Match": first["ETag"]}, q="云澜")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert get(path, {"If-None-Match": first["ETag"]}, q="湖山").status_code == 200
    with IndexWriter(index_folder()) as writer:
        writer.apply(upserts=small_stock()[:1], deletes=(), cursor=1)
    assert get(path, {"If-None-Match": first["ETag"]}, q="云澜").status_code == 200


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"cursor": "abc"}, 400, "request.bad_cursor"),
        ({"cursor": "é"}, 422, "request.malformed"),
        ({"price_min": 5, "price_max": 1}, 422, "search.invalid_query"),
        ({"price_min": 10**40}, 422, "request.malformed"),
        ({"price_min": -1}, 422, "request.malformed"),
        ({"limit": 0}, 422, "request.malformed"),
        ({"limit": "x"}, 422, "request.malformed"),
        ({"sort": "distance"}, 422, "search.invalid_query"),
        ({"near": "999,0,5"}, 422, "search.invalid_query"),
        ({"bbox": "1,2,3"}, 422, "request.malformed"),
        ({"bbox": "2,0,1,1"}, 422, "search.invalid_query"),
        ({"polygon": "0,0;1,1"}, 422, "search.invalid_query"),
        ({"polygon": ";".join(f"112.{n:06d},28.1" for n in range(1_500))}, 422, "search.invalid_query"),
        ({"polygon": ";".join(f"112.{n:06d},28.1" for n in range(10_000))}, 422, "request.malformed"),
        ({"q": "x" * 201}, 422, "request.malformed"),
        ({"q": "a\0b", "parse": "no"}, 422, "search.invalid_query"),
        ({"opening_from": "2026-13"}, 422, "request.malformed"),
        ({"district": "a" * 65}, 422, "request.malformed"),
        ({"rooms": "3,"}, 422, "request.malformed"),
    ],
)
def test_refusals_are_problems_that_name_the_field(params: dict[str, Any], status: int, code: str) -> None:
    answer = get("/search", **params)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    if status == 422:
        assert answer.json()["errors"][0]["field"] in {*params, "price_max"}


@pytest.mark.parametrize(
    "text", ["\ud800", "%00", "'; DROP TABLE", "🏠" * 50, "١٢٣ 万", "\u202e三房", "９" * 190, "(((((", "三" * 200]
)
def test_hostile_text_is_just_text(text: str) -> None:
    query = text.encode("utf-8", "surrogatepass") if "\ud800" in text else text
    for path in ("/search", "/facets", "/map", "/suggest"):
        assert get(path, q=query).status_code in (200, 422)


def test_a_polygon_that_crosses_itself_is_searched_by_the_even_odd_rule() -> None:
    bow = "112.90,28.20;113.00,28.26;113.00,28.20;112.90,28.26"
    assert get("/search", polygon=bow).status_code == 200


def test_no_index_yet_is_said_so(settings: Any, tmp_path: Any) -> None:
    settings.INDEX_DIR = tmp_path
    for path in ("/search", "/facets", "/map", "/suggest"):
        answer = get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "search.index_not_ready")
        assert answer["Retry-After"]


def _schema() -> Any:
    document = json.loads(Client().get(f"{API}/openapi.json").content)
    wanted = {"/search", "/facets", "/map", "/suggest"}
    document["paths"] = {path: item for path, item in document["paths"].items() if path.removeprefix(API) in wanted}
    assert len(document["paths"]) == len(wanted)
    return schemathesis.openapi.from_dict(document)


def test_a_fuzzer_finds_no_error_of_ours_and_no_status_we_do_not_document() -> None:
    schema = _schema()
    schema.app = application
    asked: set[str] = set()
    for operation in (result.ok() for result in schema.get_all_operations()):

        @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def fuzz(case: Any) -> None:
            asked.add(case.path)
            response = case.call(headers={"Host": "localhost"})
            case.validate_response(response, checks=[not_a_server_error, status_code_conformance])

        fuzz()
    assert len(asked) == 4
