"""Rules of contracts in plain Python: numerals, placeholders, promises, states."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.catalog.public import DatePrecision, StatedDate
from guangsha.contracts.domain import states, wording
from guangsha.contracts.domain.placeholders import filled, unknown_places
from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.promises import differences
from guangsha.contracts.domain.terms import last_day
from guangsha.kit.capitals import DIGITS, capital_amount

PLACES = {"拾": 10, "佰": 100, "仟": 1_000}
GROUPS = {"万": 10**4, "亿": 10**8}


def _group(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in PLACES:
            total, digit = total + digit * PLACES[sign], 0
        else:
            digit = DIGITS.index(sign)
    return total + digit


def _whole(text: str) -> int:
    for sign in ("亿", "万"):
        head, mark, tail = text.rpartition(sign)
        if mark:
            return _whole(head) * GROUPS[sign] + _whole(tail) if sign == "亿" else _whole(head) * 10**4 + _group(tail)
    return _group(text)


def read(text: str) -> int:
    """The fen that a person reads from capital numerals."""
    whole, _, rest = text.removesuffix("整").rpartition("元")
    jiao, _, cent = rest.rpartition("角") if "角" in rest else ("", "", rest)
    cent = cent.removesuffix("分").lstrip("零")
    return _whole(whole) * 100 + (DIGITS.index(jiao[-1]) * 10 if jiao else 0) + (DIGITS.index(cent) if cent else 0)


def capital(fen: int) -> str:
    """Without the word for the currency."""
    return capital_amount(fen).removeprefix("人民币")


@given(st.integers(min_value=0, max_value=10**14))
def test_capital_numerals_are_read_back_as_the_same_amount(fen: int) -> None:
    text = capital(fen)
    assert read(text) == fen
    assert "零零" not in text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (234_567_800, "贰佰叁拾肆万伍仟陆佰柒拾捌元整"),
        (10_000_000_00, "壹仟万元整"),
        (100_010_50, "壹拾万零壹拾元伍角整"),
        (120_030_007, "壹佰贰拾万零叁佰元零柒分"),
        (100_010_000_00, "壹亿零壹万元整"),
    ],
)
def test_amounts_as_banks_write_them(fen: int, text: str) -> None:
    assert capital(fen) == text


def test_a_value_is_never_read_for_placeholders_again() -> None:
    assert filled("{seller} 与 {price}", {"seller": "{price}", "price": "1"}) == "{price} 与 1"
    assert unknown_places("{price} {buyer_name} {") == ["buyer_name", "{"]


@pytest.mark.parametrize(
    ("on", "precision", "day"),
    [
        (date(2027, 2, 3), DatePrecision.DAY, date(2027, 2, 3)),
        (date(2028, 2, 1), DatePrecision.MONTH, date(2028, 2, 29)),
        (date(2027, 1, 1), DatePrecision.YEAR, date(2027, 12, 31)),
        (None, DatePrecision.NONE, None),
    ],
)
def test_a_stated_date_is_kept_until_its_last_day(on: date | None, precision: DatePrecision, day: date | None) -> None:
    assert last_day(StatedDate(on, precision)) == day


ROW = {
    "id": "u", "filed_price_fen": 100, "built_area": "90.00", "inner_area": None, "layout_code": "A", "rooms": 3, "halls": 2,
    "baths": 1, "orientation": "S", "floor": 3, "fit_out": "fitted", "permit_numbers": ["P1"],
}  # fmt: skip


def shown(row: dict[str, Any], **project: Any) -> dict[str, Any]:
    told = {"handover": {"on": "2027-06-01", "precision": "month"}, "facilities": ["泳池"], "property_fee_fen": 300}
    return {"project": told | project, "units": {"columns": list(row), "rows": [list(row.values())]}}


TERMS: dict[str, Any] = {
    "project": {"slug": "a", "fee_fen": 300},
    "home": {"layout": "A", "rooms": 3, "halls": 2, "baths": 1, "orientation": "S", "floor": 3, "fit_out": "fitted",
             "built_area": "90", "inner_area": None},
    "price": {"total_fen": 95, "filed_fen": 100},
    "permits": ["P1"], "facilities": ["泳池"], "delivery_on": "2027-06-30",
}  # fmt: skip


def found(listing: dict[str, Any] | None, **terms: Any) -> list[tuple[Promised, str, str]]:
    told = differences({**TERMS, **terms}, listing, unit_id="u", promised_fen=95)
    return [(one.what, one.promised, one.stated) for one in told]


def test_a_contract_that_keeps_every_promise_differs_in_nothing() -> None:
    assert found(shown(ROW)) == []
    assert found(shown(ROW), delivery_on="2027-01-01") == []


def test_each_broken_promise_is_a_difference() -> None:
    assert found(shown(ROW | {"built_area": "91.5"})) == [(Promised.BUILT_AREA, "91.5", "90")]
    assert found(shown(ROW | {"fit_out": "luxury"})) == [(Promised.FIT_OUT, "luxury", "fitted")]
    assert found(shown(ROW | {"permit_numbers": []})) == [(Promised.PERMITS, "", "P1")]
    assert found(shown(ROW, facilities=["泳池", "学校"])) == [(Promised.FACILITIES, "学校, 泳池", "泳池")]
    assert found(shown(ROW), delivery_on="2027-07-01") == [(Promised.DELIVERY, "2027-06-30", "2027-07-01")]
    assert found(shown(ROW), price={"total_fen": 96, "filed_fen": 100}) == [(Promised.PRICE, "95", "96")]
    assert found(shown(ROW | {"id": "another"})) == [(Promised.LISTING, "", "a")]
    assert found(None) == [(Promised.LISTING, "", "a")]


def test_the_diagrams_are_the_tables() -> None:
    text = Path("docs/states/contract.md").read_text(encoding="utf-8")
    assert states.mermaid() in text
    assert wording.mermaid() in text
