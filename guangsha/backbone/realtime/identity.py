"""Who is on the line: from the cookies of a request or handshake to an Actor, asked again while a socket is open."""

from collections.abc import Mapping
from typing import Protocol

from guangsha.kit.actor import VISITOR, Actor


class ActorSource(Protocol):
    """Reads the actor anew from the session store each time it is called: a revoked session is a visitor."""

    def __call__(self, cookies: Mapping[str, str]) -> Actor:
        """The actor whose session ``cookies`` name."""
        ...


def nobody(cookies: Mapping[str, str]) -> Actor:
    """The default: a visitor, whatever the cookies say."""
    return VISITOR


_source: list[ActorSource] = [nobody]


def register_actor_source(source: ActorSource) -> None:
    """Have ``source`` say who is on the line; until then everybody is a visitor."""
    _source[0] = source


def actor_of(cookies: Mapping[str, str]) -> Actor:
    """Who these cookies stand for now."""
    return _source[0](cookies)
