"""Cursor paging: an opaque, signed-free token of the last row's sort values; bad tokens are a clear 400."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from guangsha.kit.errors import BusinessError

T = TypeVar("T")
MAX_CURSOR_LENGTH = 1_000


class BadCursor(BusinessError):
    """The cursor was not issued by this endpoint."""

    code = "request.bad_cursor"
    status = 400
    title = "This page link is not valid any more"
    title_zh = "翻页链接已失效"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of ``items``; ``next_cursor`` is None on the last page."""

    items: Sequence[T]
    next_cursor: str | None


def encode_cursor(values: Sequence[str | int | None]) -> str:
    """An opaque token for the sort values of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(list(values), separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(token: str, *, kinds: Sequence[type]) -> list[Any]:
    """The values in ``token``, checked against ``kinds`` (str or int, one per value). Raises BadCursor."""
    if len(token) > MAX_CURSOR_LENGTH:
        raise BadCursor
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise BadCursor
    if any(type(value) is not kind for value, kind in zip(values, kinds, strict=True)):
        raise BadCursor
    return values
