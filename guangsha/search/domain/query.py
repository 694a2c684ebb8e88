"""The search query: one frozen value that says what is looked for, and its canonical URL form.

Units: prices in fen, unit prices in fen per m2, sizes in m2 (two places), positions in WGS-84 degrees,
distances in metres, months as YYYYMM. Ranges are inclusive; `None` leaves an end open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlencode

from guangsha.search.domain.errors import FieldProblem, InvalidQuery
from guangsha.search.domain.query_rules import LISTS, MAX_SIZE, problems_of
from guangsha.search.domain.shapes import Box, Near, Point
from guangsha.search.domain.url_form import FIELDS, PARAMS, read_value, write_value

DEFAULT_LIMIT = 20
FILTER_FIELDS = tuple(name for name in PARAMS if name not in ("kind", "sort", "limit", "cursor"))


def _typed(text: str) -> str:
    """What a keyboard or a copied page leaves between letters (zero-width joints, soft hyphens) is a space."""
    return "".join(" " if unicodedata.category(char) == "Cf" else char for char in text)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for. Build it with `SearchQuery.of(...)` or `from_url`, which validate and normalise."""

    kind: str = "units"
    text: str = ""
    city: str = ""
    districts: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    metro: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    unit_price_min: int | None = None
    unit_price_max: int | None = None
    size_min: Decimal | None = None
    size_max: Decimal | None = None
    rooms: tuple[int, ...] = ()
    orientations: tuple[str, ...] = ()
    floor_bands: tuple[str, ...] = ()
    fit_outs: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sale_statuses: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    permit: bool | None = None
    opening_from: int | None = None
    opening_to: int | None = None
    projects: tuple[str, ...] = ()
    bbox: Box | None = None
    polygon: tuple[Point, ...] = ()
    near: Near | None = None
    sort: str = ""
    limit: int = DEFAULT_LIMIT
    cursor: str = ""

    @classmethod
    def of(cls, **values: Any) -> Self:
        """A validated, normalised query: sets sorted and without repeats, text collapsed.

        Raises `InvalidQuery` with every problem found, not only the first.
        """
        query = cls(**values)
        lists: dict[str, Any] = {name: _normal(getattr(query, name)) for name in LISTS}
        query = replace(query, **lists)
        query = replace(
            query,
            text=" ".join(_typed(query.text).split()),
            bbox=query.bbox and query.bbox.rounded(),
            near=query.near and query.near.rounded(),
            polygon=tuple((round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in query.polygon),
            size_min=_cents(query.size_min),
            size_max=_cents(query.size_max),
        )
        problems = tuple(problems_of(query))
        if problems:
            raise InvalidQuery(problems)
        return query

    @property
    def effective_sort(self) -> str:
        """The sort in force. Relevance without text means: what can be had first, then the newest."""
        return self.sort or "relevance"

    def without_page(self) -> Self:
        """The same search from its beginning: no cursor, the default limit."""
        return replace(self, cursor="", limit=DEFAULT_LIMIT)

    def filters(self) -> dict[str, Any]:
        """The filters that are set, by field name (kind, sort, limit and cursor are not filters)."""
        return {
            name: value
            for name in FILTER_FIELDS
            if (value := getattr(self, name)) is not None and value not in ((), "")
        }

    def to_params(self) -> list[tuple[str, str]]:
        """Canonical URL parameters in a fixed order, defaults left out. Inverse of `from_params`."""
        out: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value in ((), "", field.default):
                continue
            out.append((PARAMS[field.name], write_value(field.name, value)))
        return out

    def to_url(self) -> str:
        """The canonical query string (no leading "?"): equal queries give equal strings."""
        return urlencode(self.to_params(), safe=",;:", quote_via=quote)

    @classmethod
    def from_params(cls, params: Mapping[str, str] | Iterable[tuple[str, str]]) -> Self:
        """Read URL parameters; unknown names are ignored, a repeated name keeps its last value.

        Raises `InvalidQuery` naming every parameter that cannot be read.
        """
        values: dict[str, Any] = {}
        problems: list[FieldProblem] = []
        for param, raw in params.items() if isinstance(params, Mapping) else params:
            name = FIELDS.get(param)
            if name is None or raw == "":
                continue
            try:
                values[name] = read_value(name, raw)
            except (ValueError, KeyError, ArithmeticError):
                problems.append(FieldProblem(param, "unreadable", f"cannot be read as {name}"))
        if problems:
            raise InvalidQuery(tuple(problems))
        return cls.of(**values)

    @classmethod
    def from_url(cls, query_string: str) -> Self:
        """Read a query string (with or without "?"); see `from_params`."""
        pairs = parse_qsl(query_string.removeprefix("?"), keep_blank_values=False, max_num_fields=200)
        return cls.from_params(pairs)


def _normal(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


def _cents(size: Decimal | None) -> Decimal | None:
    if size is None or not size.is_finite() or abs(size) > MAX_SIZE:
        return size
    return size.quantize(Decimal("0.01")) + 0
