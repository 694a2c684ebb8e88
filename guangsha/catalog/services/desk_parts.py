"""What the listing desk writes besides buildings and layouts: units, permits, progress and files of a candidate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import text_errors, wrong
from guangsha.catalog.domain.errors import UnitInUse, UnknownPart
from guangsha.catalog.domain.specs import UnitSpec
from guangsha.catalog.models import Building, Media, Permit, Progress, Unit
from guangsha.catalog.ports import removal_objection
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.desk import Saved, ids_of
from guangsha.catalog.services.removals import remove_permit
from guangsha.catalog.services.rows import row_errors, twice
from guangsha.catalog.services.surroundings import report_progress
from guangsha.catalog.services.units import put_units, remove_unit
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

LOOKUP = 400
FILLED = ("kind", "built_area")
"""What a spec must state: where an editor leaves it out, it stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEdit:
    """Some fields of one unit; a new one needs building and area. ``clear`` names fields to empty."""

    identity: str
    values: Mapping[str, Any]
    clear: frozenset[str] = frozenset()


def _stored(project_id: UUID, identities: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(identities), LOOKUP):
        rows = Unit.objects.filter(project=project_id, identity__in=identities[start : start + LOOKUP])
        for row in rows.values("identity", "building__name", *FILLED):
            found[row["identity"]] = {"building": row["building__name"], **{name: row[name] for name in FILLED}}
    return found


def unit_specs(project_id: UUID, edits: Sequence[UnitEdit]) -> list[UnitSpec]:
    """The edits as whole specs. Raises Invalid for a new unit without building or area."""
    stored = _stored(project_id, [edit.identity for edit in edits])
    errors = []
    specs = []
    for index, edit in enumerate(edits):
        values = {**stored.get(edit.identity, {}), **edit.values}
        lacking = [name for name in ("building", "built_area") if values.get(name) is None]
        if lacking:
            errors += [wrong(f"units[{index}].{name}", "missing") for name in lacking]
        else:
            specs.append(UnitSpec(identity=edit.identity, clear=edit.clear, **values))
    if errors:
        raise Invalid(errors=errors[:100])
    return specs


def write_units(
    *, actor: Actor, now: datetime, project_id: UUID, edits: Sequence[UnitEdit], remove: Sequence[str] = ()
) -> Saved:
    """Take units away, then add or change others, by identity. Raises what ``put_units`` and ``remove_unit`` raise."""
    project_to_change(actor=actor, project_id=project_id)
    rows = Unit.objects.filter(project_id=project_id, identity__in=remove, removed_at=None)
    for unit_id in ids_of(remove, dict(rows.values_list("identity", "pk")), field="remove"):
        remove_unit(actor=actor, now=now, unit_id=unit_id)
    result = put_units(actor=actor, now=now, project_id=project_id, units=unit_specs(project_id, edits))
    return Saved.of(result, removed=len(remove))


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitEdit:
    """A pre-sale permit, found again by ``number``, with all the buildings it names."""

    number: str
    issuer: str = ""
    issuer_en: str = ""
    issued_on: date | None = None
    building_names: Sequence[str] = ()


def write_permits(
    *, actor: Actor, now: datetime, project_id: UUID, permits: Sequence[PermitEdit], remove: Sequence[str] = ()
) -> Saved:
    """Take permits away, then add or change others. A unit in use keeps a permit that covers it.

    Raises NotFound, Forbidden, Invalid, UnknownPart (building, permit), UnitInUse.
    """
    project = project_to_change(actor=actor, project_id=project_id)
    rows = Permit.objects.filter(project=project, number__in=remove)
    for permit_id in ids_of(remove, dict(rows.values_list("number", "pk")), field="remove"):
        remove_permit(actor=actor, now=now, permit_id=permit_id)
    if errors := twice([permit.number for permit in permits], field="permits"):
        raise Invalid(errors=errors)
    buildings = dict(Building.objects.filter(project=project).values_list("name", "pk"))
    done = [_write_permit(edit, index, project_id, buildings) for index, edit in enumerate(permits)]
    new, updated = done.count("new"), done.count("updated")
    if new or updated:
        project = project_to_change(actor=actor, project_id=project_id)
        audit(action="catalog.project.permits", target=f"project:{project_id}", data={"new": new, "updated": updated})
        project_changed(project, now=now)
    return Saved(new, updated, done.count("unchanged"), len(remove))


