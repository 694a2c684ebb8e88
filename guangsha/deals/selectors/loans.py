"""The loan part of a sale, for those who bring a bank and a buyer together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.catalog.public import NamedHome, named_homes
from guangsha.deals.domain.plans import PartKind
from guangsha.deals.domain.states import SIGNED, SubscriptionState
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.plans import chosen, payments_of
from guangsha.money.public import left_of_each
from guangsha.vault.public import Secret


@dataclass(frozen=True, slots=True)
class LoanBuyer:
    """A buyer of the sale. ``person_id`` None: a co-buyer who has not confirmed taking part."""

    line: int
    person_id: UUID | None
    full_name: Secret | None
    id_number: Secret | None


@dataclass(frozen=True, slots=True)
class LoanSale:
    """A sale in force. ``loan_fen``: what its plan pays by a loan, 0: nothing.

    ``obligation_id``: where that is owed, None: not yet. ``home`` None: its listing is not public any more.
    """

    subscription_id: UUID
    project_id: UUID
    organisation_id: UUID
    unit_id: UUID
    home: NamedHome | None
    person_id: UUID
    contracted: bool
    price_fen: int
    loan_fen: int
    obligation_id: UUID | None
    buyers: tuple[LoanBuyer, ...]


def loan_sale(subscription_id: UUID) -> LoanSale | None:
    """The sale, between the deposit and its end; None: there is none, or it is over. Seven queries."""
    return loan_sales([subscription_id]).get(subscription_id)


def loan_sales(subscription_ids: Sequence[UUID]) -> dict[UUID, LoanSale]:
    """Those of them that are in force. A fixed number of queries but for sales without a plan."""
    rows = Subscription.objects.annotate(clock=Now()).prefetch_related("buyers", "dues")
    states = (SubscriptionState.SUBSCRIBED, *SIGNED)
    found = list(rows.filter(pk__in=set(subscription_ids), state__in=states))
    homes = named_homes(unit_ids=[row.unit_id for row in found])
    left = left_of_each(obligation_ids=[row.obligation_id for row in found if row.obligation_id])
    return {
        row.pk: _sale(row, homes.get(row.unit_id), left.get(row.obligation_id, 0) if row.obligation_id else 0)
        for row in found
    }


def _sale(row: Any, home: NamedHome | None, left_fen: int) -> LoanSale:
    dues = [one for one in row.dues.all() if one.kind == PartKind.LOAN]
    planned = 0
    if not dues and chosen(row) is not None and row.state == SubscriptionState.SUBSCRIBED:
        payments = payments_of(row, at=row.clock, credit_fen=min(row.deposit_fen, left_fen))
        planned = sum(one.amount_fen for one in payments if one.kind is PartKind.LOAN)
    buyers = sorted(row.buyers.all(), key=lambda one: one.line)
    return LoanSale(
        subscription_id=row.pk,
        project_id=row.project_id,
        organisation_id=row.organisation_id,
        unit_id=row.unit_id,
        home=home,
        person_id=row.person_id,
        contracted=row.state in SIGNED,
        price_fen=row.price_fen,
        loan_fen=sum(one.amount_fen for one in dues) or planned,
        obligation_id=dues[0].obligation_id if dues else None,
        buyers=tuple(LoanBuyer(one.line, one.person_id, one.full_name, one.id_number) for one in buyers),
    )
