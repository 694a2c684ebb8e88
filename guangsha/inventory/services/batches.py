"""Release batches: units that become available together, at a moment of the database's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.catalog.public import desk_listing
from guangsha.inventory.domain.errors import RequestClosed, TimeRefused
from guangsha.inventory.domain.steps import BatchState, BoardStep, Refusal, StepOutcome
from guangsha.inventory.models import ReleaseBatch
from guangsha.inventory.policies import KEEP, require
from guangsha.inventory.services.board import judge, move_units
from guangsha.inventory.services.requests import no_unit, tell_board_changed, words
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound

RELEASE_JOB = "inventory.release_batch"
AHEAD_AT_MOST = timedelta(days=366)
LATER = frozenset({Refusal.NO_PRICE, Refusal.NO_PERMIT})
"""What may still come before the moment; it is judged again then."""


def plan_batch(
    *, actor: Actor, project_id: UUID, name: str, unit_ids: Sequence[UUID], release_at: datetime
) -> tuple[UUID, StepOutcome]:
    """Have units become available at ``release_at``; the batch's id, and the units that were left out.

    Whether price and permit are there is judged at that moment. Raises NotFound, Forbidden, TimeRefused, NoUnitMoved.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, KEEP, organisation_id=listing.organisation_id, project_id=project_id)
    if not listing.as_of < release_at <= listing.as_of + AHEAD_AT_MOST:
        raise TimeRefused()
    seen: dict[UUID, int | None] = dict.fromkeys(unit_ids)
    refused = {key: word for key, word in judge(listing, BoardStep.RELEASE, seen).items() if word not in LATER}
    planned = tuple(unit_id for unit_id in seen if unit_id not in refused)
    if not planned:
        raise no_unit(refused)
    batch = ReleaseBatch.objects.create(
        project_id=project_id,
        name=name,
        unit_ids=[str(one) for one in planned],
        release_at=release_at,
        planned_by=actor.person_id,
        planned_at=listing.as_of,
    )
    enqueue(RELEASE_JOB, {"batch": str(batch.pk)}, after=release_at - listing.as_of)
    data = {"batch": str(batch.pk), "units": len(planned), "at": release_at.isoformat()}
    audit(action="inventory.batch.plan", target=f"project:{project_id}", data=data)
    tell_board_changed(project_id)
    return batch.pk, StepOutcome(planned, refused)


def cancel_batch(*, actor: Actor, project_id: UUID, batch_id: UUID, reason: str) -> None:
    """Take a planned batch back. Raises NotFound, Forbidden, RequestClosed (released or cancelled by now)."""
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, KEEP, organisation_id=listing.organisation_id, project_id=project_id)
    rows = ReleaseBatch.objects.filter(pk=batch_id, project=project_id)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        raise NotFound("batch")
    ended = {"ended_at": Now(), "ended_by": actor.person_id, "note": reason[:200]}
    if rows.filter(state=BatchState.PLANNED).update(state=BatchState.CANCELLED, **ended) != 1:
        raise RequestClosed(state=state)
    data = {"batch": str(batch_id), "reason": reason[:200]}
    audit(action="inventory.batch.cancel", target=f"project:{project_id}", data=data)
    tell_board_changed(project_id)


def release_batch(*, actor: Actor, batch_id: UUID) -> bool:
    """Release the batch when its moment has come by the database's clock; False when it has not, or it ended before.

    Asked too early, it has itself asked again. Units that may not be released by then are left out, with their reasons.
    """
    require_command()
    rows = ReleaseBatch.objects.filter(pk=batch_id, state=BatchState.PLANNED)
    if rows.filter(release_at__lte=Now()).update(state=BatchState.RELEASED, ended_at=Now()) != 1:
        waiting = rows.annotate(clock=Now()).first()
        if waiting is not None:
            enqueue(RELEASE_JOB, {"batch": str(batch_id)}, after=waiting.release_at - waiting.clock)
        return False
    batch = ReleaseBatch.objects.get(pk=batch_id)
    listing = desk_listing(actor=actor, project_id=batch.project_id)
    seen: dict[UUID, int | None] = dict.fromkeys(UUID(one) for one in batch.unit_ids)
    outcome = move_units(
        listing=listing, step=BoardStep.RELEASE, seen=seen, reason=batch.name, staff_id=batch.planned_by
    )
    ReleaseBatch.objects.filter(pk=batch_id).update(refused=words(outcome.refused))
    data = {"batch": str(batch_id), "units": len(outcome.moved), "refused": len(outcome.refused)}
    audit(action="inventory.batch.release", target=f"project:{batch.project_id}", data=data)
    tell_board_changed(batch.project_id)
    return True
