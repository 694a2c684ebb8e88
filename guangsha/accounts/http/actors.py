"""From a session to an Actor: for requests, and for sockets that ask again while they are open."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from guangsha.accounts.http.presence import second_factor_used, stepped_up_at
from guangsha.accounts.http.sessions import SessionStore, stored_key
from guangsha.accounts.staff.standing import standing_of
from guangsha.kit.actor import VISITOR, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request's session."""
    person = cast(Any, request).user
    if not person.is_authenticated:
        return VISITOR
    standing = standing_of(person.pk, second_factor=second_factor_used(request, person))
    return Actor(
        person_id=person.pk,
        organisation_id=standing.organisation_id,
        roles=standing.roles,
        grants=standing.grants,
        session_id=stored_key(cast(str, request.session.session_key)),
        stepped_up_at=stepped_up_at(request, person),
    )


def actor_from_cookies(cookies: Mapping[str, str]) -> Actor:
    """The actor whose session ``cookies`` name, read anew each time: a session that ended is a visitor."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return VISITOR
    request = cast(Any, HttpRequest())
    request.session = SessionStore(key)
    request.user = get_user(request)
    return actor_of(request)
