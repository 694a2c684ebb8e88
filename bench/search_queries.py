"""The ten searches of the search bench: text, polygon, many filters, every sort, and nothing at all."""

from __future__ import annotations

import math
from decimal import Decimal

from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import Near

WAN = 1_000_000
_SHAPE = ((1, 0), (0.7, 0.8), (0.1, 1), (-0.6, 0.9), (-1, 0.1), (-0.8, -0.6), (-0.1, -1), (0.6, -0.7))
POLYGON = tuple((112.94 + 0.09 * x, 28.23 + 0.07 * y) for x, y in _SHAPE)
CIRCLE = tuple(
    (121.47 + 0.1 * math.cos(n / 20 * math.tau), 31.23 + 0.09 * math.sin(n / 20 * math.tau)) for n in range(20)
)

QUERIES: dict[str, SearchQuery] = {
    "nothing, newest": SearchQuery.of(sort="newest"),
    "text 云澜, relevance": SearchQuery.of(text="云澜"),
    "sentence: Changsha, 3 rooms, south, <= 120 m2, about 2 M, cheapest": SearchQuery.of(
        city="430100",
        rooms=(3,),
        orientations=("S", "SN"),
        size_max=Decimal(120),
        price_min=180 * WAN,
        price_max=220 * WAN,
        sort="price",
    ),
    "nine filters, by unit price": SearchQuery.of(
        city="310000",
        districts=("310002", "310003", "310004"),
        rooms=(2, 3),
        statuses=("available",),
        fit_outs=("fitted",),
        unit_kinds=("home",),
        permit=True,
        tags=("地铁",),
        metro=("any",),
        sort="unit_price",
    ),
    "polygon of 8 corners, by price": SearchQuery.of(polygon=POLYGON, sort="price"),
    "polygon of 20 corners, 2-3 rooms, by size": SearchQuery.of(
        polygon=CIRCLE, rooms=(2, 3), statuses=("available",), sort="-size"
    ),
    "Changsha, available, dearest": SearchQuery.of(city="430100", statuses=("available",), sort="-price"),
    "3-4 rooms, 90-140 m2, by size": SearchQuery.of(
        rooms=(3, 4), size_min=Decimal(90), size_max=Decimal(140), sort="size"
    ),
    "opening within half a year, soonest": SearchQuery.of(
        opening_from=202612, opening_to=202705, statuses=("available", "unreleased"), sort="opening"
    ),
    "within 10 km, nearest": SearchQuery.of(near=Near(121.47, 31.23, 10_000), unit_kinds=("home",), sort="distance"),
}
