"""Publishing the rules of subscriptions."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.deals.domain.rules import Rules
from guangsha.deals.models import RuleSet
from guangsha.deals.policies import require_rule_maker
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, VersionConflict


def publish_rules(
    *, actor: Actor, project_id: UUID, organisation_id: UUID, rules: Rules, starts_at: datetime | None = None
) -> int:
    """Rules for subscriptions of the project that begin from ``starts_at`` on (default: now); their number.

    ``rules.number`` does not count: the next free one is given. Those who subscribed keep theirs. Raises Forbidden, Invalid
    (``starts_at`` in the past), VersionConflict (somebody else published at the same moment).
    """
    require_command()
    require_rule_maker(actor, organisation_id=organisation_id)
    mine = RuleSet.objects.filter(project=project_id)
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            made = RuleSet.objects.create(
                project_id=project_id,
                number=number,
                deposit_fen=rules.deposit_fen,
                rungs=rules.plain()["rungs"],
                afterwards=rules.afterwards,
                signed=rules.plain().get("signed"),
                starts_at=starts_at or Now(),
                published_by=actor.person_id,
            )
    except IntegrityError as error:
        raise VersionConflict() from error
    if starts_at is not None and RuleSet.objects.filter(pk=made.pk, starts_at__lt=Now()).exists():
        raise Invalid(errors=[{"field": "starts_at", "message": "past"}])
    audit(action="deals.rules.publish", target=f"project:{project_id}", data=rules.plain() | {"number": number})
    return number
