"""Who may change the status of units."""

from uuid import UUID

from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

KEEPER_ROLES = frozenset({"operations", "sales_manager"})


def require_keeper(actor: Actor, *, organisation_id: UUID) -> None:
    """The system itself, and those who keep the ledger of the unit's organisation. Raises Forbidden."""
    if actor.system is not None or "platform_admin" in actor.roles:
        return
    if actor.organisation_id != organisation_id or not actor.roles & KEEPER_ROLES:
        raise Forbidden("units of this organisation")
