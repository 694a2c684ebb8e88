"""Steps of units that those who keep the ledger take: release, withdraw, write down what was sold elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import ReleaseFacts, keep_coverage, release_facts
from guangsha.inventory.domain.claims import INTERNAL_AT_MOST, RECORDED_FOR, ClaimEnding, ClaimKind
from guangsha.inventory.domain.errors import StatusConflict, StatusRefused
from guangsha.inventory.domain.statuses import CLAIMED, REMOVABLE, UnitStatus, may_become
from guangsha.inventory.models import Claim
from guangsha.inventory.policies import require_keeper
from guangsha.inventory.services.records import CHUNK, keep_steps, records, write_records
from guangsha.kit.actor import Actor

REMOVED = "removed from the catalogue"
TIMED: dict[UnitStatus, timedelta] = {UnitStatus.HELD: RECORDED_FOR, UnitStatus.INTERNAL_HOLD: INTERNAL_AT_MOST}


def _objection(before: UnitStatus, after: UnitStatus, facts: ReleaseFacts, *, bought: bool, reason: str) -> str | None:
    offering = after is UnitStatus.AVAILABLE
    refusals = {
        "removed": facts.removed,
        "claimed": bought,
        "illegal_step": not may_become(before, after),
        "no_reason": after is UnitStatus.INTERNAL_HOLD and not reason.strip(),
        "no_filed_price": offering and facts.filed_price_fen is None,
        "no_permit": offering and not facts.has_permit,
    }
    return next((word for word, stands in refusals.items() if stands), None)


def _bought(unit_ids: Sequence[UUID]) -> set[UUID]:
    """Those that a buyer has a live claim on: their steps are the sale's, not the ledger keeper's."""
    found: set[UUID] = set()
    for start in range(0, len(unit_ids), CHUNK):
        live = Claim.objects.filter(active_unit__in=unit_ids[start : start + CHUNK], kind=ClaimKind.BUYER)
        found.update(live.values_list("unit_id", flat=True))
    return found


def set_unit_statuses(
    *,
    actor: Actor,
    now: datetime,
    unit_ids: Sequence[UUID],
    status: UnitStatus,
    reason: str = "",
    until: datetime | None = None,
) -> int:
    """Move units to ``status``, all or none; how many changed. Units that have it already are left as they are.

    Making a unit available needs its filed price and a permit that names its building, an internal hold a reason. A unit that
    is held or on its way to be sold gets a claim (which ends by itself after what ``TIMED`` says, or at ``until``), one that is
    not any more loses it.
    Each record is written only where it still is what was read. Raises StatusRefused (``errors`` by unit), StatusConflict,
    Forbidden.
    """
    require_command()
    wanted = list(dict.fromkeys(unit_ids))
    facts = release_facts(unit_ids=wanted)
    for organisation_id in {fact.organisation_id for fact in facts.values()}:
        require_keeper(actor, organisation_id=organisation_id)
    known = records(wanted)
    before = {unit_id: known[unit_id].status if unit_id in known else UnitStatus.UNRELEASED for unit_id in wanted}
    moving = [unit_id for unit_id in wanted if before[unit_id] is not status]
    bought = _bought([unit_id for unit_id in moving if before[unit_id] in CLAIMED])
    objections = {
        unit_id: _objection(before[unit_id], status, facts[unit_id], bought=unit_id in bought, reason=reason)
        if unit_id in facts
        else "unknown"
        for unit_id in moving
    }
    errors = [{"field": str(unit_id), "message": word} for unit_id, word in objections.items() if word is not None]
    if errors:
        raise StatusRefused(errors=errors[:100])
    if not moving:
        return 0
    projects = {unit_id: facts[unit_id].project_id for unit_id in moving}
    if status is UnitStatus.AVAILABLE:
        keep_covered([facts[unit_id] for unit_id in moving])
    write_records(projects, known, status, now=now)
    claims_follow(projects, before, status, now=now, until=until)
    keep_steps(projects, known, status, now=now, reason=reason, staff_id=actor.person_id)
    for project_id in set(projects.values()):
        units = [unit_id for unit_id in moving if projects[unit_id] == project_id]
        audit(
            action="inventory.units.status",
            target=f"project:{project_id}",
            data={"status": str(status), "units": len(units), "first": str(units[0]), "reason": reason[:200]},
        )
    return len(moving)


def keep_covered(facts: Sequence[ReleaseFacts]) -> None:
    """Rely on the permits that were read: of a release and a removal of its permit at the same time one fails."""
    for project_id, revision in {(fact.project_id, fact.revision) for fact in facts}:
        if not keep_coverage(project_id=project_id, revision=revision):
            raise StatusConflict()


def claims_follow(
    projects: Mapping[UUID, UUID],
    before: Mapping[UUID, UnitStatus],
    status: UnitStatus,
    *,
    now: datetime,
    until: datetime | None,
) -> None:
    """Make, keep or end the claims of units (unit id -> project id) that have just moved to ``status``. Raises StatusConflict."""
    claimed = [unit_id for unit_id in projects if before[unit_id] in CLAIMED]
    deadline = (until or now + TIMED[status]) if status in TIMED else None
    for start in range(0, len(claimed), CHUNK):
        live = Claim.objects.filter(active_unit__in=claimed[start : start + CHUNK])
        if status in CLAIMED:
            live.update(deadline=deadline)
        else:
            live.update(active_unit=None, active_household=None, deadline=None, ended_at=now, ending=ClaimEnding.FREED)
    if status not in CLAIMED:
        return
    kind = ClaimKind.INTERNAL if status is UnitStatus.INTERNAL_HOLD else ClaimKind.RECORDED
    fresh = [
        Claim(unit_id=unit_id, project_id=project_id, kind=kind, active_unit=unit_id, made_at=now, deadline=deadline)
        for unit_id, project_id in projects.items()
        if before[unit_id] not in CLAIMED
    ]
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(fresh, batch_size=100)
    except IntegrityError as error:
        raise StatusConflict() from error


def let_unit_go(*, unit_id: UUID, leaving_at: datetime | None) -> str | None:
    """The catalogue's question before it removes a unit: its status when that forbids it, else None.

    A unit that is ``leaving_at`` some moment is withdrawn with it; without one it is only a question. The record is written
    even when it says withdrawn already: a release that read it before loses, or this does (StatusConflict).
    """
    require_command()
    known = records([unit_id])
    before = known[unit_id].status if known else UnitStatus.UNRELEASED
    if before not in REMOVABLE:
        return str(before)
    if leaving_at is None:
        return None
    projects = {unit_id: release_facts(unit_ids=[unit_id])[unit_id].project_id}
    write_records(projects, known, UnitStatus.WITHDRAWN, now=leaving_at)
    if before is not UnitStatus.WITHDRAWN:
        keep_steps(projects, known, UnitStatus.WITHDRAWN, now=leaving_at, reason=REMOVED)
    return None
