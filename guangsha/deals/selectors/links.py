"""Links of assisted sales: as their advisors follow them, and as a buyer opens them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from guangsha.accounts.public import masked_names
from guangsha.catalog.public import named_homes
from guangsha.deals.domain.errors import LinkOver, OwnLink
from guangsha.deals.domain.links import Invited, LinkFacts, LinkOffer, progress_of
from guangsha.deals.domain.states import IN_FORCE, LinkState, SubscriptionState
from guangsha.deals.models import Buyer, DealLink, Subscription
from guangsha.inventory.public import holds_of
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.vault.public import mask_person_name

LISTED = 30


def _rows() -> Any:
    """Each with the subscription that was begun by it."""
    begun = Subscription.objects.filter(link_id=OuterRef("pk")).order_by("-made_at")
    return DealLink.objects.annotate(
        clock=Now(), deal=Subquery(begun.values("pk")[:1]), deal_state=Subquery(begun.values("state")[:1])
    )


def _facts(rows: Sequence[Any]) -> list[LinkFacts]:
    homes = named_homes(unit_ids=[row.unit_id for row in rows])
    return [_fact(row, homes) for row in rows]


def _fact(row: Any, homes: dict[UUID, Any]) -> LinkFacts:
    held = None
    if row.claim_id is not None and row.deal is None:
        held = next(iter(holds_of(person_id=row.person_id, only=row.claim_id)), None)
    live = held is not None and held.ended_at is None and held.deadline is not None and held.deadline > row.clock
    return LinkFacts(
        id=row.pk,
        code=row.code,
        project_id=row.project_id,
        unit_id=row.unit_id,
        home=homes.get(row.unit_id),
        advisor_id=row.advisor_id,
        progress=progress_of(
            LinkState(row.state),
            opened=row.opened_at is not None,
            in_time=row.expires_at > row.clock,
            hold_live=live,
            subscription=SubscriptionState(row.deal_state) if row.deal_state else None,
        ),
        made_at=row.made_at,
        expires_at=row.expires_at,
        opened_at=row.opened_at,
        confirmed_at=row.confirmed_at,
        hold_until=held.deadline if live and held is not None else None,
        subscription_id=row.deal,
        as_of=row.clock,
    )


def own_links(*, actor: Actor) -> list[LinkFacts]:
    """The links one made, newest first."""
    return _facts(list(_rows().filter(advisor_id=actor.person_id).order_by("-pk")[:LISTED]))


def own_link(*, actor: Actor, link_id: UUID) -> LinkFacts:
    """One of them. Raises NotFound, also for other people's."""
    rows = list(_rows().filter(advisor_id=actor.person_id, pk=link_id)) if actor.person_id else []
    if not rows:
        raise NotFound("link")
    return _facts(rows)[0]


def link_facts(link_id: UUID) -> LinkFacts:
    """The link, for whoever was admitted to it. Raises NotFound."""
    rows = list(_rows().filter(pk=link_id))
    if not rows:
        raise NotFound("link")
    return _facts(rows)[0]


def offered_link(*, code: str, person_id: UUID) -> LinkOffer:
    """What a link offers to whoever opens it. Raises NotFound, OwnLink, LinkOver (somebody else's, or its time is up)."""
    row = DealLink.objects.annotate(clock=Now()).filter(code=code).first()
    if row is None:
        raise NotFound("link")
    if row.advisor_id == person_id:
        raise OwnLink()
    mine = row.state == LinkState.CONFIRMED and row.person_id == person_id
    still = row.state == LinkState.OPEN and row.expires_at > row.clock
    if not (mine or still):
        raise LinkOver()
    return LinkOffer(
        code=row.code,
        unit_id=row.unit_id,
        home=named_homes(unit_ids=[row.unit_id]).get(row.unit_id),
        advisor=masked_names([row.advisor_id]).get(row.advisor_id),
        expires_at=row.expires_at,
        open=still,
        mine=mine,
        hold_id=row.claim_id if mine else None,
        as_of=row.clock,
    )


def invited(*, code: str, person_id: UUID) -> Invited:
    """What a co-buyer is asked to take part in. Raises NotFound, LinkOver (somebody else's, over, or its time is up)."""
    found = Buyer.objects.annotate(clock=Now()).select_related("subscription").filter(invite_code=code).first()
    if found is None:
        raise NotFound("invitation")
    deal, mine = found.subscription, found.person_id == person_id
    still = found.person_id is None and found.invited_until is not None and found.invited_until > found.clock
    if not (mine or (still and deal.state in IN_FORCE)):
        raise LinkOver()
    first = Buyer.objects.filter(subscription=deal.pk, line=0).first()
    return Invited(
        code=code,
        home=named_homes(unit_ids=[deal.unit_id]).get(deal.unit_id),
        price_fen=deal.price_fen,
        share=found.share,
        name=_masked(found),
        asked_by=_masked(first),
        until=found.invited_until or found.clock,
        confirmed=mine,
    )


def _masked(buyer: Buyer | None) -> str:
    return mask_person_name(buyer.full_name.reveal()) if buyer is not None and buyer.full_name else ""


def link_of_claim(claim_id: UUID) -> tuple[UUID, UUID] | None:
    """The link by which this was held and who made it; None: the buyer alone began. One query."""
    return DealLink.objects.filter(claim_id=claim_id).values_list("pk", "advisor_id").first()
