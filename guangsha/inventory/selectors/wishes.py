"""What speaks against holding a home: wishes of many at once, or one, judged in as many queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

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
from guangsha.inventory.ports import everybody_with, objection_to_choosing
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
    """What a reading of the ledger says to each. A refusal is an answer, a choice decides nothing yet.

    At most seven queries, however many wishes there are, and what the hooks of ``ports.py`` ask.
    """
    keys = everybody_with(person_ids={wish.person_id for wish in wishes})
    households = [keys[wish.person_id] for wish in wishes]
    offers = offers_of(unit_ids={wish.unit_id for wish in wishes})
    live = Claim.objects.filter(Q(active_unit__in=offers) | Q(active_household__in=set(households)))
    claims = list(live.values_list("unit_id", "active_household", "deadline", "person_id"))
    by_unit = {unit_id: (person_id, deadline) for unit_id, _, deadline, person_id in claims}
    by_household = {household: (unit_id, deadline) for unit_id, household, deadline, _ in claims if household}

    def first(wish: Wish, household: str) -> Offer | BusinessError | None:
        offer = offers.get(wish.unit_id)
        if offer is None:
            return NotFound("unit")
        mine, theirs = by_household.get(household), by_unit.get(wish.unit_id)
        if any(claim and claim[1] is not None and claim[1] <= offer.as_of for claim in (mine, theirs)):
            return None
        if theirs is not None and theirs[0] == wish.person_id and theirs[1] is not None:
            return None  # one's own, under whatever household's key it was left
        if mine is not None:
            return None if mine[0] == wish.unit_id else HoldsAnother(unit_id=str(mine[0]))
        if offer.status is not UnitStatus.AVAILABLE or not offer.covered:
            return UnitTaken(status=str(shown(offer.status)))
        return None if theirs is not None else offer

    found = [first(wish, household) for wish, household in zip(wishes, households, strict=True)]
    return _second(wishes, keys, found)


def _second(
    wishes: Sequence[Wish], keys: Mapping[UUID, str], found: Sequence[Offer | BusinessError | None]
) -> list[Verdict]:
    """What only those are asked who could have their unit: whether they had it a moment ago, or many others within the hour, may
    choose, and at which price. What they had goes by the people of a household of now: before they joined its key was another,
    and it stays on what others had who left."""
    households = [keys[wish.person_id] for wish in wishes]
    asked = {
        (wish.unit_id, household): offer.as_of
        for wish, household, offer in zip(wishes, households, found, strict=True)
        if isinstance(offer, Offer)
    }
    if not asked:
        return [one if isinstance(one, BusinessError) else None for one in found]
    wanting = {household for _, household in asked}
    people = {person_id: key for person_id, key in keys.items() if key in wanting}
    ended = Claim.objects.filter(
        unit__in={unit_id for unit_id, _ in asked},
        person_id__in=people,
        ended_at__gt=min(asked.values()) - COOL_DOWN,
    ).order_by("ended_at")
    let = ended.values_list("unit_id", "person_id", "ended_at")
    cooling = {(unit_id, people[person_id]): at for unit_id, person_id, at in let if person_id is not None}
    pace = _pace(people, since=min(asked.values()) - PACE_OVER)
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


def _pace(people: Mapping[UUID, str], *, since: datetime) -> dict[str, datetime]:
    """Households, of which these are the people, that began as many holds since then as they may, and when the one was that has
    to be an hour ago first. What was bought is none.

    One query, one more where somebody has to wait; the index on person and moment has all of it but the last word.
    """
    most: int = settings.ENV.holds_per_hour
    begun = Claim.objects.filter(made_at__gt=since, kind=ClaimKind.BUYER).exclude(deadline=None, ended_at=None)
    counts: dict[str, int] = defaultdict(int)
    counted = begun.filter(person_id__in=people).values("person_id").annotate(begun=Count("pk"))
    for person_id, count in counted.values_list("person_id", "begun"):
        if person_id is not None:
            counts[people[person_id]] += count
    over = {household for household, count in counts.items() if count >= most}
    if not over:
        return {}
    moments: dict[str, list[datetime]] = defaultdict(list)
    waiting = begun.filter(person_id__in=[one for one, key in people.items() if key in over])
    for person_id, at in waiting.order_by("-made_at").values_list("person_id", "made_at"):
        if person_id is not None:
            moments[people[person_id]].append(at)
    # Begun and ended between the two readings: then the next attempt is judged anew.
    return {household: ats[min(most, len(ats)) - 1] for household, ats in moments.items()}
