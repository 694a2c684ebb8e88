"""Everybody has their own notifications and nobody else's."""

from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound


def own_centre(actor: Actor, key: str) -> None:
    """The stream of oneself; anybody else's does not exist. Raises NotFound."""
    if actor.person_id is None or str(actor.person_id) != key:
        raise NotFound()
