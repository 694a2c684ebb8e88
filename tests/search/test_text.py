"""Finding by words: Chinese by any part, pinyin, initials, slips, addresses of units; and what to suggest while typing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guangsha.search.domain import pinyin
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.words import asked_words, index_words
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.places import Places
from guangsha.search.engine.writer import IndexWriter
from tests.search.stock import small_stock


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder: Path = tmp_path_factory.mktemp("index")
    with IndexWriter(folder) as writer:
        writer.rebuild(small_stock(), cursor=1)
    return SearchIndex(folder, secret=b"test")


def projects(index: SearchIndex, text: str) -> list[str]:
    return [hit.name for hit in index.search(SearchQuery.of(kind="projects", text=text)).projects]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("云澜府", "云澜府"),
        ("云澜", "云澜府"),
        ("澜府", "云澜府"),
        ("澜", "云澜府"),
        ("yunlanfu", "云澜府"),
        ("yunlan", "云澜府"),
        ("ylf", "云澜府"),
        ("yunlamfu", "云澜府"),
        ("Cloud Court", "云澜府"),
        ("cloud", "云澜府"),
        ("湖山一号", "湖山苑"),
        ("ＨＳＹ", "湖山苑"),
        ("lakeside", "湖山苑"),
        ("galaxi", "星河湾"),
        ("changning", "星河湾"),
        ("中山公园", "星河湾"),
        ("岳麓云澜", "云澜府"),
    ],
)
def test_words_find_projects(index: SearchIndex, text: str, first: str) -> None:
    assert projects(index, text)[0] == first


@pytest.mark.parametrize("text", ["潇湘北路", "广居置业", "岳麓", "yuelu"])
def test_places_addresses_and_developers_find_all_of_theirs(index: SearchIndex, text: str) -> None:
    assert {"云澜府", "湖山苑", "松涛里"} <= set(projects(index, text))


@pytest.mark.parametrize(
    "text", ["不存在的楼盘", "zzzz", "!!!", "云澜 湖山", "🏠", "%' OR 1=1", "*", "name:云澜", "(" * 50]
)
def test_other_words_find_nothing_and_break_nothing(index: SearchIndex, text: str) -> None:
    assert projects(index, text) == []


def test_the_name_comes_before_what_only_mentions_it(index: SearchIndex, tmp_path: Path) -> None:
    docs = small_stock()
    docs[2] = replace(docs[2], address="云澜府对面")
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(docs, cursor=1)
    assert projects(SearchIndex(tmp_path, secret=b"t"), "云澜府") == ["云澜府", "松涛里"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("云澜府 0303", ["0303"]),
        ("云澜府 3栋0303", ["0303"]),
        ("云澜 3号楼 0303室", ["0303"]),
        ("湖山苑 0903", []),
        ("0303", ["0303"]),
    ],
)
def test_a_unit_is_found_by_its_address(index: SearchIndex, text: str, numbers: list[str]) -> None:
    found = index.search(SearchQuery.of(text=text)).units
    assert [hit.number for hit in found if hit.project_name == "云澜府" or not numbers] == numbers


def test_a_layout_is_found_by_its_code(index: SearchIndex) -> None:
    found = index.search(SearchQuery.of(text="B2"))
    assert found.total == 5
    assert {hit.layout for hit in found.units} == {"B2"}


def test_place_names_are_read_as_people_say_them() -> None:
    said = {
        "长沙": "changsha",
        "长宁": "changning",
        "重庆": "chongqing",
        "厦门": "xiamen",
        "闵行": "minhang",
        "广厦": "guangsha",
    }
    assert {name: pinyin.full(name) for name in said} == said
    assert pinyin.initials("岳麓区") == "ylq"
    assert pinyin.keys("云澜府") == ("yunlanfu", "ylf", "lanfu", "lf")


def test_words_of_text_and_of_questions() -> None:
    assert {"云", "澜", "府", "云澜", "澜府", "a1"} <= set(index_words("云澜府 A1"))
    assert asked_words("云澜府，3栋1203") == ["云澜府", "3栋", "1203"]
    assert asked_words("!!") == []
    assert len(asked_words(" ".join("abcdefghijkl"))) == 8


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("云", "project", "云澜府"),
        ("yun", "project", "云澜府"),
        ("ylf", "project", "云澜府"),
        ("yl", "district", "岳麓区"),
        ("ylq", "district", "岳麓区"),
        ("岳", "district", "岳麓区"),
        ("changsha", "city", "长沙市"),
        ("chang ning", "district", "长宁区"),
        ("changnign", "district", "长宁区"),
        ("yunlna", "project", "云澜府"),
        ("wang", "metro", "望城坡"),
        ("湖景", "tag", "湖景"),
        ("b2", "layout", "B2"),
        ("garden", "project", "湖山苑"),
        ("观", "area", "观沙岭"),
    ],
)
def test_suggestions(index: SearchIndex, typed: str, kind: str, name: str) -> None:
    found = Places(index).suggest(typed, limit=5, city="")
    assert (kind, name) in [(thing.kind, thing.name) for thing in found]


def test_suggestions_count_and_say_where(index: SearchIndex) -> None:
    (thing,) = Places(index).suggest("岳麓区", limit=5, city="")
    assert (thing.code, thing.within, thing.within_en, thing.units, thing.projects) == (
        "430104",
        "长沙市",
        "Changsha",
        15,
        3,
    )
    assert Places(index).suggest("", limit=5, city="") == ()
    assert Places(index).suggest("\0" * 90, limit=5, city="") == ()


def test_the_visitors_city_comes_first(index: SearchIndex) -> None:
    here = Places(index).suggest("x", limit=9, city="310000")
    assert here == () or here[0].within == "上海市"
