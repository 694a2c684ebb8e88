"""What values the catalogue accepts. A check returns what is wrong as ``{"field", "message"}``; [] means nothing.

``message`` is a stable word ("missing", "out_of_range"...), so that a form can say it in the reader's language.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

from guangsha.catalog.domain.geometry import (
    GeometryError,
    GeometryProblem,
    off_outline,
    polygon_problems,
    read_footprint,
)
from guangsha.kit.money import MAX_FEN
from guangsha.kit.personal import holds_personal_number

FieldError = dict[str, str]

MAX_AREA_M2 = Decimal("999999.99")
MAX_DISTANCE_M = 100_000
"""Surroundings further away than this are typing errors, usually swapped coordinates."""
MAX_WORDS = 40
MIN_FOOTPRINT_M2 = 4
DOOR_REACH_M = 0.1
MAX_TEXT = 20_000


def wrong(field: str, message: str) -> FieldError:
    """One field error."""
    return {"field": field, "message": message}


def position_errors(lng: float | None, lat: float | None) -> list[FieldError]:
    """Both or neither; finite WGS-84 degrees."""
    if lng is None and lat is None:
        return []
    if lng is None or lat is None:
        return [wrong("lng" if lng is None else "lat", "missing")]
    errors = []
    if not isfinite(lng) or not -180 <= lng <= 180:
        errors.append(wrong("lng", "out_of_range"))
    if not isfinite(lat) or not -90 <= lat <= 90:
        errors.append(wrong("lat", "out_of_range"))
    return errors


def price_errors(field: str, fen: int | None) -> list[FieldError]:
    """A positive whole number of fen not above MAX_FEN."""
    if fen is None or (isinstance(fen, int) and not isinstance(fen, bool) and 0 < fen <= MAX_FEN):
        return []
    return [wrong(field, "out_of_range")]


def area_errors(field: str, area: Decimal | None) -> list[FieldError]:
    """A positive, finite number of square metres."""
    if area is None or (area.is_finite() and 0 < area <= MAX_AREA_M2):
        return []
    return [wrong(field, "out_of_range")]


def range_errors(field: str, low: Any, high: Any) -> list[FieldError]:
    """The lower end is not above the higher one."""
    return [wrong(field, "reversed_range")] if low is not None and high is not None and low > high else []


def share_errors(field: str, share: float | None) -> list[FieldError]:
    """A number from 0 to 1."""
    return [] if share is None or 0 <= share <= 1 else [wrong(field, "out_of_range")]


def text_errors(values: Mapping[str, Any]) -> list[FieldError]:
    """No NUL or lone surrogate (no database stores them) and no endless text."""
    errors = []
    for field, value in values.items():
        if not isinstance(value, str):
            continue
        if "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            errors.append(wrong(field, "bad_character"))
        elif len(value) > MAX_TEXT:
            errors.append(wrong(field, "too_long"))
    return errors


def remark_errors(field: str, text: str) -> list[FieldError]:
    """Words of staff about a listing stay in the open: no phone or identity number of anybody in them."""
    return [wrong(field, "personal_number")] if holds_personal_number(text) else []


def words_errors(field: str, words: Sequence[str] | None) -> list[FieldError]:
    """A short list of short words, such as tags."""
    if words is None:
        return []
    if len(words) > MAX_WORDS or any(not word.strip() or len(word) > MAX_WORDS for word in words):
        return [wrong(field, "out_of_range")]
    return text_errors({f"{field}[{index}]": word for index, word in enumerate(words)})


def project_errors(values: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with the fields of a project taken together (stored and new ones merged)."""
    errors = text_errors(values) + position_errors(values.get("lng"), values.get("lat"))
    for field in ("stated_unit_price_fen", "stated_lowest_total_fen", "stated_highest_total_fen", "property_fee_fen"):
        errors += price_errors(field, values.get(field))
    for field in ("stated_area_min", "stated_area_max"):
        errors += area_errors(field, values.get(field))
    errors += range_errors(
        "stated_highest_total_fen",
        values.get("stated_lowest_total_fen"),
        values.get("stated_highest_total_fen"),
    )
    errors += range_errors("stated_area_max", values.get("stated_area_min"), values.get("stated_area_max"))
    for field in ("tags", "facilities"):
        errors += words_errors(field, values.get(field))
    bearing = values.get("bearing_deg", 0)
    if not isfinite(bearing) or not -360 <= bearing <= 360:
        errors.append(wrong("bearing_deg", "out_of_range"))
    if any(not 0 <= rooms <= 50 for rooms in values.get("stated_rooms", ())):
        errors.append(wrong("stated_rooms", "out_of_range"))
    return errors


def geometry_errors(field: str, problems: Sequence[GeometryProblem]) -> list[FieldError]:
    """Problems of a geometry as field errors; the message is the problem's code."""
    return [wrong(".".join([field, *problem.where]), problem.code) for problem in problems]


def door_errors(
    field: str, place: Sequence[float] | None, footprint: Sequence[Sequence[float]] | None
) -> list[FieldError]:
    """A door stands on the outline of its building, to within DOOR_REACH_M; None is not stated.

    A footprint that is no polygon is refused by itself.
    """
    if place is None or footprint_errors(field, footprint):
        return []
    on_it = bool(footprint) and off_outline(read_footprint(footprint), place) <= DOOR_REACH_M
    return [] if on_it else [wrong(field, "off_outline")]


def footprint_errors(field: str, footprint: Sequence[Sequence[float]] | None) -> list[FieldError]:
    """A simple polygon in metres, counter-clockwise, not closed, of at least MIN_FOOTPRINT_M2; None and [] are unknown."""
    if not footprint:
        return []
    try:
        points = read_footprint(footprint)
    except GeometryError as error:
        return geometry_errors(field, error.problems)
    return geometry_errors(field, polygon_problems(points, path="", least_area=MIN_FOOTPRINT_M2))
