"""What a sale does to a unit: a hold becomes a lasting claim, a claim that lapsed comes back, a lasting one is given up."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.inventory.domain.claims import ClaimEnding, ClaimKind
from guangsha.inventory.domain.errors import HoldEnded, StatusConflict
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.models import Claim
from guangsha.inventory.ports import household_of
from guangsha.inventory.selectors.offers import offer_of
from guangsha.inventory.services.holds import end_claim
from guangsha.inventory.services.records import Read, keep_steps, records, write_records


def subscribe_unit(*, claim_id: UUID) -> None:
    """The hold's deposit is paid: its claim has no deadline any more and its unit is subscribed. Repeating it is harmless.

    A hold whose time is up and that nobody has ended yet still counts: whoever writes the claim first has it, the sweep or
    this. Raises HoldEnded (ended), StatusConflict (the record is not what a hold leaves behind).
    """
    require_command()
    claim = Claim.objects.filter(pk=claim_id, kind=ClaimKind.BUYER).exclude(active_unit=None).first()
    if claim is None:
        raise HoldEnded()
    if claim.deadline is None:
        return
    live = Claim.objects.filter(pk=claim_id, deadline__isnull=False).exclude(active_unit=None)
    # What is bought is no hold any more: the household may look for another home, or for its parking space.
    if live.update(deadline=None, active_household=None) != 1:
        raise HoldEnded()
    _step(claim, records([claim.unit_id])[claim.unit_id], UnitStatus.SUBSCRIBED)
    audit(action="inventory.subscribe", target=f"unit:{claim.unit_id}", data={"claim": str(claim_id)})


def restore_unit(*, claim_id: UUID) -> UUID | None:
    """The deposit of a hold that is over has arrived: its unit, if nobody has it, is subscribed for the same household at the
    same price; the new claim. None, and nothing is written: somebody has it, it is not on sale, or the household holds another.
    """
    require_command()
    over = Claim.objects.filter(pk=claim_id, kind=ClaimKind.BUYER, active_unit=None).exclude(person_id=None).first()
    offer = offer_of(unit_id=over.unit_id) if over is not None else None
    if over is None or over.person_id is None:
        return None
    household = household_of(person_id=over.person_id)
    elsewhere = Claim.objects.filter(active_household=household).exists()
    if elsewhere or offer is None or offer.status is not UnitStatus.AVAILABLE or not offer.covered:
        return None
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                unit_id=over.unit_id,
                project_id=over.project_id,
                kind=ClaimKind.BUYER,
                active_unit=over.unit_id,
                household=household,
                person_id=over.person_id,
                price_fen=over.price_fen,
                receipt_hash=over.receipt_hash,
                made_at=offer.as_of,
                deadline=None,
            )
            _step(claim, Read(offer.status, offer.revision), UnitStatus.HELD)
            _step(claim, Read(UnitStatus.HELD, offer.revision + 1), UnitStatus.SUBSCRIBED)
    except (IntegrityError, StatusConflict):
        return None
    data = {"claim": str(claim.pk), "before": str(claim_id)}
    audit(action="inventory.restore", target=f"unit:{over.unit_id}", data=data)
    return claim.pk


def contract_unit(*, claim_id: UUID) -> bool:
    """The purchase contract of a subscribed unit is signed: the unit is sold. False when it was already.

    Raises StatusConflict: its claim has ended, or its record is not that of a subscribed unit.
    """
    return _sold_on(claim_id, UnitStatus.SUBSCRIBED, UnitStatus.CONTRACTED, action="inventory.contract")


def hand_over_unit(*, claim_id: UUID) -> bool:
    """The buyer of a sold unit has it: the unit is handed over. False when it was already.

    Raises StatusConflict: its claim has ended, or its record is not that of a sold unit.
    """
    return _sold_on(claim_id, UnitStatus.CONTRACTED, UnitStatus.HANDED_OVER, action="inventory.hand_over")


def _sold_on(claim_id: UUID, before: UnitStatus, after: UnitStatus, *, action: str) -> bool:
    """A unit that is bought, one step further; False when it is there. Raises StatusConflict: it is not where it comes from."""
    require_command()
    claim = _bought(claim_id)
    read = records([claim.unit_id]).get(claim.unit_id) if claim is not None else None
    if claim is None or read is None:
        raise StatusConflict()
    if read.status is after:
        return False
    if read.status is not before:
        raise StatusConflict()
    _step(claim, read, after)
    audit(action=action, target=f"unit:{claim.unit_id}", data={"claim": str(claim_id)})
    return True


def _bought(claim_id: UUID) -> Claim | None:
    """The claim of a buyer that no deadline ends any more, while it lives."""
    return Claim.objects.filter(pk=claim_id, kind=ClaimKind.BUYER, deadline=None).exclude(active_unit=None).first()


def give_up_unit(*, claim_id: UUID) -> bool:
    """The buyer withdraws from a subscribed unit: the claim ends and the unit is on sale again; False when it had ended."""
    require_command()
    claim = _bought(claim_id)
    if claim is None or not end_claim(claim, ClaimEnding.RELEASED):
        return False
    audit(action="inventory.give_up", target=f"unit:{claim.unit_id}", data={"claim": str(claim_id)})
    return True


def _step(claim: Claim, read: Read, after: UnitStatus) -> None:
    """One step of the claim's unit, written where its record still is ``read``. Raises StatusConflict."""
    now = Claim.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=claim.pk)
    projects, known = {claim.unit_id: claim.project_id}, {claim.unit_id: read}
    if after is UnitStatus.SUBSCRIBED and read.status is not UnitStatus.HELD:
        raise StatusConflict()
    write_records(projects, known, after, now=now)
    keep_steps(projects, known, after, now=now)
