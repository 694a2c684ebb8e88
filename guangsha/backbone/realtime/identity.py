"""Who is on the line: from the cookies of a request or handshake to an Actor, asked again while a socket is open."""

import hashlib
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from guangsha.kit.actor import VISITOR, Actor


class ActorSource(Protocol):
    """Reads the actor anew from the session store each time it is called: a revoked session is a visitor."""

    def __call__(self, cookies: Mapping[str, str]) -> Actor:
        """The actor whose session ``cookies`` name."""
        ...


def session_actor(cookies: Mapping[str, str]) -> Actor:
    """The default: Django's session and user."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return VISITOR
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    if not user.is_authenticated or not user.is_active:
        return VISITOR
    return Actor(person_id=user.pk, session_id=hashlib.sha256(key.encode()).hexdigest()[:32])


_source: list[ActorSource] = [session_actor]


def register_actor_source(source: ActorSource) -> None:
    """Have ``source`` say who is on the line, instead of the plain session."""
    _source[0] = source


def actor_of(cookies: Mapping[str, str]) -> Actor:
    """Who these cookies stand for now."""
    return _source[0](cookies)
