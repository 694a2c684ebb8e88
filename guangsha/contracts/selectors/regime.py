"""Wordings and what is in force: for those who write them, and for drawing contracts up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from guangsha.accounts.public import masked_names
from guangsha.contracts.domain.wording import WordingState
from guangsha.contracts.models import Clause, Template, TemplateUse
from guangsha.contracts.policies import APPROVE, WRITE, houses
from guangsha.kit.actor import Actor
from guangsha.vault.public import Masked

MOST = 1_000


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """A version of a clause. ``mine``: the reader wrote it, so somebody else approves it."""

    id: UUID
    organisation_id: UUID
    code: str
    version: int
    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool
    state: WordingState
    written_name: Masked | None
    written_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """A version of a template: clause versions by id, in order."""

    id: UUID
    organisation_id: UUID
    code: str
    version: int
    name: str
    name_en: str
    unit_kind: str
    clause_ids: tuple[UUID, ...]
    offer_days: int
    state: WordingState
    written_name: Masked | None
    written_at: datetime
    decided_name: Masked | None
    decided_at: datetime | None
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class UseFacts:
    """A template in force from a moment; ``project_id`` None: in all projects without their own. ``now``: the one that counts."""

    id: UUID
    organisation_id: UUID
    project_id: UUID | None
    project_name: str
    project_name_en: str
    unit_kind: str
    template_id: UUID
    starts_at: datetime
    now: bool


@dataclass(frozen=True, slots=True)
class WordingDesk:
    """Everything about the wordings of the companies that the reader sees."""

    clauses: tuple[ClauseFacts, ...]
    templates: tuple[TemplateFacts, ...]
    uses: tuple[UseFacts, ...]
    may_write: frozenset[UUID]
    may_approve: frozenset[UUID]


def _seen(actor: Actor) -> Q:
    seen = houses(actor)
    return Q() if seen is None else Q(organisation_id__in=seen)


def wording_desk(*, actor: Actor) -> WordingDesk:
    """Clauses, templates and uses, newest versions first. Five queries."""
    clauses = list(Clause.objects.filter(_seen(actor)).order_by("organisation_id", "code", "-version")[:MOST])
    templates = list(Template.objects.filter(_seen(actor)).order_by("organisation_id", "code", "-version")[:MOST])
    written: list[Clause | Template] = [*clauses, *templates]
    names = masked_names({one for row in written for one in (row.written_by, row.decided_by) if one})
    uses = _uses(actor)
    known = {row.organisation_id for row in written} | (houses(actor) or frozenset())
    return WordingDesk(
        clauses=tuple(_clause(row, names, actor) for row in clauses),
        templates=tuple(_template(row, names, actor) for row in templates),
        uses=uses,
        may_write=frozenset(one for one in known if actor.may(WRITE, organisation_id=one)),
        may_approve=frozenset(one for one in known if actor.may(APPROVE, organisation_id=one)),
    )


def _common(row: Any, names: Mapping[UUID, Masked], actor: Actor) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation_id": row.organisation_id,
        "code": row.code,
        "version": row.version,
        "state": WordingState(row.state),
        "written_name": names.get(row.written_by),
        "written_at": row.written_at,
        "decided_name": names.get(row.decided_by) if row.decided_by else None,
        "decided_at": row.decided_at,
        "note": row.note,
        "mine": row.written_by == actor.person_id,
    }


def _clause(row: Clause, names: Mapping[UUID, Masked], actor: Actor) -> ClauseFacts:
    words = {name: getattr(row, name) for name in ("title", "title_en", "text", "text_en", "risk")}
    return ClauseFacts(**_common(row, names, actor), **words)


def _template(row: Template, names: Mapping[UUID, Masked], actor: Actor) -> TemplateFacts:
    words = {name: getattr(row, name) for name in ("name", "name_en", "unit_kind", "offer_days")}
    return TemplateFacts(**_common(row, names, actor), **words, clause_ids=tuple(UUID(one) for one in row.clause_ids))


def _uses(actor: Actor) -> tuple[UseFacts, ...]:
    rows = TemplateUse.objects.filter(_seen(actor)).annotate(clock=Now()).select_related("project")
    found, counted = [], set()
    for row in rows.order_by("-starts_at", "-pk")[:MOST]:
        place = (row.organisation_id, row.project_id, row.unit_kind)
        now = row.starts_at <= row.clock and place not in counted
        if now:
            counted.add(place)
        project = row.project
        found.append(
            UseFacts(
                id=row.pk,
                organisation_id=row.organisation_id,
                project_id=row.project_id,
                project_name=project.name if project else "",
                project_name_en=project.name_en if project else "",
                unit_kind=row.unit_kind,
                template_id=row.template_id,
                starts_at=row.starts_at,
                now=now,
            )
        )
    return tuple(found)


def template_in_force(*, organisation_id: UUID, project_id: UUID, unit_kind: str) -> TemplateFacts | None:
    """The project's own template that began last, else the company's default; None: neither. One query."""
    rows = TemplateUse.objects.filter(organisation_id=organisation_id, unit_kind=unit_kind, starts_at__lte=Now())
    rows = rows.filter(Q(project_id=project_id) | Q(project_id=None)).select_related("template")
    found = list(rows.order_by("-starts_at", "-pk"))
    use = next((one for one in found if one.project_id is not None), found[0] if found else None)
    return None if use is None else _template(use.template, {}, Actor())


def clauses_by_id(ids: Collection[str]) -> dict[str, Clause]:
    """Clause versions by their id as text. One query."""
    return {str(row.pk): row for row in Clause.objects.filter(pk__in=list(ids))}
