"""Reading single values as people and portals write them: numbers, money, ranges, flags, years.

Everything here takes text and gives a value or raises Unreadable; an empty or placeholder text gives None. Full-width
digits and punctuation are folded first (NFKC). Money is returned in fen, areas in square metres with two places.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from guangsha.kit.money import NotMoney, fen_from_yuan

PLACEHOLDERS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        "无",
        "暂无",
        "暂无数据",
        "待定",
        "未知",
        "不详",
        "none",
        "null",
        "n/a",
        "nan",
        "tbd",
    }
)
MAX_NUMBER_LENGTH = 60
CENT = Decimal("0.01")

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?"
_NUMBER_ALONE = re.compile(rf"^({_NUMBER})\s*(.*)$", re.DOTALL)
_ABOUT = re.compile(r"^(?:参考|约|均价|单价|总价|起价|总|预计)*[::]?\s*(?:¥|rmb|cny)?\s*", re.IGNORECASE)
_AREA_UNITS = frozenset({"", "m2", "m²", "㎡", "平", "平米", "平方", "平方米", "sqm", "起", "左右"})
_COUNT_UNITS = frozenset({"", "个", "户", "套", "位", "层", "栋", "间", "室", "房", "居", "年", "部", "台"})
_MONEY = re.compile(
    r"^(亿元?|万元?|元|rmb|cny|¥|yuan)?\s*(?:/|每|per)?\s*(?:㎡|m2|m²|平方米|平米|平|套|月|sqm|month)*"
    r"(?:/?\s*(?:㎡|m2|m²|平方米|平米|平|套|月|sqm|month))*\s*(?:起|左右)?$"
)
_SCALES = {"亿": 100_000_000, "万": 10_000}
_RANGE = re.compile(rf"^({_NUMBER}[^\d~—–至到-]*)\s*(?:-|~|—|–|至|到)+\s*({_NUMBER}.*)$", re.DOTALL)
_TRUE = frozenset({"1", "是", "有", "真", "true", "yes", "y", "t"})
_FALSE = frozenset({"0", "否", "无", "没有", "假", "false", "no", "n", "f"})


class Unreadable(ValueError):
    """The text does not say what the column is for. ``code`` is stable; ``detail`` quotes what was wrong."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def folded(text: str) -> str:
    """NFKC, outer blanks off: full-width digits become digits. ㎡ and m² both become m2."""
    return unicodedata.normalize("NFKC", text).strip()


def said(text: str) -> str | None:
    """The folded text, or None where it says nothing (empty, "--", "--待定--", "暂无", ...)."""
    value = folded(text)
    bare = value.strip("-—_ ").lower()
    return None if bare in PLACEHOLDERS or value.lower() in PLACEHOLDERS else value


def _number_and_rest(text: str) -> tuple[Decimal, str]:
    if text.startswith("="):
        raise Unreadable("formula", text[:40])
    if len(text) > MAX_NUMBER_LENGTH:
        raise Unreadable("not_a_number", text[:20] + "…")
    found = _NUMBER_ALONE.match(text)
    if found is None:
        raise Unreadable("not_a_number", text)
    return Decimal(found.group(1).replace(",", "")), found.group(2).strip().lower()


def number(text: str) -> Decimal | None:
    """A plain number, thousands separators allowed, no unit."""
    value = said(text)
    if value is None:
        return None
    result, rest = _number_and_rest(value)
    if rest:
        raise Unreadable("not_a_number", text)
    return result


def integer(text: str) -> int | None:
    """A whole number; a counting word may follow (``1200户``)."""
    value = said(text)
    if value is None:
        return None
    result, rest = _number_and_rest(value)
    if rest not in _COUNT_UNITS:
        raise Unreadable("not_a_number", text)
    if result != result.to_integral_value():
        raise Unreadable("not_whole", text)
    return int(result)


def area(text: str) -> Decimal | None:
    """Square metres with two places, half up; ``㎡``, ``平``, ``平方米`` may follow."""
    value = said(text)
    if value is None:
        return None
    result, rest = _number_and_rest(_ABOUT.sub("", value))
    if rest not in _AREA_UNITS:
        raise Unreadable("not_an_area", text)
    return result.quantize(CENT, rounding=ROUND_HALF_UP)


def _fen(text: str, wan: bool) -> int:
    result, rest = _number_and_rest(_ABOUT.sub("", text))
    found = _MONEY.match(rest)
    if found is None:
        raise Unreadable("not_money", text)
    unit = found.group(1)
    scale = _SCALES.get(unit[0], 1) if unit else 10_000 if wan else 1
    try:
        return fen_from_yuan(result, scale=scale)
    except NotMoney as error:
        raise Unreadable("not_money", text) from error


def money(text: str, *, wan: bool = False) -> int | None:
    """Fen in an amount such as ``19700``, ``均价19700元/平``, ``1.2万``; ``wan``: a bare number counts in ten thousand yuan."""
    value = said(text)
    return None if value is None else _fen(value, wan)


def money_range(text: str, *, wan: bool = False) -> tuple[int, int] | None:
    """Lowest and highest fen of ``310-390`` (or of one amount, twice)."""
    value = said(text)
    if value is None:
        return None
    low, high = _ends(_ABOUT.sub("", value))
    scaled_by_last = not low.rstrip()[-1:].isdigit() or high.rstrip()[-1:].isdigit()
    result = (_fen(low if scaled_by_last else low + _unit_of(high), wan), _fen(high, wan))
    if result[0] > result[1]:
        raise Unreadable("range_reversed", text)
    return result


def area_range(text: str) -> tuple[Decimal, Decimal] | None:
    """Smallest and largest area of ``161-201㎡`` (or of one area, twice)."""
    value = said(text)
    if value is None:
        return None
    low, high = _ends(_ABOUT.sub("", value))
    first, last = area(low), area(high)
    if first is None or last is None:
        raise Unreadable("not_an_area", text)
    if first > last:
        raise Unreadable("range_reversed", text)
    return first, last


def _unit_of(text: str) -> str:
    return _number_and_rest(text)[1]


def _ends(text: str) -> tuple[str, str]:
    if len(text) > 2 * MAX_NUMBER_LENGTH:
        raise Unreadable("not_a_range", text[:MAX_NUMBER_LENGTH])
    found = _RANGE.match(text)
    return (found.group(1), found.group(2)) if found else (text, text)


def percent(text: str) -> Decimal | None:
    """Percent with two places: ``35%`` and ``35`` are 35, ``0.35`` without a sign is 35 as well."""
    value = said(text)
    if value is None:
        return None
    result, rest = _number_and_rest(value)
    if rest not in ("", "%"):
        raise Unreadable("not_a_number", text)
    if rest == "" and 0 < result <= 1:
        result *= 100
    return result.quantize(CENT, rounding=ROUND_HALF_UP)


def flag(text: str) -> bool | None:
    """Yes or no: 1/0, 是/否, 有/无, true/false."""
    value = folded(text).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    if said(text) is None:
        return None
    raise Unreadable("not_a_flag", text)


def year(text: str) -> int | None:
    """A year, ``1995`` or ``1995年`` or ``1995年建``."""
    value = said(text)
    if value is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:年(?:建成?)?)?", value)
    if found is None:
        raise Unreadable("not_a_year", text)
    return int(found.group(1))
