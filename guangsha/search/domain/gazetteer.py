"""The names a sentence may hold: cities, districts, areas, metro stations, tags, projects, under every spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from guangsha.search.domain import pinyin
from guangsha.search.domain.numerals import flat
from guangsha.search.domain.phrases import understood

FIELD_OF = {
    "city": "city",
    "district": "districts",
    "area": "areas",
    "metro": "metro",
    "tag": "tags",
    "project": "projects",
}
"""Kinds, the stronger first where one name means several things: 长沙 is the city, not 长沙县 shortened."""
_RANK = {kind: n for n, kind in enumerate(FIELD_OF)}

TAG_WORDS = {
    "学区": ("学区房", "名校", "school district", "good schools", "school"),
    "地铁": ("地铁房",),
    "湖景": ("看湖", "lake view", "lakeview", "湖景房"),
    "江景": ("看江", "river view", "riverview", "江景房"),
    "海景": ("看海", "sea view", "海景房"),
    "公园": ("公园旁", "近公园", "park view", "near a park", "near park"),
    "近公园": ("离公园近", "near a park", "near park", "公园旁"),
    "近学校": ("离学校近", "near a school", "near school", "学校旁"),
    "近医院": ("离医院近", "near a hospital", "near hospital", "医院旁"),
    "现房": ("准现房", "ready to move in", "move-in ready", "completed"),
    "低密度": ("低密", "low density"),
    "人车分流": ("car-free",),
    "绿化率高": ("绿化好", "green"),
    "品牌房企": ("大开发商",),
}
_SUFFIX = re.compile(r"(?<=..)(?:特别行政区|自治州|自治县|新区|地区|市|区|县|站)$")
_SUFFIX_EN = re.compile(r"\s+(?:district|new area|county|city|station|town)$")


@dataclass(frozen=True, slots=True)
class Name:
    """One thing with its names; `city` is the code of the city it lies in, empty for cities and tags."""

    kind: str
    code: str
    names: tuple[str, ...]
    city: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by spelling. Build with `Gazetteer.of`."""

    by_spelling: dict[str, tuple[Name, ...]] = field(default_factory=dict)
    longest: int = 0
    city_of: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[Name]) -> Gazetteer:
        """Index the names under their spellings: as given, without 市/区/县, in English, in pinyin.

        A tag that says what a filter of its own says better (南北通透, 精装交付, 近地铁) is left to that filter.
        """
        found: dict[str, list[Name]] = {}
        known = list(names)
        for name in known:
            for spelling in spellings(name):
                if name.kind == "tag" and understood(spelling):
                    continue
                entries = found.setdefault(spelling, [])
                if name not in entries:
                    entries.append(name)
        ranked = {key: tuple(sorted(value, key=lambda n: _RANK[n.kind])) for key, value in found.items()}
        cities = {(name.kind, name.code): name.city for name in known if name.city}
        return cls(ranked, max(map(len, ranked), default=0), cities)

    def name_at(self, text: str, start: int, stop: int) -> tuple[int, tuple[Name, ...]]:
        """The spelling that begins at `start` of flat text and ends by `stop`: its end, and what it names.

        The longest one, unless a shorter one leaves room for a name right behind it and both together are longer:
        青岛市北区 is 青岛 and 市北区, not 青岛市 and two characters that mean nothing.
        """
        ends = self._ends(text, start, stop)
        if not ends:
            return start, ()
        end = (
            max(ends, key=lambda end: (max(self._ends(text, end, stop), default=end), end))
            if len(ends) > 1
            else ends[0]
        )
        return end, self.by_spelling[text[start:end]]

    def _ends(self, text: str, start: int, stop: int) -> list[int]:
        return [
            end
            for end in range(start + 2, min(stop, start + self.longest) + 1)
            if text[start:end] in self.by_spelling and _stands_alone(text, start, end)
        ]

    def beside(self, kind: str, codes: Iterable[str], city: str = "") -> tuple[str, ...]:
        """The codes of everything else of this kind in the cities where these lie (in `city` alone, if given), in order."""
        wanted = set(codes)
        cities = {self.city_of[kind, code] for code in wanted if (kind, code) in self.city_of} & (
            {city} if city else set(self.city_of.values())
        )
        return tuple(
            sorted(
                code
                for (other, code), city in self.city_of.items()
                if other == kind and city in cities and code not in wanted
            )
        )


def spellings(name: Name) -> set[str]:
    """Every spelling, flat, under which a name is recognised; single characters never are."""
    out: set[str] = set()
    for given in name.names:
        whole = flat(given).strip()
        out.add(whole)
        if name.kind in ("city", "district", "metro", "area"):
            out.add(_SUFFIX.sub("", whole))
            out.add(_SUFFIX_EN.sub("", whole))
            sound = pinyin.full(_SUFFIX.sub("", whole))
            if len(sound) > 4:
                out.add(sound)
    if name.kind == "tag":
        for given in name.names:
            out.update(TAG_WORDS.get(given.removesuffix("房").removesuffix("旁"), ()))
    return {spelling for spelling in out if len(spelling) > 1 and not spelling.isdigit()}


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin name must not be cut out of a longer word; Chinese has no word ends."""

    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    before = start > 0 and latin(text[start - 1]) and latin(text[start])
    after = end < len(text) and latin(text[end]) and latin(text[end - 1])
    return not before and not after
