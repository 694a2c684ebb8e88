"""Numbers as people write them: 120.5, 2,000,000, 一百二十, 两百, 1万5, 三百万, 1.2亿, 800k, 2M, two million, 两三百万."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: n for n, word in enumerate(_ONES.split(), 1)} | {
    word: n * 10 for n, word in enumerate(_TENS.split(), 1)
}
_COUNT = rf"(?:{'|'.join(sorted(ENGLISH, key=len, reverse=True))})"
_COUNTED = rf"{_COUNT}(?:[- ]{_COUNT})?"
_BEFORE_LARGE = r"(?=\s+(?:hundred|thousand|million)\b)"
WORDED = (
    rf"\b(?:half an?{_BEFORE_LARGE}|an?(?:\s+hundred|{_BEFORE_LARGE})"
    rf"|{_COUNTED}(?:\s+hundred(?:\s+and)?(?:\s+{_COUNTED})?)?(?:\s+and\s+a\s+half|\s+point\s+{_COUNT})?)\b"
)
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两俩三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?|{WORDED})"
"""A number in digits, in Chinese or in English words, without a large unit behind it."""

SCALES = {
    "千万": Decimal(10_000_000),
    "百万": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "个亿": Decimal(100_000_000),
    "万": Decimal(10_000),
    "千": Decimal(1000),
    "thousand": Decimal(1000),
    "w": Decimal(10_000),
    "k": Decimal(1000),
    "million": Decimal(1_000_000),
    "mil": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "m": Decimal(1_000_000),
}
SCALE = r"(?:千万|百万|个?亿|万|千|thousand|million|mil|mn|w(?![a-z])|k(?![a-z])|m(?![a-z0-9²]))"
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
        return _digits(text)
    if text.isascii():
        return _english(text)
    whole, _, part = text.partition("点")
    value_of_whole = _chinese(whole)
    if value_of_whole is None:
        return None
    return Decimal(f"{value_of_whole}." + "".join(str(DIGITS[char]) for char in part))


def _digits(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() < 16 else None


def _english(text: str) -> Decimal | None:
    if text.startswith("half"):
        return Decimal("0.5")
    total, rest = Decimal(0), ""
    if text.endswith(" and a half"):
        text, rest = text.removesuffix(" and a half"), ".5"
    text, _, tenths = text.partition(" point ")
    for word in re.split(r"[- ]+", text):
        if word == "hundred":
            total *= 100
        else:
            total += ENGLISH.get(word, word in ("a", "an"))
    return total + (Decimal(rest) if rest else Decimal(ENGLISH.get(tenths, 0)) / 10)


def uncertain(text: str) -> tuple[str, str] | None:
    """The two numbers between which 两三百, 七八十 or 一百二三十 leaves open: neighbouring digits, one after the other."""
    pairs = [
        n for n in range(len(text) - 1) if DIGITS.get(text[n], 0) > 0 and DIGITS.get(text[n + 1]) == DIGITS[text[n]] + 1
    ]
    beside = sum(text[n] in DIGITS and text[n + 1] in DIGITS for n in range(len(text) - 1))
    if len(pairs) != 1 or beside != 1 or "点" in text:
        return None
    at = pairs[0]
    return text[: at + 1] + text[at + 2 :], text[:at] + text[at + 1 :]


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
