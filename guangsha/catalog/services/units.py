"""Units in bulk, and the removal of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import FieldError, area_errors, price_errors, range_errors, text_errors, wrong
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.errors import UnitInUse, UnknownPart
from guangsha.catalog.domain.specs import BulkResult, UnitSpec
from guangsha.catalog.models import Entrance, PriceChange, Project, Unit
from guangsha.catalog.ports import removal_objection
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.prices import price_step
from guangsha.catalog.services.rows import row_errors, set_empty, set_stated, twice
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound

BATCH = 200
LOOKUP_BATCH = 400
PLAIN_COLUMNS = (
    "kind", "number", "floor", "floors_total", "floor_band", "stack", "rooms", "halls", "orientation", "fit_out",
    "built_area", "inner_area", "filed_price_fen", "filed_on", "built_year",
)  # fmt: skip
CLEARABLE = {"entrance_ordinal": "entrance", "layout_code": "layout"} | {
    name: name
    for name in ("number", "floor", "floors_total", "floor_band", "stack", "rooms", "halls", "orientation", "fit_out",
                 "inner_area", "filed_on", "built_year")
}  # fmt: skip
"""Fields of a spec that may be emptied -> columns. A filed price is not among them: it changes by another one."""
COLUMNS = ("building", "entrance", "layout", *PLAIN_COLUMNS, "removed_at")


class _Parts:
    """Names of a project's parts -> ids."""

    def __init__(self, project: Project) -> None:
        self.buildings = dict(project.buildings.values_list("name", "pk"))
        self.layouts = {code: (pk, rooms, halls, orientation) for code, pk, rooms, halls, orientation in
                        project.layouts.values_list("code", "pk", "rooms", "halls", "orientation")}  # fmt: skip
        self.entrances = {
            (building, ordinal): pk
            for building, ordinal, pk in Entrance.objects.filter(building__project=project).values_list(
                "building_id", "ordinal", "pk"
            )
        }

    def missing(self, spec: UnitSpec, prefix: str) -> list[FieldError]:
        """Which of the parts named by ``spec`` do not exist."""
        building = self.buildings.get(spec.building)
        if building is None:
            return [wrong(f"{prefix}building", "unknown")]
        errors = []
        if spec.entrance_ordinal is not None and (building, spec.entrance_ordinal) not in self.entrances:
            errors.append(wrong(f"{prefix}entrance_ordinal", "unknown"))
        if spec.layout_code is not None and spec.layout_code not in self.layouts:
            errors.append(wrong(f"{prefix}layout_code", "unknown"))
        return errors

    def stated(self, spec: UnitSpec) -> dict[str, Any]:
        """The columns ``spec`` states. Rooms, halls and orientation not stated come from its layout."""
        building = self.buildings[spec.building]
        stated: dict[str, Any] = {name: getattr(spec, name) for name in PLAIN_COLUMNS}
        stated["building_id"] = building
        if spec.entrance_ordinal is not None:
            stated["entrance_id"] = self.entrances[building, spec.entrance_ordinal]
        if spec.layout_code is not None:
            layout_id, rooms, halls, orientation = self.layouts[spec.layout_code]
            stated["layout_id"] = layout_id
            for name, value in (("rooms", rooms), ("halls", halls), ("orientation", orientation)):
                if stated[name] is None:
                    stated[name] = value
        return stated


def _spec_errors(spec: UnitSpec, prefix: str) -> list[FieldError]:
    return [
        *area_errors(f"{prefix}built_area", spec.built_area),
        *area_errors(f"{prefix}inner_area", spec.inner_area),
        *range_errors(f"{prefix}inner_area", spec.inner_area, spec.built_area),
        *price_errors(f"{prefix}filed_price_fen", spec.filed_price_fen),
        *text_errors({f"{prefix}identity": spec.identity, f"{prefix}number": spec.number}),
        *([] if spec.identity.strip() else [wrong(f"{prefix}identity", "missing")]),
    ]


