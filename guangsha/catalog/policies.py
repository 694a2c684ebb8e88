"""Who may change what in the catalogue. Reading is decided by visibility, in the selectors."""

from uuid import UUID

from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

EDITOR_ROLES = frozenset({"operations", "platform_admin"})


def may_edit_listings(actor: Actor, *, organisation_id: UUID) -> bool:
    """The system itself, and operations staff of the organisation the project belongs to."""
    if actor.system is not None:
        return True
    if actor.person_id is None:
        return False
    if "platform_admin" in actor.roles:
        return True
    return actor.organisation_id == organisation_id and bool(actor.roles & EDITOR_ROLES)


def require_editor(actor: Actor, *, organisation_id: UUID) -> None:
    """Raises Forbidden unless the actor may edit listings of the organisation."""
    if not may_edit_listings(actor, organisation_id=organisation_id):
        raise Forbidden("listings of this organisation")
