"""Prices: never changed without a row that says what, when and why."""

from datetime import date, datetime
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import price_errors
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.models import PriceChange, Project, Unit
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound


def price_step(
    *,
    project: Project,
    unit: Unit | None,
    old_fen: int | None,
    new_fen: int,
    reason: PriceReason,
    as_of: date | None,
    now: datetime,
    note: str = "",
) -> PriceChange:
    """The row (not yet saved) for one price step; a first price is INITIAL whatever the caller's reason."""
    return PriceChange(
        project=project,
        unit=unit,
        old_fen=old_fen,
        new_fen=new_fen,
        reason=PriceReason.INITIAL if old_fen is None else reason,
        note=note[:200],
        as_of=as_of,
        changed_at=now,
    )


def record_price_change(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    new_fen: int,
    reason: PriceReason,
    unit_id: UUID | None = None,
    as_of: date | None = None,
    note: str = "",
) -> bool:
    """Set the stated price per m2 of a project, or the filed total of one of its units, in fen, and keep the step.

    ``as_of`` is the day the new price holds from; for a unit it becomes the filing date. False, and nothing written,
    when the price is already that. Raises NotFound, Forbidden, Invalid.
    """
    project = project_to_change(actor=actor, project_id=project_id)
    if errors := price_errors("new_fen", new_fen):
        raise Invalid(errors=errors)
    unit: Unit | None = None
    if unit_id is None:
        old_fen = project.stated_unit_price_fen
    else:
        unit = Unit.objects.filter(pk=unit_id, project=project, removed_at=None).first()
        if unit is None:
            raise NotFound("unit")
        old_fen = unit.filed_price_fen
    if old_fen == new_fen:
        return False
    if unit is None:
        Project.objects.filter(pk=project.pk).update(stated_unit_price_fen=new_fen)
    else:
        Unit.objects.filter(pk=unit.pk).update(filed_price_fen=new_fen, filed_on=as_of or unit.filed_on)
    price_step(
        project=project, unit=unit, old_fen=old_fen, new_fen=new_fen, reason=reason, as_of=as_of, now=now, note=note
    ).save(force_insert=True)
    audit(
        action="catalog.price.change",
        target=f"unit:{unit_id}" if unit_id else f"project:{project_id}",
        data={"old_fen": old_fen, "new_fen": new_fen, "reason": str(reason)},
    )
    project_changed(project, now=now)
    return True
