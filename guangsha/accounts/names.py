"""What colleagues read instead of an id."""

from collections.abc import Collection
from uuid import UUID

from guangsha.accounts.models import Person
from guangsha.vault.public import Masked, Secret


def masked_names(person_ids: Collection[UUID]) -> dict[UUID, Masked]:
    """Person -> how they want to be addressed, masked. Whoever gave no name, or closed the account, is not in it. One query."""
    if not person_ids:
        return {}
    rows = Person.objects.filter(pk__in=person_ids)
    return {
        row.pk: Masked(row.display_name, label="accounts.person.display_name")
        for row in rows
        if isinstance(row.display_name, Secret)
    }
