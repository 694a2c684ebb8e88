"""Who sends a request, and policies that any route can use: who is signed in, and who holds a permission."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest

from guangsha.backbone.http.routes import Policy
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Unauthenticated


def acting(request: HttpRequest) -> Actor:
    """Who sends the request: what the middleware set."""
    return cast(Actor, cast(Any, request).actor)


def acting_person(request: HttpRequest) -> tuple[Actor, UUID]:
    """Who sends the request, and their id. Raises Unauthenticated for a visitor."""
    actor = acting(request)
    if actor.person_id is None:
        raise Unauthenticated
    return actor, actor.person_id


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
