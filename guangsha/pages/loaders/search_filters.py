"""Filters of a search as links: chips to take one away, facets to add one, sorts, ways to relax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from guangsha.catalog.public import region
from guangsha.pages.domain.search_words import (
    FACETS,
    SORTS,
    code_label,
    facet_label,
    month_label,
    range_label,
    say,
)
from guangsha.pages.domain.wording import Language, pick
from guangsha.pages.schemas import ChipOut, FacetOut, FacetValueOut, RelaxOut, SortOut
from guangsha.search.public import Facet, FacetValue, Relaxation, SearchQuery

FIELD_OF = {
    "district": "districts",
    "area": "areas",
    "metro": "metro",
    "tag": "tags",
    "rooms": "rooms",
    "orientation": "orientations",
    "floor": "floor_bands",
    "fit_out": "fit_outs",
    "status": "statuses",
    "sale_status": "sale_statuses",
    "unit_kind": "unit_kinds",
}
"""Field of the query by facet; facets have the names of their URL parameters."""
AMOUNTS = ("price", "unit_price", "size")
MOST_VALUES = 14
_FACET_OF = {field: facet for facet, field in FIELD_OF.items()}


def search_path(query: SearchQuery) -> str:
    """Where a search is, without language prefix; always from its first page."""
    first = query.without_page()
    url = first.to_url()
    if first.kind == "units":  # the page opens with projects, the engine with units
        url = f"kind=units&{url}".rstrip("&")
    else:
        url = url.replace("kind=projects&", "").replace("kind=projects", "")
    return f"/search?{url}" if url else "/search"


def _name(facet: str, code: str, language: Language) -> str:
    found = region(code) if facet in ("district", "city") else None
    return pick(language, found.name, found.name_en) if found else code_label(facet, code, language)


def changed(query: SearchQuery, **values: Any) -> SearchQuery:
    """The query with other values in these fields."""
    return replace(query, **values)


Removal = tuple[str, str, str, SearchQuery]
"""A chip's code, its field, its label, and the query without it."""


def chips_of(query: SearchQuery, said: frozenset[str], language: Language) -> list[ChipOut]:
    """One chip per filter value. ``said`` are the field names that the sentence gave."""
    removals = (
        *_listed(query, language),
        *_ranges(query, said, language),
        *_single(query, language),
        *_places(query, language),
        *_words(query),
    )
    return [
        ChipOut(code=code, field=field, label=label, path_without=search_path(rest), from_sentence=field in said)
        for code, field, label, rest in removals
    ]


def _listed(query: SearchQuery, language: Language) -> Iterator[Removal]:
    for field, facet in _FACET_OF.items():
        for value in getattr(query, field):
            rest = tuple(other for other in getattr(query, field) if other != value)
            yield f"{facet}:{value}", field, _name(facet, str(value), language), changed(query, **{field: rest})


def _ranges(query: SearchQuery, said: frozenset[str], language: Language) -> Iterator[Removal]:
    for name in AMOUNTS:
        low, high = getattr(query, f"{name}_min"), getattr(query, f"{name}_max")
        if low is None and high is None:
            continue
        field = f"{name}_max" if f"{name}_max" in said else f"{name}_min"
        label = f"{facet_label(name, language)} {range_label(name, low, high, language)}"
        yield name, field, label, changed(query, **{f"{name}_min": None, f"{name}_max": None})


def _single(query: SearchQuery, language: Language) -> Iterator[Removal]:
    if query.permit is not None:
        label = code_label("permit", "yes" if query.permit else "no", language)
        yield "permit", "permit", label, changed(query, permit=None)
    if query.opening_from or query.opening_to:
        months = [month_label(month, language) for month in (query.opening_from, query.opening_to) if month]
        label = f"{say(('开盘', 'opening'), language)} {'–'.join(dict.fromkeys(months))}"
        yield "opening", "opening_from", label, changed(query, opening_from=None, opening_to=None)


def _places(query: SearchQuery, language: Language) -> Iterator[Removal]:
    near = ("附近", "nearby")
    if query.near is not None and query.near.metres:
        near = (f"{query.near.metres / 1000:g} 公里内", f"within {query.near.metres / 1000:g} km")
    places: tuple[tuple[str, tuple[str, str], Any], ...] = (
        ("polygon", ("手绘范围", "drawn area"), ()),
        ("bbox", ("地图范围", "map area"), None),
        ("near", near, None),
        ("projects", ("指定楼盘", "this project"), ()),
    )
    for field, words, empty in places:
        if getattr(query, field):
            sort = "" if field == "near" and query.sort == "distance" else query.sort
            yield field, field, say(words, language), changed(query, sort=sort, **{field: empty})


def _words(query: SearchQuery) -> Iterator[Removal]:
    """The words that no other filter explains are one too."""
    if query.text:
        yield "q", "text", f"“{query.text}”", changed(query, text="")


