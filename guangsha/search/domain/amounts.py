"""Prices, unit prices, down payments, sizes and room numbers in a sentence: ranges, limits, 左右, 以内, under, at least."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from guangsha.search.domain.numerals import NUMBER, SCALE, TAIL, number, scaled, uncertain
from guangsha.search.domain.query_rules import MAX_FEN, MAX_SIZE
from guangsha.search.domain.vocabulary import ROOMS_TOP

AROUND = Decimal("0.1")
"""左右, about, and a bare figure: ten per cent to either side."""

DOWN_PAYMENT_SHARE = Decimal("0.2")
"""A down payment is turned into a total price by this share; the chip says so."""

TOO_CHEAP = 100_000
"""Yuan below which an amount without a label is taken for a price per m2: nobody sells a home for that."""

_UP = (
    r"不超过|不高于|不大于|不多于|低于|少于|小于|最多|不到|最高|under|below|less than|up to|at most|no more than"
    r"|max(?:imum)?(?: of)?|within|cheaper than|<=?|≤"
)
_LOW = r"不低于|不少于|不小于|高于|超过|大于|多于|至少|最少|最低|over|above|more than|at least|min(?:imum)?(?: of)?|from|>=?|≥"
_ABOUT = r"大概|大约|约|差不多|around|about|approximately|approx\.?|circa|~"
_UP_END = rf"不到(?!\s*{NUMBER})|以内|以下|之内|之下|封顶|以里|内(?!环)|or less|or under|or below|max(?:imum)?|tops"
_LOW_END = r"及?以上|起步|起(?!居)|往上|之上|or more|or above|or over|and up|and above|plus|\+"
_ABOUT_END = r"左右|上下|前后|附近|出头|or so|ish"
_LABEL = (
    r"(?P<down>首付(?:款)?|down[- ]?payment(?: of)?)"
    r"|(?P<each>单价|均价|(?<![\d零一二两三四五六七八九十百])(?:每|一|1)\s*个?\s*(?:平方米|平方|平米|平|㎡)|unit price"
    r"|price per (?:sqm|m2|square met(?:er|re)))"
    r"|(?P<room_size>建筑面积|建面|面积|size|area)|(?P<budget>预算|budget(?: of)?)"
    r"|(?P<whole>总价|总款|总房款|房价|价格|价位|price[ds]?)"
)
_SIZE_UNIT = r"平方米|平方|平米|平|㎡|m²|m2\b|sqm\b|sq\.? ?m\b|sq(?:uare)? ?met(?:er|re)s?\b|方(?![向面])"
_EACH = rf"(?:元|块|rmb|yuan)?\s*(?:/|每|一|per|a)\s*(?:{_SIZE_UNIT})"
_AMOUNT = rf"(?P<{{0}}>{NUMBER})(?P<{{0}}odd>[多来])?\s*(?P<{{0}}s>{SCALE})?(?P<{{0}}more>多)?(?P<{{0}}t>{TAIL})?"
_JOIN = r"\s*(?:到|至|-|–|—|~|to|and|和)\s*"

_ROOM_NUMBER = r"(?:[1-9一二两三四五六七八九]|\b(?:one|two|three|four|five|six|seven|eight|nine)\b)"
_ROOM_UNIT = (
    r"(?:居室|居|室|房(?!源|价|子|企|款|产)|卧(?!室)|卧室"
    r"|[- ]?(?:bed(?:[- ]?room)?(?:s|ed)?|rooms?|roomed|br|bdr?|bhk)\b)"
)
_AMOUNT_NEXT = rf"(?:(?:[:为是在]|of|{_UP}|{_LOW}|{_ABOUT})\s*)?(?:(?:¥|rmb|cny|￥)\s*)?{NUMBER}(?!\s*{_ROOM_UNIT})"
# 三十万首付, 2万单价: but in 总价200万首付60万 the label belongs to the amount it touches behind it.
_LABEL_END = (
    r"(?:的|(?P<gap>\s+))?(?:(?P<down_end>首付(?:款)?|\bdown(?:[- ]?payment)?\b)"
    r"|(?P<each_end>单价|均价|\bunit price\b)|(?P<whole_end>总价|总款|\b(?:in )?total\b))"
    rf"(?(gap)(?!\s*{_AMOUNT_NEXT})|(?!{_AMOUNT_NEXT}))"
)
SHARE = re.compile(
    rf"(?:首付(?:款)?(?:比例)?|down[- ]?payment(?: of)?)\s*(?:[:为是]|{_UP}|{_LOW}|{_ABOUT})?\s*{NUMBER}"
    rf"\s*(?:成半?|%|percent|per cent)(?:\s*(?:{_UP_END}|{_LOW_END}|{_ABOUT_END}))?"
    rf"|(?:{_UP}|{_LOW}|{_ABOUT})?\s*{NUMBER}\s*(?:成|%|percent|per cent)\s*(?:的?首付(?:款)?|down(?:[- ]?payment)?\b)"
)
"""A down payment said as a share of the price: it says nothing about the price."""

QUANTITY = re.compile(
    rf"(?:(?:{_LABEL})\s*(?:[:为是在]|of)?\s*)?"
    rf"(?:(?P<up>{_UP})|(?P<low>{_LOW})|(?P<about>{_ABOUT})|(?P<between>between|介于|在|从|自))?\s*"
    rf"(?P<money>¥|rmb|cny|￥)?\s*"
    rf"{_AMOUNT.format('a')}(?P<plus>\s?\+(?=\s*(?:{_SIZE_UNIT}|{_EACH}|元|块|yuan|rmb|cny)))?"
    rf"(?:\s*(?:元|块|yuan|rmb|cny)?\s*(?P<aunit>{_SIZE_UNIT})?{_JOIN}(?P<money2>¥|rmb)?\s*{_AMOUNT.format('b')})?"
    rf"(?:\s*(?:(?P<up_mid>{_UP_END})|(?P<low_mid>{_LOW_END})|(?P<about_mid>{_ABOUT_END}))(?=\s*{_EACH}))?"
    rf"(?:\s*(?:(?P<per>{_EACH})|(?P<unit>{_SIZE_UNIT})|(?P<coin>元|块|yuan|rmb|cny)))?(?:\s*(?:的|之间))?"
    rf"(?:\s*(?:(?P<up_end>{_UP_END})|(?P<low_end>{_LOW_END})|(?P<about_end>{_ABOUT_END})))?"
    rf"(?:{_LABEL_END})?"
)

_ROOM_JOIN = r"(?:\s*(?:或者|或|和|、|/|,|or|and|-|到|至|~|to)\s*|(?<=[一二两三四五六七八]))"
_OVER = r"大于|多于|超过|高于|more than|over|>(?!=)"
_UNDER = r"小于|少于|低于|不到|less than|fewer than|under|below|<(?!=)"
_OTHERS_EN = (
    r"(?:\s*[,/&]?\s*(?:and\s+)?(?:\d(?:\.5)?|one|two|three)[- ]?(?:bath(?:room)?s?|ba|living[- ]rooms?|halls?)\b)"
)
ROOMS = re.compile(
    rf"(?:(?:(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<least>{_LOW})|(?P<most>{_UP}))\s*)?"
    rf"(?<![\d.号栋年月])(?<![\d一二三四五六七八九十][层楼])(?P<first>{_ROOM_NUMBER})\s*(?:{_ROOM_UNIT})?"
    rf"(?P<rest>(?:{_ROOM_JOIN}{_ROOM_NUMBER}\s*(?:{_ROOM_UNIT})?)*)"
    rf"(?P<more>及?以上)?(?P<plus>\+)?(?<=[居室房卧dsrmk+上])"
    rf"(?P<others>(?:\s*[0-9零一二两三四五]\s*(?:厅|卫|厨|阳台?|储)|{_OTHERS_EN})*)"
    rf"(?:\s*(?:(?P<more_end>{_LOW_END})|(?P<fewer_end>以内|以下|及以下|or less|or fewer|max(?:imum)?)))?"
)
_ROOM_MORE = re.compile(rf"(?P<first>{_ROOM_NUMBER})\s*\+\s*{_ROOM_UNIT}")
_ROOM_AND = re.compile(
    rf"(?<![\d.])(?P<first>{_ROOM_NUMBER})\s*"
    rf"(?:{_ROOM_UNIT}\s*\+\s*[1一](?![\d.万千])(?:\s*{_ROOM_UNIT})?|\+\s*[1一]\s*{_ROOM_UNIT})"
)
"""3+1房: three rooms and one that is too small to be called one; listings count three."""

_STUDIO = re.compile(r"开间|单间|一室户|\bstudios?\b")
_NEXT_ROOM = re.compile(rf"(-|到|至|~|to)?\s*({_ROOM_NUMBER})")


@dataclass(frozen=True, slots=True)
class Found:
    """Filters read from the characters from `start` to `end`; `note` says what was assumed."""

    start: int
    end: int
    filters: dict[str, Any]
    note: str = ""


def rooms_in(text: str) -> Iterator[Found]:
    """Room numbers: 三房, 2室1厅, 两居或三居, 2-3房, 三房以上, 2 or 3 bedroom, studio."""
    for match in _STUDIO.finditer(text):
        yield Found(match.start(), match.end(), {"rooms": (0,)})
    for match in _ROOM_AND.finditer(text):
        yield Found(match.start(), match.end(), {"rooms": (min(int(number(match["first"]) or 0), ROOMS_TOP),)})
    for match in _ROOM_MORE.finditer(text):
        least = int(number(match["first"]) or 0)
        yield Found(match.start(), match.end(), {"rooms": tuple(range(min(least, ROOMS_TOP), ROOMS_TOP + 1))})
    for match in ROOMS.finditer(text):
        found = {int(number(match["first"]) or 0)}
        last = min(found)
        for joined in _NEXT_ROOM.finditer(match["rest"]):
            value = int(number(joined[2]) or 0)
            span = joined[1] in ("-", "到", "至", "~", "to")
            found |= set(range(last, value + 1)) if span and last < value else {value}
            last = value
        if match["over"]:
            found = set(range(min(max(found) + 1, ROOMS_TOP), ROOMS_TOP + 1))
        elif match["under"]:
            found = set(range(min(found)))
        elif match["more"] or match["plus"] or match["more_end"] or match["least"]:
            found |= set(range(max(found), ROOMS_TOP + 1))
        elif match["most"] or match["fewer_end"]:
            found |= set(range(min(found)))
        yield Found(match.start(), match.end(), {"rooms": tuple(sorted({min(n, ROOMS_TOP) for n in found}))})


def quantities_in(text: str) -> Iterator[Found]:
    """Total prices, unit prices, down payments and sizes."""
    for match in QUANTITY.finditer(text):
        found = _quantity(match)
        if found is not None:
            yield found


def _quantity(match: re.Match[str]) -> Found | None:
    kind = _kind(match)
    if kind is None:
        return None
    first, second = _values(match, kind)
    if first is None or (match["b"] and second is None):
        return None
    if (
        kind == "price"
        and not (match["whole"] or match["whole_end"] or match["budget"])
        and max(first, second or first) < TOO_CHEAP
    ):
        kind = "unit_price"
    low, high = _bounds(match, kind, first, second)
    if second is None and (ends := uncertain(match["a"])):
        low, high = _within(low, high, *(_values(match, kind, text)[0] for text in ends))
    elif second is None and (match["aodd"] == "多" or match["amore"]):
        low, high = _within(low, high, first, first * (1 + 1 / Decimal(_leading(match["a"]))))
    note = ""
    if kind == "down":
        low, high = (None if end is None else end / DOWN_PAYMENT_SHARE for end in (low, high))
        kind, note = "price", "down_payment"
    filters: dict[str, Any] = {}
    for name, value in ((f"{kind}_min", low), (f"{kind}_max", high)):
        if value is not None:
            ready = _stored(kind, value)
            if ready is None:
                return None
            filters[name] = ready
    words = match[0]
    start = match.start() + len(words) - len(words.lstrip())
    return Found(start, start + len(words.strip()), filters, note)


def _kind(match: re.Match[str]) -> str | None:
    if match["down"] or match["down_end"]:
        return "down"
    if match["each"] or match["per"] or match["each_end"]:
        return "unit_price"
    if match["unit"] or (match["aunit"] and not match["bs"]):
        return "size"
    if match["room_size"] and not (match["as"] or match["bs"]):
        return "size"
    money = (
        match["as"]
        or match["bs"]
        or match["money"]
        or match["coin"]
        or match["whole"]
        or match["whole_end"]
        or match["budget"]
    )
    if money:
        return "price"
    large = (number(match["a"]) or 0) >= 100_000
    return "price" if large and (match["up"] or match["low"] or match["about"] or match["b"]) else None


def _values(match: re.Match[str], kind: str, text: str = "") -> tuple[Decimal | None, Decimal | None]:
    """Both figures in yuan or m2; a figure without a unit takes the other's, or the usual one of its kind.

    `text` stands for the first figure's own.
    """
    scale_a, scale_b = match["as"], match["bs"]
    if match["b"] and scale_b and not scale_a and (number(match["a"]) or 0) < 100_000:
        scale_a = scale_b
    first = scaled(text or match["a"], scale_a, match["at"])
    second = scaled(match["b"], scale_b, match["bt"]) if match["b"] else None
    if kind in ("price", "down") and not scale_a and not match["coin"] and not match["money"]:
        first = _wan(first, 10_000)
        second = second if scale_b else _wan(second, 10_000)
    if kind == "unit_price" and not scale_a:
        first = _wan(first, 100)
        second = second if scale_b else _wan(second, 100)
    return first, second


def _wan(value: Decimal | None, below: int) -> Decimal | None:
    """总价200 means 200 万, 单价2 means 2 万; a figure from `below` up is meant in yuan."""
    return value * 10_000 if value is not None and value < below else value


def _bounds(
    match: re.Match[str], kind: str, first: Decimal, second: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    if second is not None:
        return min(first, second), max(first, second)
    if match["up"] or match["up_mid"] or match["up_end"]:
        return None, first
    if match["low"] or match["low_mid"] or match["low_end"] or match["plus"]:
        return first, None
    if (match["budget"] or kind == "down") and not (match["about"] or match["about_end"]):
        return None, first
    return first * (1 - AROUND), first * (1 + AROUND)


def _within(
    low: Decimal | None, high: Decimal | None, least: Decimal | None, most: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """The bounds of 两三百万 and 三百多万: an end that was left open stays so, and *about* adds nothing to two figures."""
    return (None if low is None else least), (None if high is None else most)


def _leading(text: str) -> int:
    """How many of its last stated place a number has: 300 is 3 hundreds, 250 is 25 tens. 多 leaves open less than one more."""
    value = int(number(text) or 1) or 1
    while value % 10 == 0:
        value //= 10
    return value


def _stored(kind: str, value: Decimal) -> int | Decimal | None:
    if kind == "size":
        return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if 0 < value <= MAX_SIZE else None
    fen = (value * 100).to_integral_value(ROUND_HALF_UP)
    return int(fen) if 0 < fen <= MAX_FEN else None
