"""What is asked for a unit now, and who has it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Now

from guangsha.backbone.public import SWEEP
from guangsha.catalog.public import ListingState, public_ref_of_unit
from guangsha.inventory.domain.claims import ClaimEnding, ClaimKind, HoldFacts
from guangsha.inventory.domain.errors import PriceNotFiled
from guangsha.inventory.domain.price import PricedUnit, PriceReceipt, PriceRule, price
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.models import Claim, UnitRecord
from guangsha.inventory.ports import everybody_with
from guangsha.inventory.selectors.prices import asking_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A released unit of a public listing as of the database's clock. ``covered``: by a permit, and not removed."""

    unit: PricedUnit
    project_id: UUID
    status: UnitStatus
    revision: int
    covered: bool
    as_of: datetime


def offers_of(*, unit_ids: Collection[UUID]) -> dict[UUID, Offer]:
    """The units as they are offered, without those that were never released or whose listing is not public. One query."""
    rows = (
        UnitRecord.objects.filter(pk__in=unit_ids, unit__project__state=ListingState.PUBLISHED)
        .annotate(permits=Count("unit__building__permits"), clock=Max(Now()))
        .values(
            "unit_id",
            "status",
            "revision",
            "project_id",
            "permits",
            "clock",
            "unit__building_id",
            "unit__layout_id",
            "unit__filed_price_fen",
            "unit__removed_at",
        )
    )
    return {
        row["unit_id"]: Offer(
            unit=PricedUnit(
                row["unit_id"], row["unit__building_id"], row["unit__layout_id"], row["unit__filed_price_fen"]
            ),
            project_id=row["project_id"],
            status=UnitStatus(row["status"]),
            revision=row["revision"],
            covered=row["permits"] > 0 and row["unit__removed_at"] is None,
            as_of=row["clock"],
        )
        for row in rows
        if row["unit__filed_price_fen"] is not None
    }


def offer_of(*, unit_id: UUID) -> Offer | None:
    """The unit as it is offered, or None when it was never released or its listing is not public. One query."""
    return offers_of(unit_ids=[unit_id]).get(unit_id)


def rules_by_project(*, project_ids: Collection[UUID]) -> dict[UUID, list[PriceRule]]:
    """The published price rules of projects, past and coming ones too, by number. One query."""
    return {key: list(asking.rules) for key, asking in asking_of(project_ids=list(project_ids)).items()}


def rules_of(*, project_id: UUID) -> list[PriceRule]:
    """The published price rules of a project, past and coming ones too, by number. One query."""
    return rules_by_project(project_ids=[project_id])[project_id]


def receipt_of(*, unit_id: UUID) -> PriceReceipt:
    """The price of a public unit now, with its derivation. Raises NotFound, Gone, PriceNotFiled. Four queries."""
    public_ref_of_unit(unit_id=unit_id)
    offer = offer_of(unit_id=unit_id)
    if offer is None:
        raise PriceNotFiled()
    return price(offer.unit, rules_of(project_id=offer.project_id), at=offer.as_of)


def own(person_id: UUID) -> Q:
    """The holds of a person, and those of their household of now: what it holds, and what its members held as such.

    A key outlives who leaves its household, so it alone says of an ended hold nothing about who may read it.
    """
    keys = everybody_with(person_ids=[person_id])
    key = keys[person_id]
    members = [one for one, of in keys.items() if of == key]
    mine = Q(person_id=person_id) | Q(active_household=key) | Q(person_id__in=members, household=key)
    return mine & Q(kind=ClaimKind.BUYER)


def holds_of(*, person_id: UUID, only: UUID | None = None, limit: int = 50) -> list[HoldFacts]:
    """The holds of a person's household, live ones first, newest first. Two queries."""
    rows = Claim.objects.filter(own(person_id)).annotate(clock=Now())
    if only is not None:
        rows = rows.filter(pk=only)
    return [_hold(row) for row in rows.order_by(F("ended_at").desc(nulls_first=True), "-made_at")[:limit]]


def _hold(row: Claim) -> HoldFacts:
    assert row.person_id is not None
    assert row.price_fen is not None
    return HoldFacts(
        id=row.pk,
        unit_id=row.unit_id,
        project_id=row.project_id,
        person_id=row.person_id,
        price_fen=row.price_fen,
        receipt_hash=row.receipt_hash,
        made_at=row.made_at,
        deadline=row.deadline,
        ended_at=row.ended_at,
        ending=ClaimEnding(row.ending) if row.ending else None,
        as_of=row.clock,  # type: ignore[attr-defined]
    )


def lapsed_claims(passing: Collection[UUID] = ()) -> list[UUID]:
    """SWEEP claims at most, not of ``passing``, whose deadline is over by the database's clock, longest first. One query."""
    rows = Claim.objects.filter(deadline__lte=Now()).exclude(active_unit=None).exclude(pk__in=passing)
    return list(rows.order_by("deadline").values_list("pk", flat=True)[:SWEEP])
