"""From a place in a segment to the hit that is shown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from guangsha.search.domain.documents import Term
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.results import ProjectHit, UnitHit
from guangsha.search.domain.shapes import metres_between
from guangsha.search.domain.vocabulary import (
    FIT_OUTS,
    FLOOR_BANDS,
    ORIENTATIONS,
    SALE_STATUSES,
    UNIT_KINDS,
    UNIT_STATUSES,
)
from guangsha.search.engine.order import Place
from guangsha.search.engine.segment import Segment
from guangsha.search.engine.tables import NO_DAY, NO_ROOMS, NULL, UNSTATED_ROOMS, join_id, moment

_EPOCH = date(1970, 1, 1)


def unit_hit(place: Place, query: SearchQuery) -> UnitHit:
    """The unit at a place."""
    s, project, row = place.segment, place.project, place.row
    card = s.card(project)
    cell = int(s.cell[row])
    parts = {name: int(column[cell]) for name, column in s.cell_parts.items()}
    position = _position(s, project)
    return UnitHit(
        id=join_id(s.u["id_hi"][row], s.u["id_lo"][row]),
        project_id=join_id(s.p["id_hi"][project], s.p["id_lo"][project]),
        project_slug=card.slug,
        project_name=card.name,
        project_name_en=card.name_en,
        city=s.terms["city"][s.p["city"][project]],
        district=_term(s, "district", project),
        area=_term(s, "area", project),
        position=position,
        cover=card.cover,
        building=s.words["building"][s.u["building"][row]],
        number=s.words["number"][s.u["number"][row]],
        floor=int(s.u["floor"][row]),
        layout=s.words["layout"][s.u["layout"][row]],
        kind=UNIT_KINDS[parts["kind"]],
        rooms=_rooms(int(s.u["rooms"][row])),
        size=_size(s.u["size"][row]),
        price=_amount(s.u["price"][row]),
        unit_price=_amount(s.u["unit_price"][row]),
        orientation=ORIENTATIONS[parts["orientation"]],
        floor_band=FLOOR_BANDS[parts["band"]],
        fit_out=FIT_OUTS[parts["fit"]],
        status=UNIT_STATUSES[parts["status"]],
        permit=bool(parts["permit"]),
        listed_at=moment(s.u["listed"][row]),
        distance=_distance(position, query),
        as_of=moment(s.p["as_of"][project]),
    )


def project_hit(place: Place, query: SearchQuery, matching: int = 0) -> ProjectHit:
    """The project at a place; `matching` is how many of its units match."""
    s, n = place.segment, place.project
    card = s.card(n)
    position = _position(s, n)
    first, last = int(s.starts[n]), int(s.starts[n + 1])
    rooms = _rooms_of_homes(s, first, last) if last > first else _bits(int(s.p["rooms"][n]))
    day = int(s.p["opening_day"][n])
    return ProjectHit(
        id=join_id(s.p["id_hi"][n], s.p["id_lo"][n]),
        slug=card.slug,
        name=card.name,
        name_en=card.name_en,
        city=s.terms["city"][s.p["city"][n]],
        district=_term(s, "district", n),
        area=_term(s, "area", n),
        address=card.address,
        developer=card.developer,
        position=position,
        metro=s.terms_of("metro", n),
        tags=s.terms_of("tag", n),
        sale_status=SALE_STATUSES[s.p["sale"][n]],
        fit_out=FIT_OUTS[s.p["fit"][n]],
        permit=bool(s.p["permit"][n]),
        opening_on=None if day == NO_DAY else _EPOCH + timedelta(days=day),
        price_min=_amount(s.p["price_min"][n]),
        price_max=_amount(s.p["price_max"][n]),
        unit_price_min=_amount(s.p["unit_price_min"][n]),
        unit_price_max=_amount(s.p["unit_price_max"][n]),
        size_min=_size(s.p["size_min"][n]),
        size_max=_size(s.p["size_max"][n]),
        rooms=tuple(rooms),
        units_matching=matching,
        units_total=last - first,
        cover=card.cover,
        published_at=moment(s.p["published"][n]),
        distance=_distance(position, query),
        as_of=moment(s.p["as_of"][n]),
    )


def _term(segment: Segment, kind: str, project: int) -> Term | None:
    term = segment.terms[kind][segment.p[kind][project]]
    return term if term.code else None


def _position(segment: Segment, project: int) -> tuple[float, float] | None:
    lng, lat = float(segment.p["lng"][project]), float(segment.p["lat"][project])
    return None if np.isnan(lng) or np.isnan(lat) else (lng, lat)


def _distance(position: tuple[float, float] | None, query: SearchQuery) -> int | None:
    if position is None or query.near is None:
        return None
    return round(metres_between(position, (query.near.lng, query.near.lat)))


def _rooms(value: int) -> int | None:
    return None if value == UNSTATED_ROOMS else value


def _rooms_of_homes(segment: Segment, first: int, last: int) -> list[int]:
    counted = segment.cell_parts["rooms"][segment.cell[first:last]] != NO_ROOMS
    return [int(rooms) for rooms in np.unique(segment.u["rooms"][first:last][counted])]


def _amount(value: np.int64) -> int | None:
    return None if value >= NULL else int(value)


def _size(value: np.int64) -> Decimal | None:
    return None if value >= NULL else Decimal(int(value)).scaleb(-2)


def _bits(mask: int) -> list[int]:
    return [room for room in range(8) if mask >> room & 1]
