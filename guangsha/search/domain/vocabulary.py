"""The closed lists the index knows. The order is the order of the codes in the columns: append only."""

from __future__ import annotations

UNKNOWN = "unknown"
ROOMS_TOP = 5

KINDS = ("projects", "units")
UNIT_KINDS = ("home", "shop", "parking")
KIND_MEANT = ("home",)
"""What a search that names no kind of unit is for."""

ORIENTATIONS = ("", "S", "N", "E", "W", "SE", "SW", "NE", "NW", "SN", "EW")
FLOOR_BANDS = ("", "low", "mid", "high")
FIT_OUTS = (UNKNOWN, "rough", "fitted", "luxury")
UNIT_STATUSES = ("available", "held", "subscribed", "sold", "withdrawn", "unreleased")
UNIT_STANDING = ("available", "unreleased", "held", "subscribed", "sold", "withdrawn")
"""In which order statuses are shown where nothing else orders: what can be had, what may come, what is gone."""

SALE_STANDING = ("on_sale", "upcoming", "unknown", "sold_out")
SALE_STATUSES = (UNKNOWN, "upcoming", "on_sale", "sold_out")
SORTS = (
    "relevance",
    "price",
    "-price",
    "unit_price",
    "-unit_price",
    "size",
    "-size",
    "newest",
    "opening",
    "distance",
)

NEAR_METRO = "any"
"""The metro filter's word for "any station at all": 近地铁."""

PRICE_BANDS = tuple(n * 1_000_000 for n in (100, 150, 200, 300, 500, 800, 1000))
"""Lower ends in fen of the total-price bands after the first (1,000,000 fen = 1 万)."""

UNIT_PRICE_BANDS = tuple(n * 100 for n in (8_000, 10_000, 15_000, 20_000, 30_000, 50_000, 80_000))
SIZE_BANDS = (50, 70, 90, 110, 130, 150, 200)
