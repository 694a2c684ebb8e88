"""Parts of a project that were put in by mistake. What something refers to stays; its history would lose its subject."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import FieldError, wrong
from guangsha.catalog.domain.errors import PartInUse, UnitInUse
from guangsha.catalog.models import Building, Entrance, Layout, Media, Permit, Progress, Project, Unit
from guangsha.catalog.ports import removal_objection
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound


def _project_of(rows: "QuerySet[Building] | QuerySet[Layout] | QuerySet[Permit]", actor: Actor, what: str) -> Project:
    project_id = rows.values_list("project_id", flat=True).first()
    if project_id is None:
        raise NotFound(what)
    return project_to_change(actor=actor, project_id=project_id)


def _require_free(**referring: "QuerySet[Unit] | QuerySet[Permit] | QuerySet[Progress] | QuerySet[Media]") -> None:
    """Raises PartInUse, saying how many rows of what refer to it."""
    counts = {what: rows.count() for what, rows in referring.items()}
    errors: list[FieldError] = [wrong(what, "in_use") for what, count in counts.items() if count]
    if errors:
        raise PartInUse(errors=errors, counts={what: count for what, count in counts.items() if count})


def _gone(project: Project, what: str, *, now: datetime, part_id: UUID, name: str) -> None:
    audit(
        action=f"catalog.{what}.remove",
        target=f"project:{project.pk}",
        data={f"{what}_id": str(part_id), "name": name},
    )
    project_changed(project, now=now)


def remove_building(*, actor: Actor, now: datetime, building_id: UUID) -> None:
    """Remove a building with its entrances. Units count while their rows are there, removed ones too: history names it.

    Raises NotFound, Forbidden, PartInUse (units, permits, progress reports).
    """
    rows = Building.objects.filter(pk=building_id)
    project = _project_of(rows, actor, "building")
    building = rows.get()
    _require_free(
        units=Unit.objects.filter(building=building),
        permits=Permit.objects.filter(buildings=building),
        progress=Progress.objects.filter(building=building),
    )
    Entrance.objects.filter(building=building).delete()
    rows.delete()
    _gone(project, "building", now=now, part_id=building_id, name=building.name)


def remove_layout(*, actor: Actor, now: datetime, layout_id: UUID) -> None:
    """Remove a layout. Raises NotFound, Forbidden, PartInUse (units, removed ones too; pictures of it)."""
    rows = Layout.objects.filter(pk=layout_id)
    project = _project_of(rows, actor, "layout")
    layout = rows.get()
    _require_free(units=Unit.objects.filter(layout=layout), media=Media.objects.filter(layout=layout))
    rows.delete()
    _gone(project, "layout", now=now, part_id=layout_id, name=layout.code)


def remove_permit(*, actor: Actor, now: datetime, permit_id: UUID) -> None:
    """Remove a permit. No unit that it alone covers may be in use: it would be on sale without a permit.

    Raises NotFound, Forbidden, UnitInUse (a removal guard objects to one of those units).
    """
    rows = Permit.objects.filter(pk=permit_id)
    project = _project_of(rows, actor, "permit")
    permit = rows.get()
    covered_otherwise = Building.objects.filter(permits__in=Permit.objects.exclude(pk=permit_id))
    alone = Unit.objects.filter(building__permits=permit, removed_at=None).exclude(building__in=covered_otherwise)
    for unit_id in alone.order_by("pk").values_list("pk", flat=True):
        objection = removal_objection(unit_id=unit_id, leaving_at=None)
        if objection is not None:
            raise UnitInUse(unit_id=str(unit_id), reason=objection)
    permit.buildings.clear()
    rows.delete()
    _gone(project, "permit", now=now, part_id=permit_id, name=permit.number)
