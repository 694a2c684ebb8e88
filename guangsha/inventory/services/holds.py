"""Buyers' holds: a unit alone for a while, decided by keys that the transaction writes and by the database's clock."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.inventory.domain.claims import HOLD_FOR, ClaimEnding, ClaimKind, extended
from guangsha.inventory.domain.errors import HoldEnded, HoldsAnother, PriceChanged, StatusConflict, UnitTaken
from guangsha.inventory.domain.price import PriceReceipt
from guangsha.inventory.domain.statuses import UnitStatus, shown
from guangsha.inventory.models import Claim, UnitEvent
from guangsha.inventory.ports import household_of, households_of
from guangsha.inventory.selectors.offers import Offer, own
from guangsha.inventory.selectors.wishes import Wish, judged
from guangsha.inventory.services.records import Read, keep_steps, records, write_records
from guangsha.kit.errors import BusinessError, NotFound

ENDED = {ClaimEnding.EXPIRED: "inventory.hold.expire", ClaimEnding.RELEASED: "inventory.hold.release"}
"""What the audit calls the end of a claim, whoever brings it about: the sweep, its owner, the next buyer, an erasure."""


def hold_unit(*, unit_id: UUID, person_id: UUID, receipt_hash: str | None = None) -> UUID:
    """Hold an available unit for the person; the claim's id. Holding one's own unit again gives the same hold, no longer one.

    Three keys decide, and the transaction writes them all: the unit's record where it still is what was read, the claim's
    unit, the claim's household. What speaks against it is judged as for many at once (``selectors/wishes.py``).
    ``receipt_hash``: the price the person read must still be the price, or that of their own hold. Raises NotFound (not a unit
    of a public listing), UnitTaken, HoldsAnother, CoolingDown, HoldingTooFast, NotOffered, PriceChanged.
    """
    require_command()
    wish = Wish(unit_id, person_id, receipt_hash)
    verdict = judged([wish])[0]
    if verdict is None:
        mine = _settled(unit_id, person_id, household_of(person_id=person_id))
        if mine is not None:
            return _as_read(mine, receipt_hash)
        verdict = judged([wish])[0]
    if isinstance(verdict, BusinessError):
        raise verdict
    if verdict is None:
        raise UnitTaken(status=str(shown(UnitStatus.HELD)))
    return _claim(verdict.offer, verdict.receipt, person_id=person_id, household=verdict.household)


def _as_read(claim_id: UUID, receipt_hash: str | None) -> UUID:
    """One's own hold, at the price that was read. Raises PriceChanged: it is held at another."""
    held = Claim.objects.values_list("receipt_hash", flat=True).get(pk=claim_id)
    if receipt_hash not in (None, held):
        raise PriceChanged(receipt_hash=held)
    return claim_id


def _settled(unit_id: UUID, person_id: UUID, household: str) -> UUID | None:
    """The live claim of the person or the household on the unit, if there is one. What is over is ended."""
    claims = Claim.objects.filter(Q(active_unit=unit_id) | Q(active_household=household)).annotate(clock=Now())
    mine = None
    for claim in claims:
        held = claim.active_household is not None and claim.person_id == person_id
        if claim.deadline is not None and claim.deadline <= claim.clock:
            end_claim(claim, ClaimEnding.EXPIRED)
        elif claim.unit_id == unit_id and (held or claim.active_household == household):
            mine = claim.pk
    return mine


def buyers_claim(offer: Offer, receipt: PriceReceipt, *, person_id: UUID, household: str, now: datetime) -> Claim:
    """The claim of a buyer who holds the unit from ``now`` on; not written yet."""
    return Claim(
        unit_id=offer.unit.unit_id,
        project_id=offer.project_id,
        kind=ClaimKind.BUYER,
        active_unit=offer.unit.unit_id,
        active_household=household,
        household=household,
        person_id=person_id,
        price_fen=receipt.total_fen,
        receipt_hash=receipt.hash,
        made_at=now,
        deadline=now + HOLD_FOR,
    )


def _claim(offer: Offer, receipt: PriceReceipt, *, person_id: UUID, household: str) -> UUID:
    projects = {offer.unit.unit_id: offer.project_id}
    known = {offer.unit.unit_id: Read(offer.status, offer.revision)}
    try:
        write_records(projects, known, UnitStatus.HELD, now=offer.as_of)
    except StatusConflict as error:
        # Whoever was first may be the same household, in another window: then this is what it holds.
        mine = Claim.objects.filter(active_unit=offer.unit.unit_id, active_household=household).first()
        if mine is not None:
            return mine.pk
        raise UnitTaken(status=str(shown(UnitStatus.HELD))) from error
    try:
        with transaction.atomic():
            claim = buyers_claim(offer, receipt, person_id=person_id, household=household, now=offer.as_of)
            claim.save(force_insert=True)
    except IntegrityError as error:
        # The household claimed another unit at the same moment; or this one, which the record's condition had to prevent.
        taken = Claim.objects.filter(active_unit=offer.unit.unit_id).exists()
        if taken:
            raise UnitTaken(status=str(shown(UnitStatus.HELD))) from error
        other = Claim.objects.filter(active_household=household).values_list("unit_id", flat=True).first()
        raise (HoldsAnother() if other is None else HoldsAnother(unit_id=str(other))) from error
    keep_steps(projects, known, UnitStatus.HELD, now=offer.as_of)
    audit(action="inventory.hold", target=f"unit:{offer.unit.unit_id}", data={"claim": str(claim.pk)})
    return claim.pk


