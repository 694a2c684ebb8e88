"""Chinese and English free text to explicit filters: 岳麓区三房朝南120平以内总价200万左右, 3-bed south-facing under 2M.

Every filter keeps the span of the input it came from, so that a screen can show it as a chip that can be edited or
removed. What is not understood stays as text, unless filters were understood and no home at all answers it: then it is set
aside, as is what no filter can say. Nothing a person can type raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import Any

from guangsha.search.domain.amounts import SHARE, Found, quantities_in, rooms_in
from guangsha.search.domain.errors import InvalidQuery
from guangsha.search.domain.gazetteer import FIELD_OF, Gazetteer
from guangsha.search.domain.metro import metro_in
from guangsha.search.domain.negation import UNREAD, without_negated
from guangsha.search.domain.numerals import flat
from guangsha.search.domain.phrases import FIRST, NOISE, NOISE_HAN, PUNCTUATION
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.query_rules import MAX_TEXT
from guangsha.search.domain.words import asked_words, cut, is_han

MAX_SENTENCE = MAX_TEXT
_SINGLE = ("city", "permit", "opening_from", "opening_to", "sort")
_ENDS = {
    "price_min": "price_max",
    "unit_price_min": "unit_price_max",
    "size_min": "size_max",
    "opening_from": "opening_to",
}
_PAIR = _ENDS | {high: low for low, high in _ENDS.items()}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORD = r"(?P<{0}>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_OPENING = re.compile(
    r"(?:(?P<year>20\d\d)\s*[年./-]\s*|(?P<which>今|明|后)年\s*)?(?P<month>1[0-2]|0?[1-9])(?:\s*月份?)?"
    r"(?:\s*(?:到|至|-|~)\s*(?P<last>1[0-2]|0?[1-9])\s*月份?)?\s*(?P<word>开盘|入市|首开|加推|交房前开盘)?"
    r"|(?:opening|opens|launching|launch)(?:\s+in)?\s+" + _MONTH_WORD.format("name") + r"\s*(?P<nyear>20\d\d)?"
)
_OPENING_YEAR = re.compile(
    r"(?:(?P<year>20\d\d)|(?P<which>[今明后]))年\s*(?P<part>上半年|下半年|年?底|年?初)?\s*(?:开盘|入市|首开|加推)"
)
_PARTS = {
    "": (1, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "底": (11, 12),
    "年底": (11, 12),
    "初": (1, 3),
    "年初": (1, 3),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One understood part of the sentence: what it asks for, and which characters of the input said so."""

    start: int
    end: int
    words: str
    filters: dict[str, Any] = field(hash=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence says: chips in the order they stand, the text that is left, and both as one query.

    `aside` are the words that are in neither: no filter can say them and nothing is found by them.
    """

    chips: tuple[Chip, ...]
    text: str
    query: SearchQuery
    aside: str = ""


def parse(
    sentence: str,
    gazetteer: Gazetteer,
    *,
    today: date,
    base: SearchQuery | None = None,
    known: Callable[[str], bool] = lambda _: True,
) -> Sentence:
    """Read a sentence on top of `base` (filters already chosen stay unless the sentence says otherwise).

    `today` settles 12月开盘 and 明年; `known` says whether a word finds anything at all. The sentence is cut at 200
    characters. Never raises.
    """
    base = replace(base or SearchQuery(), text="", cursor="")
    sentence = sentence[:MAX_SENTENCE]
    free = _Free(flat(sentence))
    chips: list[Chip] = []
    aside: list[_Span] = []
    read = list(_read(free, gazetteer, today, base))
    city = next((found.filters["city"] for found in read if "city" in found.filters), base.city)
    for found in without_negated(read, free.whole, lambda codes: gazetteer.beside("district", codes, city)):
        free.take(found.start, found.end)
        if found.filters:
            words = sentence[found.start : found.end]
            chips.append(Chip(found.start, found.end, words, found.filters, found.note))
        else:
            aside.append((found.start, found.end))
    every, chips = chips, _without_conflicts(chips)
    said = [chip.filters for chip in chips]
    aside += [(chip.start, chip.end) for chip in every if chip.filters not in said]
    for match in UNREAD.finditer(free.text):
        aside.append(match.span())
        free.take(*match.span())
    left = _left(free)
    if chips:
        unknown = [span for span in left if not _finds(sentence[slice(*span)], known)]
        aside, left = aside + unknown, [span for span in left if span not in unknown]
    text = _words(sentence, left)
    try:
        query = compose(chips, text, base)
    except InvalidQuery:
        # Only a base that is not valid itself can bring us here: its own filters are kept out.
        query = compose(chips, text, SearchQuery(kind=base.kind if base.kind == "projects" else "units"))
    return Sentence(tuple(chips), query.text, query, _words(sentence, sorted(aside)))


def compose(chips: Iterable[Chip], text: str, base: SearchQuery) -> SearchQuery:
    """The query that chips and text make on top of `base`: lists join, single values and ranges replace."""
    values: dict[str, Any] = {}
    for chip in chips:
        for name, value in chip.filters.items():
            if isinstance(value, tuple):
                values[name] = tuple(dict.fromkeys((*values.get(name, ()), *value)))
            else:
                values[name] = value
    for name in list(values):
        if name in _PAIR and _PAIR[name] not in values:
            values[_PAIR[name]] = None
    return SearchQuery.of(**{name: getattr(base, name) for name in _NAMES} | values | {"text": text})


_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_Span = tuple[int, int]
_NAMES = tuple(SearchQuery.__dataclass_fields__)


class _Free:
    """Flat text with the characters that were understood blanked out."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.text = text

    def take(self, start: int, end: int) -> None:
        self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]


