"""Who looked at what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.privacy.models import Look
from guangsha.vault.public import ErasedSubject, Masked, Secret, personal_fields, sealed_value

NAME = "accounts.person.display_name"


@dataclass(frozen=True, slots=True)
class LookSeen:
    """One look, for the person it concerned: the viewer by role and masked name, never by id."""

    at: datetime
    label: str
    title: str
    title_zh: str
    viewer_role: str
    viewer_name: Masked | None
    reason: str
    note: Secret | None


def _masked_name(person_id: UUID) -> Masked | None:
    found = sealed_value(NAME, person_id)
    try:
        return None if found is None else Masked(found[1], label=NAME)
    except ErasedSubject:
        return None


def _seen(rows: list[Look]) -> list[LookSeen]:
    fields = personal_fields()
    names = {viewer: _masked_name(viewer) for viewer in {row.viewer_id for row in rows}}
    return [
        LookSeen(
            at=row.at,
            label=row.label,
            title=fields[row.label].title if row.label in fields else "private file",
            title_zh=fields[row.label].title_zh if row.label in fields else "私密文件",
            viewer_role=row.viewer_role,
            viewer_name=names[row.viewer_id],
            reason=row.reason,
            note=row.note,
        )
        for row in rows
    ]


def looks_at(*, person_id: UUID, limit: int = 200) -> list[LookSeen]:
    """Looks at this person's values, newest first."""
    return _seen(list(Look.objects.filter(person_id=person_id).order_by("-at", "-id")[:limit]))


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look, for auditors: ids, no values, no note."""

    id: UUID
    at: datetime
    person_id: UUID
    viewer_id: UUID
    viewer_role: str
    label: str
    reason: str


def all_looks(*, before: UUID | None, limit: int) -> list[LookLine]:
    """Looks of everybody, newest first; ``before`` is the id of the last line of the page before."""
    rows = Look.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    fields = ("id", "at", "person_id", "viewer_id", "viewer_role", "label", "reason")
    return [LookLine(**row) for row in rows.values(*fields)[:limit]]
