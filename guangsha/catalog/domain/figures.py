"""Figures computed from facts: pure functions."""

from decimal import ROUND_HALF_UP, Decimal

from guangsha.catalog.domain.choices import FloorBand
from guangsha.catalog.domain.facts import Basis, DerivedFigures, PermitCoverage, ShownFigures, StatedFigures


def permit_coverage(*, homes: int, permitted: int) -> PermitCoverage:
    """NONE without a permitted home (also without any home), FULL when every home is permitted, else PART."""
    if permitted <= 0 or homes <= 0:
        return PermitCoverage.NONE
    return PermitCoverage.FULL if permitted >= homes else PermitCoverage.PART


def weighted_unit_price(*, total_fen: int, area_m2: Decimal) -> int | None:
    """Fen per m2 over all homes together, half up; None without area."""
    if area_m2 <= 0:
        return None
    return int((Decimal(total_fen) / area_m2).to_integral_value(rounding=ROUND_HALF_UP))


def floor_band(*, floor: int | None, floors: int | None) -> FloorBand:
    """The third of a building of ``floors`` floors in which ``floor`` (1-based) lies; UNKNOWN below ground or unknown."""
    if floor is None or floors is None or floors < 1 or not 1 <= floor <= floors:
        return FloorBand.UNKNOWN
    if floor * 3 <= floors:
        return FloorBand.LOW
    return FloorBand.MID if floor * 3 <= floors * 2 else FloorBand.HIGH


def shown_figures(*, derived: DerivedFigures, stated: StatedFigures) -> ShownFigures:
    """Derived figures where units give them, stated ones elsewhere; a range is never mixed from both."""
    unit_price, unit_price_basis = derived.average_unit_price_fen, Basis.DERIVED
    if unit_price is None:
        unit_price, unit_price_basis = stated.unit_price_fen, Basis.STATED
    totals, total_basis = (derived.total_min_fen, derived.total_max_fen), Basis.DERIVED
    if totals == (None, None):
        totals, total_basis = (stated.total_min_fen, stated.total_max_fen), Basis.STATED
    areas, area_basis = (derived.area_min, derived.area_max), Basis.DERIVED
    if areas == (None, None):
        areas, area_basis = (stated.area_min, stated.area_max), Basis.STATED
    rooms, rooms_basis = derived.rooms, Basis.DERIVED
    if not rooms:
        rooms, rooms_basis = stated.rooms, Basis.STATED
    return ShownFigures(
        unit_price_fen=unit_price,
        unit_price_basis=None if unit_price is None else unit_price_basis,
        total_min_fen=totals[0],
        total_max_fen=totals[1],
        total_basis=None if totals == (None, None) else total_basis,
        area_min=areas[0],
        area_max=areas[1],
        area_basis=None if areas == (None, None) else area_basis,
        rooms=rooms,
        rooms_basis=rooms_basis if rooms else None,
    )