def _read(free: _Free, gazetteer: Gazetteer, today: date, base: SearchQuery) -> Iterator[Found]:
    for found in metro_in(free.text):
        free.take(found.start, found.end)
        yield found
    yield from _names(free, gazetteer, base)
    yield from _opening_years(free, today)
    yield from _openings(free, today)
    for match in SHARE.finditer(free.text):
        if "\0" not in match[0]:
            free.take(match.start(), match.end())
            yield Found(match.start(), match.end(), {})
    for reader in (rooms_in, quantities_in):
        for found in reader(free.text):
            if "\0" not in free.text[found.start : found.end] and found.filters:
                free.take(found.start, found.end)
                yield found
    for phrase in FIRST:
        yield from _phrases(free, phrase.pattern, phrase.filters)


def _phrases(free: _Free, pattern: re.Pattern[str], filters: dict[str, Any]) -> Iterator[Found]:
    for match in list(pattern.finditer(free.text)):
        free.take(match.start(), match.end())
        yield Found(match.start(), match.end(), dict(filters))


def _names(free: _Free, gazetteer: Gazetteer, base: SearchQuery) -> Iterator[Found]:
    spans: list[tuple[int, int, str, list[tuple[str, str]]]] = []
    at = 0
    while at < len(free.text):
        stop = free.text.find("\0", at)
        end, names = gazetteer.name_at(free.text, at, len(free.text) if stop < 0 else stop)
        if not names:
            at += 1
            continue
        kind = names[0].kind
        spans.append((at, end, kind, [(name.code, name.city) for name in names if name.kind == kind]))
        at = end
    cities = {code for _, _, kind, codes in spans if kind == "city" for code, _ in codes} or {base.city} - {""}
    for start, end, kind, codes in spans:
        here = [code for code, city in codes if city in cities] if cities else []
        chosen = here or [code for code, _ in codes]
        name = FIELD_OF[kind]
        free.take(start, end)
        yield Found(start, end, {name: chosen[0] if name == "city" else tuple(chosen[:50])})


def _openings(free: _Free, today: date) -> Iterator[Found]:
    for match in _OPENING.finditer(free.text):
        if "\0" in match[0]:
            continue
        if match["name"]:
            month, year = _MONTHS.index(match["name"]) + 1, int(match["nyear"] or 0)
            last = month
        else:
            if not match["word"] and not (match["year"] and "月" in match[0]):
                continue
            month = int(match["month"])
            last = int(match["last"] or month)
            year = int(match["year"] or 0)
            if match["which"]:
                year = today.year + "今明后".index(match["which"])
        year = year or (today.year if last >= today.month else today.year + 1)
        until = year * 100 + last if last >= month else (year + 1) * 100 + last
        free.take(match.start(), match.end())
        end = match.start() + len(match[0].rstrip())
        yield Found(match.start(), end, {"opening_from": year * 100 + month, "opening_to": until})


def _opening_years(free: _Free, today: date) -> Iterator[Found]:
    for match in _OPENING_YEAR.finditer(free.text):
        year = int(match["year"]) if match["year"] else today.year + "今明后".index(match["which"])
        first, last = _PARTS[match["part"] or ""]
        free.take(match.start(), match.end())
        yield Found(match.start(), match.end(), {"opening_from": year * 100 + first, "opening_to": year * 100 + last})


def _without_conflicts(chips: list[Chip]) -> list[Chip]:
    """Where two chips set the same single value, or the two ends of a range the wrong way round, the later one stays.

    What was only assumed (a price from a down payment) gives way to what was said.
    """
    kept: list[Chip] = []
    for chip in chips:
        clashes = [old for old in kept if _clash(old.filters, chip.filters)]
        if chip.note and any(not old.note for old in clashes):
            continue
        kept = [old for old in kept if old not in clashes]
        kept.append(chip)
    return kept


def _clash(old: dict[str, Any], new: dict[str, Any]) -> bool:
    for name, value in new.items():
        if name in old and (name in _SINGLE or name in _PAIR):
            return True
        other = _PAIR.get(name)
        if other in old and other not in new:
            low, high = (value, old[other]) if name in _ENDS else (old[other], value)
            if low > high:
                return True
    return False


def _left(free: _Free) -> list[_Span]:
    """Where the words stand that nothing understood, without the small words between filters."""
    kept = free.text
    for pattern in (NOISE, PUNCTUATION):
        kept = pattern.sub(lambda match: "\0" * len(match[0]), kept)
    for run in _HAN.finditer(kept):
        for start, end in _noise_in(run[0]):
            kept = kept[: run.start() + start] + "\0" * (end - start) + kept[run.start() + end :]
    return [match.span() for match in re.finditer(r"[^\0]+", kept)]


def _noise_in(run: str) -> Iterator[_Span]:
    """Small words in a run of Chinese characters, never a part of a longer word: 想找个 goes, the 购 of 购房流程 stays."""
    ends = {0, *accumulate(len(word) for word in cut(run))}
    for match in NOISE_HAN.finditer(run):
        bounds = sorted(end for end in ends if match.start() <= end <= match.end())
        if len(bounds) > 1:
            yield bounds[0], bounds[-1]


def _finds(words: str, known: Callable[[str], bool]) -> bool:
    """Whether words that were left may find something: each of them does; one character of Chinese is no name."""
    asked = asked_words(words)
    return bool(asked) and not (len(words) == 1 and is_han(words)) and all(known(word) for word in asked)


def _words(sentence: str, spans: Iterable[_Span]) -> str:
    words = (sentence[start:end] for start, end in spans)
    printable = ("".join(char for char in word if char.isprintable()) for word in words)
    return " ".join(word for word in printable if word.strip())[:MAX_TEXT].strip()