def release_hold(*, claim_id: UUID, person_id: UUID) -> None:
    """Let go of a hold of one's household; letting go twice is letting go once. Raises NotFound, HoldEnded (it lapsed)."""
    require_command()
    claim = Claim.objects.filter(own(person_id), pk=claim_id).first()
    if claim is None:
        raise NotFound("hold")
    if claim.active_unit is not None and claim.deadline is None:
        raise HoldEnded()  # it was subscribed: that is given up by withdrawing
    let_go = Claim.objects.filter(pk=claim_id, ending=ClaimEnding.RELEASED)
    if not end_claim(claim, ClaimEnding.RELEASED) and not let_go.exists():
        raise HoldEnded()


def hand_hold_to(*, claim_id: UUID, person_id: UUID) -> None:
    """Another of the household goes on with a live hold: it is theirs from now on. Raises HoldEnded."""
    require_command()
    live = Claim.objects.filter(own(person_id), pk=claim_id, deadline__gt=Now()).exclude(active_unit=None)
    if live.update(person_id=person_id) != 1:
        raise HoldEnded()
    audit(action="inventory.hold.hand", target=f"claim:{claim_id}", data={"person": str(person_id)})


def settle_households(*, person_ids: Collection[UUID]) -> bool:
    """Who belongs together changed: live holds of these people are their households' of now.

    False: two of one household hold a home each; then the second hold is left as it was.
    """
    require_command()
    settled = True
    keys = households_of(person_ids=person_ids)
    for claim in Claim.objects.filter(person_id__in=person_ids).exclude(active_household=None).order_by("pk"):
        assert claim.person_id is not None
        household = keys[claim.person_id]
        if claim.active_household == household:
            continue
        live = Claim.objects.filter(pk=claim.pk, active_household=claim.active_household)
        try:
            with transaction.atomic():
                live.update(active_household=household, household=household)
        except IntegrityError:
            settled = False
    return settled


def extend_hold(*, claim_id: UUID) -> datetime:
    """A payment for the hold is under way: leave it time, within the cap; until when it is now. Repeating it is harmless.

    Raises HoldEnded.
    """
    require_command()
    live = Claim.objects.filter(pk=claim_id, deadline__gt=Now()).exclude(active_unit=None)
    claim = live.annotate(clock=Now()).first()
    if claim is None or claim.deadline is None:
        raise HoldEnded()
    until = extended(made_at=claim.made_at, deadline=claim.deadline, now=claim.clock)
    if live.filter(deadline=claim.deadline).update(deadline=until) == 1:
        return until
    now = live.values_list("deadline", flat=True).first()
    if now is None:
        raise HoldEnded()
    return now  # of two payments at once the second finds it extended already


def forget_holder(*, person_id: UUID) -> int:
    """The person is erased: live holds of theirs are let go, and nothing says any more whose the ended ones were; how many.

    A claim without a deadline is a sale, which goes on: it stays theirs.
    """
    require_command()
    for claim in Claim.objects.filter(person_id=person_id, deadline__isnull=False).exclude(active_unit=None):
        end_claim(claim, ClaimEnding.RELEASED)
    return Claim.objects.filter(person_id=person_id, active_unit=None).update(person_id=None, household="")


def expire_claim(*, claim_id: UUID) -> bool:
    """End a claim whose deadline is over by the database's clock, and make its unit available again; False when it is not."""
    require_command()
    claim = Claim.objects.filter(pk=claim_id, deadline__lte=Now()).exclude(active_unit=None).first()
    return claim is not None and end_claim(claim, ClaimEnding.EXPIRED)


def end_claim(claim: Claim, ending: ClaimEnding) -> bool:
    """End the claim where it still is as it was read, free its unit, write it down; False when somebody else was first."""
    live = Claim.objects.filter(pk=claim.pk, deadline=claim.deadline).exclude(active_unit=None)
    if live.update(active_unit=None, active_household=None, deadline=None, ended_at=Now(), ending=ending) != 1:
        return False
    now = Claim.objects.values_list("ended_at", flat=True).get(pk=claim.pk)
    assert now is not None
    known = records([claim.unit_id])
    projects = {claim.unit_id: claim.project_id}
    after = _freed(claim.unit_id, known[claim.unit_id].status)
    write_records(projects, known, after, now=now)
    keep_steps(projects, known, after, now=now, reason=str(ending))
    audit(action=ENDED[ending], target=f"unit:{claim.unit_id}", data={"claim": str(claim.pk)})
    return True


def _freed(unit_id: UUID, status: UnitStatus) -> UnitStatus:
    """Where a unit goes that nobody has any more: back on sale, unless the house kept it before it was ever released."""
    if status is not UnitStatus.INTERNAL_HOLD:
        return UnitStatus.AVAILABLE
    kept = UnitEvent.objects.filter(unit=unit_id, after=UnitStatus.INTERNAL_HOLD).order_by("-revision", "-pk")
    released = kept.values_list("before", flat=True).first() == UnitStatus.AVAILABLE
    return UnitStatus.AVAILABLE if released else UnitStatus.WITHDRAWN
