"""Who may do what with sales. A buyer sees and moves their own; staff see those of the companies and projects they work for."""

from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden

RULES = "listing.rules"
READ = "deal.read"
ASSIST = "deal.assist"
SETTLE = "deal.settle"
PROPOSE = "deal.propose"
PUBLISH = "deal.publish"
HANDOVER = "deal.handover"
END_SIGNED = "contract.void"

readers = holding(READ)
assistants = holding(ASSIST)
settlers = holding(SETTLE)
terms_readers = holding(READ, PROPOSE, PUBLISH)
proposers = holding(PROPOSE)
publishers = holding(PUBLISH)
handover_keepers = holding(HANDOVER)
enders = holding(END_SIGNED)


def require_rule_maker(actor: Actor, *, organisation_id: UUID) -> None:
    """Somebody who sets rules for listings of this organisation. Raises Forbidden."""
    if not actor.may(RULES, organisation_id=organisation_id):
        raise Forbidden()


def require(actor: Actor, permission: str, *, organisation_id: UUID, project_id: UUID) -> None:
    """Raises Forbidden unless the actor holds ``permission`` over the project."""
    if not actor.may(permission, organisation_id=organisation_id, project_id=project_id):
        raise Forbidden()


def seen_by(actor: Actor, permission: str = READ) -> Q:
    """The subscriptions over which the actor holds ``permission``: of their companies and projects."""
    if actor.reaches_everything(permission):
        return Q()
    held = frozenset({permission})
    own_projects = Q(project__in=actor.places(held, Scope.PROJECT), organisation_id=actor.organisation_id)
    return Q(organisation_id__in=actor.places(held, Scope.ORGANISATION)) | own_projects
