"""Tables in memory: documents become columns, and columns of several segments become one.

Projects stand in the order (city, district, area, ordinal), units in the order (project, ordinal), so that the
units of a project, of an area and of a city lie together and most searches touch a few runs of rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from guangsha.search.domain.documents import ProjectDoc, Term, UnitDoc, counted_rooms, room_bucket
from guangsha.search.domain.vocabulary import (
    FIT_OUTS,
    FLOOR_BANDS,
    ORIENTATIONS,
    SALE_STATUSES,
    UNIT_KINDS,
    UNIT_STATUSES,
)

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

NULL = np.int64(2**62)
"""An amount that is not stated: above every real one, so that it sorts last and no upper bound admits it."""
NO_DAY = -(2**31)
NO_ROOMS = 7
"""The rooms code of what is not a home or does not state its rooms: in no bucket."""
UNSTATED_ROOMS = 255

PROJECT_COLUMNS: dict[str, Any] = {
    "id_hi": np.uint64,
    "id_lo": np.uint64,
    "city": np.uint32,
    "district": np.uint32,
    "area": np.uint32,
    "lng": np.float64,
    "lat": np.float64,
    "sale": np.uint8,
    "permit": np.uint8,
    "fit": np.uint8,
    "kinds": np.uint8,
    "opening_month": np.int32,
    "opening_day": np.int32,
    "published": np.int64,
    "as_of": np.int64,
    "price_min": np.int64,
    "price_max": np.int64,
    "unit_price_min": np.int64,
    "unit_price_max": np.int64,
    "size_min": np.int64,
    "size_max": np.int64,
    "rooms": np.uint8,
    "rows": np.uint32,
}
UNIT_COLUMNS: dict[str, Any] = {
    "project": np.uint32,
    "id_hi": np.uint64,
    "id_lo": np.uint64,
    "price": np.int64,
    "unit_price": np.int64,
    "size": np.int64,
    "listed": np.int64,
    "rooms": np.uint8,
    "floor": np.int16,
    "number": np.uint32,
    "building": np.uint32,
    "layout": np.uint32,
    "key": np.uint32,
}
TERM_KINDS = ("city", "district", "area", "tag", "metro")
WORD_KINDS = ("number", "building", "layout")
PAIR_KINDS = ("tag", "metro")

# A unit's seven closed properties are one mixed-radix number: the "cell". Radixes leave room to append values.
CELL_RADIX = (("rooms", 8), ("orientation", 16), ("band", 4), ("fit", 8), ("status", 8), ("kind", 4), ("permit", 2))


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a project to draw it in a list and to build its text index again."""

    slug: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    address: str
    developer: str
    cover: str
    layouts: tuple[str, ...]


CARD_DECODER = msgspec.msgpack.Decoder(Card)


@dataclass
class Tables:
    """Columns by name, dictionaries by kind, (project, code) pairs by kind, one encoded card per project."""

    projects: dict[str, Array]
    units: dict[str, Array]
    pairs: dict[str, tuple[Array, Array]]
    terms: dict[str, list[Term]]
    words: dict[str, list[str]]
    cards: list[bytes]


def ordinals(hi: Array, lo: Array) -> Array:
    """The stable number of a row: the halves of its id folded together. The same on every copy, for ever."""
    return hi ^ lo


def split_id(value: uuid.UUID) -> tuple[int, int]:
    """An id as two unsigned 64-bit halves."""
    return value.int >> 64, value.int & 0xFFFFFFFFFFFFFFFF


def join_id(hi: Any, lo: Any) -> uuid.UUID:
    """The id whose halves these are."""
    return uuid.UUID(int=(int(hi) << 64) | int(lo))


def centiares(size: Decimal | None) -> int:
    """Square metres as whole hundredths; NULL when not stated."""
    return int(NULL) if size is None else int(size * 100)


def day_number(day: date | None) -> int:
    """Days since 1970-01-01; NO_DAY when not stated."""
    return NO_DAY if day is None else day.toordinal() - 719163


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 in UTC."""
    return int(moment.timestamp())


def moment(value: Any) -> datetime:
    """The moment of `seconds`."""
    return datetime.fromtimestamp(int(value), UTC)


def cell_key(unit: UnitDoc) -> int:
    """The mixed-radix number of a unit's closed properties; words outside the lists count as unknown."""
    rooms = counted_rooms(unit)
    key = NO_ROOMS if rooms is None else rooms
    key = key * 16 + _code(ORIENTATIONS, unit.orientation)
    key = key * 4 + _code(FLOOR_BANDS, unit.floor_band)
    key = key * 8 + _code(FIT_OUTS, unit.fit_out)
    key = key * 8 + _code(UNIT_STATUSES, unit.status, UNIT_STATUSES.index("withdrawn"))
    key = key * 4 + _code(UNIT_KINDS, unit.kind)
    return key * 2 + int(unit.permit)


