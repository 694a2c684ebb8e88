"""Units as facts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from guangsha.catalog.domain.choices import FitOut, FloorBand, Orientation, UnitKind
from guangsha.catalog.domain.figures import floor_band
from guangsha.catalog.domain.part_facts import UnitFacts
from guangsha.catalog.models import Unit
from guangsha.catalog.selectors.parts import permit_numbers_by_building
from guangsha.catalog.selectors.visibility import public_ref_of_unit, public_rows
from guangsha.kit.ids import parse_id
from guangsha.kit.money import unit_price_fen
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor

MAX_LIMIT = 200
MAX_EVERY = 20_000


class UnitRow(NamedTuple):
    """A unit with the names of its parts, as one query brings it; fields in the order of UNIT_COLUMNS."""

    id: UUID
    project_id: UUID
    project_slug: str
    building_id: UUID
    building_name: str
    building_name_en: str
    building_floors: int | None
    entrance_id: UUID | None
    entrance_name: str | None
    entrance_name_en: str | None
    layout_id: UUID | None
    layout_code: str | None
    baths: int | None
    kind: str
    number: str
    floor: int | None
    floors_total: int | None
    floor_band: str
    stack: int | None
    rooms: int | None
    halls: int | None
    orientation: str
    fit_out: str
    built_area: Decimal
    inner_area: Decimal | None
    filed_price_fen: int | None
    filed_on: date | None
    built_year: int | None


UNIT_COLUMNS = (
    "id", "project_id", "project__slug", "building_id", "building__name", "building__name_en", "building__floors",
    "entrance_id", "entrance__name", "entrance__name_en", "layout_id", "layout__code", "layout__baths", "kind",
    "number", "floor", "floors_total", "floor_band", "stack", "rooms", "halls", "orientation", "fit_out",
    "built_area", "inner_area", "filed_price_fen", "filed_on", "built_year",
)  # fmt: skip


def unit_facts(row: UnitRow, *, permit_numbers: Mapping[UUID, tuple[str, ...]]) -> UnitFacts:
    """A row as facts; ``permit_numbers`` by building id."""
    floors = row.floors_total if row.floors_total is not None else row.building_floors
    band = FloorBand(row.floor_band)
    priced = row.filed_price_fen is not None
    return UnitFacts(
        id=row.id,
        project_id=row.project_id,
        project_slug=row.project_slug,
        building_id=row.building_id,
        building_name=row.building_name,
        building_name_en=row.building_name_en,
        entrance_id=row.entrance_id,
        entrance_name=row.entrance_name or "",
        entrance_name_en=row.entrance_name_en or "",
        layout_id=row.layout_id,
        layout_code=row.layout_code or "",
        kind=UnitKind(row.kind),
        number=row.number,
        floor=row.floor,
        floors_total=floors,
        floor_band=band if band is not FloorBand.UNKNOWN else floor_band(floor=row.floor, floors=floors),
        stack=row.stack,
        rooms=row.rooms,
        halls=row.halls,
        baths=row.baths,
        orientation=Orientation(row.orientation),
        fit_out=FitOut(row.fit_out),
        built_area=row.built_area,
        inner_area=row.inner_area,
        filed_price_fen=row.filed_price_fen,
        filed_on=row.filed_on,
        unit_price_fen=unit_price_fen(row.filed_price_fen or 0, row.built_area) if priced else None,
        built_year=row.built_year,
        permit_numbers=permit_numbers.get(row.building_id, ()),
    )


def _public_units(project_id: UUID) -> QuerySet[Unit]:
    return Unit.objects.filter(project__in=public_rows(), project_id=project_id, removed_at=None)


def _facts(rows: QuerySet[Unit], project_id: UUID) -> list[UnitFacts]:
    numbers = permit_numbers_by_building([project_id])
    return [unit_facts(UnitRow(*row), permit_numbers=numbers) for row in rows.values_list(*UNIT_COLUMNS)]


def every_unit_of(*, project_id: UUID) -> list[UnitFacts]:
    """All units of a public project by building, floor and stack (at most MAX_EVERY): for the unit board. Two queries."""
    rows = _public_units(project_id).order_by("building__ordinal", "building_id", "floor", "stack", "id")
    return _facts(rows[:MAX_EVERY], project_id)


def units_of(
    *,
    project_id: UUID,
    cursor: str | None = None,
    limit: int = 50,
    kind: UnitKind | None = None,
    building_id: UUID | None = None,
    layout_id: UUID | None = None,
    rooms: int | None = None,
) -> Page[UnitFacts]:
    """One page of a public project's units in the order of their ids. Raises BadCursor. Two queries."""
    rows = _public_units(project_id)
    filters: dict[str, Any] = {"kind": kind, "building_id": building_id, "layout_id": layout_id, "rooms": rooms}
    rows = rows.filter(**{name: value for name, value in filters.items() if value is not None})
    if cursor is not None:
        after = parse_id(decode_cursor(cursor, kinds=[str])[0])
        if after is None:
            raise BadCursor()
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, MAX_LIMIT))
    found = _facts(rows.order_by("id")[: limit + 1], project_id)
    more = len(found) > limit
    return Page(found[:limit], encode_cursor([str(found[limit - 1].id)]) if more else None)


def unit_by_id(*, unit_id: UUID) -> UnitFacts:
    """One unit of a public project. Raises NotFound, Gone (unit removed or project taken down). Four queries."""
    ref = public_ref_of_unit(unit_id=unit_id)
    return _facts(Unit.objects.filter(pk=unit_id), ref.id)[0]


def units_by_id(*, unit_ids: list[UUID]) -> list[UnitFacts]:
    """The units among ``unit_ids`` that are public now, in the order given (compare, favourites). Two queries."""
    rows = Unit.objects.filter(project__in=public_rows(), pk__in=unit_ids[:MAX_LIMIT], removed_at=None)
    read = [UnitRow(*row) for row in rows.values_list(*UNIT_COLUMNS)]
    numbers = permit_numbers_by_building(sorted({row.project_id for row in read}))
    found = {row.id: unit_facts(row, permit_numbers=numbers) for row in read}
    return [found[unit_id] for unit_id in dict.fromkeys(unit_ids) if unit_id in found]