def facets_of(query: SearchQuery, facets: Sequence[Facet], language: Language) -> list[FacetOut]:
    """Facets worth showing, in their fixed order, each value as a link that turns it on or off."""
    by_name = {facet.name: facet for facet in facets}
    found = []
    for name in FACETS:
        facet = by_name.get(name)
        values = _values(query, facet, language) if facet else []
        if len(values) > 1 or any(value.selected for value in values):
            found.append(
                FacetOut(field=name, label=facet_label(name, language), multiple=name in FIELD_OF, values=values)
            )
    return found


def _values(query: SearchQuery, facet: Facet, language: Language) -> list[FacetValueOut]:
    out = []
    for value in facet.values:
        if facet.name in AMOUNTS:
            label, selected, target = _band(query, facet.name, value, language)
        elif facet.name == "permit":
            label = code_label("permit", value.code, language)
            wanted = value.code == "yes"
            selected = query.permit is wanted
            target = changed(query, permit=None if selected else wanted)
        elif facet.name == "opening":
            label, selected, target = _month(query, value, language)
        else:
            label, selected, target = _member(query, facet.name, value, language)
        if value.count or selected:
            out.append(
                FacetValueOut(
                    value=value.code, label=label, count=value.count, selected=selected, path=search_path(target)
                )
            )
    known = {value.value for value in out}
    if facet.name in FIELD_OF:  # what was chosen can be changed also where nothing is left of it
        chosen = (FacetValue(str(code), "", "", 0) for code in getattr(query, FIELD_OF[facet.name]))
        for value in (value for value in chosen if value.code not in known):
            label, _, target = _member(query, facet.name, value, language)
            out.append(FacetValueOut(value=value.code, label=label, count=0, selected=True, path=search_path(target)))
    shown = {value.value for value in out[:MOST_VALUES]}
    return [value for value in out if value.value in shown or value.selected]


def _month(query: SearchQuery, value: FacetValue, language: Language) -> tuple[str, bool, SearchQuery]:
    month = int(value.code.replace("-", ""))
    selected = (query.opening_from or 0) <= month <= (query.opening_to or 999_999) and bool(
        query.opening_from or query.opening_to
    )
    ends = None if selected else month
    return month_label(month, language), selected, changed(query, opening_from=ends, opening_to=ends)


def _band(query: SearchQuery, name: str, value: FacetValue, language: Language) -> tuple[str, bool, SearchQuery]:
    low: int | Decimal | None = value.low or None
    high: int | Decimal | None = value.high
    if name == "size":
        low, high = (None if end is None else Decimal(end) for end in (low, high))
    selected = getattr(query, f"{name}_min") == low and getattr(query, f"{name}_max") == high
    ends = {f"{name}_min": None if selected else low, f"{name}_max": None if selected else high}
    return range_label(name, low, high, language), selected, changed(query, **ends)


def _member(query: SearchQuery, name: str, value: FacetValue, language: Language) -> tuple[str, bool, SearchQuery]:
    field = FIELD_OF[name]
    chosen: tuple[object, ...] = getattr(query, field)
    code: object = int(value.code) if name == "rooms" else value.code
    selected = code in chosen
    after = tuple(one for one in chosen if one != code) if selected else (*chosen, code)
    label = pick(language, value.name, value.name_en) if value.name else _name(name, value.code, language)
    if name == "tag":
        label = code_label(name, value.code, language)
    return label, selected, changed(query, **{field: tuple(sorted(after, key=str))})


def sorts_of(query: SearchQuery, language: Language) -> list[SortOut]:
    """The orders to choose from."""
    return [
        SortOut(
            value=value,
            label=say(words, language),
            path=search_path(changed(query, sort=value)),
            selected=query.sort == value,
        )
        for value, words in SORTS.items()
        if value != "distance" or query.near is not None
    ]


def relax_out(ways: Sequence[Relaxation], query: SearchQuery, language: Language) -> list[RelaxOut]:
    """The three best single changes, said as what to do."""
    out = []
    # The city is the page's own and has no chip: it is changed in the header.
    for way in [way for way in ways if "city" not in way.fields][:3]:
        if way.how == "drop":
            gone = [
                chip.label.strip("“”")
                for chip in chips_of(query, frozenset(), language)
                if chip.field.removesuffix("_max").removesuffix("_min") in _fields(way)
            ]
            what = " / ".join(gone)
            label = say((f"去掉“{what}”", f"Drop “{what}”"), language)
        else:
            name = way.fields[0].rsplit("_", 1)[0]
            ends = getattr(way.query, f"{name}_min"), getattr(way.query, f"{name}_max")
            what = f"{facet_label(name, language)} {range_label(name, *ends, language)}"
            label = say((f"放宽到{what}", f"Widen to {what}"), language)
        out.append(
            RelaxOut(
                label=label,
                path=search_path(way.query),
                homes=way.homes,
                projects=0 if query.kind == "units" else way.total,
            )
        )
    return out


def _fields(way: Relaxation) -> set[str]:
    return {name.removesuffix("_max").removesuffix("_min") for name in way.fields}
