"""Looking again: every public listing of an organisation with a rule, every so many days; what nobody looks at is hidden."""

from datetime import datetime, timedelta
from uuid import UUID

from guangsha.backbone.public import audit, emit, require_command
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove, OwnWork
from guangsha.catalog.domain.events import ReauditHidden, ReauditOverdue
from guangsha.catalog.domain.listing_rules import MAX_BELOW_PERCENT, MAX_DAYS
from guangsha.catalog.domain.review_states import SubmissionState
from guangsha.catalog.models import ListingRule, Project, Reaudit
from guangsha.catalog.policies import REVIEW, may_set_rule, require
from guangsha.catalog.selectors.review_rules import DEFAULT_RULE_ID, rule_of
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound


def put_listing_rule(
    *,
    actor: Actor,
    organisation_id: UUID | None,
    reaudit_days: int | None,
    hide_after_days: int,
    below_percent: int,
) -> None:
    """Set what listings of an organisation (None: of all without a rule of their own) must keep to. Idempotent.

    Looks already planned keep their day; the next one follows the new rule. Raises Forbidden, Invalid.
    """
    require_command()
    if not may_set_rule(actor, organisation_id):
        raise Forbidden("rules for listings")
    limits = {
        "reaudit_days": (1, MAX_DAYS),
        "hide_after_days": (1, MAX_DAYS),
        "below_percent": (0, MAX_BELOW_PERCENT),
    }
    values = {"reaudit_days": reaudit_days, "hide_after_days": hide_after_days, "below_percent": below_percent}
    errors = [
        wrong(name, "out_of_range")
        for name, (low, high) in limits.items()
        if (value := values[name]) is not None and not low <= value <= high
    ]
    if errors:
        raise Invalid(errors=errors)
    if organisation_id is None:
        ListingRule.objects.update_or_create(pk=DEFAULT_RULE_ID, defaults=values)
    else:
        ListingRule.objects.update_or_create(organisation_id=organisation_id, defaults=values)
    audit(action="catalog.rule.set", target=f"organisation:{organisation_id or 'default'}", data=dict(values))


def plan_reaudit(project: Project, *, now: datetime, looked_by_id: UUID | None = None) -> None:
    """Somebody has looked at the listing now: the next look is due after the days of its rule; without one, never."""
    rule = rule_of(organisation_id=project.organisation_id)
    if rule.reaudit_days is None:
        Reaudit.objects.filter(project=project).delete()
        return
    due_at = now + timedelta(days=rule.reaudit_days)
    Reaudit.objects.update_or_create(
        project=project,
        defaults={
            "due_at": due_at,
            "hide_at": due_at + timedelta(days=rule.hide_after_days),
            "overdue_at": None,
            "hidden_at": None,
            "looked_at": now,
            "looked_by_id": looked_by_id,
        },
    )


def look_again(*, actor: Actor, now: datetime, project_id: UUID) -> None:
    """A reviewer has compared a public listing with the world and found it right.

    Raises NotFound, Forbidden, IllegalMove (it is not public), OwnWork (they submitted what is public).
    """
    require_command()
    project = Project.objects.select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotFound("project")
    require(actor, REVIEW, organisation_id=project.organisation_id, project_id=project.pk)
    if project.state != ListingState.PUBLISHED:
        raise IllegalMove(state=project.state, move="look_again")
    shown = project.submissions.filter(state=SubmissionState.PUBLISHED).order_by("-number").first()
    if shown is not None and shown.author_id == actor.person_id:
        raise OwnWork()
    plan_reaudit(project, now=now, looked_by_id=actor.person_id)
    audit(action="catalog.reaudit.look", target=f"project:{project_id}")


def flag_overdue(*, now: datetime, project_id: UUID) -> bool:
    """Say once that a look is overdue; False when that was said, or somebody looked meanwhile."""
    require_command()
    row = Reaudit.objects.filter(project_id=project_id, overdue_at=None, due_at__lte=now).first()
    if row is None or Reaudit.objects.filter(pk=row.pk, overdue_at=None, due_at=row.due_at).update(overdue_at=now) != 1:
        return False
    audit(action="catalog.reaudit.overdue", target=f"project:{project_id}", data={"hide_at": row.hide_at.isoformat()})
    emit(ReauditOverdue(project_id=str(project_id), hide_at=row.hide_at.isoformat()))
    return True


def mark_hidden(*, now: datetime, project_id: UUID) -> bool:
    """Claim the hiding of a listing nobody looked at; False when somebody looked, or it is hidden already.

    The caller takes the listing down in the same command.
    """
    require_command()
    waiting = Reaudit.objects.filter(project_id=project_id, hidden_at=None, overdue_at__isnull=False, hide_at__lte=now)
    if waiting.update(hidden_at=now) != 1:
        return False
    emit(ReauditHidden(project_id=str(project_id)))
    return True


def plan_missing(*, now: datetime, project_ids: list[UUID]) -> int:
    """Plan a look at public listings that came under a rule after their publication; counted from now."""
    require_command()
    planned = 0
    for project in Project.objects.filter(pk__in=project_ids, reaudit=None, state=ListingState.PUBLISHED):
        plan_reaudit(project, now=now)
        planned += 1
    return planned
