"""Straight-line distance on the WGS-84 ellipsoid."""

from math import atan, atan2, cos, hypot, radians, sin, sqrt, tan

EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
POLE_M = EQUATOR_M * (1 - FLATTENING)
MEAN_M = (2 * EQUATOR_M + POLE_M) / 3
MAX_ROUNDS = 100


def haversine_m(*, lng_a: float, lat_a: float, lng_b: float, lat_b: float) -> float:
    """Great-circle distance in metres on a sphere of the mean radius (within 0.6 % of the ellipsoid)."""
    lat_1, lat_2 = radians(lat_a), radians(lat_b)
    half_lat, half_lng = (lat_2 - lat_1) / 2, radians(lng_b - lng_a) / 2
    chord = sin(half_lat) ** 2 + cos(lat_1) * cos(lat_2) * sin(half_lng) ** 2
    return 2 * MEAN_M * atan2(sqrt(chord), sqrt(max(0.0, 1 - chord)))


def geodesic_m(*, lng_a: float, lat_a: float, lng_b: float, lat_b: float) -> float:
    """Length in metres of the geodesic between two WGS-84 positions in degrees (Vincenty's inverse formula).

    Nearly antipodal positions, for which the iteration does not settle, fall back to the great circle.
    """
    if (lng_a, lat_a) == (lng_b, lat_b):
        return 0.0
    reduced_a = atan((1 - FLATTENING) * tan(radians(lat_a)))
    reduced_b = atan((1 - FLATTENING) * tan(radians(lat_b)))
    sin_a, cos_a, sin_b, cos_b = sin(reduced_a), cos(reduced_a), sin(reduced_b), cos(reduced_b)
    span = turn = radians(lng_b - lng_a)
    for _ in range(MAX_ROUNDS):
        sin_turn, cos_turn = sin(turn), cos(turn)
        sin_arc = hypot(cos_b * sin_turn, cos_a * sin_b - sin_a * cos_b * cos_turn)
        if sin_arc == 0:
            return 0.0
        cos_arc = sin_a * sin_b + cos_a * cos_b * cos_turn
        arc = atan2(sin_arc, cos_arc)
        sin_azimuth = cos_a * cos_b * sin_turn / sin_arc
        cos2_azimuth = 1 - sin_azimuth**2
        middle = cos_arc - 2 * sin_a * sin_b / cos2_azimuth if cos2_azimuth else 0.0
        c = FLATTENING / 16 * cos2_azimuth * (4 + FLATTENING * (4 - 3 * cos2_azimuth))
        before = turn
        turn = span + (1 - c) * FLATTENING * sin_azimuth * (
            arc + c * sin_arc * (middle + c * cos_arc * (2 * middle**2 - 1))
        )
        if abs(turn - before) < 1e-12:
            break
    else:
        return haversine_m(lng_a=lng_a, lat_a=lat_a, lng_b=lng_b, lat_b=lat_b)
    u2 = cos2_azimuth * (EQUATOR_M**2 - POLE_M**2) / POLE_M**2
    big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    shift = (
        big_b
        * sin_arc
        * (
            middle
            + big_b
            / 4
            * (cos_arc * (2 * middle**2 - 1) - big_b / 6 * middle * (4 * sin_arc**2 - 3) * (4 * middle**2 - 3))
        )
    )
    return POLE_M * big_a * (arc - shift)
