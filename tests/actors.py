"""Requests in the name of somebody, before and beside real sign-in: a middleware that tests add behind the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from guangsha.accounts.domain.roles import BUILT_IN
from guangsha.kit.actor import VISITOR, Actor, Grant, Scope
from guangsha.kit.ids import new_id

_acting: ContextVar[Actor] = ContextVar("acting", default=VISITOR)


def holder(
    *roles: str,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    stepped_up_at: datetime | None = None,
) -> Actor:
    """Somebody who holds these roles, for one company or for the platform."""
    place = (Scope.ORGANISATION, organisation_id) if organisation_id else (Scope.PLATFORM, None)
    permissions = {permission for role in roles for permission in BUILT_IN[role].permissions}
    return Actor(
        person_id=person_id or new_id(),
        organisation_id=organisation_id,
        roles=frozenset(roles),
        grants=frozenset(Grant(permission, *place) for permission in permissions),
        session_id="s",
        stepped_up_at=stepped_up_at,
    )


class ActingMiddleware:
    """Sets the actor that ``acting_as`` named, if any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _acting.get().is_visitor or _acting.get().device_key:
            request.actor = _acting.get()  # type: ignore[attr-defined]
        return self.get_response(request)


@contextmanager
def acting_possible() -> Iterator[None]:
    """Test clients that send their first request inside can act as somebody for as long as they live."""
    name = f"{__name__}.{ActingMiddleware.__name__}"
    with override_settings(MIDDLEWARE=[*(one for one in settings.MIDDLEWARE if one != name), name]):
        yield


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Every request of a test client made inside comes from ``actor``."""
    token = _acting.set(actor)
    try:
        with acting_possible():
            yield
    finally:
        _acting.reset(token)
