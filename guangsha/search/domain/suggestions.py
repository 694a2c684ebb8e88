"""Suggestions while typing: what a few letters or characters may become, best first, each with its number of homes."""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from guangsha.search.domain import pinyin
from guangsha.search.domain.words import is_han, normal

_KINDS = ("city", "district", "area", "metro", "project", "tag", "layout")
_ORDER = {kind: n for n, kind in enumerate(_KINDS)}
MAX_TYPED = 40


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to go to: `code` is its value in the URL form (a project's id), `within` where it lies."""

    kind: str
    code: str
    name: str
    name_en: str
    within: str
    within_en: str
    slug: str
    units: int
    projects: int


class Suggester:
    """Spellings in order, so that a prefix is a run. Built once per generation of the index; immutable."""

    def __init__(self, things: Iterable[Suggestion]) -> None:
        self._things = list(things)
        entries: set[tuple[str, int, int]] = set()
        for n, thing in enumerate(self._things):
            for spelling, weight in _spellings(thing):
                entries.add((spelling, weight, n))
        self._entries = sorted(entries)
        self._keys = [spelling for spelling, _, _ in self._entries]
        # One or two letters begin tens of thousands of spellings, and everybody types those first.
        self._answer = lru_cache(maxsize=2_000)(self._found)
        self._letters = sorted({letter for key in self._keys if key.isascii() for letter in key})

    def suggest(self, typed: str, *, limit: int = 10, city: str = "") -> tuple[Suggestion, ...]:
        """Things whose name, pinyin or initials begin with what was typed; for Latin letters also with one slip.

        `city` (its name) lifts what lies there. At most `limit`; nothing for nothing typed.
        """
        typed = normal(typed)[:MAX_TYPED].replace(" ", "").replace("'", "")
        return self._answer(typed, limit, city) if typed else ()

    def _found(self, typed: str, limit: int, city: str) -> tuple[Suggestion, ...]:
        best: dict[int, int] = {}
        for weight, n in self._prefix(typed):
            best[n] = min(best.get(n, 99), weight)
        if len(best) < limit and len(typed) > 4 and typed.isascii():
            for weight, n in self._slipped(typed):
                best[n] = min(best.get(n, 99), weight + 10)
        ranked = heapq.nsmallest(limit, best.items(), key=lambda item: self._rank(item[0], item[1], city))
        return tuple(self._things[n] for n, _ in ranked)

    def _prefix(self, typed: str) -> Iterable[tuple[int, int]]:
        start = bisect.bisect_left(self._keys, typed)
        for position in range(start, len(self._keys)):
            spelling, weight, n = self._entries[position]
            if not spelling.startswith(typed):
                return
            yield weight if spelling != typed else weight - 1, n

    def _slipped(self, typed: str) -> Iterable[tuple[int, int]]:
        """What begins with the typed letters after one slip of the fingers: left out, doubled, wrong or swapped.

        The slip is mended at every place in turn and the result looked up, as long as something begins with the
        letters before it: some hundred look-ups, however many names there are.
        """
        for at in range(len(typed)):
            head, tail = typed[:at], typed[at:]
            if not self._known(head):
                return
            mended = {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
            for letter in self._letters:
                if self._known(head + letter):
                    mended |= {head + letter + tail, head + letter + tail[1:]}
            for word in mended - {typed}:
                yield from self._prefix(word)

    def _known(self, head: str) -> bool:
        start = bisect.bisect_left(self._keys, head)
        return start < len(self._keys) and self._keys[start].startswith(head)

    def _rank(self, n: int, weight: int, city: str) -> tuple[int, bool, int, int, str]:
        thing = self._things[n]
        here = bool(city) and city not in (thing.within, thing.name) and thing.kind not in ("tag", "layout")
        return weight, here, _ORDER[thing.kind], -thing.units, thing.code


def _spellings(thing: Suggestion) -> Iterable[tuple[str, int]]:
    """Spellings with their weight, smaller better: the name, its pinyin, parts of the name, initials."""
    name = normal(thing.name).replace(" ", "")
    english = normal(thing.name_en)
    if name:
        yield name, 1
        for start in range(1, len(name) - 1):
            if is_han(name[start]):
                yield name[start:], 5
        sounds = pinyin.keys(name)
        for place, sound in enumerate(sounds):
            yield sound, (2 if place == 0 else 3) if place < 2 else 6
    if english:
        yield english.replace(" ", ""), 1
        for word in english.split()[1:]:
            yield word, 5
