"""Which private files somebody has."""

from typing import Any
from uuid import UUID

from guangsha.privacy.models import PrivateFile


def files_of(person_id: UUID) -> list[dict[str, Any]]:
    """The person's files as plain values, without their content; their names are sealed columns: the register copies them."""
    rows = PrivateFile.objects.filter(person_id=person_id, removed_at=None).order_by("created_at")
    return [
        {"file": str(row.pk), "purpose": row.purpose, "size": row.size, "since": row.created_at.isoformat()}
        for row in rows
    ]
