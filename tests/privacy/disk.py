"""Whether a value lies anywhere below a directory in clear, however it was written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path


def spellings(value: str) -> Iterator[bytes]:
    """Every way the value could lie there in clear; base64 at each of its three alignments."""
    plain = value.encode()
    yield plain
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield value.encode("gbk")
    yield json.dumps(value).strip('"').encode()
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        yield coded[4 if shift else 0 : len(coded) - 4]


def found_in(directory: Path, values: tuple[str, ...]) -> list[tuple[str, str]]:
    hits = []
    for path in sorted(one for one in directory.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        hits += [(path.name, value) for value in values for form in spellings(value) if form in raw]
    return hits
