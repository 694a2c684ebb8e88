"""Holds of many buyers in one transaction. The keys are those of one hold (``holds.py``), and each must be written for all."""

from collections.abc import Sequence

from guangsha.backbone.public import Order, audit, require_command
from guangsha.inventory.domain.claims import HoldFacts
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.models import Claim
from guangsha.inventory.selectors.wishes import Choice
from guangsha.inventory.services.holds import buyers_claim
from guangsha.inventory.services.records import Read, keep_steps, write_records


def hold_chosen(chosen: Sequence[tuple[Order, Choice]]) -> list[HoldFacts]:
    """Hold every unit that was chosen, all or none; units and households differ from each other.

    Raises StatusConflict when a unit's record is not what was read any more, IntegrityError when a unit or a household has a
    live claim: then nothing was done, and each wish is judged again.
    """
    require_command()
    now = max(choice.offer.as_of for _, choice in chosen)
    projects = {choice.wish.unit_id: choice.offer.project_id for _, choice in chosen}
    known = {choice.wish.unit_id: Read(choice.offer.status, choice.offer.revision) for _, choice in chosen}
    write_records(projects, known, UnitStatus.HELD, now=now)
    claims = [
        buyers_claim(one.offer, one.receipt, person_id=one.wish.person_id, household=one.household, now=now)
        for _, one in chosen
    ]
    Claim.objects.bulk_create(claims, batch_size=50)
    keep_steps(projects, known, UnitStatus.HELD, now=now)
    for (order, choice), claim in zip(chosen, claims, strict=True):
        audit(
            action="inventory.hold",
            target=f"unit:{choice.wish.unit_id}",
            data={"claim": str(claim.pk)},
            order=order,
        )
    return [_facts(claim, choice) for claim, (_, choice) in zip(claims, chosen, strict=True)]


def _facts(claim: Claim, choice: Choice) -> HoldFacts:
    return HoldFacts(
        id=claim.pk,
        unit_id=claim.unit_id,
        project_id=claim.project_id,
        person_id=choice.wish.person_id,
        price_fen=choice.receipt.total_fen,
        receipt_hash=choice.receipt.hash,
        made_at=claim.made_at,
        deadline=claim.deadline,
        ended_at=None,
        ending=None,
        as_of=claim.made_at,
    )
