"""What happened to a listing, on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from guangsha.vault.public import Masked


class ActivityLineOut(Schema):
    """One act. ``person_id`` is null where a process acted, ``name`` where somebody gave no name."""

    id: UUID
    at: datetime
    person_id: UUID | None
    name: Masked | None
    act: str
    fields: list[str]
    counts: dict[str, int]
    reason: str


class ActivityPageOut(Schema):
    """Newest first; ``next_cursor`` is null on the last page."""

    items: list[ActivityLineOut]
    next_cursor: str | None