def renumbered(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Whether a unit that had a place got another one; saying for the first time where it is does not count."""
    return any(old not in (None, "") and old != new for old, new in zip(before, after, strict=True))


def require_place_free(unit: Unit, stood: tuple[object, ...]) -> None:
    """Raises UnitInUse when a unit that somebody holds or bought would be called by another place than before."""
    objection = removal_objection(unit_id=unit.pk, leaving_at=None) if renumbered(stood, unit.place()) else None
    if objection is not None:
        raise UnitInUse(unit_id=str(unit.pk), reason=objection)


def _known(project: Project, identities: Sequence[str]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for start in range(0, len(identities), LOOKUP_BATCH):
        chunk = identities[start : start + LOOKUP_BATCH]
        found.update({unit.identity: unit for unit in Unit.objects.filter(project=project, identity__in=chunk)})
    return found


@dataclass(slots=True, kw_only=True)
class _Writing:
    """Units sorted into new and changed ones, their price steps, and what is wrong with them."""

    project: Project
    reason: PriceReason
    note: str
    now: datetime
    new: list[Unit] = field(default_factory=list)
    updated: list[Unit] = field(default_factory=list)
    steps: list[PriceChange] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    def take(self, unit: Unit | None, spec: UnitSpec, parts: _Parts, *, prefix: str) -> UUID:
        """Merge ``spec`` into its stored unit, or make it a new one; the unit's id."""
        self.errors += _spec_errors(spec, prefix)
        row = unit or Unit(project=self.project, identity=spec.identity, created_at=self.now)
        old_price, stood = row.filed_price_fen, row.place()
        changed = set_stated(row, parts.stated(spec)) + set_empty(
            row, [CLEARABLE[name] for name in spec.clear if name in CLEARABLE]
        )
        if unit is not None:
            require_place_free(row, stood)
        if row.removed_at is not None:
            row.removed_at = None
            changed.append("removed_at")
        if unit is None:
            self.new.append(row)
        elif changed:
            self.updated.append(row)
        if changed and not self.errors:
            self.errors += row_errors(row, prefix=prefix, exclude=("project", "building", "entrance", "layout"))
        if row.filed_price_fen is not None and row.filed_price_fen != old_price:
            self._step(row, old_price, row.filed_price_fen, spec)
        return row.pk

    def _step(self, row: Unit, old_fen: int | None, new_fen: int, spec: UnitSpec) -> None:
        self.steps.append(
            price_step(
                project=self.project,
                unit=row,
                old_fen=old_fen,
                new_fen=new_fen,
                reason=self.reason,
                as_of=spec.filed_on,
                now=self.now,
                note=self.note,
            )
        )

    def save(self) -> None:
        """Three statements per BATCH rows at most, and one audit row."""
        Unit.objects.bulk_create(self.new, batch_size=BATCH)
        if self.updated:
            Unit.objects.bulk_update(self.updated, COLUMNS, batch_size=BATCH)
        PriceChange.objects.bulk_create(self.steps, batch_size=BATCH)
        audit(
            action="catalog.project.units",
            target=f"project:{self.project.pk}",
            data={"new": len(self.new), "updated": len(self.updated), "price_steps": len(self.steps)},
        )


def put_units(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    units: Sequence[UnitSpec],
    reason: PriceReason = PriceReason.FILING,
    note: str = "",
) -> BulkResult:
    """Add or update units by identity; those not named stay, a removed one that is named again comes back.

    A new or changed filed price keeps a price step (``reason``; INITIAL for a first one, not counted in
    ``price_changes``). Rooms, halls and orientation come from the layout where the spec does not state them. Equal
    values write nothing. ``ids``: identity -> id. Raises NotFound, Forbidden, Invalid, UnknownPart, UnitInUse
    (a unit that is held or sold would get another place); then nothing is written.
    """
    project = project_to_change(actor=actor, project_id=project_id)
    parts = _Parts(project)
    missing = [error for index, spec in enumerate(units) for error in parts.missing(spec, f"units[{index}].")]
    if missing:
        raise UnknownPart(errors=missing[:100])
    writing = _Writing(project=project, reason=reason, note=note, now=now)
    writing.errors += twice([spec.identity for spec in units], field="units")
    known = _known(project, [spec.identity for spec in units])
    ids = {
        spec.identity: writing.take(known.get(spec.identity), spec, parts, prefix=f"units[{index}].")
        for index, spec in enumerate(units)
    }
    if writing.errors:
        raise Invalid(errors=writing.errors[:100])
    new, updated = len(writing.new), len(writing.updated)
    if new or updated:
        writing.save()
        project_changed(project, now=now)
    price_changes = sum(step.old_fen is not None for step in writing.steps)
    return BulkResult(new, updated, len(units) - new - updated, price_changes, ids)


def remove_unit(*, actor: Actor, now: datetime, unit_id: UUID) -> bool:
    """Take a unit out of the catalogue; its row and history stay. False when it was removed before.

    Raises NotFound, Forbidden, UnitInUse (a registered guard objects).
    """
    unit = Unit.objects.filter(pk=unit_id).only("project_id", "removed_at").first()
    if unit is None:
        raise NotFound("unit")
    project = project_to_change(actor=actor, project_id=unit.project_id)
    if unit.removed_at is not None:
        return False
    objection = removal_objection(unit_id=unit_id, leaving_at=now)
    if objection is not None:
        raise UnitInUse(unit_id=str(unit_id), reason=objection)
    if Unit.objects.filter(pk=unit_id, removed_at=None).update(removed_at=now) != 1:
        return False
    audit(action="catalog.unit.remove", target=f"project:{project.pk}", data={"unit_id": str(unit_id)})
    project_changed(project, now=now)
    return True
