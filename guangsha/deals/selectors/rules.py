"""The rules that a subscription is made by."""

from datetime import datetime
from uuid import UUID

from guangsha.catalog.public import release_facts
from guangsha.deals.domain.rules import DEFAULT, Rules, deposit_of, ladder, rules_from
from guangsha.deals.domain.subscriptions import RulesShown
from guangsha.deals.models import RuleSet
from guangsha.inventory.public import HoldEnded, HoldFacts, holds_of
from guangsha.kit.errors import NotFound


def rules_in_force(*, project_id: UUID, at: datetime) -> Rules:
    """Those that began last before ``at``, or the default. One query."""
    row = RuleSet.objects.filter(project=project_id, starts_at__lte=at).order_by("-starts_at", "-number").first()
    return DEFAULT if row is None else rules_of(row)


def rules_of(row: RuleSet) -> Rules:
    """Published rules as a value."""
    return rules_from(
        {
            "number": row.number,
            "deposit_fen": row.deposit_fen,
            "rungs": row.rungs,
            "afterwards": row.afterwards,
            "signed": row.signed,
        }
    )


def live_hold(*, person_id: UUID, hold_id: UUID) -> HoldFacts:
    """A hold of one's household whose time is not up. Raises NotFound, HoldEnded. Two queries."""
    hold = next(iter(holds_of(person_id=person_id, only=hold_id)), None)
    if hold is None:
        raise NotFound("hold")
    if hold.deadline is None or hold.deadline <= hold.as_of:
        raise HoldEnded()
    return hold


def rules_for_hold(*, person_id: UUID, hold_id: UUID) -> RulesShown:
    """What subscribing the held home would mean, in amounts and moments. Raises NotFound, HoldEnded. Three queries."""
    hold = live_hold(person_id=person_id, hold_id=hold_id)
    rules = rules_in_force(project_id=hold.project_id, at=hold.as_of)
    deposit = deposit_of(rules, price_fen=hold.price_fen)
    return RulesShown(rules, hold.price_fen, deposit, ladder(rules, paid_fen=deposit, paid_at=hold.as_of), hold.as_of)


def organisation_of(unit_id: UUID) -> UUID:
    """Whose project the unit belongs to. One query."""
    return release_facts(unit_ids=[unit_id])[unit_id].organisation_id
