"""Plain rules of real names: the number's form, the age it tells, the states of a verification."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

ADULT_YEARS = 18
NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,30}|[A-Za-z][A-Za-z .'·-]{1,59}")
OLDEST = date(1900, 1, 1)


class RealNameState(StrEnum):
    """Where a verification stands."""

    NONE = "none"
    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class RealNameRefusal(StrEnum):
    """Why a name was not verified."""

    MISMATCH = "mismatch"
    TAKEN = "taken"


TRANSITIONS: dict[RealNameState, frozenset[RealNameState]] = {
    RealNameState.NONE: frozenset({RealNameState.PENDING}),
    RealNameState.PENDING: frozenset({RealNameState.VERIFIED, RealNameState.REFUSED, RealNameState.UNAVAILABLE}),
    RealNameState.REFUSED: frozenset({RealNameState.PENDING}),
    RealNameState.UNAVAILABLE: frozenset({RealNameState.PENDING}),
    RealNameState.VERIFIED: frozenset(),
}
"""A verified name is not changed by submitting another; it goes when its consent is withdrawn or the account is erased."""


def clean_name(text: str) -> str | None:
    """The name as it is compared: NFKC, single spaces, one kind of dot; None when it is no name."""
    name = " ".join(unicodedata.normalize("NFKC", text).replace("•", "·").replace("・", "·").split())
    return name if NAME.fullmatch(name) else None


def clean_id_number(text: str, *, today: date) -> str | None:
    """The eighteen characters of a resident ID number; None when form, birth date or check digit is wrong."""
    number = unicodedata.normalize("NFKC", text).strip().upper()
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return None
    try:
        born = ric.get_birth_date(ric.validate(number))
    except ValidationError:
        return None
    return number if OLDEST <= born <= today else None


def is_adult(id_number: str, *, on: date) -> bool:
    """Whether the holder has turned eighteen by the day ``on``; born on 29 February: on 1 March of other years."""
    born: date = ric.get_birth_date(id_number)
    try:
        birthday = born.replace(year=born.year + ADULT_YEARS)
    except ValueError:
        birthday = date(born.year + ADULT_YEARS, 3, 1)
    return birthday <= on
