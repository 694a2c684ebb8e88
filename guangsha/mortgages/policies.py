"""Who may do what with mortgages. Buyers see and move their own; staff see those of the companies and projects they work for."""

from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden

READ = "mortgage.read"
HANDLE = "mortgage.handle"
BANKS = "mortgage.banks"

readers = holding(READ)
handlers = holding(HANDLE)
bank_keepers = holding(BANKS)


def require(actor: Actor, permission: str, *, organisation_id: UUID | None, project_id: UUID | None) -> None:
    """Raises Forbidden unless the actor holds ``permission`` over the project."""
    if not actor.may(permission, organisation_id=organisation_id, project_id=project_id):
        raise Forbidden()


def seen_by(actor: Actor, permission: str = READ, *, at: str = "") -> Q:
    """The rows over which the actor holds ``permission``. ``at``: the way to the row that has company and project."""
    if actor.reaches_everything(permission):
        return Q()
    held, house, project = frozenset({permission}), f"{at}organisation_id", f"{at}project_id__in"
    own = Q(**{project: actor.places(held, Scope.PROJECT), house: actor.organisation_id})
    return Q(**{f"{house}__in": actor.places(held, Scope.ORGANISATION)}) | own
