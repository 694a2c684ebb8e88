"""What happened to a listing: who did what when, from the audit trail, in the parts that colleagues may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.accounts.public import masked_names
from guangsha.backbone.public import AuditFilter, AuditLine, audit_page
from guangsha.catalog.selectors.review import seen_project_id
from guangsha.kit.actor import Actor
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import Page
from guangsha.vault.public import Masked

PREFIX = "catalog."
PERSON = "person:"


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One act. ``person_id`` is None where a process acted; ``counts``: how many of what; ``fields``: which were set."""

    id: UUID
    at: datetime
    person_id: UUID | None
    name: Masked | None
    act: str
    fields: list[str]
    counts: dict[str, int]
    reason: str


def activity_of(*, actor: Actor, project_id: UUID, cursor: str | None, limit: int) -> Page[ActivityLine]:
    """What was done to the listing, newest first. Raises NotFound, BadCursor. Three queries."""
    seen_project_id(actor=actor, project_id=project_id)
    wanted = AuditFilter(action=PREFIX, target=f"project:{project_id}")
    page = audit_page(wanted=wanted, cursor=cursor, limit=limit)
    people = {line.id: _person(line) for line in page.items}
    names = masked_names({one for one in people.values() if one is not None})
    lines = [_line(line, people[line.id], names) for line in page.items]
    return Page(tuple(lines), page.next_cursor)


def _person(line: AuditLine) -> UUID | None:
    return parse_id(line.actor.removeprefix(PERSON)) if line.actor.startswith(PERSON) else None


def _line(line: AuditLine, person_id: UUID | None, names: Mapping[UUID, Masked]) -> ActivityLine:
    data: dict[str, Any] = line.data
    fields = data.get("fields")
    reason = data.get("reason")
    return ActivityLine(
        id=line.id,
        at=line.at,
        person_id=person_id,
        name=names.get(person_id) if person_id else None,
        act=line.action.removeprefix(PREFIX),
        fields=[str(one) for one in fields] if isinstance(fields, list) else [],
        counts={name: value for name, value in data.items() if type(value) is int},
        reason=reason if isinstance(reason, str) else "",
    )
