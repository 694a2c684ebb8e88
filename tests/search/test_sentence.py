"""Sentences to filters: the table, and what must hold for anything a person can type."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guangsha.search.domain.gazetteer import Gazetteer, Name
from guangsha.search.domain.numerals import number, scaled
from guangsha.search.domain.phrases import FIRST
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.sentence import compose, parse
from tests.search.sentences import NAMES, SENTENCES

TODAY = date(2026, 11, 22)
GAZETTEER = Gazetteer.of(NAMES)


@pytest.mark.parametrize(("sentence", "params", "left"), SENTENCES, ids=[case[0] for case in SENTENCES])
def test_the_table(sentence: str, params: str, left: str) -> None:
    found = parse(sentence, GAZETTEER, today=TODAY)
    assert " ".join(f"{name}={value}" for name, value in found.query.to_params() if name != "q") == params
    assert found.text == found.query.text == left


def test_the_table_is_large_and_bilingual() -> None:
    english = [case for case in SENTENCES if case[0].isascii()]
    assert len(SENTENCES) >= 120
    assert len(english) >= 40


WORDS = st.sampled_from(
    [
        *(case[0] for case in SENTENCES),
        *"万亿平房室居到至以内以上左右不超过单价总价首付朝南东西北的和或一二两三十百千零点",
        "0", "3", "120", "1e9", "２００", "m", "k", "sqm", "m2", "/", "-", "~", "under", "or", "bed", " ", "\0", "\u202e",
        "９" * 30, "㎡", "²", "ﬁ", "İ", "𠮷", "\ud800", "<script>", "%", "'", "--", "年", "月", "开盘", "¥",
    ]
)  # fmt: skip
ANYTHING = st.text(max_size=220) | st.lists(WORDS, max_size=12).map("".join)


@settings(max_examples=600, deadline=None)
@given(ANYTHING)
@example("一" * 200)
@example("1" * 200)
@example("十" * 199)
@example("2-" * 100)
@example("三或" * 66)
@example("万" * 200)
def test_nothing_raises_and_chips_reproduce_the_query(sentence: str) -> None:
    found = parse(sentence, GAZETTEER, today=TODAY)
    assert compose(found.chips, found.text, SearchQuery()) == found.query
    assert SearchQuery.from_url(found.query.to_url()) == found.query
    for chip in found.chips:
        assert 0 <= chip.start < chip.end <= len(sentence)
        assert sentence[chip.start : chip.end] == chip.words
        assert chip.filters
    spans = [(chip.start, chip.end) for chip in found.chips]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3))
def test_a_removed_chip_takes_its_filter_away(cases: list[tuple[str, str, str]]) -> None:
    found = parse(" ".join(case[0] for case in cases)[:200], GAZETTEER, today=TODAY)
    for chip in found.chips:
        rest = [other for other in found.chips if other is not chip]
        without = compose(rest, found.text, SearchQuery())
        kept = {name for other in rest for name in other.filters}
        for name in set(chip.filters) - kept:
            assert name not in without.filters()


def test_chips_stand_on_filters_that_were_chosen_before() -> None:
    base = SearchQuery.of(kind="projects", city="430100", price_max=100_000_000, sort="-price", limit=7)
    found = parse("三房 200万以上", GAZETTEER, today=TODAY, base=base)
    assert (found.query.city, found.query.kind, found.query.sort, found.query.limit) == (
        "430100",
        "projects",
        "-price",
        7,
    )
    assert (found.query.price_min, found.query.price_max) == (200_000_000, None)


def test_a_name_shared_by_cities_means_the_one_in_the_chosen_city() -> None:
    names = [
        Name("city", "110000", ("北京市",)),
        Name("city", "220100", ("长春市",)),
        Name("district", "110105", ("朝阳区",), "110000"),
        Name("district", "220104", ("朝阳区",), "220100"),
    ]
    shared = Gazetteer.of(names)
    assert parse("朝阳区", shared, today=TODAY).query.districts == ("110105", "220104")
    assert parse("长春朝阳区", shared, today=TODAY).query.districts == ("220104",)
    assert parse("朝阳", shared, today=TODAY, base=SearchQuery.of(city="110000")).query.districts == ("110105",)


def test_a_down_payment_says_what_was_assumed() -> None:
    (chip,) = parse("首付60万", GAZETTEER, today=TODAY).chips
    assert chip.note == "down_payment"
    assert chip.filters == {"price_max": 300_000_000}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120.5", "120.5"), ("2,000,000", "2000000"), ("一百二十", "120"), ("一百二", "120"), ("两百零五", "205"), ("十五", "15"),
        ("三千五", "3500"), ("二〇二六", "2026"), ("三点五", "3.5"), ("百", "100"), ("一万", None),
    ],
)  # fmt: skip
def test_numerals(text: str, value: str | None) -> None:
    if value is not None:
        assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("1", "万", "5"), 15_000), (("1", "万", "5千"), 15_000), (("三百", "万", None), 3_000_000),
        (("1.2", "亿", None), 120_000_000), (("2", "m", None), 2_000_000),
    ],
)  # fmt: skip
def test_scaled_numbers(parts: tuple[str, str, str | None], value: int) -> None:
    assert scaled(*parts) == value


def test_every_fixed_phrase_asks_for_something_valid() -> None:
    for phrase in FIRST:
        assert SearchQuery.of(**phrase.filters)
