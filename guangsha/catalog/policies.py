"""Who may do what in the catalogue, by permission. Reading the public site is decided by visibility, in the selectors."""

from uuid import UUID

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound

EDIT = "listing.edit"
REVIEW = "listing.review"
REVIEW_PRICE = "listing.review_price"
PUBLISH = "listing.publish"
TAKE_DOWN = "listing.take_down"
READ = "listing.read"
IMPORT = "listing.import"
RULES = "listing.rules"
RULES_FOR_ALL = "listing.rules_for_all"
"""Over the platform, and no listing is seen by it: it is not one of ALL."""
ALL = frozenset({READ, EDIT, IMPORT, REVIEW, REVIEW_PRICE, PUBLISH, TAKE_DOWN, RULES})


def sees_listing(actor: Actor, *, organisation_id: UUID, project_id: UUID | None) -> bool:
    """Whether a listing that is not public exists for this actor."""
    return any(actor.may(one, organisation_id=organisation_id, project_id=project_id) for one in ALL)


def may(actor: Actor, permission: str, *, organisation_id: UUID, project_id: UUID | None) -> bool:
    """Whether the actor holds ``permission`` over the listing; None: over one that is to be made."""
    return actor.may(permission, organisation_id=organisation_id, project_id=project_id)


def require(actor: Actor, permission: str, *, organisation_id: UUID, project_id: UUID | None) -> None:
    """Raises Forbidden unless the actor holds ``permission`` over the listing."""
    if not may(actor, permission, organisation_id=organisation_id, project_id=project_id):
        raise Forbidden("listings of this organisation")


def require_editor(actor: Actor, *, organisation_id: UUID, project_id: UUID | None = None) -> None:
    """Raises Forbidden unless the actor may edit the listing, or make one in the organisation."""
    require(actor, EDIT, organisation_id=organisation_id, project_id=project_id)


def require_seen(actor: Actor, *, organisation_id: UUID, project_id: UUID) -> None:
    """Raises NotFound where the listing does not exist for the actor."""
    if not sees_listing(actor, organisation_id=organisation_id, project_id=project_id):
        raise NotFound("project")


def may_set_rule(actor: Actor, organisation_id: UUID | None) -> bool:
    """Whether the actor sets what listings of the company must keep to; None: of all without a rule of their own."""
    if organisation_id is None:
        return actor.reaches_everything(RULES_FOR_ALL)
    return actor.may(RULES, organisation_id=organisation_id)


staff = holding(*ALL)
"""A route's policy: signed in, with any permission over listings."""
reviewers = holding(REVIEW)
editors = holding(EDIT)
publishers = holding(PUBLISH)
takers_down = holding(TAKE_DOWN)
rulers = holding(RULES, RULES_FOR_ALL)
rule_readers = holding(*ALL, RULES_FOR_ALL)
importers = holding(IMPORT)
