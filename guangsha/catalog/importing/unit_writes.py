"""The second pass for units: what one command changes, over all the projects it touches."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guangsha.catalog.domain.choices import BuildingKind, PriceReason
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.project_writes import (
    BATCH,
    Applied,
    Step,
    leave_trace,
    new_projects,
    not_older,
    remember,
    said_again,
    said_before,
    save_new_projects,
)
from guangsha.catalog.importing.records import Record, decode
from guangsha.catalog.importing.staging import StagedRow
from guangsha.catalog.models import Building, Entrance, Layout, PriceChange, Project, Unit
from guangsha.catalog.ports import removal_objection
from guangsha.catalog.services.changes import project_changed
from guangsha.catalog.services.prices import price_step
from guangsha.catalog.services.units import renumbered

UNDIVIDED, UNDIVIDED_EN = "不分栋", "Undivided"
Pair = tuple[StagedRow, Record]


class _Parts:
    """The buildings, entrances and layouts that the rows name, those that exist and those to be made."""

    def __init__(self, projects: Mapping[str, Project], fresh: set[UUID], pairs: Sequence[Pair]) -> None:
        known = [project.pk for project in projects.values() if project.pk not in fresh]
        self.buildings: dict[tuple[UUID, str], Building] = {}
        self.entrances: dict[tuple[UUID, int], Entrance] = {}
        self.new_buildings: list[Building] = []
        self.new_entrances: list[Entrance] = []
        self._last: dict[UUID, int] = {}
        for building in Building.objects.filter(project_id__in=known).defer("footprint"):
            self.buildings[building.project_id, building.name] = building
            self._last[building.project_id] = max(self._last.get(building.project_id, 0), building.ordinal)
        if any(record.entrance is not None for _, record in pairs):
            for entrance in Entrance.objects.filter(building__project_id__in=known):
                self.entrances[entrance.building_id, entrance.ordinal] = entrance
        codes = {record.layout for _, record in pairs if record.layout}
        self.layouts: dict[tuple[UUID, str], Layout] = {}
        if codes:
            found = Layout.objects.filter(project_id__in=known, code__in=codes).defer("geometry")
            self.layouts = {(layout.project_id, layout.code): layout for layout in found}

    def building(self, project: Project, name: str) -> Building:
        """The building called ``name``; without a name the one that stands for all of an undivided community."""
        key = (project.pk, name or UNDIVIDED)
        found = self.buildings.get(key)
        if found is None:
            self._last[project.pk] = self._last.get(project.pk, 0) + 1
            found = Building(project=project, ordinal=self._last[project.pk], name=key[1])
            if not name:
                found.name_en, found.kind = UNDIVIDED_EN, BuildingKind.UNDIVIDED.value
            self.buildings[key] = found
            self.new_buildings.append(found)
        return found

    def entrance(self, building: Building, ordinal: int | None) -> Entrance | None:
        """The stairwell of that number."""
        if ordinal is None:
            return None
        found = self.entrances.get((building.pk, ordinal))
        if found is None:
            found = Entrance(building=building, ordinal=ordinal, name=f"{ordinal}单元", name_en=f"Entrance {ordinal}")
            self.entrances[building.pk, ordinal] = found
            self.new_entrances.append(found)
        return found

    def save(self, units: Sequence[Unit]) -> None:
        """Insert what was missing and ``units`` stand in; a refused row leaves no empty building behind."""
        buildings = {unit.building_id for unit in units}
        entrances = {unit.entrance_id for unit in units}
        Building.objects.bulk_create([row for row in self.new_buildings if row.pk in buildings], batch_size=BATCH)
        Entrance.objects.bulk_create([row for row in self.new_entrances if row.pk in entrances], batch_size=BATCH)


def projects_of(
    source: str, project_ids: Sequence[str], *, lock: bool = False, only_of: UUID | None = None
) -> dict[str, Project]:
    """Projects by the id a file names them with: this source's id, else their slug; those of one company, or of all."""
    among = Project.objects.select_for_update() if lock else Project.objects.all()
    if only_of is not None:
        among = among.filter(organisation_id=only_of)
    found = {project.source_id: project for project in among.filter(source=source, source_id__in=project_ids)}
    missing = [item for item in project_ids if item not in found]
    if missing:
        found |= {project.slug: project for project in among.filter(slug__in=missing)}
    return found


