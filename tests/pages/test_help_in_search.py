"""The one box over homes and help: questions find the article, the policy or the agreement that answers them."""

import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from guangsha.pages.texts import says
from guangsha.search.engine.writer import IndexWriter
from guangsha.search.services.indexing import index_folder
from tests.search.stock import small_stock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _index(tmp_path: Any, settings: Any) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path
    with IndexWriter(index_folder()) as writer:
        writer.rebuild(small_stock(), cursor=0)
    yield


def search(sentence: str, language: str = "zh-CN") -> dict[str, Any]:
    asked = urllib.parse.urlencode({"q": sentence, "language": language})
    answer = Client().get(f"/api/v1/pages/search?{asked}")
    assert answer.status_code == 200
    return dict(answer.json()["data"])


def helped(sentence: str, language: str = "zh-CN") -> list[str]:
    return [one["path"] for one in search(sentence, language)["help"]]


@pytest.mark.parametrize(
    ("sentence", "path"),
    [
        ("首付", "/help/loans"), ("首付三成", "/help/loans"), ("首付要多少", "/help/loans"), ("按揭", "/help/loans"),
        ("down payment", "/help/loans"), ("预售证", "/help/buying-steps"), ("预售许可证", "/help/buying-steps"),
        ("presale permit", "/help/buying-steps"), ("购房流程", "/help/buying-steps"), ("隐私", "/legal/privacy"),
        ("隐私政策", "/legal/privacy"), ("你们怎么保护个人信息", "/legal/privacy"), ("privacy", "/legal/privacy"),
        ("Privacy policy", "/legal/privacy"), ("用户协议", "/legal/terms"), ("实名认证", "/legal/real-name"),
        ("数据来源", "/legal/sources"), ("一房一价", "/help/filed-prices"),
    ],
)  # fmt: skip
def test_a_question_finds_what_answers_it(sentence: str, path: str) -> None:
    language = "en" if sentence.isascii() else "zh-CN"
    assert path in helped(sentence, language)


@pytest.mark.parametrize("sentence", ["首付", "隐私", "privacy"])
def test_a_question_is_not_answered_with_every_home(sentence: str) -> None:
    data = search(sentence)
    assert (data["total_projects"], data["total_units"]) == (0, 0)


@pytest.mark.parametrize("sentence", ["三房朝南", "decorated 3 bed in Changsha", "岳麓区200万以内"])
def test_a_search_for_homes_is_left_alone(sentence: str) -> None:
    assert helped(sentence, "en" if sentence.isascii() else "zh-CN") == []


def test_what_only_the_text_of_a_policy_says_is_found_where_nothing_else_is() -> None:
    assert "/legal/privacy" in helped("清除浏览器数据")


def test_suggestions_know_policies_too() -> None:
    answer = Client().get("/api/v1/pages/suggest?q=" + urllib.parse.quote("隐私")).json()
    assert ("help", "/legal/privacy") in {(one["kind"], one["path"]) for one in answer["items"]}


def test_what_was_set_aside_is_said_and_is_no_part_of_the_search() -> None:
    data = search("安静的三房，不要顶楼")
    assert data["unparsed"] == "安静 不要顶楼"
    assert [chip["label"] for chip in data["chips"]] == ["3 室"]
    assert "q=" not in data["path"]
    assert data["query"] == "安静的三房，不要顶楼"


def test_words_that_are_asked_for_are_a_chip_and_not_set_aside() -> None:
    data = search("云澜")
    assert (data["unparsed"], [chip["code"] for chip in data["chips"]]) == ("", ["q"])


@pytest.mark.parametrize(
    ("names", "asked", "met"),
    [
        (("rate",), "decorated", False), (("rate",), "what are the rates", True), (("mortgage",), "mort", True),
        (("mortgage",), "gage", False), (("LPR",), "lpr多少", True), (("贷款",), "怎么贷款", True), (("公积金",), "公积", True),
    ],
)  # fmt: skip
def test_latin_names_are_met_as_words_and_chinese_ones_anywhere(names: tuple[str, ...], asked: str, met: bool) -> None:
    assert says(names, asked) is met
