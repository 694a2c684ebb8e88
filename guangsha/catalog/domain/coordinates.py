"""Positions: what a source writes becomes WGS-84. Chinese map services shift theirs (GCJ-02, and BD-09 on top)."""

from enum import StrEnum

from fast_geocn import coord

from guangsha.catalog.domain.readings import Unreadable

WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0
"""A box around China in degrees. Nothing sold here lies outside it, and a latitude in the longitude's place never fits it."""


class Datum(StrEnum):
    """The system coordinates are stated in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lng: float, lat: float, datum: Datum) -> tuple[float, float]:
    """Degrees in WGS-84, rounded to 7 places (a centimetre). Raises Unreadable outside China or with the two exchanged."""
    if not (WEST <= lng <= EAST and SOUTH <= lat <= NORTH):
        swapped = WEST <= lat <= EAST and SOUTH <= lng <= NORTH
        raise Unreadable("position_swapped" if swapped else "position_outside", f"{lng}, {lat}")
    if datum is Datum.BD09:
        lng, lat = coord.bd09_to_wgs84(lng, lat)
    elif datum is Datum.GCJ02:
        lng, lat = coord.gcj02_to_wgs84(lng, lat)
    return round(lng, 7), round(lat, 7)
