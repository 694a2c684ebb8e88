"""Deals as staff see them: of the companies and projects they work for. Names are masked; whole ones are privacy's to reveal."""

from collections.abc import Callable
from uuid import UUID

from guangsha.accounts.public import masked_names
from guangsha.deals.domain.subscriptions import DealFilter, StaffDeal, SubscriptionFacts, subject_of
from guangsha.deals.models import Buyer, ChangedBuyer, Subscription
from guangsha.deals.policies import END_SIGNED, HANDOVER, SETTLE, seen_by
from guangsha.deals.selectors.subscriptions import facts_of, subscription_rows
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.money.public import CaseFacts, cases_of_subject


def deals_seen(*, actor: Actor, wanted: DealFilter, cursor: str | None, limit: int) -> Page[StaffDeal]:
    """Deals, newest first. A fixed number of queries. Raises BadCursor."""
    rows = subscription_rows().filter(seen_by(actor))
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.project_id is not None:
        rows = rows.filter(project=wanted.project_id)
    if wanted.mine:
        rows = rows.filter(advisor_id=actor.person_id)
    if cursor is not None:
        last = parse_id(str(decode_cursor(cursor, kinds=[str])[0]))
        if last is None:
            raise BadCursor
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = encode_cursor([str(found[limit - 1].pk)]) if len(found) > limit else None
    return Page(_staff_deals(actor, facts_of(found[:limit], in_list=True)), more)


def deal_seen(*, actor: Actor, deal_id: UUID) -> StaffDeal:
    """One deal with the cases about its money. Raises NotFound, also where it does not exist for the actor."""
    rows = facts_of(subscription_rows().filter(seen_by(actor), pk=deal_id))
    if not rows:
        raise NotFound("deal")
    cases = tuple(cases_of_subject(subject_of(deal_id)))
    return _staff_deals(actor, rows, lambda: cases)[0]


def _staff_deals(
    actor: Actor, facts: list[SubscriptionFacts], cases: Callable[[], tuple[CaseFacts, ...]] = tuple
) -> list[StaffDeal]:
    names = masked_names({one.advisor_id for one in facts if one.advisor_id is not None})
    return [
        StaffDeal(
            facts=one,
            advisor=names.get(one.advisor_id) if one.advisor_id is not None else None,
            may_settle=actor.may(SETTLE, organisation_id=one.organisation_id, project_id=one.project_id),
            may_end_signed=actor.may(END_SIGNED, organisation_id=one.organisation_id, project_id=one.project_id),
            may_hand_over=actor.may(HANDOVER, organisation_id=one.organisation_id, project_id=one.project_id),
            may_change_buyers=_may_change_buyers(actor, one),
            cases=cases(),
        )
        for one in facts
    ]


def _may_change_buyers(actor: Actor, deal: SubscriptionFacts) -> bool:
    """Who began the deal does not decide who else buys."""
    settles = actor.may(SETTLE, organisation_id=deal.organisation_id, project_id=deal.project_id)
    return settles and actor.person_id not in (deal.advisor_id, deal.person_id)


def serves(actor: Actor, person_id: UUID) -> bool:
    """Privacy asks whether the actor serves the subject of a sealed value. Buyers' names are sealed with their deal's key."""
    return Subscription.objects.filter(seen_by(actor), pk=person_id).exists()


def owner_of_buyer(row_id: UUID) -> UUID | None:
    """Whose name and number stand in this row: the buyer's, or of a co-buyer without an account in who subscribed's care."""
    row = Buyer.objects.select_related("subscription").filter(pk=row_id).first()
    return None if row is None else row.person_id or row.subscription.person_id


def owner_of_changed(row_id: UUID) -> UUID | None:
    """The same of who leaves a deal or is to join it."""
    row = ChangedBuyer.objects.select_related("subscription").filter(pk=row_id).first()
    return None if row is None else row.person_id or row.subscription.person_id
