"""Price bands of landing pages: their place in an address and their ends in fen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

FEN_PER_WAN = 1_000_000
EDGES_WAN = (100, 150, 200, 300, 500, 800, 1000)
ROOMS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Band:
    """Total price from ``low`` to ``high`` fen; None leaves an end open."""

    slug: str
    low: int | None
    high: int | None


BANDS: tuple[Band, ...] = (
    Band(f"under-{EDGES_WAN[0]}", None, EDGES_WAN[0] * FEN_PER_WAN),
    *(Band(f"{low}-{high}", low * FEN_PER_WAN, high * FEN_PER_WAN) for low, high in pairwise(EDGES_WAN)),
    Band(f"over-{EDGES_WAN[-1]}", EDGES_WAN[-1] * FEN_PER_WAN, None),
)
BY_SLUG = {band.slug: band for band in BANDS}


def rooms_of(slug: str) -> int | None:
    """``3-rooms`` gives 3; None for anything else. Five stands for five and more."""
    head, _, tail = slug.partition("-")
    return int(head) if tail == "rooms" and head.isascii() and head.isdigit() and int(head) in ROOMS else None
