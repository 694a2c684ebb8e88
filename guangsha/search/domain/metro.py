"""Near the metro, as people say it: 近地铁, 地铁口, 离地铁近, 地铁500米内, 步行10分钟到地铁, within 800 m of the metro."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from guangsha.search.domain.amounts import Found
from guangsha.search.domain.numerals import NUMBER, number
from guangsha.search.domain.vocabulary import NEAR_METRO

NEAR_METRES = 1000
"""The index knows one distance: homes with a station within it are near the metro."""

METRES_A_MINUTE = 80
_METRO = r"(?:地铁|轻轨)(?:站|口)?"
_METRO_EN = r"(?:the\s+|a\s+)?(?:nearest\s+)?(?:metro|subway|underground|mrt)(?:\s+stations?)?\b"
_UNIT = r"(?P<{0}>米|m\b|公里|千米|km|分钟|分|min)"
_NOT_FAR = r"not (?:too |very )?far from"
_NEAR = re.compile(
    rf"(?:靠?近|挨着|临)\s*{_METRO}|(?:离|距离?)\s*{_METRO}\s*(?:很|较|比较|特别|要|太)?(?:近一?[点些]?|(?:不|别|不要|别太|不要太|不太)远)"
    rf"|地铁(?:口|旁|附近|沿线|站旁|站附近|边)|(?:有|带)地铁"
    rf"|\b(?:near|close to|next to|by|walking distance to|{_NOT_FAR})\s+{_METRO_EN}|\b(?:metro|subway) (?:access|nearby)\b"
)
_FAR = re.compile(
    rf"(?:离|距离?)\s*{_METRO}\s*(?:很|较|比较|要)?(?:远一?[点些]?|(?:不要|别)太?近)"
    rf"|(?<!not )(?<!not too )(?<!not very )\bfar from {_METRO_EN}"
)
_WITHIN = re.compile(
    rf"(?:(?:离|距离?|到)\s*)?{_METRO}\s*(?:距离|步行|走路)?\s*(?:不超过|不到|小于)?\s*(?P<a>{NUMBER})\s*{_UNIT.format('au')}"
    r"(?:之内|以内|以下|内|左右)?"
    rf"|(?:步行|走路?)?\s*(?P<b>{NUMBER})\s*{_UNIT.format('bu')}(?:之内|以内|内)?\s*(?:就?[到有]|可达|直达)?\s*{_METRO}"
    rf"|(?:\b(?:within|under|less than)\s+)?(?:an?\s+)?(?P<c>{NUMBER})"
    r"[-\s]*(?P<cu>m|met(?:er|re)s?|km|kilomet(?:er|re)s?|min(?:ute)?s?)['’]?"
    rf"(?:\s+(?:walk|on foot|walking(?: distance)?))?\s+(?:to|from|of)\s+{_METRO_EN}"
)


def metro_in(text: str) -> Iterator[Found]:
    """Where flat text asks for the metro to be near. A distance that the index does not know gives a part without filters."""
    for pattern, said in ((_WITHIN, _within), (_FAR, _unsaid), (_NEAR, _near)):
        for match in list(pattern.finditer(text)):
            yield Found(match.start(), match.end(), said(match))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]


def near_metro(words: str) -> bool:
    """Whether flat text as a whole says that the metro is near."""
    return bool(_NEAR.fullmatch(words))


def _near(_: re.Match[str]) -> dict[str, Any]:
    return {"metro": (NEAR_METRO,)}


def _unsaid(_: re.Match[str]) -> dict[str, Any]:
    return {}


def _within(match: re.Match[str]) -> dict[str, Any]:
    value, unit = next((match[name], match[f"{name}u"]) for name in ("a", "b", "c") if match[name] is not None)
    return _near(match) if _metres(number(value) or Decimal(0), unit) <= NEAR_METRES else {}


def _metres(value: Decimal, unit: str) -> Decimal:
    if unit in ("公里", "千米") or unit.startswith("k"):
        return value * 1000
    return value * METRES_A_MINUTE if unit.startswith(("分", "min")) else value
