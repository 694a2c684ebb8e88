"""Opaque page marks: where the last page ended, bound to the search it belongs to, signed so that nobody edits them."""

from __future__ import annotations

import base64
import hashlib
import hmac

import msgspec

from guangsha.search.domain.errors import BadCursor
from guangsha.search.domain.query import SearchQuery

_MAC = 12


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """The sort key of the last hit (ascending, as compared), and the day the order was built for."""

    search: bytes
    key: tuple[int, ...]
    today: int


_DECODER = msgspec.msgpack.Decoder(Mark)


def fingerprint(query: SearchQuery) -> bytes:
    """Eight bytes that stand for the search whatever its page or page length."""
    return hashlib.blake2b(query.without_page().to_url().encode(), digest_size=8).digest()


def write_cursor(secret: bytes, query: SearchQuery, key: tuple[int, ...], today: int) -> str:
    """The cursor after a hit with this sort key."""
    body = msgspec.msgpack.encode(Mark(fingerprint(query), key, today))
    return base64.urlsafe_b64encode(body + _mac(secret, body)).rstrip(b"=").decode()


def read_cursor(secret: bytes, query: SearchQuery) -> Mark:
    """The mark in `query.cursor`. Raises BadCursor when it was not made here for this very search."""
    try:
        raw = base64.b64decode(query.cursor.encode("ascii") + b"=" * (-len(query.cursor) % 4), b"-_", validate=True)
    except ValueError:
        raise BadCursor("not a cursor") from None
    body, mac = raw[:-_MAC], raw[-_MAC:]
    if not body or not hmac.compare_digest(_mac(secret, body), mac):
        raise BadCursor("not a cursor of this place")
    mark = _DECODER.decode(body)
    if mark.search != fingerprint(query):
        raise BadCursor("the cursor belongs to another search")
    return mark


def _mac(secret: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(body, key=secret[:64], digest_size=_MAC, person=b"gs-cursor").digest()
