"""Map clusters: matching homes joined by squares of the map at the asked zoom; single projects once one zooms in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.results import Cluster
from guangsha.search.engine.index import SearchIndex, matching_projects
from guangsha.search.engine.segment import Segment
from guangsha.search.engine.tables import NULL, Array, join_id

SINGLE_ZOOM = 14
MAX_ZOOM = 20
_CELLS_PER_TILE = 4
"""A cluster covers a quarter of a 256-pixel tile: about the width of its bubble and its neighbours' gap."""


@dataclass
class _Sum:
    lng: float = 0.0
    lat: float = 0.0
    units: int = 0
    projects: int = 0
    price: int = int(NULL)
    unit_price: int = int(NULL)
    only: tuple[Segment, int] | None = None


def clusters(index: SearchIndex, query: SearchQuery, *, zoom: int, limit: int = 500) -> tuple[Cluster, ...]:
    """Clusters of the homes (or projects) that match, largest first, at most `limit`.

    `zoom` is the web-map zoom, 0 to 20; from 14 on every project stands alone. A cluster's position is the mean of
    its projects' positions; prices are the lowest of its projects. Projects without a position are left out.
    """
    sums: dict[tuple[int, int], _Sum] = {}
    for plan in index.plans(query):
        rows = plan.hits()
        s = plan.segment
        matching = matching_projects(plan, rows) if query.kind == "projects" else rows.per_project() > 0
        weight = rows.per_project()
        found = np.flatnonzero(matching & ~np.isnan(s.p["lng"]))
        x, y = _squares(s, found, zoom)
        for n, column, line in zip(found.tolist(), x.tolist(), y.tolist(), strict=True):
            key = (column, line) if zoom < SINGLE_ZOOM else (id(s), n)
            total = sums.setdefault(key, _Sum())
            total.lng += float(s.p["lng"][n])
            total.lat += float(s.p["lat"][n])
            total.units += int(weight[n])
            total.projects += 1
            total.price = min(total.price, int(s.p["price_min"][n]))
            total.unit_price = min(total.unit_price, int(s.p["unit_price_min"][n]))
            total.only = (s, n)
    ranked = sorted(sums.values(), key=lambda total: (-total.units, -total.projects, total.lng, total.lat))
    return tuple(_cluster(total) for total in ranked[:limit])


def _squares(segment: Segment, found: Array, zoom: int) -> tuple[Array, Array]:
    """Columns and lines of the squares, in the web-map projection."""
    lng, lat = segment.p["lng"][found], np.clip(segment.p["lat"][found], -85, 85)
    size = 2**zoom * _CELLS_PER_TILE
    x = (lng + 180) / 360 * size
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * size
    return np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)


def _cluster(total: _Sum) -> Cluster:
    single = total.only if total.projects == 1 else None
    card = single[0].card(single[1]) if single else None
    return Cluster(
        lng=round(total.lng / total.projects, 6),
        lat=round(total.lat / total.projects, 6),
        units=total.units,
        projects=total.projects,
        unit_price_min=None if total.unit_price >= NULL else total.unit_price,
        price_min=None if total.price >= NULL else total.price,
        project_id=join_id(single[0].p["id_hi"][single[1]], single[0].p["id_lo"][single[1]]) if single else None,
        slug=card.slug if card else "",
        name=card.name if card else "",
        name_en=card.name_en if card else "",
    )
