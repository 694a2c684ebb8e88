"""Figures and dates in words, for titles, descriptions and summaries. The web application has the same rules."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Language = Literal["zh-CN", "en"]
PriceBasis = Literal["", "asked", "filed", "stated"]
"""What a price is: asked now by published rules, filed with the authority, only stated of the project, or not known."""
_PRICE_NAMES: dict[PriceBasis, tuple[str, str]] = {
    "asked": ("均价", "average price"),
    "filed": ("备案均价", "average filed price"),
    "stated": ("参考均价", "stated average price"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def pick(language: Language, zh: str, en: str) -> str:
    """The name in the language; Chinese where there is no English one."""
    return en if language == "en" and en else zh


def plain(value: float, places: int = 0) -> str:
    """``1234567.5`` as ``1,234,567.5``, at most ``places`` decimals, no trailing zeros."""
    # Halves go up, as in the browser: the same figure must not read differently in the head and on the page.
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def total(fen: int, language: Language) -> str:
    """A total price, to the thousand yuan: ``208.5 万`` or ``¥2.085M``."""
    prefix, value, unit = _amount(fen, language)
    return f"{prefix}{value}{unit}"


def _amount(fen: int, language: Language) -> tuple[str, str, str]:
    """Sign, figure and unit of a total price."""
    if language == "en":
        return "¥", plain(fen / 100_000_000, 3), "M"
    wan = fen / 1_000_000
    if wan >= 10_000:
        return "", plain(wan / 10_000, 2), " 亿"
    return "", plain(wan, 1 if wan < 1000 else 0), " 万"


def total_range(low: int | None, high: int | None, language: Language) -> str:
    """A range of total prices, its unit said once: ``¥0.78–1.019M``; empty when nothing is known."""
    ends = [fen for fen in (low, high) if fen is not None]
    if not ends:
        return ""
    if ends[0] == ends[-1]:
        return total(ends[0], language)
    (prefix, low_value, low_unit), (_, high_value, high_unit) = (_amount(fen, language) for fen in ends)
    if low_unit != high_unit:
        return f"{total(ends[0], language)}–{total(ends[-1], language)}"
    return f"{prefix}{low_value}–{high_value}{high_unit}"


def unit_price(fen: int, language: Language) -> str:
    """Price per square metre: ``16,800 元/㎡``."""
    return f"{plain(fen / 100)} {'CNY/㎡' if language == 'en' else '元/㎡'}"


def price_name(basis: PriceBasis, language: Language) -> str:
    """What an average price is called: only a filed one is called filed. Empty when there is none."""
    return pick(language, *_PRICE_NAMES.get(basis, ("", "")))


def named_price(fen: int | None, basis: PriceBasis, language: Language) -> str:
    """``备案均价 16,800 元/㎡``; empty when nothing is known."""
    return f"{price_name(basis, language)} {unit_price(fen, language)}".strip() if fen is not None else ""


def rooms(counts: tuple[int, ...], language: Language) -> str:
    """``三室 / 四室`` as figures: ``3 室 / 4 室``, ``3 / 4 bed``."""
    if not counts:
        return ""
    if language == "en":
        return " / ".join(str(count) for count in counts) + " bed"
    return " / ".join(f"{count} 室" for count in counts)


def area_range(low: float | None, high: float | None) -> str:
    """``98–143 ㎡``; empty when nothing is known."""
    if low is None and high is None:
        return ""
    first = plain(low if low is not None else high or 0)
    last = plain(high if high is not None else low or 0)
    return f"{first} ㎡" if first == last else f"{first}–{last} ㎡"


def day(value: date | None, precision: str, language: Language) -> str:
    """A day as far as it is known; empty when it is not."""
    if value is None or not precision:
        return ""
    if language == "en":
        month = f"{MONTHS[value.month - 1]} {value.year}"
        return {"day": f"{value.day} {month}", "month": month, "year": str(value.year)}[precision]
    month = f"{value.year}年{value.month}月"
    return {"day": f"{month}{value.day}日", "month": month, "year": f"{value.year}年"}[precision]


def minute(moment: datetime) -> str:
    """A moment to the minute, ISO 8601 UTC."""
    return moment.replace(second=0, microsecond=0).isoformat()
