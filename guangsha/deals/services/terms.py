"""Publishing rules and payment plans: one proposes, another publishes; what was published is never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import desk_listing
from guangsha.deals.domain.errors import OwnProposal, ProposalClosed
from guangsha.deals.domain.rules import Rules
from guangsha.deals.domain.states import ProposalState
from guangsha.deals.domain.terms import Terms, TermsKind, kind_of, read_terms
from guangsha.deals.models import PlanSet, RuleSet, TermsProposal
from guangsha.deals.policies import PROPOSE, PUBLISH, require
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound, VersionConflict


def propose_terms(
    *, actor: Actor, project_id: UUID, terms: Terms, reason: str, starts_at: datetime | None = None
) -> UUID:
    """Propose rules or plans for deals that begin from ``starts_at`` on (None: from being published on); the proposal's id.

    Nothing changes before somebody else publishes it. Raises NotFound, Forbidden, Invalid (``starts_at`` in the past).
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, PROPOSE, organisation_id=listing.organisation_id, project_id=project_id)
    if actor.person_id is None:
        raise Forbidden()
    _require_to_come(starts_at, listing.as_of)
    made = TermsProposal.objects.create(
        project_id=project_id,
        kind=kind_of(terms),
        body=terms.plain(),
        starts_at=starts_at,
        reason=reason[:200],
        asked_by=actor.person_id,
    )
    _audit("propose", project_id, made.pk, made.kind, {"terms": terms.plain(), "reason": reason[:200]})
    return made.pk


def decide_terms(*, actor: Actor, project_id: UUID, terms_id: UUID, approve: bool, note: str = "") -> int | None:
    """Publish what somebody else proposed, or refuse it; the number of what is published.

    Terms whose beginning passed while they waited begin now. Raises NotFound, Forbidden, OwnProposal, ProposalClosed,
    VersionConflict (others were published at the same moment).
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, PUBLISH, organisation_id=listing.organisation_id, project_id=project_id)
    row = _proposal(project_id, terms_id)
    if row.asked_by == actor.person_id:
        raise OwnProposal()
    _close(
        terms_id,
        ProposalState.PUBLISHED if approve else ProposalState.REFUSED,
        decided_by=actor.person_id,
        note=note[:200],
    )
    late = row.starts_at is None or row.starts_at <= listing.as_of
    terms = read_terms(TermsKind(row.kind), row.body)
    number = None
    if approve:
        start = Now() if late else row.starts_at
        number = publish_terms(project_id=project_id, terms=terms, starts_at=start, published_by=actor.person_id)
    _audit("publish" if approve else "refuse", project_id, terms_id, row.kind, {"number": number, "reason": note[:200]})
    return number


def take_back_terms(*, actor: Actor, project_id: UUID, terms_id: UUID) -> None:
    """Who proposed it does not want it any more. Raises NotFound (also for other people's), ProposalClosed."""
    require_command()
    desk_listing(actor=actor, project_id=project_id)
    row = _proposal(project_id, terms_id)
    if row.asked_by != actor.person_id:
        raise NotFound("proposal")
    _close(terms_id, ProposalState.TAKEN_BACK)
    _audit("take_back", project_id, terms_id, row.kind, {})


def publish_terms(*, project_id: UUID, terms: Terms, starts_at: Any, published_by: UUID | None) -> int:
    """Write them under the next number, whose unique key lets one of two at once through. Raises VersionConflict."""
    table = RuleSet if isinstance(terms, Rules) else PlanSet
    number = (table._default_manager.filter(project=project_id).aggregate(last=Max("number"))["last"] or 0) + 1
    values = {key: value for key, value in terms.plain().items() if key != "number"}
    try:
        with transaction.atomic():
            table._default_manager.create(
                project_id=project_id, number=number, starts_at=starts_at, published_by=published_by, **values
            )
    except IntegrityError as error:
        raise VersionConflict() from error
    return number


def _require_to_come(starts_at: datetime | None, now: datetime) -> None:
    if starts_at is not None and starts_at <= now:
        raise Invalid(errors=[{"field": "starts_at", "message": "past"}])


def _proposal(project_id: UUID, terms_id: UUID) -> TermsProposal:
    row = TermsProposal.objects.filter(pk=terms_id, project=project_id).first()
    if row is None:
        raise NotFound("proposal")
    return row


def _close(terms_id: UUID, state: ProposalState, **more: Any) -> None:
    rows = TermsProposal.objects.filter(pk=terms_id, state=ProposalState.ASKED)
    if rows.update(state=state, decided_at=Now(), **more) != 1:
        raise ProposalClosed(state=TermsProposal.objects.values_list("state", flat=True).get(pk=terms_id))


def _audit(act: str, project_id: UUID, terms_id: UUID, kind: str, data: dict[str, Any]) -> None:
    told = {"proposal": str(terms_id), "kind": kind, **data}
    audit(action=f"deals.terms.{act}", target=f"project:{project_id}", data=told)
