"""Requests in the name of somebody, before and beside real sign-in: a middleware that tests add behind the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from guangsha.kit.actor import VISITOR, Actor

_acting: ContextVar[Actor] = ContextVar("acting", default=VISITOR)


class ActingMiddleware:
    """Sets the actor that ``acting_as`` named, if any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _acting.get().is_visitor or _acting.get().device_key:
            request.actor = _acting.get()  # type: ignore[attr-defined]
        return self.get_response(request)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Every request of a test client made inside comes from ``actor``."""
    token = _acting.set(actor)
    try:
        with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "tests.actors.ActingMiddleware"]):
            yield
    finally:
        _acting.reset(token)