def cell_parts(keys: Array) -> dict[str, Array]:
    """Take cell numbers apart again: one small code array per property."""
    parts: dict[str, Array] = {}
    rest = keys.astype(np.int64)
    for name, radix in reversed(CELL_RADIX):
        parts[name] = (rest % radix).astype(np.intp)
        rest = rest // radix
    return parts


def _code(values: Sequence[str], value: str, fallback: int = 0) -> int:
    try:
        return values.index(value)
    except ValueError:
        return fallback


def _or_null(value: int | None) -> int:
    return int(NULL) if value is None or not 0 <= value < int(NULL) else value


@dataclass
class _Dictionary:
    """Values in order of first appearance, and their codes."""

    values: list[Any] = field(default_factory=list)
    codes: dict[Any, int] = field(default_factory=dict)

    def code(self, key: Any, value: Any) -> int:
        code = self.codes.get(key)
        if code is None:
            code = self.codes[key] = len(self.values)
            self.values.append(value)
        return code


class TableBuilder:
    """Takes documents one by one and gives `Tables`. About one microsecond per unit column; memory is columns."""

    CHUNK = 65_536

    def __init__(self) -> None:
        self._terms = {kind: _Dictionary() for kind in TERM_KINDS}
        self._words = {kind: _Dictionary() for kind in WORD_KINDS}
        for dictionary in self._words.values():
            dictionary.code("", "")
        for kind in ("district", "area"):
            self._terms[kind].code("", Term("", ""))
        self._projects: list[tuple[Any, ...]] = []
        self._pairs: dict[str, list[tuple[int, int]]] = {kind: [] for kind in PAIR_KINDS}
        self._units: list[tuple[Any, ...]] = []
        self._chunks: list[dict[str, Array]] = []
        self._cards: list[bytes] = []
        self.unit_count = 0

    def add(self, doc: ProjectDoc) -> None:
        """Append one project with all its units."""
        index = len(self._projects)
        self._projects.append(self._project_row(doc))
        for kind, terms in (("tag", doc.tags), ("metro", doc.metro)):
            codes = {self._term(kind, term) for term in terms}
            self._pairs[kind].extend((index, code) for code in sorted(codes))
        layouts = tuple(sorted({unit.layout for unit in doc.units if unit.layout}))
        card = Card(doc.slug, doc.name, doc.name_en, doc.aliases, doc.address, doc.developer, doc.cover, layouts)
        self._cards.append(msgspec.msgpack.encode(card))
        number, building, layout = (self._words[kind].code for kind in WORD_KINDS)
        for unit in doc.units:
            hi, lo = split_id(unit.id)
            self._units.append(
                (
                    index,
                    hi,
                    lo,
                    _or_null(unit.price),
                    _or_null(unit.unit_price),
                    centiares(unit.size),
                    seconds(unit.listed_at),
                    UNSTATED_ROOMS if unit.rooms is None else max(0, min(unit.rooms, UNSTATED_ROOMS - 1)),
                    max(-99, min(unit.floor, 999)),
                    number(unit.number, unit.number),
                    building(unit.building, unit.building),
                    layout(unit.layout, unit.layout),
                    cell_key(unit),
                )
            )
        self.unit_count += len(doc.units)
        if len(self._units) >= self.CHUNK:
            self._flush()

    def _term(self, kind: str, term: Term | None) -> int:
        return 0 if term is None else self._terms[kind].code(term.code, term)

    def _project_row(self, doc: ProjectDoc) -> tuple[Any, ...]:
        hi, lo = split_id(doc.id)
        lng, lat = doc.position or (np.nan, np.nan)
        stated = doc.stated
        shown = [unit for unit in doc.units if unit.kind == "home"] or doc.units
        prices = [unit.price for unit in shown if unit.price is not None]
        unit_prices = [unit.unit_price for unit in shown if unit.unit_price is not None]
        sizes = [unit.size for unit in shown if unit.size is not None]
        opening = doc.opening_on
        return (
            hi,
            lo,
            self._term("city", doc.city),
            self._term("district", doc.district),
            self._term("area", doc.area),
            lng,
            lat,
            _code(SALE_STATUSES, doc.sale_status),
            int(doc.permit),
            _code(FIT_OUTS, doc.fit_out),
            sum(1 << _code(UNIT_KINDS, kind) for kind in set(doc.kinds)),
            0 if opening is None else opening.year * 100 + opening.month,
            day_number(opening),
            seconds(doc.published_at),
            seconds(doc.as_of),
            _or_null(min(prices, default=stated.price_min)),
            _or_null(max(prices, default=stated.price_max)),
            _or_null(min(unit_prices, default=stated.unit_price_min)),
            _or_null(max(unit_prices, default=stated.unit_price_max)),
            centiares(min(sizes, default=stated.size_min)),
            centiares(max(sizes, default=stated.size_max)),
            sum(1 << room for room in {room_bucket(rooms) for rooms in stated.rooms}),
            len(doc.units),
        )

    def _flush(self) -> None:
        self._chunks.append(_columns(self._units, UNIT_COLUMNS))
        self._units = []

    def tables(self) -> Tables:
        """Everything added, as columns in the order it came (not arranged yet)."""
        self._flush()
        units = {name: np.concatenate([chunk[name] for chunk in self._chunks]) for name in UNIT_COLUMNS}
        return Tables(
            projects=_columns(self._projects, PROJECT_COLUMNS),
            units=units,
            pairs={kind: _pair_arrays(rows) for kind, rows in self._pairs.items()},
            terms={kind: list(codes.values) for kind, codes in self._terms.items()},
            words={kind: list(codes.values) for kind, codes in self._words.items()},
            cards=self._cards,
        )


