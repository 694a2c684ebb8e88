"""What speaks against holding a home: wishes of many at once, or one, judged in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q

from guangsha.inventory.domain.claims import COOL_DOWN, PACE_OVER, ClaimKind
from guangsha.inventory.domain.errors import (
    CoolingDown,
    HoldingTooFast,
    HoldsAnother,
    NotOffered,
    PriceChanged,
    UnitTaken,
)
from guangsha.inventory.domain.price import PriceReceipt, price
from guangsha.inventory.domain.statuses import UnitStatus, shown
from guangsha.inventory.models import Claim
from guangsha.inventory.ports import households_of, objection_to_choosing
from guangsha.inventory.selectors.offers import Offer, offers_of, rules_by_project
from guangsha.kit.errors import BusinessError, NotFound


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants a unit at the price of the receipt they read (None: as it is)."""

    unit_id: UUID
    person_id: UUID
    receipt_hash: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A wish against which nothing spoke when it was read."""

    wish: Wish
    household: str
    offer: Offer
    receipt: PriceReceipt


Verdict = Choice | BusinessError | None
"""What is to be done, the refusal, or None: claims have to be settled first (one's own unit again, a claim whose time is up)."""


def judged(wishes: Sequence[Wish]) -> list[Verdict]:
    """What a reading of the ledger says to each. At most seven queries. A refusal is an answer, a choice decides nothing yet."""
    keys = households_of(person_ids={wish.person_id for wish in wishes})
    households = [keys[wish.person_id] for wish in wishes]
    offers = offers_of(unit_ids={wish.unit_id for wish in wishes})
    live = Claim.objects.filter(Q(active_unit__in=offers) | Q(active_household__in=set(households)))
    claims = list(live.values_list("unit_id", "active_household", "deadline"))
    by_unit = {unit_id: (household, deadline) for unit_id, household, deadline in claims}
    by_household = {household: (unit_id, deadline) for unit_id, household, deadline in claims if household}

    def first(wish: Wish, household: str) -> Offer | BusinessError | None:
        offer = offers.get(wish.unit_id)
        if offer is None:
            return NotFound("unit")
        mine, theirs = by_household.get(household), by_unit.get(wish.unit_id)
        if any(claim and claim[1] is not None and claim[1] <= offer.as_of for claim in (mine, theirs)):
            return None
        if mine is not None:
            return None if mine[0] == wish.unit_id else HoldsAnother(unit_id=str(mine[0]))
        if offer.status is not UnitStatus.AVAILABLE or not offer.covered:
            return UnitTaken(status=str(shown(offer.status)))
        return None if theirs is not None else offer

    found = [first(wish, household) for wish, household in zip(wishes, households, strict=True)]
    return _second(wishes, households, found)


def _second(
    wishes: Sequence[Wish], households: Sequence[str], found: Sequence[Offer | BusinessError | None]
) -> list[Verdict]:
    """What only those are asked who could have their unit: whether they had it a moment ago, or many others within the hour, may
    choose, and at which price."""
    asked = {
        (wish.unit_id, household): offer.as_of
        for wish, household, offer in zip(wishes, households, found, strict=True)
        if isinstance(offer, Offer)
    }
    if not asked:
        return [one if isinstance(one, BusinessError) else None for one in found]
    ended = Claim.objects.filter(
        unit__in={unit_id for unit_id, _ in asked},
        household__in={household for _, household in asked},
        ended_at__gt=min(asked.values()) - COOL_DOWN,
    ).order_by("ended_at")
    cooling = {
        (unit_id, household): at for unit_id, household, at in ended.values_list("unit_id", "household", "ended_at")
    }
    pace = _pace({household for _, household in asked}, since=min(asked.values()) - PACE_OVER)
    rules = rules_by_project(project_ids={offer.project_id for offer in found if isinstance(offer, Offer)})

    def second(wish: Wish, household: str, offer: Offer) -> Choice | BusinessError:
        let_go = cooling.get((wish.unit_id, household))
        if let_go is not None and let_go > offer.as_of - COOL_DOWN:
            return CoolingDown(until=(let_go + COOL_DOWN).isoformat())
        if household in pace:
            return HoldingTooFast.until_then(pace[household] + PACE_OVER, now=offer.as_of)
        objection = objection_to_choosing(person_id=wish.person_id, unit_id=wish.unit_id, project_id=offer.project_id)
        if objection is not None:
            return NotOffered(reason=objection)
        receipt = price(offer.unit, rules[offer.project_id], at=offer.as_of)
        if wish.receipt_hash not in (None, receipt.hash):
            return PriceChanged(receipt_hash=receipt.hash)
        return Choice(wish, household, offer, receipt)

    return [
        second(wish, household, one) if isinstance(one, Offer) else one
        for wish, household, one in zip(wishes, households, found, strict=True)
    ]


def _pace(households: Collection[str], *, since: datetime) -> dict[str, datetime]:
    """Households that began as many holds since then as they may, and when the first of these was. What was bought is none.

    One query; the index on household and moment has all of it but the last word.
    """
    begun = Claim.objects.filter(household__in=households, made_at__gt=since, kind=ClaimKind.BUYER)
    bought = Q(deadline=None, ended_at=None)
    counted = begun.exclude(bought).values("household").annotate(begun=Count("pk"), first=Min("made_at"))
    most: int = settings.ENV.holds_per_hour
    return {one["household"]: one["first"] for one in counted.filter(begun__gte=most)}
