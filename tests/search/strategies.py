"""Hypothesis strategies for small stocks of homes and for queries over them."""

from __future__ import annotations

import tempfile
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from guangsha.search.domain.documents import ProjectDoc, StatedRanges, Term, UnitDoc
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import Box, Near
from guangsha.search.domain.vocabulary import (
    FIT_OUTS,
    FLOOR_BANDS,
    ORIENTATIONS,
    SALE_STATUSES,
    UNIT_KINDS,
    UNIT_STATUSES,
)


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one example. Tantivy may still drop a lock file in it while it is being removed."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


WAN = 1_000_000
START = datetime(2026, 1, 1, tzinfo=UTC)
CITIES = [Term("430100", "长沙市", "Changsha"), Term("310000", "上海市", "Shanghai")]
DISTRICTS = [Term("430104", "岳麓区", "Yuelu"), Term("310115", "浦东新区", "Pudong")]
AREAS = [Term("a1", "观沙岭", "Guanshaling"), Term("a2", "张江", "Zhangjiang")]
STATIONS = [Term("m1", "望城坡", ""), Term("m2", "世纪大道", "Century Avenue")]
TAGS = [Term("学区", "学区"), Term("湖景", "湖景"), Term("地铁", "地铁")]

ids = st.builds(lambda n: uuid.UUID(int=(7 << 76) | (2 << 62) | n), st.integers(0, 2**48))
prices = st.none() | st.integers(50, 1200).map(lambda n: n * WAN)
unit_prices = st.none() | st.integers(5_000, 90_000).map(lambda n: n * 100)
sizes = st.none() | st.integers(3_000, 25_000).map(lambda n: Decimal(n) / 100)
rooms = st.integers(0, 7)
spots = st.tuples(st.integers(0, 20).map(lambda n: 112.9 + n / 100), st.integers(0, 20).map(lambda n: 28.1 + n / 100))

units = st.builds(
    UnitDoc,
    id=ids,
    number=st.sampled_from(["101", "1203", "2201"]),
    building=st.sampled_from(["1栋", "3栋"]),
    floor=st.integers(-1, 40),
    layout=st.sampled_from(["", "A", "B2"]),
    kind=st.sampled_from(UNIT_KINDS),
    rooms=st.none() | rooms,
    size=sizes,
    price=prices,
    unit_price=unit_prices,
    orientation=st.sampled_from(ORIENTATIONS),
    floor_band=st.sampled_from(FLOOR_BANDS),
    fit_out=st.sampled_from(FIT_OUTS),
    status=st.sampled_from(UNIT_STATUSES),
    permit=st.booleans(),
    listed_at=st.integers(0, 30).map(lambda n: START + timedelta(days=n)),
)


@st.composite
def ranges(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> tuple[Any, Any]:
    low, high = draw(values), draw(values)
    return (high, low) if low is not None and high is not None and low > high else (low, high)


@st.composite
def stated(draw: st.DrawFn) -> StatedRanges:
    (a, b), (c, d), (e, f) = draw(ranges(prices)), draw(ranges(unit_prices)), draw(ranges(sizes))
    return StatedRanges(a, b, c, d, e, f, tuple(draw(st.sets(rooms, max_size=3))))


@st.composite
def projects(draw: st.DrawFn) -> ProjectDoc:
    number = draw(st.integers(0, 2**40))
    return ProjectDoc(
        id=uuid.UUID(int=(5 << 90) | (7 << 76) | (2 << 62) | number),
        slug=f"p-{number}",
        name=draw(st.sampled_from(["云澜府", "湖山苑", "长宁里", "River View"])),
        city=draw(st.sampled_from(CITIES)),
        district=draw(st.none() | st.sampled_from(DISTRICTS)),
        area=draw(st.none() | st.sampled_from(AREAS)),
        position=draw(st.none() | spots),
        metro=tuple(draw(st.lists(st.sampled_from(STATIONS), unique_by=lambda t: t.code))),
        tags=tuple(draw(st.lists(st.sampled_from(TAGS), unique_by=lambda t: t.code))),
        sale_status=draw(st.sampled_from(SALE_STATUSES)),
        fit_out=draw(st.sampled_from(FIT_OUTS)),
        permit=draw(st.booleans()),
        opening_on=draw(st.none() | st.dates(date(2026, 10, 1), date(2027, 3, 31))),
        kinds=tuple(draw(st.sets(st.sampled_from(UNIT_KINDS), min_size=1))),
        stated=draw(stated()),
        published_at=START + timedelta(days=draw(st.integers(0, 5))),
        as_of=START,
        units=tuple(draw(st.lists(units, max_size=6, unique_by=lambda u: u.id))),
    )


def stocks(size: int = 8) -> st.SearchStrategy[list[ProjectDoc]]:
    """Lists of projects with distinct ids, units too."""

    def apart(docs: list[ProjectDoc]) -> bool:
        found = [unit.id for doc in docs for unit in doc.units]
        return len(found) == len(set(found))

    return st.lists(projects(), max_size=size, unique_by=lambda p: p.id).filter(apart)


def _some(values: Any, top: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), max_size=top, unique=True).map(tuple)


@st.composite
def queries(draw: st.DrawFn, kind: str | None = None) -> SearchQuery:
    """Valid queries without text over the vocabulary of `stocks`."""
    sparse = st.booleans()

    def maybe(strategy: st.SearchStrategy[Any], empty: Any) -> Any:
        return draw(strategy) if draw(sparse) and draw(sparse) else empty

    price, unit_price, size = (maybe(ranges(v), (None, None)) for v in (prices, unit_prices, sizes))
    months = maybe(ranges(st.none() | st.sampled_from([202610, 202611, 202612, 202701, 202703])), (None, None))
    near = maybe(st.builds(Near, st.just(113.0), st.just(28.2), st.sampled_from([0, 3000, 9000])), None)
    sorts = ["", "relevance", "price", "-price", "unit_price", "-unit_price", "size", "-size", "newest", "opening"]
    return SearchQuery.of(
        kind=kind or draw(st.sampled_from(["units", "projects"])),
        city=maybe(st.sampled_from(["430100", "310000", "nowhere"]), ""),
        districts=maybe(_some([t.code for t in DISTRICTS] + ["none"]), ()),
        areas=maybe(_some([t.code for t in AREAS]), ()),
        metro=maybe(_some([t.code for t in STATIONS] + ["any"]), ()),
        tags=maybe(_some([t.code for t in TAGS]), ()),
        sale_statuses=maybe(_some(SALE_STATUSES), ()),
        price_min=price[0],
        price_max=price[1],
        unit_price_min=unit_price[0],
        unit_price_max=unit_price[1],
        size_min=size[0],
        size_max=size[1],
        rooms=maybe(_some([0, 1, 2, 3, 4, 5], 3), ()),
        orientations=maybe(_some(ORIENTATIONS[1:], 4), ()),
        floor_bands=maybe(_some(FLOOR_BANDS[1:]), ()),
        fit_outs=maybe(_some(FIT_OUTS), ()),
        statuses=maybe(_some(UNIT_STATUSES, 3), ()),
        unit_kinds=maybe(_some(UNIT_KINDS), ()),
        permit=maybe(st.booleans(), None),
        opening_from=months[0],
        opening_to=months[1],
        bbox=maybe(st.just(Box(112.95, 28.12, 113.05, 28.25)), None),
        polygon=maybe(st.just(((112.9, 28.1), (113.08, 28.13), (112.93, 28.28))), ()),
        near=near,
        sort=draw(st.sampled_from(sorts + (["distance"] if near else []))),
        limit=draw(st.integers(1, 7)),
    )
