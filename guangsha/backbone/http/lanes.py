"""A fast lane for one route: requests that arrive while others are served are served together, in one thread of their own.

The lane answers only what is plain. Whatever is unusual about a request (nobody signed in, a token missing, a body it does not
know) goes the ordinary way, through Django and its middleware, which decides as if there were no lane; so the lane never
refuses anybody for what it did not understand, and what it answers is tested to be what the ordinary way answers.
"""

import asyncio
import io
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from ninja.utils import check_csrf
from prometheus_client import Counter, Histogram

from guangsha.backbone import metrics
from guangsha.backbone.http.middleware import request_id_of
from guangsha.backbone.http.named import ATTEMPT
from guangsha.backbone.http.threads import Asgi, Message, Receive, Send, wsgi_environ
from guangsha.kit.actor import VISITOR

BODY_BYTES = 4096
MOST = 256
"""Requests served together at most."""
TRIES = 3
"""How often a request is put back to be served again with the next ones, before it goes the ordinary way."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Knock:
    """One request in the lane. ``session``: what the cookie holds; ``named``: its Idempotency-Key; ``place``: from the path."""

    request: HttpRequest
    body: bytes
    place: str
    session: str
    named: UUID
    request_id: str
    answered: "asyncio.Future[HttpResponse | None]"
    tries: int = 0
    since: float = field(default_factory=time.perf_counter)


@dataclass(slots=True)
class Served:
    """What a lane's server says of some knocks: answers, None for the ordinary way; and which are to come again."""

    open: dict[Knock, None]
    again: list[Knock]
    _hand_over: Callable[[list[tuple[Knock, HttpResponse | None]]], None]

    def tell(self, answers: Sequence[tuple[Knock, HttpResponse | None]]) -> None:
        """Answer them now, all at once: the event loop is woken once."""
        for knock, _ in answers:
            self.open.pop(knock)
        if answers:
            self._hand_over(list(answers))

    def put_back(self, knocks: Sequence[Knock]) -> None:
        """Serve them again with the next ones; whoever came back too often goes the ordinary way."""
        for knock in knocks:
            knock.tries += 1
            if knock.tries < TRIES:
                self.open.pop(knock)
                self.again.append(knock)


Server = Callable[[Sequence[Knock], Served], None]
"""Answers knocks. What it leaves unanswered, also by raising, goes the ordinary way."""


@lru_cache(maxsize=1)
def _house_headers() -> tuple[tuple[bytes, bytes], ...]:
    """What the middleware adds to every answer of the API, learned from the middleware itself."""
    request = HttpRequest()
    request.path = request.path_info = "/api/"
    answer = HttpResponse()
    before = set(answer.headers)
    for middleware in (CSPMiddleware, XFrameOptionsMiddleware, SecurityMiddleware):
        house: Any = middleware(lambda _: HttpResponse())
        answer = house.process_response(request, answer)
    pairs = [(name, value) for name, value in answer.headers.items() if name not in before]
    return tuple(
        (name.lower().encode("latin1"), str(value).encode("latin1")) for name, value in [*pairs, ("Vary", "Cookie")]
    )


@lru_cache(maxsize=32)
def _counters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return metrics.HTTP_REQUESTS.labels(method, route, str(status)), metrics.HTTP_SECONDS.labels(route)


def _replay(body: bytes, receive: Receive, *, more: bool) -> Receive:
    waiting: deque[Message] = deque([{"type": "http.request", "body": body, "more_body": more}])

    async def again() -> Message:
        return waiting.popleft() if waiting else await receive()

    return again


class Lane:
    """An ASGI application for ``method`` and ``path`` (with one group) before ``ordinary``, which gets everything else."""

    def __init__(self, ordinary: Asgi, serve: Server, *, method: str, path: re.Pattern[str], route: str) -> None:
        self._ordinary, self._serve = ordinary, serve
        self._method, self._path, self._route = method, path, route
        self._waiting: deque[Knock] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lane")
        self._running = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Requests that nobody serves yet."""
        return len(self._waiting)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        match = self._path.fullmatch(scope["path"]) if scope["method"] == self._method else None
        if match is None or scope.get("query_string"):
            await self._ordinary(scope, receive, send)
            return
        body, message = b"", await receive()
        while message["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body") or len(body) > BODY_BYTES:
                break
            message = await receive()
        else:
            return  # hung up
        whole = not message.get("more_body")
        knock = self._knock(scope, body, match[1]) if whole else None
        answer = None
        if knock is not None:
            self._waiting.append(knock)
            if not self._running:
                self._running = True
                task = asyncio.create_task(self._work())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            answer = await knock.answered
        if knock is None or answer is None:
            await self._ordinary(scope, _replay(body, receive, more=not whole), send)
            return
        await self._send(knock, answer, send)

    def _knock(self, scope: dict[str, Any], body: bytes, place: str) -> Knock | None:
        """The request as the lane can serve it, or None."""
        names = dict(scope["headers"])
        cookies, named = names.get(b"cookie"), names.get(b"idempotency-key")
        unusual = b"transfer-encoding" in names or ATTEMPT.lower().encode() in names
        if cookies is None or named is None or unusual:
            return None
        try:
            key = UUID(named.decode("ascii"))
        except ValueError:
            return None
        request = WSGIRequest(wsgi_environ(scope, io.BytesIO(body)))
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if not session:
            return None
        request_id = request_id_of(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        request.actor = VISITOR  # type: ignore[attr-defined]
        answered = asyncio.get_running_loop().create_future()
        return Knock(request, body, place, session, key, request_id, answered)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                again = await loop.run_in_executor(self._thread, self._turn, loop, batch)
                self._waiting.extendleft(reversed(again))
        finally:
            self._running = False

    def _turn(self, loop: asyncio.AbstractEventLoop, batch: list[Knock]) -> list[Knock]:
        """One group, in the lane's thread; those that come again."""

        def hand_over(answers: list[tuple[Knock, HttpResponse | None]]) -> None:
            loop.call_soon_threadsafe(_settle, answers)

        served = Served(dict.fromkeys(batch), [], hand_over)
        try:
            close_old_connections()
            own = [knock for knock in batch if _from_own_page(knock.request)]
            if own:
                self._serve(own, served)
        except Exception:
            log.exception("lane_failed", route=self._route)
            connection.close()
        served.tell([(knock, None) for knock in list(served.open)])
        return served.again

    async def _send(self, knock: Knock, answer: HttpResponse, send: Send) -> None:
        count, seconds = _counters(self._method, self._route, answer.status_code)
        count.inc()
        seconds.observe(time.perf_counter() - knock.since)
        body = answer.content
        headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in answer.items()]
        headers += [(b"content-length", str(len(body)).encode()), (b"x-request-id", knock.request_id.encode())]
        await send(
            {"type": "http.response.start", "status": answer.status_code, "headers": [*headers, *_house_headers()]}
        )
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _settle(answers: Sequence[tuple[Knock, HttpResponse | None]]) -> None:
    for knock, answer in answers:
        if not knock.answered.done():
            knock.answered.set_result(answer)


def _from_own_page(request: HttpRequest) -> bool:
    """Django's own check against forged requests; a refusal is the ordinary way's to give."""
    try:
        return check_csrf(request) is None
    except (SuspiciousOperation, UnreadablePostError):
        return False
