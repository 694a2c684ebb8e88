"""What providers say, read field by field: their signature makes it theirs, not well formed."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from guangsha.kit.money import MAX_FEN
from guangsha.money.ports import NoticeUnreadable

T = TypeVar("T")
LONGEST = 64
"""Of numbers and names; an event's id may be longer."""


def object_in(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises NoticeUnreadable."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoticeUnreadable("not JSON") from error
    if not isinstance(found, dict):
        raise NoticeUnreadable("not an object")
    return found


class Told:
    """The fields of a notice. Every method raises NoticeUnreadable, with ``number`` once it is known what the notice is about."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields, self.number = fields, ""

    def __contains__(self, name: str) -> bool:
        """Whether it says anything of this."""
        return self._fields.get(name) is not None

    def about(self, name: str) -> str:
        """Our number of what this is about."""
        self.number = self.text(name)
        return self.number

    def refused(self, why: str) -> NoticeUnreadable:
        """What to raise."""
        return NoticeUnreadable(why, **({"number": self.number} if self.number else {}))

    def text(self, name: str, *, empty: bool = False, longest: int = LONGEST) -> str:
        """Words that can be kept. ``empty``: they may be missing."""
        value = self._fields.get(name)
        if empty and value in (None, ""):
            return ""
        if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
            raise self.refused(name)
        return value

    def fen(self, name: str) -> int:
        """Whole fen, also of an amount that is not the one that was asked for."""
        value = self._fields.get(name)
        if type(value) is not int or abs(value) > MAX_FEN:
            raise self.refused(name)
        return value

    def one_of(self, known: Mapping[str, T], value: Any) -> T:
        """What a word of theirs means."""
        if not isinstance(value, str) or value not in known:
            raise self.refused("state")
        return known[value]

    def part(self, name: str) -> "Told":
        """An object inside; nothing where there is none."""
        value = self._fields.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.refused(name)
        found = Told(value or {})
        found.number = self.number
        return found

    def seconds(self, name: str) -> datetime:
        """A moment in seconds since 1970."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refused(name)
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise self.refused(name) from error

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone as ISO 8601 writes it; None where there is none."""
        text = self.text(name, empty=True)
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise self.refused(name) from error
        if found is not None and found.tzinfo is None:
            raise self.refused(name)
        return found
