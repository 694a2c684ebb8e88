"""Who may do what in the catalogue, by permission. Reading the public site is decided by visibility, in the selectors."""

from uuid import UUID

from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated

EDIT = "listing.edit"
REVIEW = "listing.review"
REVIEW_PRICE = "listing.review_price"
PUBLISH = "listing.publish"
TAKE_DOWN = "listing.take_down"
ALL = frozenset({EDIT, REVIEW, REVIEW_PRICE, PUBLISH, TAKE_DOWN})
PLATFORM = "scope.platform"
"""Beside a permission: it holds for the listings of every organisation."""
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {"operations": frozenset({EDIT}), "platform_admin": ALL}
"""What two roles may where nobody has given their holder permissions one by one."""


def permissions_of(actor: Actor) -> frozenset[str]:
    """The permissions of this context that the actor holds somewhere."""
    by_role = frozenset[str]().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in actor.roles))
    return (actor.scopes & ALL) | by_role


def acts_for_platform(actor: Actor) -> bool:
    """Whether the actor's permissions hold for every organisation."""
    return actor.system is not None or PLATFORM in actor.scopes or "platform_admin" in actor.roles


def sees_listings_of(actor: Actor, *, organisation_id: UUID) -> bool:
    """Whether listings of the organisation that are not public exist for this actor."""
    if actor.system is not None:
        return True
    if actor.person_id is None or not permissions_of(actor):
        return False
    return acts_for_platform(actor) or actor.organisation_id == organisation_id


def may(actor: Actor, permission: str, *, organisation_id: UUID) -> bool:
    """Whether the actor holds ``permission`` over the organisation's listings. The system itself may everything."""
    if actor.system is not None:
        return True
    return permission in permissions_of(actor) and sees_listings_of(actor, organisation_id=organisation_id)


def require(actor: Actor, permission: str, *, organisation_id: UUID) -> None:
    """Raises Forbidden unless the actor holds ``permission`` over the organisation's listings."""
    if not may(actor, permission, organisation_id=organisation_id):
        raise Forbidden("listings of this organisation")


def require_editor(actor: Actor, *, organisation_id: UUID) -> None:
    """Raises Forbidden unless the actor may edit listings of the organisation."""
    require(actor, EDIT, organisation_id=organisation_id)


def require_seen(actor: Actor, *, organisation_id: UUID) -> None:
    """Raises NotFound where the listings of the organisation do not exist for the actor."""
    if not sees_listings_of(actor, organisation_id=organisation_id):
        raise NotFound("project")


def staff(actor: Actor) -> bool:
    """A route's policy: signed in, with any permission over listings. Raises Unauthenticated."""
    if actor.is_visitor:
        raise Unauthenticated()
    return actor.system is not None or bool(permissions_of(actor))


def reviewers(actor: Actor) -> bool:
    """A route's policy: signed in and a reviewer somewhere. Raises Unauthenticated."""
    return staff(actor) and (actor.system is not None or REVIEW in permissions_of(actor))


def editors(actor: Actor) -> bool:
    """A route's policy: signed in and an editor somewhere. Raises Unauthenticated."""
    return staff(actor) and (actor.system is not None or EDIT in permissions_of(actor))


def publishers(actor: Actor) -> bool:
    """A route's policy: signed in and may publish somewhere. Raises Unauthenticated."""
    return staff(actor) and (actor.system is not None or PUBLISH in permissions_of(actor))


def takers_down(actor: Actor) -> bool:
    """A route's policy: signed in and may take listings down somewhere. Raises Unauthenticated."""
    return staff(actor) and (actor.system is not None or TAKE_DOWN in permissions_of(actor))
