"""What the listing desk writes at once: parts to add or change and parts to take away, by the names people use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import ProtectedError

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.errors import PartInUse, UnknownPart
from guangsha.catalog.domain.specs import BuildingSpec, BulkResult, LayoutSpec
from guangsha.catalog.models import Building, Entrance, Layout
from guangsha.catalog.services.buildings import put_buildings, put_layouts
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.removals import remove_building, remove_layout
from guangsha.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Saved:
    """Rows by what became of them."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @classmethod
    def of(cls, result: BulkResult, *, removed: int) -> "Saved":
        """The result of a bulk write with the rows that went."""
        return cls(result.new, result.updated, result.unchanged, removed)


def ids_of(names: Iterable[str], known: dict[str, UUID], *, field: str) -> list[UUID]:
    """The ids behind ``names``. Raises UnknownPart."""
    wanted = list(names)
    missing = [wrong(f"{field}[{index}]", "unknown") for index, name in enumerate(wanted) if name not in known]
    if missing:
        raise UnknownPart(errors=missing)
    return [known[name] for name in wanted]


def write_buildings(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    buildings: Sequence[BuildingSpec],
    whole_entrances: frozenset[str] = frozenset(),
    remove: Sequence[str] = (),
) -> Saved:
    """Take buildings away, then add or change others. Those in ``whole_entrances`` keep only the entrances they state:
    the others go first, so that no door of theirs stands in the way of a new outline.

    Raises what ``put_buildings`` and ``remove_building`` raise; PartInUse for an entrance that has units.
    """
    rows = Building.objects.filter(project_id=project_id, name__in=remove)
    for building_id in ids_of(remove, dict(rows.values_list("name", "pk")), field="remove"):
        remove_building(actor=actor, now=now, building_id=building_id)
    for spec in buildings:
        if spec.name in whole_entrances:
            _drop_entrances(spec, actor=actor, now=now, project_id=project_id)
    result = put_buildings(actor=actor, now=now, project_id=project_id, buildings=buildings)
    return Saved.of(result, removed=len(remove))


def _drop_entrances(spec: BuildingSpec, *, actor: Actor, now: datetime, project_id: UUID) -> None:
    kept = [entrance.ordinal for entrance in spec.entrances]
    gone = Entrance.objects.filter(building__project=project_id, building__name=spec.name).exclude(ordinal__in=kept)
    building_id = gone.values_list("building", flat=True).first()
    if building_id is None:
        return
    project = project_to_change(actor=actor, project_id=project_id)
    try:
        gone.delete()
    except ProtectedError as error:
        path = f"buildings.{spec.name}.entrances"
        raise PartInUse(errors=[wrong(path, "in_use")], counts={"units": len(error.protected_objects)}) from error
    audit(action="catalog.building.entrances", target=f"project:{project_id}", data={"building_id": str(building_id)})
    project_changed(project, now=now)


def write_layouts(
    *, actor: Actor, now: datetime, project_id: UUID, layouts: Sequence[LayoutSpec], remove: Sequence[str] = ()
) -> Saved:
    """Take layouts away, then add or change others. Raises what ``put_layouts`` and ``remove_layout`` raise."""
    rows = Layout.objects.filter(project_id=project_id, code__in=remove)
    for layout_id in ids_of(remove, dict(rows.values_list("code", "pk")), field="remove"):
        remove_layout(actor=actor, now=now, layout_id=layout_id)
    result = put_layouts(actor=actor, now=now, project_id=project_id, layouts=layouts)
    return Saved.of(result, removed=len(remove))
