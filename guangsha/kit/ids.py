"""Identifiers. Every row and event is named by a UUIDv7 (RFC 9562): unique without a coordinator, sortable by birth."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 as the standard library's type, so that Django and JSON encoders know it."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def parse_id(text: str) -> uuid.UUID | None:
    """The UUID written in ``text`` (hyphens optional, any case), or None when it is none."""
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
