"""Which banks are there."""

from uuid import UUID

from guangsha.mortgages.models import Bank


def banks_known() -> set[tuple[UUID, str]]:
    """Project and code of every bank. One query."""
    return set(Bank.objects.values_list("project_id", "code"))
