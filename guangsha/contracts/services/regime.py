"""Wordings: one writes a version of a clause or template, another approves it, and a template is put in force from a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import UnitKind, desk_listing
from guangsha.contracts.domain.errors import NotApproved, OwnWording, WordingDecided
from guangsha.contracts.domain.placeholders import unknown_places
from guangsha.contracts.domain.wording import WordingState
from guangsha.contracts.models import Clause, Template, TemplateUse
from guangsha.contracts.policies import APPROVE, WRITE, require
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound, VersionConflict
from guangsha.kit.personal import without_personal_numbers

AHEAD_AT_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ClauseWanted:
    """The words of a clause in both languages. ``risk``: every buyer confirms having read it."""

    code: str
    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool


@dataclass(frozen=True, slots=True)
class TemplateWanted:
    """Which clause versions make a contract for which kind of unit, in order. ``offer_days``: how long an offer stands."""

    code: str
    name: str
    name_en: str
    unit_kind: UnitKind
    clause_ids: Sequence[UUID]
    offer_days: int


def write_clause(*, actor: Actor, organisation_id: UUID, wanted: ClauseWanted) -> UUID:
    """Write the next version of a clause; its id. It is used once somebody else approved it.

    Raises NotFound, Forbidden, Invalid (unknown placeholders), VersionConflict (somebody wrote one at the same moment).
    """
    require_command()
    author = _author(actor, organisation_id)
    wrong = [
        {"field": field, "message": f"placeholder:{name}"[:80]}
        for field, text in (("text", wanted.text), ("text_en", wanted.text_en))
        for name in unknown_places(text)
    ]
    if wrong:
        raise Invalid(errors=wrong[:20])
    made: Clause = _next(
        Clause,
        organisation_id,
        wanted.code,
        title=wanted.title,
        title_en=wanted.title_en,
        text=wanted.text,
        text_en=wanted.text_en,
        risk=wanted.risk,
        written_by=author,
    )
    data = {"code": wanted.code, "version": made.version, "risk": wanted.risk}
    audit(action="contracts.clause.write", target=f"clause:{made.pk}", data=data)
    return made.pk


def write_template(*, actor: Actor, organisation_id: UUID, wanted: TemplateWanted) -> UUID:
    """Write the next version of a template from approved clauses; its id.

    Raises NotFound, Forbidden, Invalid (a clause twice, or of others), NotApproved, VersionConflict.
    """
    require_command()
    author = _author(actor, organisation_id)
    ids = list(wanted.clause_ids)
    found = {one.pk: one for one in Clause.objects.filter(organisation_id=organisation_id, pk__in=ids)}
    codes = [found[one].code for one in ids if one in found]
    if len(codes) != len(ids) or len(set(codes)) != len(codes) or not ids:
        raise Invalid(errors=[{"field": "clause_ids", "message": "unknown_or_twice"}])
    if any(one.state != WordingState.APPROVED for one in found.values()):
        raise NotApproved()
    made: Template = _next(
        Template,
        organisation_id,
        wanted.code,
        name=wanted.name,
        name_en=wanted.name_en,
        unit_kind=str(wanted.unit_kind),
        clause_ids=[str(one) for one in ids],
        offer_days=wanted.offer_days,
        written_by=author,
    )
    data = {"code": wanted.code, "version": made.version, "clauses": len(ids)}
    audit(action="contracts.template.write", target=f"template:{made.pk}", data=data)
    return made.pk


def _author(actor: Actor, organisation_id: UUID) -> UUID:
    require(actor, WRITE, organisation_id=organisation_id)
    if actor.person_id is None:
        raise OwnWording()  # a process has nobody who could be told apart from who approves
    return actor.person_id


def _next(model: Any, organisation_id: UUID, code: str, **values: Any) -> Any:
    """The next version under ``code``; of two at once one is refused by the unique key."""
    rows = model.objects.filter(organisation_id=organisation_id, code=code)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return model.objects.create(organisation_id=organisation_id, code=code, version=version, **values)
    except IntegrityError as error:
        raise VersionConflict() from error


def decide_clause(*, actor: Actor, clause_id: UUID, approve: bool, note: str = "") -> None:
    """Approve a clause that somebody else wrote, or refuse it. Raises NotFound, Forbidden, OwnWording, WordingDecided."""
    _decide(Clause, actor, clause_id, approve, note)


def decide_template(*, actor: Actor, template_id: UUID, approve: bool, note: str = "") -> None:
    """The same for a template."""
    _decide(Template, actor, template_id, approve, note)


def _decide(model: Any, actor: Actor, wording_id: UUID, approve: bool, note: str) -> None:
    require_command()
    word: str = model.__name__.lower()
    note = without_personal_numbers(note)[:200]
    row = model.objects.filter(pk=wording_id).first()
    if row is None:
        raise NotFound(word)
    require(actor, APPROVE, organisation_id=row.organisation_id)
    if actor.person_id is None or row.written_by == actor.person_id:
        raise OwnWording()
    state = WordingState.APPROVED if approve else WordingState.REFUSED
    rows = model.objects.filter(pk=wording_id, state=WordingState.WRITTEN)
    if rows.update(state=state, decided_by=actor.person_id, decided_at=Now(), note=note) != 1:
        raise WordingDecided(state=model.objects.values_list("state", flat=True).get(pk=wording_id))
    action = "approve" if approve else "refuse"
    data = {"code": row.code, "version": row.version, "reason": note}
    audit(action=f"contracts.{word}.{action}", target=f"{word}:{wording_id}", data=data)


def put_in_force(
    *, actor: Actor, template_id: UUID, project_id: UUID | None = None, starts_at: datetime | None = None
) -> UUID:
    """Contracts drawn up from ``starts_at`` on (default: now) are made from this template; the use's id.

    ``project_id`` None: in all projects of the company without one of their own. Contracts that exist keep theirs.
    Raises NotFound, Forbidden, NotApproved, Invalid (``starts_at`` in the past, or more than a year ahead).
    """
    require_command()
    template = Template.objects.filter(pk=template_id).annotate(clock=Now()).first()
    if template is None:
        raise NotFound("template")
    require(actor, APPROVE, organisation_id=template.organisation_id)
    if (
        project_id is not None
        and desk_listing(actor=actor, project_id=project_id).organisation_id != template.organisation_id
    ):
        raise NotFound("project")
    if template.state != WordingState.APPROVED:
        raise NotApproved()
    if actor.person_id is None:
        raise OwnWording()
    if starts_at is not None and not template.clock <= starts_at <= template.clock + AHEAD_AT_MOST:
        raise Invalid(errors=[{"field": "starts_at", "message": "past_or_far"}])
    made = TemplateUse.objects.create(
        organisation_id=template.organisation_id,
        project_id=project_id,
        unit_kind=template.unit_kind,
        template=template,
        starts_at=starts_at or template.clock,
        put_by=actor.person_id,
    )
    data = {"use": str(made.pk), "project": str(project_id or ""), "kind": template.unit_kind}
    audit(action="contracts.template.put_in_force", target=f"template:{template_id}", data=data)
    return made.pk
