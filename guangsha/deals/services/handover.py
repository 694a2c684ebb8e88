"""Appointments to hand a home over: the house offers times, a buyer whose contract is signed takes a place at one of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import desk_listing
from guangsha.deals.domain.errors import NotYetContracted, SlotGone, SlotTaken
from guangsha.deals.domain.handover import BEFORE
from guangsha.deals.domain.states import StepKind, SubscriptionState
from guangsha.deals.models import HandoverSlot, HandoverVisit, Subscription
from guangsha.deals.policies import HANDOVER, require
from guangsha.deals.services.steps import keep
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound


def offer_slots(*, actor: Actor, project_id: UUID, starts: Sequence[datetime], minutes: int, places: int) -> int:
    """Offer times at which homes of the project are handed over; how many are new. A time that is offered already stays as it is.

    Raises NotFound, Forbidden, Invalid (a time in the past).
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, HANDOVER, organisation_id=listing.organisation_id, project_id=project_id)
    late = [one for one in starts if one <= listing.as_of]
    if late:
        raise Invalid(errors=[{"field": "starts", "message": "past"}])
    made = 0
    for start in starts:
        try:
            with transaction.atomic():
                HandoverSlot.objects.create(
                    project_id=project_id, starts_at=start, minutes=minutes, places=places, made_by=actor.person_id
                )
            made += 1
        except IntegrityError:
            continue
    data = {"slots": made, "minutes": minutes, "places": places}
    audit(action="deals.handover.offer", target=f"project:{project_id}", data=data)
    return made


def close_slot(*, actor: Actor, project_id: UUID, slot_id: UUID) -> None:
    """Nobody else takes this time any more; who has it keeps it. Twice is once. Raises NotFound, Forbidden."""
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, HANDOVER, organisation_id=listing.organisation_id, project_id=project_id)
    mine = HandoverSlot.objects.filter(pk=slot_id, project=project_id)
    if not mine.exists():
        raise NotFound("slot")
    if mine.filter(closed_at=None).update(closed_at=Now()):
        audit(action="deals.handover.close", target=f"project:{project_id}", data={"slot": str(slot_id)})


def book_handover(*, subscription_id: UUID, person_id: UUID, slot_id: UUID) -> None:
    """The buyer takes a place at a time; one had before is given back with it. The same time again changes nothing.

    Raises NotFound, NotYetContracted, SlotGone (closed, past, or within a day), SlotTaken (no place is left).
    """
    require_command()
    found = _contracted(subscription_id, person_id)
    slot = HandoverSlot.objects.annotate(clock=Now()).filter(pk=slot_id, project=found.project_id).first()
    if slot is None:
        raise NotFound("slot")
    standing = HandoverVisit.objects.filter(active_subscription=subscription_id).select_related("slot").first()
    if standing is not None and standing.slot_id == slot_id:
        return
    if slot.closed_at is not None or slot.starts_at <= slot.clock + BEFORE:
        raise SlotGone()
    if standing is not None:
        _give_back(standing, slot.clock)
    taken = set(HandoverVisit.objects.filter(slot=slot_id).exclude(seat=None).values_list("seat", flat=True))
    for seat in (one for one in range(1, slot.places + 1) if one not in taken):
        try:
            with transaction.atomic():
                HandoverVisit.objects.create(
                    slot=slot, subscription=found, active_subscription=subscription_id, seat=seat
                )
        except IntegrityError:
            continue  # somebody was first at this place: the next one
        keep(found, StepKind.HANDOVER, note="booked", actor_id=person_id)
        return
    raise SlotTaken()


def give_back_handover(*, subscription_id: UUID, person_id: UUID) -> None:
    """The buyer does not come: the place is free again. Nothing to give back changes nothing. Raises NotFound, SlotGone."""
    require_command()
    found = _contracted(subscription_id, person_id)
    standing = HandoverVisit.objects.annotate(clock=Now()).select_related("slot")
    visit = standing.filter(active_subscription=subscription_id).first()
    if visit is None:
        return
    _give_back(visit, visit.clock)
    keep(found, StepKind.HANDOVER, note="given_back", actor_id=person_id)


def _contracted(subscription_id: UUID, person_id: UUID) -> Subscription:
    """The buyer's subscription, written first: of two wishes at once one is judged anew."""
    mine = Subscription.objects.filter(pk=subscription_id, person_id=person_id)
    if mine.filter(state=SubscriptionState.CONTRACTED).update(revision=F("revision") + 1) != 1:
        if not mine.exists():
            raise NotFound("subscription")
        raise NotYetContracted()
    return mine.get()


def _give_back(visit: HandoverVisit, now: datetime) -> None:
    if visit.slot.starts_at <= now + BEFORE:
        raise SlotGone()
    rows = HandoverVisit.objects.filter(pk=visit.pk).exclude(active_subscription=None)
    rows.update(active_subscription=None, seat=None, given_back_at=Now())
