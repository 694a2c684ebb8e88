"""Who may see and move money. A buyer sees their own; staff see what belongs to the companies they work for."""

from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden, NotFound

READ = "money.read"
REFUND = "money.refund"
APPROVE = "money.approve"
RESOLVE = "money.cases"

readers = holding(READ)
refunders = holding(REFUND)
approvers = holding(APPROVE)
resolvers = holding(RESOLVE)


def may_take_statements(actor: Actor) -> bool:
    """The supervised account holds the money of all companies: who looks after the money of nobody's may book its statement."""
    return actor.reaches_everything(RESOLVE)


def require(actor: Actor, permission: str, *, organisation_id: UUID | None) -> None:
    """Somebody with ``permission`` for this organisation. What belongs to none (a payment nobody knows) is the treasurer's: of
    whoever has it for the whole platform.

    Raises NotFound for what the actor may not see, Forbidden for what they may see and not do.
    """
    if organisation_id is None:
        allowed = actor.reaches_everything(permission)
    else:
        allowed = actor.may(permission, organisation_id=organisation_id)
    if allowed:
        return
    seen = (
        actor.reaches_everything(READ) if organisation_id is None else actor.may(READ, organisation_id=organisation_id)
    )
    if not seen:
        raise NotFound()
    raise Forbidden()


def seen_by(actor: Actor, field: str = "organisation_id") -> Q:
    """The rows whose organisation the actor may see the money of."""
    if actor.reaches_everything(READ):
        return Q()
    return Q(**{f"{field}__in": actor.places(frozenset({READ}), Scope.ORGANISATION)})
