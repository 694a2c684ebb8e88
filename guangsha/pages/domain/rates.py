"""The calculator's published figures, read from a TOML text."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

RateCode = Literal[
    "lpr_5y",
    "commercial_spread",
    "fund_first",
    "fund_second",
    "deed_first_small",
    "deed_first_large",
    "deed_second_small",
    "deed_second_large",
    "maintenance",
]
CODES: tuple[RateCode, ...] = get_args(RateCode)


class RatesUnreadable(Exception):
    """The file of figures lacks one, or one is not a number with a date and a source in both languages."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure. Rates in millionths (a hundredth of a basis point: 30,750 is 3.075 %), the maintenance fund in fen per m2."""

    code: RateCode
    value: int
    as_of: date
    source: str
    source_en: str


def read_rates(text: str) -> tuple[Rate, ...]:
    """All figures in their order. Raises RatesUnreadable naming the first one that is wrong."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RatesUnreadable(str(error)) from error
    rates = []
    for code in CODES:
        entry = raw.get(code)
        value = _value(code, entry.get("value")) if isinstance(entry, dict) else None
        if value is None or not isinstance(entry, dict) or type(entry.get("as_of")) is not date:
            raise RatesUnreadable(f"{code}: needs a number `value` (at most two decimals) and a date `as_of`")
        source, source_en = entry.get("zh"), entry.get("en")
        if not isinstance(source, str) or not isinstance(source_en, str) or not source or not source_en:
            raise RatesUnreadable(f"{code}: needs its source in both languages, `zh` and `en`")
        if abs(value) > 10_000_000:
            raise RatesUnreadable(f"{code}: {entry['value']} cannot be right")
        rates.append(Rate(code, value, entry["as_of"], source, source_en))
    return tuple(rates)


def _value(code: RateCode, written: object) -> int | None:
    """The file's basis points in millionths, its fen as they are; None for what is not a number of that fineness."""
    if code == "maintenance":
        return written if type(written) is int else None
    if type(written) is not int and not (isinstance(written, Decimal) and written.is_finite()):
        return None
    value = Decimal(written) * 100
    return int(value) if value == value.to_integral_value() else None
