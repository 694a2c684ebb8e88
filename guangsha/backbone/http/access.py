"""Policies that any route can use: who is signed in, and who holds a permission."""

from guangsha.backbone.http.routes import Policy
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Unauthenticated


def signed_in(actor: Actor) -> bool:
    """Anyone with an account. Raises Unauthenticated for a visitor."""
    if actor.person_id is None:
        raise Unauthenticated
    return True


def holding(*permissions: str) -> Policy:
    """Someone whose roles give at least one of ``permissions``. A visitor is asked to sign in, others are refused."""
    wanted = frozenset(permissions)

    def policy(actor: Actor) -> bool:
        return signed_in(actor) and not wanted.isdisjoint(actor.scopes)

    return policy
