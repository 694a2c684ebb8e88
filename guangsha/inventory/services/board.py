"""Steps on the unit board: unit by unit, so that what may not move does not keep the others from moving."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import DeskListing, ReleaseFacts, desk_listing, release_facts
from guangsha.inventory.domain.errors import StatusConflict
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import TO, BoardStep, Refusal, Stand, StepOutcome, objection
from guangsha.inventory.models import UnitEvent
from guangsha.inventory.policies import KEEP, require
from guangsha.inventory.services.records import CHUNK, NO_RECORD, Read, keep_steps, records, write_records
from guangsha.inventory.services.statuses import claims_follow, keep_covered
from guangsha.kit.actor import Actor

TRIES = 3
"""How often a step is judged again when somebody else moved one of its units at the same moment."""


class Ledger(NamedTuple):
    """What a step is judged by, read together."""

    facts: dict[UUID, ReleaseFacts]
    known: dict[UUID, Read]
    after: dict[UUID, UnitStatus]


def take_step(
    *, actor: Actor, project_id: UUID, step: BoardStep, units: Mapping[UUID, int], reason: str
) -> StepOutcome:
    """Release, withdraw or free units (id -> the record's revision that the sender saw). Raises NotFound, Forbidden.

    Unit by unit: a unit that may not move, or that is not any more as it was seen, is refused with its reason; the others
    move, all in this transaction. Raises StatusConflict when others kept changing the same units.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, KEEP, organisation_id=listing.organisation_id, project_id=project_id)
    return move_units(listing=listing, step=step, seen=dict(units), reason=reason, staff_id=actor.person_id)


def move_units(
    *,
    listing: DeskListing,
    step: BoardStep,
    seen: Mapping[UUID, int | None],
    reason: str,
    staff_id: UUID | None,
    until: datetime | None = None,
) -> StepOutcome:
    """The step itself; the caller has decided who may. ``until``: the end of a hold of the house."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _move(listing, step, seen, reason=reason, staff_id=staff_id, until=until)
        except StatusConflict:
            continue
    raise StatusConflict()


def judge(listing: DeskListing, step: BoardStep, seen: Mapping[UUID, int | None]) -> dict[UUID, Refusal]:
    """The units that may not take the step now, and why."""
    return _refused(listing, step, seen, _read(listing, step, seen))


def _read(listing: DeskListing, step: BoardStep, seen: Mapping[UUID, int | None]) -> Ledger:
    wanted = list(seen)
    read = release_facts(unit_ids=wanted)
    facts = {unit_id: fact for unit_id, fact in read.items() if fact.project_id == listing.id}
    known = records(wanted)
    if step is not BoardStep.FREE:
        return Ledger(facts, known, dict.fromkeys(facts, TO[step]))
    found = dict.fromkeys(facts, UnitStatus.WITHDRAWN)
    for start in range(0, len(wanted), CHUNK):
        kept = UnitEvent.objects.filter(unit__in=wanted[start : start + CHUNK], after=UnitStatus.INTERNAL_HOLD)
        for unit_id, before in kept.order_by("revision", "pk").values_list("unit_id", "before"):
            fact = facts.get(unit_id)
            offered = fact is not None and fact.has_permit and fact.filed_price_fen is not None
            back = before == UnitStatus.AVAILABLE and offered
            found[unit_id] = UnitStatus.AVAILABLE if back else UnitStatus.WITHDRAWN
    return Ledger(facts, known, found)


def _refused(
    listing: DeskListing, step: BoardStep, seen: Mapping[UUID, int | None], ledger: Ledger
) -> dict[UUID, Refusal]:
    refused: dict[UUID, Refusal] = {}
    for unit_id, revision in seen.items():
        fact = ledger.facts.get(unit_id)
        if fact is None:
            refused[unit_id] = Refusal.UNKNOWN
            continue
        read = ledger.known.get(unit_id, NO_RECORD)
        stand = Stand(read.status, read.revision, fact.removed, fact.filed_price_fen is not None, fact.has_permit)
        against = objection(step, stand, after=ledger.after[unit_id], seen=revision)
        if against is not None:
            refused[unit_id] = against
    return refused


def _move(
    listing: DeskListing,
    step: BoardStep,
    seen: Mapping[UUID, int | None],
    *,
    reason: str,
    staff_id: UUID | None,
    until: datetime | None,
) -> StepOutcome:
    ledger = _read(listing, step, seen)
    refused = _refused(listing, step, seen, ledger)
    groups: dict[UnitStatus, list[UUID]] = defaultdict(list)
    for unit_id in seen:
        if unit_id not in refused:
            groups[ledger.after[unit_id]].append(unit_id)
    for after, units in groups.items():
        projects = dict.fromkeys(units, listing.id)
        before = {unit_id: ledger.known.get(unit_id, NO_RECORD).status for unit_id in units}
        if after is UnitStatus.AVAILABLE:
            keep_covered([ledger.facts[unit_id] for unit_id in units])
        write_records(projects, ledger.known, after, now=listing.as_of)
        claims_follow(projects, before, after, now=listing.as_of, until=until)
        keep_steps(projects, ledger.known, after, now=listing.as_of, reason=reason, staff_id=staff_id)
    moved = tuple(unit_id for unit_id in seen if unit_id not in refused)
    if moved:
        data = {"step": str(step), "units": len(moved), "refused": len(refused), "first": str(moved[0])}
        audit(action=f"inventory.board.{step}", target=f"project:{listing.id}", data={**data, "reason": reason[:200]})
    return StepOutcome(moved, refused)
