"""Dates as far as they are known: ``2021-11-99`` is November 2021, ``2022`` is a year."""

import re
from datetime import date

from guangsha.catalog.domain.choices import DatePrecision
from guangsha.catalog.domain.readings import Unreadable, said

FIRST_YEAR, LAST_YEAR = 1900, 2100
UNKNOWN_PARTS = (0, 99)

_SEPARATED = re.compile(
    r"^(?:预计)?(\d{4})(?:[-/.年](\d{1,2})?(?:[-/.月](\d{1,2})?(?:日|号)?)?)?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
    r"(?:初|底|末|年初|年底|年末|上旬|中旬|下旬|上半年|下半年)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def partial_date(text: str) -> tuple[date, DatePrecision] | None:
    """The date and how much of it is known; unknown parts are 1. None where nothing is said.

    A day of 00 or 99 means the month is known, such a month means the year is known. Raises Unreadable for anything that
    is no date, does not exist (30 February) or lies outside FIRST_YEAR to LAST_YEAR.
    """
    value = said(text)
    if value is None or re.fullmatch(r"0{4}([-/.]?0{1,2}){0,2}", value):
        return None
    found = _COMPACT.match(value) or _SEPARATED.match(value)
    if found is None:
        raise Unreadable("not_a_date", text)
    year, month, day = int(found.group(1)), int(found.group(2) or 0), int(found.group(3) or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable("not_a_date", text)
    if month in UNKNOWN_PARTS:
        if day not in UNKNOWN_PARTS:
            raise Unreadable("not_a_date", text)
        return date(year, 1, 1), DatePrecision.YEAR
    try:
        if day in UNKNOWN_PARTS:
            return date(year, month, 1), DatePrecision.MONTH
        return date(year, month, day), DatePrecision.DAY
    except ValueError as error:
        raise Unreadable("not_a_date", text) from error


def full_date(text: str) -> date | None:
    """A date known to the day. Raises Unreadable when only month or year is known."""
    found = partial_date(text)
    if found is None:
        return None
    if found[1] is not DatePrecision.DAY:
        raise Unreadable("not_a_date", text)
    return found[0]
