"""Who may make the rules of sales. A buyer sees and moves their own subscriptions only."""

from uuid import UUID

from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

RULES = "listing.rules"


def require_rule_maker(actor: Actor, *, organisation_id: UUID) -> None:
    """Somebody who sets rules for listings of this organisation. Raises Forbidden."""
    if not actor.may(RULES, organisation_id=organisation_id):
        raise Forbidden()
