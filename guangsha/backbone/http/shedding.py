"""Above what a process can do, some are asked to come again at once, so that the others are served: 503 and Retry-After.

Decided before Django is woken, by how many wait already. A queue that is longer than what can be served in the time a person
waits only makes everybody wait for an answer that comes too late; one that is shorter turns people away for a moment's pause.
"""

import json
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic
from typing import Any

from prometheus_client import Counter

from guangsha.backbone.http.threads import Asgi, Message, Receive, Send
from guangsha.kit.errors import OperationalError

SHED = Counter("guangsha_http_shed_total", "Requests asked to come again because too many waited", ["where"])

PATIENCE_S = 2.0
"""How long a person waits for an answer before it is better to be asked to come again."""
REMEMBERED = 5
"""Stretches of PATIENCE_S that say what the pace is: the newest of those in which it was crowded, and of all."""
CROWDED = 4
"""It is crowded when the room is filled to one part in so many: what was answered then is what the process can do."""
MOST = 4
"""Times the room, whatever the pace."""


class Overloaded(OperationalError):
    """More people ask at this moment than can be answered in time; nothing was done."""

    code = "system.overloaded"
    title = "Too many people are asking at this moment; please try again shortly"
    title_zh = "当前访问人数过多，请稍后重试"
    retry_after_s = 2


class Shedding:
    """An ASGI application before ``inner`` that lets at most ``room`` requests wait there, or as many as its pace allows.

    The pace is what it answered in the best of the last few PATIENCE_S, and of the last few in which it was crowded, however long
    ago: after a quiet hour it is still what the process can do, until the next crowd says otherwise. That many again are answered
    in as long, so whoever comes last waits about so long, and a pause of the process as long turns nobody away. Never more than
    MOST times ``room``, for a pace may break down. ``spared``: beginnings of paths that are never turned away: whether the
    process is well, what providers report, files.
    """

    def __init__(self, inner: Asgi, *, room: int, spared: Collection[str] = ()) -> None:
        self._inner, self._room, self._spared = inner, room, tuple(spared)
        self._inside = 0
        self._now = _Stretch(-1)
        self._lately: deque[_Stretch] = deque(maxlen=REMEMBERED)
        self._crowded: deque[_Stretch] = deque(maxlen=REMEMBERED)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"].startswith(self._spared):
            await self._inner(scope, receive, send)
            return
        if self._inside >= self._room and self._inside >= min(MOST * self._room, self._pace()):
            await _turn_away(scope, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 500:
                self._count()
            await send(message)

        self._inside += 1
        try:
            await self._inner(scope, receive, counted)
        finally:
            self._inside -= 1

    def _count(self) -> None:
        number = _stretch()
        if self._now.number != number:
            self._now = _Stretch(number)
            self._lately.append(self._now)
        self._now.answered += 1
        if self._inside * CROWDED >= self._room and (not self._crowded or self._crowded[-1] is not self._now):
            self._crowded.append(self._now)

    def _pace(self) -> int:
        """The most that was answered within one of the stretches that count."""
        since = _stretch() - REMEMBERED
        lately = (one for one in self._lately if one.number > since)
        return max((one.answered for one in (*self._crowded, *lately)), default=0)


@dataclass(slots=True, eq=False)
class _Stretch:
    """How many were answered within one PATIENCE_S."""

    number: int
    answered: int = 0


def _stretch() -> int:
    return int(monotonic() / PATIENCE_S)


async def _turn_away(scope: dict[str, Any], send: Send) -> None:
    """A problem in the reader's language, made without the framework."""
    SHED.labels("process").inc()
    spoken = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    english = spoken.lower().startswith(b"en") or scope["path"].startswith("/en/")
    body = json.dumps(
        {
            "type": f"urn:guangsha:problem:{Overloaded.code}",
            "title": Overloaded.title if english else Overloaded.title_zh,
            "status": Overloaded.status,
            "code": Overloaded.code,
            "detail": "",
            "errors": [],
            "data": {},
            "request_id": "",
        },
        ensure_ascii=False,
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(Overloaded.retry_after_s).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": Overloaded.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
