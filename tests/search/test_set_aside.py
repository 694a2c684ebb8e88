"""Words that no filter can say: searched for as text where they find something, else set aside and said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guangsha.search.domain.gazetteer import Gazetteer
from guangsha.search.domain.sentence import parse
from guangsha.search.engine.index import SearchIndex
from guangsha.search.engine.writer import IndexWriter
from guangsha.search.services.indexing import index_folder
from tests.search.more_sentences import MORE
from tests.search.refusals import NAMES
from tests.search.sentences import SENTENCES
from tests.search.stock import project, small_stock

TODAY = date(2026, 11, 22)
GAZETTEER = Gazetteer.of(NAMES)


@pytest.fixture
def index(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path
    with IndexWriter(index_folder()) as writer:
        writer.rebuild(small_stock(), cursor=0)
    yield


def search(**params: Any) -> Any:
    return Client().get(f"/api/v1/search?{urlencode(params)}").json()


@pytest.mark.parametrize(("sentence", "params", "left", "aside"), MORE, ids=[case[0] for case in MORE])
def test_the_table(sentence: str, params: str, left: str, aside: str) -> None:
    found = parse(sentence, GAZETTEER, today=TODAY)
    assert " ".join(f"{name}={value}" for name, value in found.query.to_params() if name != "q") == params
    assert (found.text, found.aside) == (left, aside)


def test_words_that_find_nothing_are_set_aside_where_filters_were_understood() -> None:
    found = parse("安静的三房 云澜", GAZETTEER, today=TODAY, known={"云澜"}.__contains__)
    assert (found.query.rooms, found.text, found.aside) == ((3,), "云澜", "安静")


def test_words_alone_are_what_is_looked_for() -> None:
    found = parse("安静", GAZETTEER, today=TODAY, known=lambda _: False)
    assert (found.text, found.aside) == ("安静", "")


def test_a_single_character_is_no_name() -> None:
    found = parse("大三房", GAZETTEER, today=TODAY)
    assert (found.text, found.aside) == ("", "大")


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("个人信息", "个人信息"),
        ("购房流程", "购房流程"),
        ("我想找个和平里", "和平里"),
        ("有没有什么推荐", ""),
        ("帮我找几套安静的房子", "安静"),
    ],
)
def test_small_words_go_only_where_they_are_words(sentence: str, text: str) -> None:
    assert parse(sentence, GAZETTEER, today=TODAY).text == text


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), st.booleans())
def test_every_word_is_a_chip_or_text_or_aside_or_noise(cases: list[tuple[str, str, str]], known: bool) -> None:
    sentence = " ".join(case[0] for case in cases)[:200]
    found = parse(sentence, GAZETTEER, today=TODAY, known=lambda _: known)
    without = parse(sentence, GAZETTEER, today=TODAY)
    assert sorted(f"{found.text} {found.aside}".split()) == sorted(f"{without.text} {without.aside}".split())
    assert found.chips == without.chips


@pytest.mark.django_db
class TestOverHttp:
    @pytest.mark.parametrize("words", ["安静的三房", "三房 采光好", "quiet three bedrooms"])
    def test_an_unknown_word_does_not_empty_the_answer_and_is_said(self, index: None, words: str) -> None:
        answer, plain = search(q=words), search(rooms="3")
        assert answer["total"] == plain["total"] > 0
        assert answer["text"] in ("安静", "采光好", "quiet")
        assert "q" not in parse_qs(answer["canonical"])

    def test_a_known_word_is_still_asked_for_and_can_be_let_go(self, index: None) -> None:
        answer = search(q="三房 Galaxy Bay", kind="units")
        assert (answer["total"], parse_qs(answer["canonical"])["q"]) == (0, ["Galaxy Bay"])
        assert {"q"} in [set(way["params"]) for way in answer["relax"]]

    @pytest.mark.parametrize("place", ["北京", "北京市", "朝阳区", "Beijing"])
    def test_a_place_without_homes_is_not_set_aside(self, index: None, place: str) -> None:
        answer = search(q=f"{place} 三房")
        assert (answer["total"], answer["text"]) == (0, place)

    def test_a_unit_is_known_by_its_number(self, index: None) -> None:
        assert search(q="云澜府 三房 3栋0503")["total"] == 1

    def test_a_name_is_known_only_while_its_project_is_public(self, index: None) -> None:
        with IndexWriter(index_folder()) as writer:
            writer.apply(upserts=[project(9, "望岳居", name_en="Peak View")], deletes=(), cursor=1)
        assert parse_qs(search(q="三房 望岳")["canonical"])["q"] == ["望岳"]
        with IndexWriter(index_folder()) as writer:
            writer.apply(upserts=(), deletes=[project(9, "望岳居").id], cursor=2)
        held = SearchIndex(index_folder(), secret=b"test")
        assert not held.knows("望岳")
        assert held.knows("云澜")
        assert held.knows("0503")

    def test_what_is_refused_and_cannot_be_said_lists_everything_and_says_so(self, index: None) -> None:
        answer = search(q="不要顶楼")
        assert (answer["total"], answer["text"], answer["chips"]) == (search()["total"], "不要顶楼", [])

    def test_pages_of_such_a_search_go_on(self, index: None) -> None:
        first = search(q="安静的三房", limit=4)
        second = search(q="安静的三房", limit=4, cursor=first["next_cursor"])
        assert not {unit["id"] for unit in first["units"]} & {unit["id"] for unit in second["units"]}
