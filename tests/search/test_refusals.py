"""What is not wanted: the table, and that no value that is refused is ever asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.search.domain.gazetteer import Gazetteer
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.sentence import parse
from tests.search.refusals import NAMES, REFUSALS

TODAY = date(2026, 11, 22)
GAZETTEER = Gazetteer.of(NAMES)
VALUES = {
    "毛坯": ("fit_outs", "rough"),
    "精装": ("fit_outs", "fitted"),
    "商铺": ("unit_kinds", "shop"),
    "车位": ("unit_kinds", "parking"),
    "朝北": ("orientations", "N"),
    "朝东南": ("orientations", "SE"),
    "低楼层": ("floor_bands", "low"),
    "三房": ("rooms", 3),
    "岳麓区": ("districts", "430104"),
    "青岛": ("city", "370200"),
    "望城坡站": ("metro", "望城坡"),
    "学区房": ("tags", "学区"),
    "云澜府": ("projects", "p1"),
    "观沙岭": ("areas", "观沙岭"),
    "售罄": ("sale_statuses", "sold_out"),
}
BEFORE = (
    "不要",
    "不想要",
    "别",
    "不考虑",
    "排除",
    "除了",
    "不喜欢",
    "拒绝",
    "我不要",
    "千万别要",
    "not ",
    "no ",
    "except ",
)
AFTER = ("不要", "的不要", "不考虑", "除外", "以外的", "的都不要")


@pytest.mark.parametrize(("sentence", "params", "left", "aside"), REFUSALS, ids=[case[0] for case in REFUSALS])
def test_the_table(sentence: str, params: str, left: str, aside: str) -> None:
    found = parse(sentence, GAZETTEER, today=TODAY)
    assert " ".join(f"{name}={value}" for name, value in found.query.to_params() if name != "q") == params
    assert (found.text, found.aside) == (left, aside)


def values_of(query: SearchQuery, field: str) -> tuple[object, ...]:
    value = getattr(query, field)
    return value if isinstance(value, tuple) else (value,)


@given(
    st.sampled_from(sorted(VALUES)),
    st.sampled_from([(word, "") for word in BEFORE] + [("", word) for word in AFTER]),
    st.sampled_from(["", "，100平以上", "，近地铁"]),
    st.sampled_from(["", "江景，", "200万以内，"]),
)
def test_a_refused_value_is_never_asked_for(value: str, around: tuple[str, str], behind: str, ahead: str) -> None:
    field, code = VALUES[value]
    found = parse(f"{ahead}{around[0]}{value}{around[1]}{behind}", GAZETTEER, today=TODAY)
    assert code not in values_of(found.query, field)
    assert value not in found.text
    assert value in found.aside or any(value in chip.words and field in chip.filters for chip in found.chips)


@given(st.sampled_from(sorted(VALUES)), st.sampled_from(["要", "想要", "有没有", "要不要", "只要", "look for "]))
def test_a_value_that_is_wanted_is_asked_for(value: str, word: str) -> None:
    field, code = VALUES[value]
    assert code in values_of(parse(word + value, GAZETTEER, today=TODAY).query, field)


def test_the_chip_holds_the_words_that_refuse() -> None:
    found = parse("三房，不想住在岳麓区", GAZETTEER, today=TODAY)
    assert [(chip.words, chip.start, chip.end) for chip in found.chips] == [("三房", 0, 2), ("不想住在岳麓区", 3, 10)]


def test_a_refused_district_leaves_those_of_the_city_that_is_chosen() -> None:
    base = SearchQuery.of(city="370200")
    assert parse("不要市南区", GAZETTEER, today=TODAY, base=base).query.districts == ("370203", "370212")
    assert parse("不要岳麓区", GAZETTEER, today=TODAY, base=base).query.districts == ()