def _columns(rows: list[tuple[Any, ...]], dtypes: dict[str, Any]) -> dict[str, Array]:
    if not rows:
        return {name: np.zeros(0, dtype) for name, dtype in dtypes.items()}
    by_column = zip(*rows, strict=True)
    return {
        name: np.array(values, dtype=dtype) for (name, dtype), values in zip(dtypes.items(), by_column, strict=True)
    }


def _pair_arrays(rows: list[tuple[int, int]]) -> tuple[Array, Array]:
    pairs = np.array(rows, dtype=np.uint32).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def concat(parts: Iterable[tuple[Tables, Mask]]) -> Tables:
    """Join tables, keeping only the projects whose mask is true, dictionaries folded into one."""
    terms = {kind: _Dictionary() for kind in TERM_KINDS}
    words = {kind: _Dictionary() for kind in WORD_KINDS}
    projects: list[dict[str, Array]] = []
    units: list[dict[str, Array]] = []
    pairs: dict[str, list[tuple[Array, Array]]] = {kind: [] for kind in PAIR_KINDS}
    cards: list[bytes] = []
    offset = 0
    for tables, live in parts:
        recode = {
            kind: np.array([terms[kind].code(t.code, t) for t in tables.terms[kind]], dtype=np.uint32)
            for kind in TERM_KINDS
        } | {
            kind: np.array([words[kind].code(w, w) for w in tables.words[kind]], dtype=np.uint32) for kind in WORD_KINDS
        }
        moved = (np.cumsum(live) - 1 + offset).astype(np.uint32)
        row_live = live[tables.units["project"]] if len(live) else np.zeros(0, np.bool_)
        kept = {name: column[live] for name, column in tables.projects.items()}
        for kind in ("city", "district", "area"):
            kept[kind] = recode[kind][kept[kind]]
        projects.append(kept)
        rows = {name: column[row_live] for name, column in tables.units.items()}
        rows["project"] = moved[rows["project"]]
        for kind in WORD_KINDS:
            rows[kind] = recode[kind][rows[kind]]
        units.append(rows)
        for kind in PAIR_KINDS:
            index, codes = tables.pairs[kind]
            keep = live[index] if len(live) else np.zeros(0, np.bool_)
            pairs[kind].append((moved[index[keep]], recode[kind][codes[keep]]))
        cards.extend(tables.cards[index] for index in np.flatnonzero(live))
        offset += int(live.sum())
    return Tables(
        projects={name: np.concatenate([p[name] for p in projects]) for name in PROJECT_COLUMNS},
        units={name: np.concatenate([u[name] for u in units]) for name in UNIT_COLUMNS},
        pairs={
            kind: (np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found]))
            for kind, found in pairs.items()
        },
        terms={kind: list(codes.values) for kind, codes in terms.items()},
        words={kind: list(codes.values) for kind, codes in words.items()},
        cards=cards,
    )


def arrange(tables: Tables) -> Tables:
    """The same rows in the order of the index (see the module's head)."""
    p = tables.projects
    order = np.lexsort((ordinals(p["id_hi"], p["id_lo"]), p["area"], p["district"], p["city"]))
    place = np.empty(len(order), np.uint32)
    place[order] = np.arange(len(order), dtype=np.uint32)
    u = tables.units
    project = place[u["project"]] if len(order) else u["project"]
    row_order = np.lexsort((ordinals(u["id_hi"], u["id_lo"]), project))
    units = {name: column[row_order] for name, column in u.items()}
    units["project"] = project[row_order]
    return Tables(
        projects={name: column[order] for name, column in p.items()},
        units=units,
        pairs={kind: _sorted_pairs(place, *found) for kind, found in tables.pairs.items()},
        terms=tables.terms,
        words=tables.words,
        cards=[tables.cards[index] for index in order],
    )


def _sorted_pairs(place: Array, index: Array, codes: Array) -> tuple[Array, Array]:
    moved = place[index] if len(place) else index
    order = np.lexsort((codes, moved))
    return moved[order], codes[order]
