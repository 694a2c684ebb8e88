"""Times at which homes are handed over, as buyers and as staff see them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Now

from guangsha.catalog.public import desk_listing, named_homes
from guangsha.deals.domain.handover import BEFORE, HandoverDesk, HandoverPlanned, SlotFacts, VisitFacts
from guangsha.deals.models import HandoverSlot, HandoverVisit, Subscription
from guangsha.deals.policies import HANDOVER
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.vault.public import mask_person_name

LISTED = 200


def _rows(project_id: UUID) -> Any:
    rows = HandoverSlot.objects.annotate(clock=Now(), taken=Count("visits", filter=Q(visits__seat__isnull=False)))
    return rows.filter(project=project_id, starts_at__gt=Now()).order_by("starts_at")[:LISTED]


def _slot(row: Any, mine: UUID | None = None) -> SlotFacts:
    left = max(0, row.places - row.taken)
    return SlotFacts(row.pk, row.starts_at, row.minutes, row.places, left, row.pk == mine, row.closed_at is not None)


def handover_slots(*, person_id: UUID, subscription_id: UUID) -> list[SlotFacts]:
    """Times that can be chosen for a home one bought, and one's own. Raises NotFound. Three queries."""
    deal = Subscription.objects.filter(pk=subscription_id, person_id=person_id).first()
    if deal is None:
        raise NotFound("subscription")
    own = HandoverVisit.objects.filter(active_subscription=subscription_id).values_list("slot_id", flat=True).first()
    rows = list(_rows(deal.project_id))
    free = [row for row in rows if row.closed_at is None and row.starts_at > row.clock + BEFORE]
    return [_slot(row, own) for row in rows if row in free or row.pk == own]


def projects_with_times(project_ids: Collection[UUID]) -> set[UUID]:
    """Projects in which a time to hand a home over can be chosen. One query; none without projects."""
    if not project_ids:
        return set()
    rows = HandoverSlot.objects.annotate(taken=Count("visits", filter=Q(visits__seat__isnull=False)))
    open_ones = rows.filter(
        project__in=project_ids, closed_at=None, starts_at__gt=Now() + BEFORE, taken__lt=F("places")
    )
    return set(open_ones.values_list("project_id", flat=True))


def planned(row: Subscription, with_times: Collection[UUID]) -> HandoverPlanned:
    """What is arranged for the home of a subscription whose visits and their times were read."""
    visit = next((one for one in row.visits.all() if one.active_subscription is not None), None)
    if visit is None:
        return HandoverPlanned(times=row.project_id in with_times)
    starts = visit.slot.starts_at
    return HandoverPlanned(starts, starts + timedelta(minutes=visit.slot.minutes))


def handover_desk(*, actor: Actor, project_id: UUID) -> HandoverDesk:
    """The times of a project that are still to come, and who comes. Raises NotFound. A fixed number of queries."""
    listing = desk_listing(actor=actor, project_id=project_id)
    slots = [_slot(row) for row in _rows(project_id)]
    visits = list(
        HandoverVisit.objects.filter(slot__in=[one.id for one in slots])
        .exclude(active_subscription=None)
        .select_related("subscription")
        .prefetch_related("subscription__buyers")
        .order_by("slot__starts_at", "seat")
    )
    homes = named_homes(unit_ids=[one.subscription.unit_id for one in visits])
    return HandoverDesk(
        slots=tuple(slots),
        visits=tuple(
            VisitFacts(one.slot_id, one.subscription_id, homes.get(one.subscription.unit_id), _name(one))
            for one in visits
        ),
        may_keep=actor.may(HANDOVER, organisation_id=listing.organisation_id, project_id=project_id),
        as_of=listing.as_of,
    )


def _name(visit: HandoverVisit) -> str:
    first = min(visit.subscription.buyers.all(), key=lambda one: one.line, default=None)
    return mask_person_name(first.full_name.reveal()) if first is not None and first.full_name else ""
