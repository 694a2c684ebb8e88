"""The audit chain: each entry's hash covers the one before, so that no entry can be changed, moved or dropped unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.kit.hashing import digest

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """What is hashed of an audit entry."""

    id: UUID
    at: datetime
    actor: str
    action: str
    target: str
    data: dict[str, Any]
    request_id: str


def link(previous: str, entry: ChainEntry, *, seq: int) -> str:
    """The hash of ``entry`` at place ``seq`` after an entry whose hash is ``previous``."""
    return digest(
        {
            "previous": previous,
            "seq": seq,
            "id": entry.id,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "target": entry.target,
            "data": entry.data,
            "request_id": entry.request_id,
        }
    )


def first_break(entries: Iterable[tuple[int, ChainEntry, str]]) -> int | None:
    """The first ``seq`` at which the chain (from 1, in order) does not hold; None when it holds throughout."""
    previous, expected = GENESIS, 1
    for seq, entry, stored in entries:
        if seq != expected or link(previous, entry, seq=seq) != stored:
            return expected
        previous, expected = stored, expected + 1
    return None
