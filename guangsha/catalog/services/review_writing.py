"""Writing cells back: an approved draft, or an older version, into the tables. Values come from rows that were checked once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import ProtectedError

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.errors import NotRestorable, UnitInUse
from guangsha.catalog.domain.review_cells import (
    BUILDING_PLAIN,
    LAYOUT_PLAIN,
    UNIT_ASPECTS,
    cell_parts,
    project_columns,
)
from guangsha.catalog.models import (
    Building,
    Entrance,
    Layout,
    Media,
    Permit,
    Phase,
    PointOfInterest,
    Progress,
    Project,
    Unit,
)
from guangsha.catalog.ports import removal_objection
from guangsha.catalog.services.changes import project_changed
from guangsha.catalog.services.measuring import measure_again
from guangsha.catalog.services.prices import price_step
from guangsha.catalog.services.rows import set_columns
from guangsha.catalog.services.units import require_place_free

Delta = Mapping[str, Any]
Aspects = dict[str, Any]
ENTRANCE_PLAIN = ("name", "name_en", "first_stack", "last_stack", "lifts", "place")
PERMIT_PLAIN = ("issuer", "issuer_en", "issued_on")
REPORT_PLAIN = ("reported_on", "title", "title_en", "body", "body_en", "floors_done")
PHASE_PLAIN = ("name", "name_en", "opening_on", "handover_on")


class _Writer:
    """One delta on its way into the tables of one project."""

    def __init__(self, project: Project, delta: Delta, files: Mapping[str, Any], now: datetime, gone: set[str]) -> None:
        self.project, self.files, self.now, self.gone = project, files, now, gone
        self.parts: dict[str, dict[str, Aspects]] = defaultdict(lambda: defaultdict(dict))
        for name, value in delta.items():
            part, key, aspect = cell_parts(name)
            self.parts[part][key][aspect] = value

    def write(self) -> None:
        """Everything, in an order in which each part finds what it names."""
        self._project()
        self._phases()
        self._buildings()
        self._layouts()
        self._units()
        self._permits()
        self._surroundings()
        self._progress()
        self._media()
        self._remove()

    def _goes(self, part: str, key: str) -> bool:
        return f"{part}|{key}" in self.gone

    def _project(self) -> None:
        columns = dict(project_columns(self.parts["project"][""]))
        if not columns:
            return
        old = self.project.stated_unit_price_fen
        set_columns(self.project, columns)
        self.project.save(update_fields=list(columns))
        if {"lng", "lat"} & set(columns):
            measure_again(self.project)
        new = self.project.stated_unit_price_fen
        if "stated_unit_price_fen" in columns and new is not None and new != old:
            self._step(None, old, new)

    def _step(self, unit: Unit | None, old: int | None, new: int) -> None:
        reason = PriceReason.FILING if unit else PriceReason.CORRECTION
        price_step(
            project=self.project, unit=unit, old_fen=old, new_fen=new, reason=reason, as_of=None, now=self.now
        ).save(force_insert=True)

    def _rows(self, part: str) -> Iterable[tuple[str, Aspects]]:
        return [(key, aspects) for key, aspects in self.parts[part].items() if not self._goes(part, key)]

    def _phases(self) -> None:
        known = {str(phase.ordinal): phase for phase in self.project.phases.all()}
        for key, aspects in self._rows("phases"):
            phase = known.get(key) or Phase(project=self.project, ordinal=int(key))
            set_columns(phase, {name: aspects["facts"].get(name) for name in PHASE_PLAIN})
            phase.save()

    def _buildings(self) -> None:
        known = {building.name: building for building in self.project.buildings.all()}
        phases = dict(self.project.phases.values_list("ordinal", "pk"))
        for key, aspects in self._rows("buildings"):
            building = known.get(key) or Building(project=self.project, name=key, ordinal=len(known) + 1)
            known[key] = building
            set_columns(building, {name: aspects[name] for name in BUILDING_PLAIN if name in aspects})
            if "phase" in aspects:
                building.phase_id = phases.get(aspects["phase"])
            building.save()
            if "entrances" in aspects:
                self._entrances(building, aspects["entrances"] or [])

    def _entrances(self, building: Building, wanted: list[dict[str, Any]]) -> None:
        known = {entrance.ordinal: entrance for entrance in building.entrances.all()}
        for facts in wanted:
            entrance = known.pop(facts["ordinal"], None) or Entrance(building=building, ordinal=facts["ordinal"])
            set_columns(entrance, {name: facts.get(name) for name in ENTRANCE_PLAIN})
            entrance.save()
        for entrance in known.values():
            self._delete(entrance, f"buildings[{building.name}].entrances")

    def _layouts(self) -> None:
        known = {layout.code: layout for layout in self.project.layouts.all()}
        for key, aspects in self._rows("layouts"):
            layout = known.get(key) or Layout(project=self.project, code=key)
            set_columns(layout, {name: aspects[name] for name in LAYOUT_PLAIN if name in aspects})
            set_columns(layout, aspects.get("area") or {})
            layout.save()

    def _units(self) -> None:
        if not self.parts["units"]:
            return
        known = {unit.identity: unit for unit in self.project.units.all()}
        buildings = dict(self.project.buildings.values_list("name", "pk"))
        layouts = dict(self.project.layouts.values_list("code", "pk"))
        entrances = {
            (building, name): pk
            for building, name, pk in Entrance.objects.filter(building__project=self.project).values_list(
                "building_id", "name", "pk"
            )
        }
        for key, aspects in self._rows("units"):
            unit = known.get(key) or Unit(project=self.project, identity=key, created_at=self.now)
            before = unit.filed_price_fen
            stood = unit.place()
            for aspect, value in aspects.items():
                values = {name: (value or {}).get(name) for name in UNIT_ASPECTS[aspect]}
                if aspect == "place":
                    unit.building_id = buildings[str(values.pop("building_name"))]
                    unit.entrance_id = entrances.get((unit.building_id, str(values.pop("entrance_name") or "")))
                if aspect == "facts":
                    unit.layout_id = layouts.get(str(values.pop("layout_code") or ""))
                set_columns(unit, values)
            if key in known:
                require_place_free(unit, stood)
            unit.removed_at = None
            unit.save()
            if unit.filed_price_fen is not None and unit.filed_price_fen != before:
                self._step(unit, before, unit.filed_price_fen)

    def _permits(self) -> None:
        known = {permit.number: permit for permit in self.project.permits.all()}
        buildings = {building.name: building for building in self.project.buildings.all()}
        for key, aspects in self._rows("permits"):
            permit = known.get(key) or Permit(project=self.project, number=key)
            set_columns(permit, {name: aspects["facts"][name] for name in PERMIT_PLAIN})
            permit.save()
            permit.buildings.set([buildings[name] for name in aspects["facts"]["building_names"] if name in buildings])

    def _surroundings(self) -> None:
        if "" not in self.parts["surroundings"]:
            return
        self.project.surroundings.all().delete()
        places = self.parts["surroundings"][""]["places"] or []
        PointOfInterest.objects.bulk_create(
            [PointOfInterest(project=self.project, **place) for place in places], batch_size=100
        )

    def _progress(self) -> None:
        known = {f"{report.reported_on.isoformat()} {report.title}": report for report in self.project.progress.all()}
        buildings = dict(self.project.buildings.values_list("name", "pk"))
        for key, aspects in self._rows("progress"):
            report = known.get(key) or Progress(project=self.project)
            set_columns(report, {name: aspects["report"][name] for name in REPORT_PLAIN})
            report.building_id = buildings.get(aspects["report"]["building_name"])
            report.save()

    def _media(self) -> None:
        layouts = dict(self.project.layouts.values_list("code", "pk"))
        for key, aspects in self._rows("media"):
            facts = aspects["file"]
            focal_x, focal_y = facts["focal"]
            said = {"alt": facts["alt"], "alt_en": facts["alt_en"], "focal_x": focal_x, "focal_y": focal_y}
            if Media.objects.filter(project=self.project, sha256=key, progress=None).update(**said):
                continue
            file = self.files.get(key)
            if file is None:
                raise NotRestorable(errors=[wrong(f"media[{key}]", "file_gone")])
            Media.objects.create(
                project=self.project,
                layout_id=layouts.get(file["layout_code"]),
                kind=facts["kind"],
                sha256=key,
                created_at=self.now,
                **{**file["columns"], **said},
            )

    def _remove(self) -> None:
        """What goes, from the leaves inward."""
        for key in self._going("units"):
            unit = Unit.objects.get(project=self.project, identity=key)
            objection = removal_objection(unit_id=unit.pk, leaving_at=self.now)
            if objection is not None:
                raise UnitInUse(unit_id=str(unit.pk), reason=objection)
            Unit.objects.filter(pk=unit.pk, removed_at=None).update(removed_at=self.now)
        Media.objects.filter(project=self.project, sha256__in=self._going("media"), progress=None).delete()
        Permit.objects.filter(project=self.project, number__in=self._going("permits")).delete()
        for report in self.project.progress.all():
            if f"{report.reported_on.isoformat()} {report.title}" in self._going("progress"):
                report.delete()
        for building in Building.objects.filter(project=self.project, name__in=self._going("buildings")):
            for entrance in building.entrances.all():
                self._delete(entrance, f"buildings[{building.name}]")
            self._delete(building, f"buildings[{building.name}]")
        for layout in Layout.objects.filter(project=self.project, code__in=self._going("layouts")):
            self._delete(layout, f"layouts[{layout.code}]")
        for phase in Phase.objects.filter(project=self.project, ordinal__in=self._going("phases")):
            self._delete(phase, f"phases[{phase.ordinal}]")

    def _going(self, part: str) -> list[str]:
        return [key for key in self.parts[part] if self._goes(part, key)]

    def _delete(self, row: models.Model, path: str) -> None:
        try:
            row.delete()
        except ProtectedError as error:
            raise NotRestorable(errors=[wrong(path, "in_use")]) from error


def _gone(base: Delta, delta: Delta) -> set[str]:
    """``part|key`` of what is there in ``base`` and would have no cell left."""
    left = {"|".join(cell_parts(name)[:2]) for name, value in {**base, **delta}.items() if value is not None}
    return {"|".join(cell_parts(name)[:2]) for name in delta} - left


def write_delta(
    *, project: Project, base: Delta, delta: Delta, files: Mapping[str, Any], now: datetime, why: str
) -> None:
    """Write ``delta``, which starts from ``base``, into the tables of ``project``; nothing when it is empty.

    Raises UnitInUse (a unit that is held or sold would go or be renumbered), NotRestorable (something still needs what would
    go, or a file is gone), VersionConflict.
    """
    if not delta:
        return
    _Writer(project, delta, files, now, _gone(base, delta)).write()
    audit(action="catalog.project.write_draft", target=f"project:{project.pk}", data={"cells": len(delta), "why": why})
    project_changed(project, now=now)


def files_of(project_id: UUID) -> dict[str, Any]:
    """What is needed to make each file of a project part of it again, by the hash of its content."""
    plain = ("ordinal", "variants", "content_type", "size_bytes", "width", "height", "focal_x", "focal_y")
    return {
        row.sha256: {
            "layout_code": row.layout.code if row.layout else "",
            "columns": {name: getattr(row, name) for name in plain},
        }
        for row in Media.objects.filter(project_id=project_id, progress=None).select_related("layout")
    }
