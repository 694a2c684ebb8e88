"""What a sentence does not want: 不要毛坯, 除了岳麓区, 车位不要, not north-facing, except Yuelu.

A negated filter becomes what is left when it is taken away, where the filters can say that; else it is set aside. It never
becomes the filter itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from guangsha.search.domain.amounts import Found
from guangsha.search.domain.query_rules import RANGES
from guangsha.search.domain.vocabulary import (
    FIT_OUTS,
    FLOOR_BANDS,
    KIND_MEANT,
    ORIENTATIONS,
    ROOMS_TOP,
    SALE_STATUSES,
    UNIT_KINDS,
    UNIT_STATUSES,
    UNKNOWN,
)

MOST_DISTRICTS = 50
BOTH_SIDES = ("SN", "EW")
Beside = Callable[[Sequence[str]], Sequence[str]]
"""Districts to the other districts of their city."""

_VERBS = (
    r"(?:想|需要?|喜欢|考虑|接受|希望|打算|愿意?|再|要|买|看|选|住|去|给我?|推荐|是|在|到|含|包括|包含|带|有|任何|那种|这种|太|位于"
    r"|靠|了|一个|一套|\s)*"
)
_NOT = r"不|(?<![特分区级告个类差])别|非(?!要|得|常)|未|勿|没有?|无|排除|剔除|去掉|除(?:了|去|开)?|避开|拒绝|谢绝|讨厌"
_SMALL = (
    r"(?:(?:want|need|like|looking|look|show|me|be|in|on|at|by|with|for|from|to|a|an|the|any|of|have|having|live|interested"
    r"|too|located|homes?|flats?|apartments?)\s+)*"
)
_NOT_EN = (
    r"(?:do|does|did|would|will|is|are|should|must|can)(?:n['’]?t|\s+not)|not|no|non|never|nothing|without|except(?:ing)?(?:\s+for)?"
    r"|exclud(?:e|es|ing)|avoid(?:ing)?|other\s+than|rather\s+than|(?:any|every)(?:where|thing|one)\s+but|all\s+but|but\s+not"
)
_BEFORE = re.compile(rf"(?P<word>{_NOT}){_VERBS}$|\b(?:{_NOT_EN})(?:[-\s]+{_SMALL})$")
_EITHER = (
    r"不介意|不在[乎意]|不挑|不强求|无所谓|不用|不必|不一定|没必要"
    r"|(?:(?:do|does)(?:n['’]?t|\s+not)\s+(?:mind|care(?:\s+about)?|need)|no\s+need\s+for)"
)
_EITHER_BEFORE = re.compile(rf"(?:{_EITHER}){_VERBS}{_SMALL}$")
_EITHER_AFTER = re.compile(r"(?:也|都)?(?:无所谓|不介意|不在[乎意]|不强求)(?=[\s,，。;；、!！)）]|$)")
"""不介意毛坯, 毛坯无所谓: neither wanted nor refused."""
_AFTER = re.compile(
    r"的?(?:房子?|房源|户型|那种)?"
    r"(?:(?:以|之)外|除外|外(?=[\s,，。;；的都其]|$)|(?:都|就|真的|千万)?(?:不(?:想?要|考虑|接受|看|买|选|喜欢|行)|免谈|勿[扰推]|排除|别[要推]|(?:还是)?算了)了?(?=[\s,，。;；、!！)）]|$))"
    r"|\s+(?:excluded|excepted|not wanted)\b"
)
_ALSO = re.compile(r"[,，\s]*(?:还|也)(?:要|想|有|看|考虑|需要)")
"""除了岳麓区，还要…: not instead of it but on top of it."""

_AND_NOUNS = re.compile(r"\s*(?:和|与|跟|及|以及|或者?|还有|、|\bor\b|\bnor\b)\s*(?:the\s+|any\s+|an?\s+)?")
_AND_SAME = re.compile(r"\s*(?:[,，/&]|,?\s*\band\b)\s*(?:the\s+|any\s+|an?\s+)?")
UNREAD = re.compile(
    r"(?:(?<![要想看买选住])不(?:想|需|喜欢|考虑|接受|太想)?(?:要|买|看|选|住)|不喜欢|不考虑|不接受|排除|除了|避开|拒绝|谢绝|讨厌)[^\0\s,，。;；、!！?？]*"
    rf"|\b(?:{_NOT_EN})\s+(?=[a-z])[^\0,.;!?，。；！？]*?(?=\b(?:but|and|with|or)\b|[\0,.;!?，。；！？]|$)"
)
"""A negation of words that mean no filter. Searched for as text, they would find just what was not wanted."""

_WHOLE: dict[str, tuple[Any, ...]] = {
    "orientations": ORIENTATIONS[1:],
    "floor_bands": FLOOR_BANDS[1:],
    "fit_outs": tuple(value for value in FIT_OUTS if value != UNKNOWN),
    "statuses": UNIT_STATUSES,
    "sale_statuses": tuple(value for value in SALE_STATUSES if value != UNKNOWN),
    "unit_kinds": UNIT_KINDS,
    "rooms": tuple(range(ROOMS_TOP + 1)),
}
_END = dict(RANGES) | {high: low for low, high in RANGES}


def without_negated(found: Iterable[Found], text: str, beside: Beside) -> list[Found]:
    """What was found in flat text, the negated ones turned into what is left and grown by the words that negate them.

    A part without filters is one that no filter can say.
    """
    parts = _without_care(sorted(found, key=lambda part: part.start), text)
    negated = _negated(parts, text)
    out: list[Found] = []
    for n, part in enumerate(parts):
        if n not in negated:
            out.append(replace(part, filters=_less(part.filters, _values(parts, negated, part.filters))))
            continue
        start, end, also = negated[n]
        filters = part.filters if also else _rest(n, parts, negated, beside)
        out.append(Found(start, end, filters, part.note if also else ""))
    return out


def _without_care(parts: list[Found], text: str) -> list[Found]:
    """The parts, those that somebody says they do not mind without a filter, grown by the words that say so."""
    out: list[Found] = []
    floor = 0
    for part in parts:
        before, after = _EITHER_BEFORE.search(text[floor : part.start]), _EITHER_AFTER.match(text, part.end)
        floor_then, floor = floor, part.end
        if not before and not after:
            out.append(part)
            continue
        floor = after.end() if after else part.end
        out.append(Found(floor_then + before.start() if before else part.start, floor, {}, ""))
    return out


_Negated = dict[int, tuple[int, int, bool]]
"""By number of the part: where it begins and ends with the words that negate it, and whether they only say *on top of*."""


def _negated(parts: list[Found], text: str) -> _Negated:
    out: _Negated = {}
    floor = 0
    for n, part in enumerate(parts):
        stop = parts[n + 1].start if n + 1 < len(parts) else len(text)
        between = text[floor : part.start]
        before, after = _before(between), _AFTER.match(text, part.end)
        if after and after.end() > stop:
            after = None
        end = after.end() if after else part.end
        if before is not None:
            also = before["word"] is not None and before["word"].startswith("除") and bool(_ALSO.match(text, end))
            out[n] = floor + before.start(), end, also
        elif after or (n - 1 in out and not out[n - 1][2] and _joined(between, parts[n - 1], part)):
            out[n] = part.start, end, False
        floor = end
    return out


def _before(between: str) -> re.Match[str] | None:
    """The negation a piece of text ends with; 要不要, 有没有 and 是不是 ask and do not refuse."""
    found = _BEFORE.search(between)
    if found is None:
        return None
    start = found.start()
    asks = (
        found["word"]
        and between[start] in "不没"
        and between[start - 1 : start] == between[start + 1 : start + 2] != ""
    )
    return None if asks else found


def _joined(between: str, one: Found, other: Found) -> bool:
    """Whether a negation reaches on to the next part: 毛坯和商铺, 岳麓区、雨花区; but not north-facing and 3 bed."""
    return bool(_AND_NOUNS.fullmatch(between)) or (
        one.filters.keys() == other.filters.keys() and bool(_AND_SAME.fullmatch(between))
    )


def _values(parts: list[Found], negated: _Negated, names: Iterable[str]) -> dict[str, set[Any]]:
    """The values of list filters that are not wanted. A home open to two sides is not refused for one of them."""
    out: dict[str, set[Any]] = {}
    for name in names:
        refused = [parts[n].filters.get(name, ()) for n, (_, _, also) in negated.items() if not also]
        out[name] = {
            value
            for values in refused
            if isinstance(values, tuple)
            for value in values
            if len(values) == 1 or value not in BOTH_SIDES
        }
    return out


def _less(filters: dict[str, Any], refused: dict[str, set[Any]]) -> dict[str, Any]:
    """Filters that are wanted, without the values that are refused elsewhere in the sentence: 朝南不要南北通透."""
    out: dict[str, Any] = {}
    for name, value in filters.items():
        kept = tuple(one for one in value if one not in refused[name]) if isinstance(value, tuple) else value
        if kept != ():
            out[name] = kept
    return out


def _rest(n: int, parts: list[Found], negated: _Negated, beside: Beside) -> dict[str, Any]:
    """What is left when the negated part is taken away; nothing where the filters cannot say that."""
    filters, refused = parts[n].filters, _values(parts, negated, parts[n].filters)
    out: dict[str, Any] = {}
    for name, value in filters.items():
        if name == "permit":
            out[name] = not value
        elif name in _END and _END[name] not in filters:
            out[_END[name]] = value
        elif name in _WHOLE or name == "districts":
            wanted = [
                one
                for m, part in enumerate(parts)
                if m not in negated or negated[m][2]
                for one in part.filters.get(name, ())
                if one not in refused[name]
            ]
            out[name] = tuple(wanted) or _complement(name, refused[name], beside)
    return {name: value for name, value in out.items() if value != ()} if len(out) == len(filters) else {}


def _complement(name: str, refused: set[Any], beside: Beside) -> tuple[Any, ...]:
    if name == "districts":
        others = tuple(beside(sorted(refused)))
        return others if len(others) <= MOST_DISTRICTS else ()
    if name == "unit_kinds" and not refused & set(KIND_MEANT):
        return KIND_MEANT
    return tuple(value for value in _WHOLE[name] if value not in refused)
