"""What a query must keep to: known words, ordered ranges, sizes that do not hurt."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from guangsha.search.domain import vocabulary as words
from guangsha.search.domain.errors import FieldProblem
from guangsha.search.domain.shapes import polygon_problem
from guangsha.search.domain.url_form import PARAMS

if TYPE_CHECKING:
    from guangsha.search.domain.query import SearchQuery

MAX_TEXT = 200
"""Characters of free text: one limit for the box, the pages and the API."""
MAX_VALUES = 60
MAX_CODE = 64
MAX_LIMIT = 100
MAX_CURSOR = 400
MAX_FEN = 10**15
MAX_SIZE = Decimal(1_000_000)
MAX_DISTANCE = 200_000

OPEN_LISTS = ("districts", "areas", "metro", "tags", "projects")
CLOSED_LISTS = {
    "orientations": words.ORIENTATIONS[1:],
    "floor_bands": words.FLOOR_BANDS[1:],
    "fit_outs": words.FIT_OUTS,
    "statuses": words.UNIT_STATUSES,
    "sale_statuses": words.SALE_STATUSES,
    "unit_kinds": words.UNIT_KINDS,
}
LISTS = (*OPEN_LISTS, *CLOSED_LISTS, "rooms")
RANGES = (("price_min", "price_max"), ("unit_price_min", "unit_price_max"), ("size_min", "size_max"))


def problems_of(query: SearchQuery) -> Iterable[FieldProblem]:
    """Everything that is wrong with a query."""
    yield from _plain(query)
    yield from _lists(query)
    for low, high in RANGES:
        yield from _range(query, low, high)
    yield from _months(query)
    yield from _shapes(query)


def _plain(query: SearchQuery) -> Iterable[FieldProblem]:
    if query.kind not in words.KINDS:
        yield FieldProblem("kind", "unknown", "must be projects or units")
    if query.sort and query.sort not in words.SORTS:
        yield FieldProblem("sort", "unknown", "must be one of " + ", ".join(words.SORTS))
    if query.effective_sort == "distance" and query.near is None:
        yield FieldProblem("sort", "needs_near", "distance needs the parameter near")
    if len(query.text) > MAX_TEXT:
        yield FieldProblem("q", "too_long", f"at most {MAX_TEXT} characters")
    if not _is_text(query.text):
        yield FieldProblem("q", "not_text", "holds characters that are not text")
    if len(query.cursor) > MAX_CURSOR:
        yield FieldProblem("cursor", "too_long", f"at most {MAX_CURSOR} characters")
    if not 1 <= query.limit <= MAX_LIMIT:
        yield FieldProblem("limit", "out_of_range", f"must be 1 to {MAX_LIMIT}")
    if query.city and not _is_code(query.city):
        yield FieldProblem("city", "not_a_code", "codes have no comma or control character")


def _lists(query: SearchQuery) -> Iterable[FieldProblem]:
    for name in LISTS:
        values = getattr(query, name)
        if len(values) > MAX_VALUES:
            yield FieldProblem(PARAMS[name], "too_many", f"at most {MAX_VALUES} values")
        if name in CLOSED_LISTS and not set(values) <= set(CLOSED_LISTS[name]):
            yield FieldProblem(PARAMS[name], "unknown", "must be among " + ", ".join(CLOSED_LISTS[name]))
        if name in OPEN_LISTS and not all(_is_code(value) for value in values):
            yield FieldProblem(PARAMS[name], "not_a_code", "codes have no comma or control character")
    if not all(0 <= room <= words.ROOMS_TOP for room in query.rooms):
        yield FieldProblem("rooms", "out_of_range", f"must be 0 to {words.ROOMS_TOP} ({words.ROOMS_TOP}: or more)")


def _range(query: SearchQuery, low_name: str, high_name: str) -> Iterable[FieldProblem]:
    low, high = getattr(query, low_name), getattr(query, high_name)
    top = MAX_SIZE if low_name == "size_min" else MAX_FEN
    for name, value in ((low_name, low), (high_name, high)):
        if value is not None and not (0 <= value <= top):
            yield FieldProblem(name, "out_of_range", f"must be 0 to {top}")
    if low is not None and high is not None and low > high:
        yield FieldProblem(high_name, "reversed", f"is below {low_name}")


def _months(query: SearchQuery) -> Iterable[FieldProblem]:
    for name in ("opening_from", "opening_to"):
        month = getattr(query, name)
        if month is not None and not (190001 <= month <= 299912 and 1 <= month % 100 <= 12):
            yield FieldProblem(name, "not_a_month", "must be a month like 2026-12")
    if query.opening_from and query.opening_to and query.opening_from > query.opening_to:
        yield FieldProblem("opening_to", "reversed", "is before opening_from")


def _shapes(query: SearchQuery) -> Iterable[FieldProblem]:
    if query.bbox is not None and (reason := query.bbox.problem()):
        yield FieldProblem("bbox", "not_a_box", reason)
    if query.near is not None and (reason := query.near.problem(MAX_DISTANCE)):
        yield FieldProblem("near", "not_a_place", reason)
    if query.polygon and (reason := polygon_problem(query.polygon)):
        yield FieldProblem("polygon", "not_a_polygon", reason)


def _is_text(text: str) -> bool:
    return all(char.isprintable() or char == " " for char in text)


def _is_code(code: object) -> bool:
    return isinstance(code, str) and 0 < len(code) <= MAX_CODE and "," not in code and _is_text(code)
