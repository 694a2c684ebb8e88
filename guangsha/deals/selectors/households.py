"""Who buys together: the people of a sale under way, and whoever buys another home with one of them, are one household."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from guangsha.deals.domain.states import UNDER_WAY
from guangsha.deals.models import Buyer, Subscription

MOST_LINKS = 8
"""So many shared deals in a row make one household; who is further away is not asked for."""


def people_of(subscription_id: UUID) -> set[UUID]:
    """Who buys it and has confirmed it. One query."""
    rows = Buyer.objects.filter(subscription=subscription_id).exclude(person_id=None)
    return {one for one in rows.values_list("person_id", flat=True) if one is not None}


def households(*, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Keys of the households of those who do not buy alone, for all members of these. One query where everybody
    does, MOST_LINKS at most.
    """
    people_by_deal: dict[UUID, set[UUID]] = defaultdict(set)
    asked, known = set(person_ids), set[UUID]()
    for _ in range(MOST_LINKS):
        if not asked:
            break
        known |= asked
        shared = _buyers_with(asked)
        for deal, person in shared:
            people_by_deal[deal].add(person)
        asked = {person for _, person in shared} - known
    return _joined(people_by_deal)


def _buyers_with(people: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Deal and person of everybody who buys with these, themselves too."""
    deals = Subscription.objects.filter(buyers__person_id__in=people, state__in=UNDER_WAY)
    rows = Buyer.objects.filter(subscription__in=deals.values("pk")).exclude(person_id=None)
    return [(deal, person) for deal, person in rows.values_list("subscription_id", "person_id") if person is not None]


def _joined(people_by_deal: dict[UUID, set[UUID]]) -> dict[UUID, str]:
    """Of all who are linked by deals the key is their oldest shared deal's."""
    keys: dict[UUID, str] = {}
    members: dict[str, set[UUID]] = {}
    for deal in sorted(one for one, people in people_by_deal.items() if len(people) > 1):
        linked = {keys[person] for person in people_by_deal[deal] if person in keys}
        key = min(linked, default=f"deal:{deal}")
        together = people_by_deal[deal].union(*(members.pop(one) for one in linked))
        members[key] = together
        keys.update(dict.fromkeys(together, key))
    return keys
