"""Buildings with their entrances, and layouts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import (
    FieldError,
    area_errors,
    door_errors,
    footprint_errors,
    geometry_errors,
    range_errors,
    text_errors,
    wrong,
)
from guangsha.catalog.domain.choices import BuildingKind
from guangsha.catalog.domain.errors import UnknownPart
from guangsha.catalog.domain.layout_geometry import layout_problems
from guangsha.catalog.domain.specs import BuildingSpec, BulkResult, EntranceSpec, LayoutSpec
from guangsha.catalog.models import Building, Entrance, Layout, Project
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.rows import row_errors, set_empty, set_stated, twice
from guangsha.catalog.services.shapes import site_errors, standing
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

BATCH = 200


@dataclass(slots=True)
class _Writing:
    """Buildings and entrances sorted into new and changed ones, and what is wrong with them."""

    new: list[Building] = field(default_factory=list)
    updated: list[Building] = field(default_factory=list)
    new_entrances: list[Entrance] = field(default_factory=list)
    changed_entrances: list[Entrance] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    def check_entrances(self) -> None:
        """Lengths, ranges and the order of stacks."""
        for entrance in (*self.new_entrances, *self.changed_entrances):
            self.errors += row_errors(entrance, prefix="entrances.", exclude=("building",))
            self.errors += range_errors("entrances.last_stack", entrance.first_stack, entrance.last_stack)

    def save(self) -> None:
        """Four statements per BATCH rows at most."""
        Building.objects.bulk_create(self.new, batch_size=BATCH)
        if self.updated:
            Building.objects.bulk_update(self.updated, _BUILDING_COLUMNS, batch_size=BATCH)
        Entrance.objects.bulk_create(self.new_entrances, batch_size=BATCH)
        if self.changed_entrances:
            Entrance.objects.bulk_update(self.changed_entrances, _ENTRANCE_COLUMNS, batch_size=BATCH)


def put_buildings(*, actor: Actor, now: datetime, project_id: UUID, buildings: Sequence[BuildingSpec]) -> BulkResult:
    """Add or update buildings by name, entrances by ordinal; those not named stay. ``ids``: building name -> id.

    A new building without ``ordinal`` gets the next one. Raises NotFound, Forbidden, Invalid, UnknownPart (phase).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    known = {building.name: building for building in project.buildings.all()}
    phases = dict(project.phases.values_list("ordinal", "pk"))
    entrances: dict[UUID, dict[int, Entrance]] = defaultdict(dict)
    for entrance in Entrance.objects.filter(building__project=project):
        entrances[entrance.building_id][entrance.ordinal] = entrance
    _require_phases(buildings, phases)
    writing = _Writing(errors=twice([spec.name for spec in buildings], field="buildings"))
    last = max((building.ordinal for building in known.values()), default=0)
    for index, spec in enumerate(buildings):
        prefix = f"buildings[{index}]."
        building = known.get(spec.name)
        fresh = building is None
        if building is None:
            last = spec.ordinal if spec.ordinal is not None else last + 1
            building = known[spec.name] = Building(
                project=project, name=spec.name, ordinal=last, kind=BuildingKind.SLAB
            )
        changed = set_stated(building, _building_fields(spec, phases)) + _emptied(
            building, spec.clear, CLEARABLE_BUILDING
        )
        writing.errors += footprint_errors(f"{prefix}footprint", spec.footprint)
        writing.errors += text_errors({f"{prefix}name": spec.name})
        writing.errors += row_errors(building, prefix=prefix, exclude=("project", "phase", "footprint"))
        doors = entrances[building.pk]
        moved = _entrances(building, spec.entrances, doors, writing)
        writing.errors += _door_errors(prefix, building, spec, doors, reshaped="footprint" in changed)
        if fresh:
            writing.new.append(building)
        elif changed or moved:
            writing.updated.append(building)
    writing.check_entrances()
    if not writing.errors and any(spec.footprint for spec in buildings):
        writing.errors += site_errors(project.site_geometry, standing(known.values()))
    if writing.errors:
        raise Invalid(errors=writing.errors[:100])
    writing.save()
    new, updated = len(writing.new), len(writing.updated)
    _written(project, "buildings", new=new, updated=updated, now=now)
    ids = {spec.name: known[spec.name].pk for spec in buildings}
    return BulkResult(new, updated, len(buildings) - new - updated, ids=ids)


def _require_phases(buildings: Sequence[BuildingSpec], phases: Mapping[int, UUID]) -> None:
    missing = [
        wrong(f"buildings[{index}].phase_ordinal", "unknown")
        for index, spec in enumerate(buildings)
        if spec.phase_ordinal is not None and spec.phase_ordinal not in phases
    ]
    if missing:
        raise UnknownPart(errors=missing)


_BUILDING_COLUMNS = (
    "name_en", "ordinal", "phase", "kind", "footprint", "floors", "floors_below", "floor_height_m", "stacks",
)  # fmt: skip
_ENTRANCE_COLUMNS = ("name", "name_en", "first_stack", "last_stack", "lifts", "place")
_CLEARABLE_ENTRANCE = frozenset({"lifts", "place"})