def apply_units(rows: Sequence[StagedRow], step: Step, *, project_source: str, create: bool) -> Applied:
    """Add or update the units of these rows, each whole, with the buildings they stand in.

    A project that is not there is made as a draft when ``create`` says so, else its rows come back as notes and count as
    nothing. Raises VersionConflict when somebody changed one of the projects meanwhile.
    """
    applied = Applied()
    pairs: list[Pair] = [(row, decode(row.payload)) for row in rows]
    projects, fresh = _projects(step, pairs, project_source, create)
    pairs = [pair for pair in pairs if pair[1].project_id in projects or _orphan(pair, applied)]
    before = said_before(step.source, [row.key for row, _ in pairs])
    fresh_ids = {project.pk for project in fresh}
    parts = _Parts(projects, fresh_ids, pairs)
    known = _known_units(projects, fresh_ids, pairs)
    there = ((row, record, (projects[record.project_id].pk, record.unit_id) in known) for row, record in pairs)
    meanwhile = not_older(step, there, before, applied)
    new: list[Unit] = []
    updated: dict[UUID, tuple[Unit, set[str]]] = {}
    prices: list[PriceChange] = []
    done: dict[str, tuple[StagedRow, Record, UUID]] = {}
    touched: dict[UUID, Project] = {project.pk: project for project in fresh}
    for row, record in (pair for pair in pairs if pair[0].key in meanwhile):
        project = projects[record.project_id]
        unit = known.get((project.pk, record.unit_id))
        said = before.get(row.key)
        outcome = "unchanged"
        if unit is None or said is None or not row.is_known(said.row_sha256):
            is_new = unit is None and row.key not in step.earlier
            if unit is None:
                unit = Unit(project=project, identity=record.unit_id, created_at=step.now)
            for earlier in meanwhile[row.key]:
                _set(unit, _stated(project, earlier, parts, row, Applied()))
            old_fen = None if is_new else unit.filed_price_fen
            stated = _stated(project, record, parts, row, applied)
            if not is_new and _moves_held(unit, stated):
                applied.notes.append((row.row, Problem("", record.unit_id, "unit_in_use")))
                continue
            changed = _set(unit, stated)
            if is_new:
                outcome = "new"
                new.append(unit)
            elif changed:
                outcome = "updated"
                updated[unit.pk] = (unit, changed)
            if outcome != "unchanged":
                touched[project.pk] = project
                prices += _price(step, project, unit, old_fen, record)
            done[row.key] = (row, record, unit.pk)
        else:
            done |= said_again(row, record, said)
        applied.outcomes.append((row.key, outcome))
    applied.price_changes = sum(item.old_fen is not None for item in prices)
    if step.writes:
        save_new_projects(fresh, [])
        _save(parts, new, updated, prices)
        remember(step, done, before)
        _tell(step, touched, new, [unit for unit, _ in updated.values()], prices)
    return applied


def _projects(step: Step, pairs: Sequence[Pair], source: str, create: bool) -> tuple[dict[str, Project], list[Project]]:
    first: dict[str, Record] = {}
    for _, record in pairs:
        first.setdefault(record.project_id, record)
    found = projects_of(source, list(first), lock=step.writes, only_of=step.only_of)
    if not create:
        return found, []
    at_source = Step(step.actor, step.now, source, step.organisation_id, step.run_id)
    fresh = new_projects(at_source, {key: record.project for key, record in first.items() if key not in found})
    return found | fresh, list(fresh.values())


