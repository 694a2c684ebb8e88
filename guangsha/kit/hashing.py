"""One canonical form of JSON-like data and its SHA-256, for request hashes, versions and audit chains."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(data: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal data gives equal bytes on every machine."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def digest(data: Any) -> str:
    """SHA-256 (hex) of the canonical form of ``data``."""
    return hashlib.sha256(canonical_json(data)).hexdigest()
