"""Suggestions while typing: what a few letters or characters may become, best first, each with its number of homes."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

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
        self._latin = sorted({key for key in self._keys if key.isascii() and len(key) > 4})

    def suggest(self, typed: str, *, limit: int = 10, city: str = "") -> tuple[Suggestion, ...]:
        """Things whose name, pinyin or initials begin with what was typed; for Latin letters also with one slip.

        `city` (its name) lifts what lies there. At most `limit`; nothing for nothing typed.
        """
        typed = normal(typed)[:MAX_TYPED].replace(" ", "").replace("'", "")
        if not typed:
            return ()
        best: dict[int, int] = {}
        for weight, n in self._prefix(typed):
            best[n] = min(best.get(n, 99), weight)
        if len(best) < limit and len(typed) > 4 and not is_han(typed):
            for key in self._latin:
                if within_one(typed, key[: len(typed) + 1]) or within_one(typed, key[: len(typed)]):
                    for weight, n in self._prefix(key):
                        best.setdefault(n, weight + 10)
        ranked = sorted(best.items(), key=lambda item: self._rank(item[0], item[1], city))
        return tuple(self._things[n] for n, _ in ranked[:limit])

    def _prefix(self, typed: str) -> Iterable[tuple[int, int]]:
        start = bisect.bisect_left(self._keys, typed)
        for position in range(start, len(self._keys)):
            spelling, weight, n = self._entries[position]
            if not spelling.startswith(typed):
                return
            yield weight if spelling != typed else weight - 1, n

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


def within_one(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one word into the other."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[:at] + a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :]
        return a[at + 1 :] == b[at + 1 :] or swapped == b
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return long[at + 1 :] == short[at:]
