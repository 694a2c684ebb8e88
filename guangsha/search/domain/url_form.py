"""The URL form of a query: names of the parameters, and how each value is written and read.

Money in fen, sizes in m2, months as 2026-12, lists joined by commas, points as lng,lat joined by semicolons.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from guangsha.search.domain.shapes import MAX_VERTICES, Box, Near, Point

PARAMS = {
    "kind": "kind",
    "text": "q",
    "city": "city",
    "districts": "district",
    "areas": "area",
    "metro": "metro",
    "tags": "tag",
    "price_min": "price_min",
    "price_max": "price_max",
    "unit_price_min": "unit_price_min",
    "unit_price_max": "unit_price_max",
    "size_min": "size_min",
    "size_max": "size_max",
    "rooms": "rooms",
    "orientations": "orientation",
    "floor_bands": "floor",
    "fit_outs": "fit_out",
    "statuses": "status",
    "sale_statuses": "sale_status",
    "unit_kinds": "unit_kind",
    "permit": "permit",
    "opening_from": "opening_from",
    "opening_to": "opening_to",
    "projects": "project",
    "bbox": "bbox",
    "polygon": "polygon",
    "near": "near",
    "sort": "sort",
    "limit": "limit",
    "cursor": "cursor",
}
"""Parameter by field of the query, in canonical order."""

FIELDS = {param: name for name, param in PARAMS.items()}


def write_value(name: str, value: Any) -> str:
    """The value of the field `name` as text; inverse of `read_value`."""
    writer = _WRITERS.get(name)
    if writer is not None:
        return writer(value)
    return ",".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def read_value(name: str, raw: str) -> Any:
    """The value of the field `name`. Raises ValueError, ArithmeticError or KeyError for what cannot be read."""
    return _READERS.get(name, str)(raw.strip())


def _write_month(month: int) -> str:
    return f"{month // 100:04d}-{month % 100:02d}"


def _write_size(size: Decimal) -> str:
    return format(size.normalize(), "f")


def _write_points(points: tuple[Point, ...]) -> str:
    return ";".join(f"{x:.6f},{y:.6f}" for x, y in points)


def _read_int(raw: str) -> int:
    if not raw.isascii() or not raw.removeprefix("-").isdigit() or len(raw) > 18:
        raise ValueError("not a whole number")
    return int(raw)


def _read_size(raw: str) -> Decimal:
    value = Decimal(raw)
    if not value.is_finite() or abs(value.adjusted()) > 12:
        raise ValueError("not a size")
    return value


def _read_month(raw: str) -> int:
    year, month = raw.split("-")
    if len(year) != 4 or len(month) != 2:
        raise ValueError("not a month")
    return _read_int(year) * 100 + _read_int(month)


def _read_rooms(raw: str) -> tuple[int, ...]:
    return tuple(_read_int(part) for part in raw.split(",") if part)


def _read_list(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _read_points(raw: str) -> tuple[Point, ...]:
    if raw.count(";") > MAX_VERTICES * 100:
        raise ValueError("far too many points")
    points = tuple(_read_point(part) for part in raw.split(";") if part)
    if not points:
        raise ValueError("no points")
    return points


def _read_point(raw: str) -> Point:
    x, y = raw.split(",")
    return float(x), float(y)


def _read_yes(raw: str) -> bool:
    return {"yes": True, "no": False}[raw]


_WRITERS: dict[str, Callable[[Any], str]] = {
    "opening_from": _write_month,
    "opening_to": _write_month,
    "permit": lambda value: "yes" if value else "no",
    "size_min": _write_size,
    "size_max": _write_size,
    "polygon": _write_points,
    "bbox": Box.to_text,
    "near": Near.to_text,
}
_LISTS = ("districts", "areas", "metro", "tags", "orientations", "floor_bands", "fit_outs", "statuses")
_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("price_min", "price_max", "unit_price_min", "unit_price_max", "limit"), _read_int),
    **dict.fromkeys((*_LISTS, "sale_statuses", "unit_kinds", "projects"), _read_list),
    "rooms": _read_rooms,
    "size_min": _read_size,
    "size_max": _read_size,
    "opening_from": _read_month,
    "opening_to": _read_month,
    "permit": _read_yes,
    "bbox": Box.from_text,
    "near": Near.from_text,
    "polygon": _read_points,
}
