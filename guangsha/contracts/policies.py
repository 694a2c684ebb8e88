"""Who may see, write, offer and end contracts at work. Buyers see the contracts they are party to."""

from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden, NotFound

READ = "contract.read"
WRITE = "contract.write"
APPROVE = "contract.approve"
DRAFT = "contract.draft"
VOID = "contract.void"
FILE = "contract.file"

readers = holding(READ)
writers = holding(WRITE)
approvers = holding(APPROVE)
drafters = holding(DRAFT)
voiders = holding(VOID)
filers = holding(FILE)


def require(actor: Actor, permission: str, *, organisation_id: UUID, project_id: UUID | None = None) -> None:
    """Raises NotFound for what the actor may not see, Forbidden for what they may see and not do."""
    place = {"organisation_id": organisation_id, "project_id": project_id}
    if actor.may(permission, **place):
        return
    if not actor.may(READ, **place):
        raise NotFound()
    raise Forbidden()


def seen_by(actor: Actor) -> Q:
    """The contracts that the actor sees at work."""
    if actor.reaches_everything(READ):
        return Q()
    read = frozenset({READ})
    projects = Q(organisation_id=actor.organisation_id, project_id__in=actor.places(read, Scope.PROJECT))
    return Q(organisation_id__in=actor.places(read, Scope.ORGANISATION)) | projects


def houses(actor: Actor) -> frozenset[UUID] | None:
    """The companies whose wordings and registers the actor sees; None: all of them."""
    return None if actor.reaches_everything(READ) else actor.places(frozenset({READ}), Scope.ORGANISATION)
