"""Who may change the status and the price rules of units."""

from uuid import UUID

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

KEEP = "unit.keep"
APPROVE = "unit.approve"
PROPOSE = "price.propose"
PUBLISH = "price.publish"


def require_keeper(actor: Actor, *, organisation_id: UUID, project_id: UUID | None = None) -> None:
    """The system itself, and those who keep the ledger of the unit's organisation or project. Raises Forbidden."""
    require(actor, KEEP, organisation_id=organisation_id, project_id=project_id)


def require(actor: Actor, permission: str, *, organisation_id: UUID, project_id: UUID | None) -> None:
    """Raises Forbidden unless the actor holds ``permission`` over the project."""
    if not actor.may(permission, organisation_id=organisation_id, project_id=project_id):
        raise Forbidden("units of this organisation")


readers = holding("listing.read", KEEP, APPROVE, PROPOSE, PUBLISH)
"""A route's policy: signed in, with a permission over listings or units. Whether one sees the project is judged later."""
keepers = holding(KEEP)
approvers = holding(APPROVE)
proposers = holding(PROPOSE)
publishers = holding(PUBLISH)
