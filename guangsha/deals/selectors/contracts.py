"""Sales that wait for their contract."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from guangsha.catalog.public import named_homes
from guangsha.contracts.public import subjects_with_contract
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Subscription
from guangsha.deals.policies import seen_by
from guangsha.kit.actor import Actor

DRAFT = "contract.draft"
MOST = 500


@dataclass(frozen=True, slots=True)
class ContractSale:
    """A paid subscription without a live contract. Names of the home are "" when its listing is not public any more."""

    subject: str
    unit_id: UUID
    project_id: UUID
    project: str
    project_en: str
    home: str
    home_en: str
    price_fen: int
    subscribed_at: datetime
    buyers: int
    unconfirmed: int


def sales_without_contract(*, actor: Actor) -> list[ContractSale]:
    """Those of the companies and projects that one draws up contracts for, oldest first. Three queries."""
    rows = Subscription.objects.filter(seen_by(actor, DRAFT), state=SubscriptionState.SUBSCRIBED).annotate(
        people=Count("buyers"), unconfirmed=Count("buyers", filter=Q(buyers__person_id=None))
    )
    found = list(rows.order_by("subscribed_at", "pk")[:MOST])
    taken = subjects_with_contract(subject_of(row.pk) for row in found)
    waiting = [row for row in found if subject_of(row.pk) not in taken]
    homes = named_homes(unit_ids=[row.unit_id for row in waiting])
    sales = []
    for row in waiting:
        home = homes.get(row.unit_id)
        assert row.subscribed_at is not None
        sales.append(
            ContractSale(
                subject=subject_of(row.pk),
                unit_id=row.unit_id,
                project_id=row.project_id,
                project=home.project if home else "",
                project_en=home.project_en if home else "",
                home=home.name if home else "",
                home_en=home.name_en if home else "",
                price_fen=row.price_fen,
                subscribed_at=row.subscribed_at,
                buyers=row.people,
                unconfirmed=row.unconfirmed,
            )
        )
    return sales
