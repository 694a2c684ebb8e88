"""What the transparency log is made of: steps as the public is shown them, and publications of price rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guangsha.inventory.domain.statuses import ShownStatus, UnitStatus, shown
from guangsha.inventory.models import PublishedRule, RuleProposal, UnitEvent

CHUNK = 400


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a unit, without who took it and why. ``revision`` 0: kept before steps were numbered."""

    id: UUID
    unit_id: UUID
    project_id: UUID
    revision: int
    before: ShownStatus
    after: ShownStatus
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RulePublished:
    """A rule as it was published; ``ends_at`` is the end it was published with."""

    id: UUID
    project_id: UUID
    number: int
    kind: str
    value: int
    name: str
    name_en: str
    starts_at: datetime
    ends_at: datetime | None
    building_ids: tuple[str, ...]
    layout_ids: tuple[str, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True)
class RuleEnded:
    """A publication that ended an earlier rule. ``id`` is the publication's."""

    id: UUID
    project_id: UUID
    number: int
    ends_at: datetime
    published_at: datetime


def projects_with_steps() -> list[UUID]:
    """Projects with a unit that ever took a step. One query."""
    return list(UnitEvent.objects.order_by().values_list("project_id", flat=True).distinct())


def step_ids(*, project_id: UUID, since: datetime | None, limit: int) -> list[UUID]:
    """Ids of the oldest steps of a project, of all or of those since a moment. One query."""
    rows = UnitEvent.objects.filter(project=project_id)
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    return list(rows.order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])


def shown_steps(*, ids: Sequence[UUID]) -> list[ShownStep]:
    """These steps. One query per CHUNK."""
    found: list[ShownStep] = []
    for start in range(0, len(ids), CHUNK):
        rows = UnitEvent.objects.filter(pk__in=ids[start : start + CHUNK]).order_by()
        found += [
            ShownStep(
                row.pk,
                row.unit_id,
                row.project_id,
                row.revision or 0,
                shown(UnitStatus(row.before)),
                shown(UnitStatus(row.after)),
                row.changed_at,
            )
            for row in rows
        ]
    return found


def published_rules(*, beyond: Collection[UUID]) -> list[RulePublished]:
    """Rules that are published and not ``beyond`` already. Two queries."""
    rows = [row for row in PublishedRule.objects.order_by("project_id", "number") if row.pk not in beyond]
    asked = {one.rule_id: one for one in RuleProposal.objects.filter(rule__in=[row.pk for row in rows])}
    found = []
    for row in rows:
        origin = asked.get(row.pk)
        found.append(
            RulePublished(
                id=row.pk,
                project_id=row.project_id,
                number=row.number,
                kind=row.kind,
                value=row.value,
                name=row.name,
                name_en=row.name_en,
                starts_at=row.starts_at,
                ends_at=origin.ends_at if origin else row.ends_at,
                building_ids=tuple(row.building_ids),
                layout_ids=tuple(row.layout_ids),
                published_at=(origin.decided_at if origin else None) or row.starts_at,
            )
        )
    return found


def ended_rules(*, beyond: Collection[UUID]) -> list[RuleEnded]:
    """Publications that ended a rule and are not ``beyond`` already. One query."""
    rows = RuleProposal.objects.exclude(edition=None).exclude(replaces=None).select_related("replaces")
    return [
        RuleEnded(row.pk, row.project_id, row.replaces.number, row.replaces.ends_at, row.decided_at)
        for row in rows.order_by("project_id", "edition")
        if row.pk not in beyond and row.replaces and row.replaces.ends_at and row.decided_at
    ]


def publications() -> int:
    """How many rules and ends were published so far. Two queries."""
    ends = RuleProposal.objects.exclude(edition=None).exclude(replaces=None)
    return PublishedRule.objects.count() + ends.count()