def _orphan(pair: Pair, applied: Applied) -> bool:
    row, record = pair
    applied.notes.append((row.row, Problem("", record.project_id, "unknown_project")))
    return False


def _known_units(
    projects: Mapping[str, Project], fresh: set[UUID], pairs: Sequence[Pair]
) -> dict[tuple[UUID, str], Unit]:
    ids = [project.pk for project in projects.values() if project.pk not in fresh]
    identities = [record.unit_id for _, record in pairs]
    if not ids:
        return {}
    found = Unit.objects.filter(project_id__in=ids, identity__in=identities)
    return {(unit.project_id, unit.identity): unit for unit in found}


def _stated(project: Project, record: Record, parts: _Parts, row: StagedRow, applied: Applied) -> dict[str, Any]:
    """The columns a record states. Where a layout is named, rooms, halls and orientation it does not state are the layout's."""
    stated: dict[str, Any] = dict(record.unit or {})
    building = parts.building(project, record.building)
    stated["building_id"] = building.pk
    entrance = parts.entrance(building, record.entrance)
    if entrance is not None:
        stated["entrance_id"] = entrance.pk
    if record.layout:
        layout = parts.layouts.get((project.pk, record.layout))
        if layout is None:
            applied.notes.append((row.row, Problem("", record.layout, "unknown_layout")))
        else:
            stated["layout_id"] = layout.pk
            for name in ("rooms", "halls", "orientation"):
                stated.setdefault(name, getattr(layout, name))
    stated["removed_at"] = None  # a unit that is named again is for sale again
    return stated


def _moves_held(unit: Unit, stated: Mapping[str, Any]) -> bool:
    """Whether a unit that somebody holds or bought would get another place than it is known by."""
    columns = ("building_id", "entrance_id", "floor", "number")
    after = tuple(stated.get(name, getattr(unit, name)) for name in columns)
    return renumbered(unit.place(), after) and removal_objection(unit_id=unit.pk, leaving_at=None) is not None


def _set(unit: Unit, stated: Mapping[str, Any]) -> set[str]:
    changed = {name for name, value in stated.items() if getattr(unit, name) != value}
    for name in changed:
        setattr(unit, name, stated[name])
    return changed


def _price(step: Step, project: Project, unit: Unit, old_fen: int | None, record: Record) -> list[PriceChange]:
    if unit.filed_price_fen is None or unit.filed_price_fen == old_fen:
        return []
    return [
        price_step(
            project=project,
            unit=unit,
            old_fen=old_fen,
            new_fen=unit.filed_price_fen,
            reason=PriceReason.IMPORT,
            as_of=record.as_of or unit.filed_on,
            now=step.now,
        )
    ]


def _save(
    parts: _Parts, new: Sequence[Unit], updated: Mapping[UUID, tuple[Unit, set[str]]], prices: Sequence[PriceChange]
) -> None:
    parts.save([*new, *(unit for unit, _ in updated.values())])
    Unit.objects.bulk_create(new, batch_size=BATCH)
    PriceChange.objects.bulk_create(prices, batch_size=BATCH)
    if not updated:
        return
    columns = sorted({name.removesuffix("_id") for _, changed in updated.values() for name in changed})
    Unit.objects.bulk_update([unit for unit, _ in updated.values()], columns, batch_size=BATCH)


def _tell(
    step: Step,
    touched: Mapping[UUID, Project],
    new: Sequence[Unit],
    updated: Sequence[Unit],
    prices: Sequence[PriceChange],
) -> None:
    counted = {
        "new": Counter(unit.project_id for unit in new),
        "updated": Counter(unit.project_id for unit in updated),
        "price_changes": Counter(item.project_id for item in prices if item.old_fen is not None),
    }
    for project in touched.values():
        project_changed(project, now=step.now)
        leave_trace(step, "units", project.pk, {what: counts[project.pk] for what, counts in counted.items()})
