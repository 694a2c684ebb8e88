"""Cells become values: which fields a mapping may fill, and how each is read."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from guangsha.catalog.domain import listing_text, partial_dates, readings
from guangsha.catalog.domain.choices import DatePrecision, FitOut, FloorBand, PropertyType, SaleStatus, UnitKind
from guangsha.catalog.domain.readings import Unreadable
from guangsha.catalog.importing.code_words import CODE_WORDS
from guangsha.catalog.importing.files import FORMULA_MARK, MAX_CELL, ROUNDED_MARK
from guangsha.catalog.importing.mapping import Column, Kind

Values = dict[str, Any]
Reader = Callable[[str, Column, str], Values | None]
MAX_WORDS, MAX_WORD = 40, 40

_FORMULA = re.compile(r"^\s*(?:=|[+\-@]\s*(?:[A-Za-z][A-Za-z0-9_.]*\s*[(!|]|.*\|\s*['\"]|.*\bcmd\b.*\|))", re.DOTALL)
_COMPANY = re.compile(r"(?:有限(?:责任)?公司|股份公司|集团公司)$")
"""No development is called that: it is the developer's name in the wrong column."""
_FULL_WIDTH_EQUALS = "\uff1d"
_CONTROLS = frozenset({"Cc", "Cs", "Cn"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the writing direction of what stands after them: a name could show as another one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell: the heading, the cell's text (cut), a code of ``reasons.REASONS``, more words."""

    column: str
    value: str
    code: str
    detail: str = ""


def _one(read: Callable[[str], Any]) -> Reader:
    def reader(text: str, column: Column, field: str) -> Values | None:
        value = read(text)
        return None if value is None else {field: value}

    return reader


def _money(text: str, column: Column, field: str) -> Values | None:
    value = readings.money(text, wan=column.in_wan)
    return None if value is None or (value == 0 and column.zero_is_empty) else {field: value}


def _totals(text: str, column: Column, field: str) -> Values | None:
    found = readings.money_range(text, wan=column.in_wan)
    if found is None or (found == (0, 0) and column.zero_is_empty):
        return None
    return {"stated_lowest_total_fen": found[0], "stated_highest_total_fen": found[1]}


def _areas(text: str, column: Column, field: str) -> Values | None:
    found = readings.area_range(text)
    return None if found is None else {"stated_area_min": found[0], "stated_area_max": found[1]}


def _area(text: str, column: Column, field: str) -> Values | None:
    value = readings.area(text)
    return None if value is None or (value == 0 and column.zero_is_empty) else {field: value}


def _text(text: str, column: Column, field: str) -> Values | None:
    if readings.said(text) is None:
        return None
    value = " ".join(unicodedata.normalize("NFC", text).split())
    limit = _text_limits().get(field)
    if limit is not None and len(value) > limit:
        raise Unreadable("too_long", f"{len(value)} characters, {limit} at most")
    return {field: value}


def _name(text: str, column: Column, field: str) -> Values | None:
    found = _text(text, column, field)
    of_company = field in ("developer", "property_company")
    if found and (
        not any(char.isalpha() for char in found[field]) or (_COMPANY.search(found[field]) and not of_company)
    ):
        raise Unreadable("not_a_name", text[:40])
    return found


def _words(text: str, column: Column, field: str) -> Values | None:
    if readings.said(text) is None:
        return None
    words = list(dict.fromkeys(part.strip() for part in re.split(r"[|,，、;；\n]", text) if readings.said(part)))
    if len(words) > MAX_WORDS or any(len(word) > MAX_WORD for word in words):
        raise Unreadable("too_long", f"{MAX_WORDS} words of {MAX_WORD} characters at most")
    return {field: words} if words else None


def _code(text: str, column: Column, field: str) -> Values | None:
    value = readings.said(text)
    if value is None:
        return None
    own = {readings.folded(word).lower(): code for word, code in column.codes.items()}
    code = own.get(value.lower()) or CODE_WORDS[field].get(value.lower())
    if code is None:
        raise Unreadable("not_in_list", text[:40])
    return {field: code}


def _date(text: str, column: Column, field: str) -> Values | None:
    found = partial_dates.partial_date(text)
    return None if found is None else {f"{field}_on": found[0], f"{field}_precision": found[1]}


def _as_of(text: str, column: Column, field: str) -> Values | None:
    found = partial_dates.partial_date(text)
    return None if found is None or found[1] is DatePrecision.YEAR else {field: found[0]}


def _layout(text: str, column: Column, field: str) -> Values | None:
    found = listing_text.rooms(text)
    if found is None:
        return None
    return {"rooms": found.rooms} | ({} if found.halls is None else {"halls": found.halls})


def _floor(text: str, column: Column, field: str) -> Values | None:
    found = listing_text.floor(text)
    if found is None:
        return None
    values: Values = {} if found.floor is None else {"floor": found.floor}
    if found.floors_total is not None:
        values["floors_total"] = found.floors_total
    if found.band is not FloorBand.UNKNOWN:
        values["floor_band"] = found.band
    return values or None


def _degrees(text: str, column: Column, field: str) -> Values | None:
    value = readings.number(text)
    return None if value is None else {field: float(value)}


def _entrance(text: str, column: Column, field: str) -> Values | None:
    value = readings.integer(re.sub(r"(单元|unit)$", "", readings.folded(text).lower()))
    return None if value is None else {field: value}


def _rooms(text: str) -> list[int] | None:
    found = listing_text.room_counts(text)
    return None if found is None else list(found)


READERS: dict[str, Reader] = {
    "text": _text,
    "name": _name,
    "words": _words,
    "code": _code,
    "money": _money,
    "total_range": _totals,
    "area_range": _areas,
    "area": _area,
    "number": _one(readings.number),
    "percent": _one(readings.percent),
    "integer": _one(readings.integer),
    "flag": _one(readings.flag),
    "year": _one(readings.year),
    "date": _date,
    "day": _one(partial_dates.full_date),
    "as_of": _as_of,
    "rooms_offered": _one(_rooms),
    "layout": _layout,
    "floor": _floor,
    "orientation": _one(listing_text.orientation),
    "degrees": _degrees,
    "entrance": _entrance,
}

PROJECT_FIELDS: dict[str, str] = {
    "name": "name", "name_en": "text", "alias": "text", "headline": "text", "headline_en": "text",
    "description": "text", "description_en": "text", "city": "text", "district": "text", "area_name": "text",
    "area_name_en": "text", "address": "text", "address_en": "text", "lng": "degrees", "lat": "degrees",
    "sales_phone": "text", "sales_address": "text", "sales_address_en": "text", "sales_hours": "text",
    "sales_hours_en": "text", "developer": "name", "developer_en": "text", "property_company": "name",
    "property_company_en": "text", "property_fee_fen": "money", "property_type": "code", "fit_out": "code",
    "plot_ratio": "number", "greening_ratio": "percent", "parking_spaces": "integer", "households": "integer",
    "tags": "words", "facilities": "words", "sale_status": "code", "opening": "date", "handover": "date",
    "stated_unit_price_fen": "money", "stated_totals": "total_range", "stated_lowest_total_fen": "money",
    "stated_highest_total_fen": "money", "stated_areas": "area_range", "stated_area_min": "area",
    "stated_area_max": "area", "stated_rooms": "rooms_offered", "stated_permit": "flag", "as_of": "as_of",
}  # fmt: skip
UNIT_FIELDS: dict[str, str] = {
    "building": "text", "entrance": "entrance", "layout_code": "text", "kind": "code", "number": "text",
    "floor": "floor", "floors_total": "integer", "floor_band": "code", "stack": "integer", "layout": "layout",
    "rooms": "integer", "halls": "integer", "orientation": "orientation", "fit_out": "code", "built_area": "area",
    "inner_area": "area", "filed_price_fen": "money", "unit_price_fen": "money", "filed_on": "day",
    "built_year": "year", "as_of": "as_of",
}  # fmt: skip
LIMITS: dict[str, tuple[Any, Any]] = {
    "property_fee_fen": (1, 100_000),
    "plot_ratio": (Decimal("0.01"), Decimal(50)),
    "greening_ratio": (Decimal(0), Decimal(100)),
    "parking_spaces": (0, 200_000),
    "households": (0, 200_000),
    "stated_unit_price_fen": (20_000, 100_000_000),
    "stated_lowest_total_fen": (5_000_000, 1_000_000_000_000),
    "stated_highest_total_fen": (5_000_000, 1_000_000_000_000),
    "stated_area_min": (Decimal(3), Decimal(100_000)),
    "stated_area_max": (Decimal(3), Decimal(100_000)),
    "stack": (1, 500),
    "rooms": (0, 30),
    "halls": (0, 30),
    "entrance": (1, 100),
    "floors_total": (1, 200),
    "built_area": (Decimal(3), Decimal(100_000)),
    "inner_area": (Decimal(3), Decimal(100_000)),
    "filed_price_fen": (1_000_000, 1_000_000_000_000),
    "unit_price_fen": (20_000, 200_000_000),
    "built_year": (1840, 2100),
}
"""What can be true of a listing. Figures outside are typing errors, and the surest sign of two columns exchanged."""


@lru_cache(maxsize=1)
def _text_limits() -> dict[str, int]:
    """How long the columns of the database are; a building's name is one too."""
    from guangsha.catalog.models import Building, Project, Unit

    limits = {"building": Building._meta.get_field("name").max_length, "layout_code": 30, "description": 20_000}
    for model in (Project, Unit):
        limits |= {item.name: item.max_length for item in model._meta.concrete_fields if item.max_length}
    return {name: limit for name, limit in limits.items() if limit}


def target_of(column: Column, kind: Kind) -> tuple[bool, str]:
    """(is it a field of the project, the field's name)."""
    if column.to.startswith("project."):
        return True, column.to.removeprefix("project.")
    return kind == "projects", column.to


def _reader_name(column: Column, kind: Kind) -> str:
    of_project, field = target_of(column, kind)
    return column.read or (PROJECT_FIELDS if of_project else UNIT_FIELDS)[field]


def column_problem(column: Column, kind: Kind) -> str:
    """What is wrong with a column of a mapping, or nothing."""
    of_project, field = target_of(column, kind)
    if field not in (PROJECT_FIELDS if of_project else UNIT_FIELDS):
        return f"there is no field {column.to}"
    if column.read and column.read not in READERS:
        return f"{column.to}: there is no reading {column.read}"
    if _reader_name(column, kind) == "code":
        if field not in CODE_WORDS:
            return f"{column.to} has no codes"
        wrong = sorted(set(column.codes.values()) - {str(code) for code in _CODES[field]})
        return f"{column.to}: no such code {', '.join(wrong)}" if wrong else ""
    return ""


_CODES: dict[str, Any] = {
    "property_type": PropertyType,
    "fit_out": FitOut,
    "sale_status": SaleStatus,
    "kind": UnitKind,
    "floor_band": FloorBand,
}


def cell_problem(text: str) -> tuple[str, str] | None:
    """What no cell may hold, whatever its column is for: (code, detail)."""
    if text == FORMULA_MARK or _FORMULA.match(text) or text.lstrip().startswith(_FULL_WIDTH_EQUALS):
        return "formula", ""
    if len(text) > MAX_CELL:
        return "cell_too_long", f"{len(text):,} characters"
    if text.endswith(ROUNDED_MARK):
        return "digits_lost", ""
    if not text.isascii() or not text.isprintable():
        for char in text:
            if (unicodedata.category(char) in _CONTROLS and char not in "\t\n\r") or char in _TURNING:
                return "control_character", f"U+{ord(char):04X}"
    return None


def read_cell(text: str, column: Column, kind: Kind) -> Values | None:
    """The values a cell states, None where it states nothing. Raises Unreadable."""
    name = _reader_name(column, kind)
    if problem := cell_problem(text):
        raise Unreadable(*problem)
    if column.pattern:
        found = re.search(column.pattern, text)
        if found is None and readings.said(text) is not None:
            raise Unreadable("no_match", text[:40])
        text = found.group(1) if found else ""
    values = READERS[name](text, column, target_of(column, kind)[1])
    for field, value in (values or {}).items():
        low, high = LIMITS.get(field, (None, None))
        if low is not None and not low <= value <= high:
            raise Unreadable("out_of_range", text[:40])
    return values
