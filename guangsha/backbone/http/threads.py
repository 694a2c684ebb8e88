"""WSGI in the threads of an ASGI process, at the cost of WSGI: one hop to a thread and one back per request.

a2wsgi reads the request; its own way of answering hops to the event loop three times per answer, which made small answers three
times slower here (docs/adr/0006). Answers longer than HELD_BYTES are streamed piece by piece.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast
from urllib.parse import quote

from a2wsgi.wsgi import Body, build_environ

HELD_BYTES = 256 * 1024
ASCII = bytes(range(128))

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wsgi_environ(scope: dict[str, Any], body: Any) -> dict[str, Any]:
    """The request as WSGI has it. Bytes of a query that are not ASCII are encoded, as a browser would have done."""
    query = scope.get("query_string", b"")
    if not query.isascii():
        scope = {**scope, "query_string": quote(query, safe=ASCII).encode()}
    return cast(dict[str, Any], build_environ(cast(Any, scope), body))


class _Answer:
    """One answer: gathered in the worker thread, handed to the event loop in as few pieces as its size allows."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._size = 0

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        """WSGI's ``start_response``."""
        pairs = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        self._start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": pairs}
        return self.add

    def add(self, chunk: bytes) -> None:
        """Take a piece of the body; blocks while a long answer is sent."""
        self._parts.append(chunk)
        self._size += len(chunk)
        if self._size >= HELD_BYTES:
            asyncio.run_coroutine_threadsafe(self.send(more=True), self._loop).result()

    async def send(self, *, more: bool) -> None:
        """Send what is gathered."""
        if self._start is not None:
            await self._send(self._start)
            self._start = None
        body = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


class ThreadedWsgi:
    """An ASGI application for the scope ``http`` that runs ``app`` in ``threads`` threads."""

    def __init__(self, app: WsgiApp, *, threads: int) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="http")

    def _run(self, environ: dict[str, Any], answer: _Answer) -> None:
        pieces = self._app(environ, answer.start)
        try:
            for piece in pieces:
                answer.add(piece)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()

        async def more() -> Message:
            return await receive()  # the server's own awaitable is no coroutine, which reading from a thread asks for

        environ = wsgi_environ(scope, Body(loop, cast(Any, more)))
        answer = _Answer(loop, send)
        run = contextvars.copy_context().run
        await loop.run_in_executor(self._pool, run, self._run, environ, answer)
        await answer.send(more=False)