def _write_permit(edit: PermitEdit, index: int, project_id: UUID, buildings: Mapping[str, UUID]) -> str:
    prefix = f"permits[{index}]."
    missing = [wrong(f"{prefix}building_names", name) for name in edit.building_names if name not in buildings]
    if missing:
        raise UnknownPart(errors=missing)
    permit = Permit.objects.filter(project_id=project_id, number=edit.number).first()
    fresh = permit is None
    permit = permit or Permit(project_id=project_id, number=edit.number)
    before = (permit.issuer, permit.issuer_en, permit.issued_on)
    permit.issuer, permit.issuer_en, permit.issued_on = edit.issuer, edit.issuer_en, edit.issued_on
    errors = text_errors({f"{prefix}issuer": edit.issuer, f"{prefix}number": edit.number})
    errors += row_errors(permit, prefix=prefix, exclude=("project",))
    if errors:
        raise Invalid(errors=errors)
    wanted = {buildings[name] for name in edit.building_names}
    covered = set() if fresh else set(permit.buildings.values_list("pk", flat=True))
    if not fresh and wanted == covered and before == (permit.issuer, permit.issuer_en, permit.issued_on):
        return "unchanged"
    _require_covered(permit, covered - wanted)
    permit.save()
    permit.buildings.set(Building.objects.filter(pk__in=wanted))
    return "new" if fresh else "updated"


def _require_covered(permit: Permit, leaving: set[UUID]) -> None:
    """Raises UnitInUse when a unit in use would be left without a permit."""
    covered_otherwise = Building.objects.filter(permits__in=Permit.objects.exclude(pk=permit.pk))
    alone = Unit.objects.filter(building__in=leaving, removed_at=None).exclude(building__in=covered_otherwise)
    for unit_id in alone.order_by("pk").values_list("pk", flat=True):
        objection = removal_objection(unit_id=unit_id, leaving_at=None)
        if objection is not None:
            raise UnitInUse(unit_id=str(unit_id), reason=objection)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEdit:
    """A dated statement of how far construction is, found again by its day and title."""

    reported_on: date
    title: str
    title_en: str = ""
    body: str = ""
    body_en: str = ""
    building_name: str | None = None
    floors_done: int | None = None


def write_progress(*, actor: Actor, now: datetime, project_id: UUID, reports: Sequence[ReportEdit]) -> Saved:
    """The construction reports are these, and no others. A report that stays the same keeps its pictures.

    Raises NotFound, Forbidden, Invalid, UnknownPart (building).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    if errors := twice([(report.reported_on, report.title) for report in reports], field="reports"):
        raise Invalid(errors=errors)
    known = {
        (row.reported_on, row.title): row for row in Progress.objects.filter(project=project).select_related("building")
    }
    wanted = {(report.reported_on, report.title): report for report in reports}
    stale = [row for key, row in known.items() if key not in wanted or not _says(row, wanted[key])]
    new = updated = 0
    for row in stale:
        row.delete()
    for key, report in wanted.items():
        stood = known.get(key)
        if stood is not None and stood not in stale:
            continue
        new, updated = new + (stood is None), updated + (stood is not None)
        report_progress(
            actor=actor,
            now=now,
            project_id=project_id,
            reported_on=report.reported_on,
            title=report.title,
            title_en=report.title_en,
            body=report.body,
            body_en=report.body_en,
            building_name=report.building_name,
            floors_done=report.floors_done,
        )
    removed = len(known.keys() - wanted.keys())
    if removed and not new and not updated:
        audit(action="catalog.progress.remove", target=f"project:{project_id}", data={"reports": removed})
        project_changed(project, now=now)
    return Saved(new, updated, len(wanted) - new - updated, removed)


def _says(row: Progress, report: ReportEdit) -> bool:
    building = row.building.name if row.building else None
    said = (row.title_en, row.body, row.body_en, building, row.floors_done)
    return said == (report.title_en, report.body, report.body_en, report.building_name, report.floors_done)


def file_ids(project_id: UUID, hashes: Sequence[str]) -> list[UUID]:
    """The files of a listing (not of its reports) with these contents. Raises UnknownPart."""
    rows = Media.objects.filter(project_id=project_id, sha256__in=hashes, progress=None)
    return ids_of(hashes, dict(rows.values_list("sha256", "pk")), field="files")
