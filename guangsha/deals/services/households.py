"""What changes with who buys together: whose live holds count as one household's."""

from collections.abc import Collection
from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.deals.selectors.households import households, people_of
from guangsha.inventory.public import settle_households


def household_changed(*, subscription_id: UUID, also: Collection[UUID] = ()) -> bool:
    """Somebody joined or left those who buy it (``also``: who did before), or it is over, or goes on after all.

    False: two who are one household now hold a home each.
    """
    require_command()
    people = people_of(subscription_id).union(also)
    return len(people) < 2 or settle_households(person_ids=people.union(households(person_ids=people)))
