"""Numbers as people write them: 120.5, 2,000,000, 一百二十, 两百, 1万5, 三百万, 1.2亿, 800k, 2M."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两俩三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?)"
"""A number in digits or in Chinese, without a large unit behind it."""

SCALES = {
    "千万": Decimal(10_000_000),
    "百万": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "万": Decimal(10_000),
    "千": Decimal(1000),
    "w": Decimal(10_000),
    "k": Decimal(1000),
    "million": Decimal(1_000_000),
    "mil": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "m": Decimal(1_000_000),
}
SCALE = r"(?:千万|百万|亿|万|千|million|mil|mn|w(?![a-z])|k(?![a-z])|m(?![a-z0-9²]))"
TAIL = r"(?:[1-9一二两三四五六七八九](?:千|百)?(?![\d万亿平房室居厅卫㎡.]))"
"""What may follow 万 or 亿 directly: the 5 of 1万5, the 5千 of 1万5千."""


def flat(text: str) -> str:
    """Full-width to half-width and lower case, character by character: positions stay those of the input."""
    out: list[str] = []
    for char in text:
        folded = unicodedata.normalize("NFKC", char).lower()
        out.append(folded if len(folded) == 1 else char)
    return "".join(out)


def number(text: str) -> Decimal | None:
    """The value of a NUMBER, or None."""
    text = text.strip()
    if not text:
        return None
    if text[0].isdigit():
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
        return value if value.is_finite() and value.adjusted() < 16 else None
    whole, _, part = text.partition("点")
    value_of_whole = _chinese(whole)
    if value_of_whole is None:
        return None
    if part:
        return Decimal(f"{value_of_whole}." + "".join(str(DIGITS[char]) for char in part))
    return Decimal(value_of_whole)


def _chinese(text: str) -> int | None:
    if not text:
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text)[:16])
    total, digit = 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            total += (digit or 1) * _STEPS[char]
            digit = 0
    if digit and total and text[-2] in _STEPS and text[-2] != "十":
        return total + digit * _STEPS[text[-2]] // 10
    return total + digit


def scaled(text: str, scale: str | None, tail: str | None) -> Decimal | None:
    """The value of number, large unit and tail together: ("1", "万", "5") is 15000."""
    value = number(text)
    if value is None or not scale:
        return value
    unit = SCALES[scale]
    result = value * unit
    if tail:
        digit = DIGITS.get(tail[0], int(tail[0]) if tail[0].isdigit() else 0)
        result += digit * (SCALES["千"] if tail.endswith("千") else 100 if tail.endswith("百") else unit / 10)
    return result
