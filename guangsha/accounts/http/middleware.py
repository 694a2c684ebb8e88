"""Who is acting in this request, and one turn at a time for a session that signs in."""

import contextlib
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from guangsha.accounts.http.actors import actor_of
from guangsha.accounts.http.sessions import SessionStore, stored_key
from guangsha.accounts.models import Session
from guangsha.backbone.public import DatabaseBusy, response_for
from guangsha.kit.clock import utc_now

LIBRARY_PATH = "/_allauth/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TURN_S = 10
WAIT_S = 5.0
SEEN_EVERY = timedelta(seconds=60)


def _take_turn(key: str) -> bool:
    """True when the session is ours or does not exist; the write decides, so two processes never both get it."""
    sessions = Session.objects.filter(pk=key)
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        free = sessions.filter(Q(busy_until=None) | Q(busy_until__lt=Now()))
        if free.update(busy_until=Now() + timedelta(seconds=TURN_S)) or not sessions.exists():
            return True
        time.sleep(0.02)
    return False


class SessionTurnMiddleware:
    """The login library keeps codes and their tries in the session: its requests run one after the other per session.

    Outside the session middleware: the session is read after the turn is taken and written before it is given back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in turn."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if request.method in SAFE or not cookie or not request.path.startswith(LIBRARY_PATH):
            return self.get_response(request)
        key = stored_key(cookie)
        if not _take_turn(key):
            return response_for(request, DatabaseBusy())
        try:
            return self.get_response(request)
        finally:
            Session.objects.filter(pk=key).update(busy_until=None)


class ActorMiddleware:
    """``request.actor`` is the person of the session; nothing is read before somebody asks, so public pages stay cacheable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note that the session is in use."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        session = request.session
        seen = getattr(session, "last_seen_at", None)
        if isinstance(session, SessionStore) and seen is not None and utc_now() - seen > SEEN_EVERY:
            with contextlib.suppress(
                DatabaseError, InterfaceError
            ):  # a note, not worth an error behind an answer that stands
                session.touch()
        return response