def _building_fields(spec: BuildingSpec, phases: Mapping[int, UUID]) -> dict[str, Any]:
    return {
        "name_en": spec.name_en,
        "ordinal": spec.ordinal,
        "phase_id": None if spec.phase_ordinal is None else phases[spec.phase_ordinal],
        "kind": spec.kind,
        "footprint": None if spec.footprint is None else [list(corner) for corner in spec.footprint],
        "floors": spec.floors,
        "floors_below": spec.floors_below,
        "floor_height_m": spec.floor_height_m,
        "stacks": spec.stacks,
    }


CLEARABLE_BUILDING = {
    "name_en": "name_en", "phase_ordinal": "phase", "footprint": "footprint", "floors": "floors",
    "floor_height_m": "floor_height_m",
}  # fmt: skip
CLEARABLE_LAYOUT = {
    name: name for name in ("name_en", "orientation", "inner_area", "selling_point", "selling_point_en", "geometry")
}


def _emptied(row: Building | Layout, clear: Iterable[str], columns: Mapping[str, str]) -> list[str]:
    return set_empty(row, [columns[name] for name in clear if name in columns])


def _entrances(
    building: Building, specs: Sequence[EntranceSpec], known: dict[int, Entrance], writing: _Writing
) -> bool:
    """Sort the entrances of one building into new and changed ones; True when there are any. New ones become ``known``."""
    touched = False
    for spec in specs:
        stated = {name: getattr(spec, name) for name in _ENTRANCE_COLUMNS}
        stated["place"] = None if spec.place is None else list(spec.place)
        entrance = known.get(spec.ordinal)
        if entrance is None:
            entrance = known[spec.ordinal] = Entrance(building=building, ordinal=spec.ordinal)
            set_stated(entrance, stated)
            writing.new_entrances.append(entrance)
            touched = True
        elif set_stated(entrance, stated) + set_empty(entrance, spec.clear & _CLEARABLE_ENTRANCE):
            writing.changed_entrances.append(entrance)
            touched = True
    return touched


def _door_errors(
    prefix: str, building: Building, spec: BuildingSpec, known: Mapping[int, Entrance], *, reshaped: bool
) -> list[FieldError]:
    """Doors that are sent stand on the outline; those that are not do so still when it is another one."""
    sent = [entrance.ordinal for entrance in spec.entrances]
    errors = []
    for index, ordinal in enumerate(sent):
        errors += door_errors(f"{prefix}entrances[{index}].place", known[ordinal].place, building.footprint)
    left = [known[ordinal].place for ordinal in known.keys() - set(sent)] if reshaped else []
    if any(door_errors("place", place, building.footprint) for place in left):
        errors.append(wrong(f"{prefix}footprint", "leaves_door"))
    return errors


def _layout_errors(spec: LayoutSpec, stated: Mapping[str, Any], prefix: str) -> list[FieldError]:
    return [
        *area_errors(f"{prefix}built_area", spec.built_area),
        *area_errors(f"{prefix}inner_area", spec.inner_area),
        *range_errors(f"{prefix}inner_area", spec.inner_area, spec.built_area),
        *text_errors({f"{prefix}{name}": value for name, value in stated.items()}),
        *geometry_errors(f"{prefix}geometry", layout_problems(spec.geometry) if spec.geometry else []),
    ]


def put_layouts(*, actor: Actor, now: datetime, project_id: UUID, layouts: Sequence[LayoutSpec]) -> BulkResult:
    """Add or update layouts by code; those not named stay. ``ids``: code -> id.

    Raises NotFound, Forbidden, Invalid.
    """
    project = project_to_change(actor=actor, project_id=project_id)
    known = {layout.code: layout for layout in project.layouts.all()}
    errors = twice([spec.code for spec in layouts], field="layouts")
    new: list[Layout] = []
    updated: list[Layout] = []
    unchanged = 0
    for index, spec in enumerate(layouts):
        prefix = f"layouts[{index}]."
        stated = {name: getattr(spec, name) for name in _LAYOUT_COLUMNS}
        errors += _layout_errors(spec, stated, prefix)
        layout = known.get(spec.code)
        fresh = layout is None
        if layout is None:
            layout = known[spec.code] = Layout(project=project, code=spec.code)
        changed = set_stated(layout, stated) + _emptied(layout, spec.clear, CLEARABLE_LAYOUT)
        errors += row_errors(layout, prefix=prefix, exclude=("project", "geometry"))
        if fresh:
            new.append(layout)
        elif changed:
            updated.append(layout)
        else:
            unchanged += 1
    if errors:
        raise Invalid(errors=errors[:100])
    Layout.objects.bulk_create(new, batch_size=BATCH)
    if updated:
        Layout.objects.bulk_update(updated, _LAYOUT_COLUMNS, batch_size=BATCH)
    _written(project, "layouts", new=len(new), updated=len(updated), now=now)
    return BulkResult(len(new), len(updated), unchanged, ids={spec.code: known[spec.code].pk for spec in layouts})


_LAYOUT_COLUMNS = (
    "name", "name_en", "rooms", "halls", "baths", "orientation", "built_area", "inner_area", "selling_point",
    "selling_point_en", "geometry",
)  # fmt: skip


def _written(project: Project, what: str, *, new: int, updated: int, now: datetime) -> None:
    if new or updated:
        audit(
            action=f"catalog.project.{what}",
            target=f"project:{project.pk}",
            data={"new": new, "updated": updated},
        )
        project_changed(project, now=now)
