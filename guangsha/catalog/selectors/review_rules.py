"""Which rule holds for an organisation's listings, and which looks are due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.models import ListingRule, Project, Reaudit
from guangsha.catalog.policies import ALL, may_set_rule
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

DEFAULT_RULE_ID = UUID(int=0)
"""The row that holds for organisations without a rule of their own."""
BATCH = 50


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """See ``ListingRule``."""

    reaudit_days: int | None = None
    hide_after_days: int = 14
    below_percent: int = 15


def rule_of(*, organisation_id: UUID | None) -> RuleFacts:
    """The organisation's own rule, else the one for all, else the values above. One query."""
    wanted = Q(pk=DEFAULT_RULE_ID)
    if organisation_id is not None:
        wanted |= Q(organisation_id=organisation_id)
    rows = ListingRule.objects.filter(wanted)
    found = {
        row.organisation_id is not None: RuleFacts(row.reaudit_days, row.hide_after_days, row.below_percent)
        for row in rows
    }
    return found.get(True) or found.get(False) or RuleFacts()


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """The rule of a company (None: of all without their own) as somebody at work sees it."""

    organisation_id: UUID | None
    own: bool
    may_set: bool
    rule: RuleFacts
    fallback: RuleFacts


def rule_seen_by(*, actor: Actor, organisation_id: UUID | None) -> RuleSeen:
    """The rule of the company, for who works on its listings or sets it. Raises Forbidden for anybody else. Three queries."""
    everywhere = any(actor.reaches_everything(permission) for permission in ALL)
    may_set = may_set_rule(actor, organisation_id)
    if (
        not may_set
        and not everywhere
        and not any(actor.may(permission, organisation_id=organisation_id) for permission in ALL)
    ):
        raise Forbidden("rules for listings")
    fallback = rule_of(organisation_id=None)
    wanted = Q(pk=DEFAULT_RULE_ID) if organisation_id is None else Q(organisation=organisation_id)
    own = ListingRule.objects.filter(wanted).exists()
    rule = rule_of(organisation_id=organisation_id) if own else fallback
    return RuleSeen(organisation_id, own, may_set, rule, fallback)


@dataclass(frozen=True, slots=True)
class DueLook:
    """A listing whose look is overdue, or that is to be hidden; ``now`` is what the database's clock said."""

    project_id: UUID
    now: datetime


def next_overdue() -> DueLook | None:
    """The public listing that has waited longest to be flagged, or None. The database's clock decides."""
    rows = Reaudit.objects.filter(overdue_at=None, due_at__lte=Now(), project__state=ListingState.PUBLISHED)
    row = rows.order_by("due_at").annotate(clock=Now()).values_list("project_id", "clock").first()
    return None if row is None else DueLook(*row)


def next_to_hide() -> DueLook | None:
    """The public listing that has waited longest to be hidden, or None. The database's clock decides."""
    rows = Reaudit.objects.filter(
        overdue_at__isnull=False, hidden_at=None, hide_at__lte=Now(), project__state=ListingState.PUBLISHED
    )
    row = rows.order_by("hide_at").annotate(clock=Now()).values_list("project_id", "clock").first()
    return None if row is None else DueLook(*row)


def without_plan() -> list[UUID]:
    """Public listings under a rule that says how often to look, and that have no plan yet; a batch of them."""
    for_all = ListingRule.objects.filter(pk=DEFAULT_RULE_ID, reaudit_days__isnull=False).exists()
    own = ListingRule.objects.filter(organisation__isnull=False)
    looked = Q(organisation__in=own.filter(reaudit_days__isnull=False).values("organisation"))
    never = Q(organisation__in=own.filter(reaudit_days=None).values("organisation"))
    rows = Project.objects.filter(~never if for_all else looked, state=ListingState.PUBLISHED, reaudit=None)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
