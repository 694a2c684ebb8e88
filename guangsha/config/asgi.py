"""The web process: HTTP by WSGI in a thread pool, sockets beside it on the event loop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import urlsplit

from guangsha.config.wsgi import application as wsgi  # sets Django up; everything below needs it

from channels.security.websocket import OriginValidator  # isort: skip
from channels.sessions import CookieMiddleware  # isort: skip
from django.conf import settings  # isort: skip
from django.http.request import split_domain_port, validate_host  # isort: skip

from guangsha.backbone.public import Shedding, Sockets, ThreadedWsgi  # isort: skip
from guangsha.deals.public import hold_window  # isort: skip
from guangsha.config.sandbox import BankService, SandboxService, TsaService  # isort: skip

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SPARED = ("/healthz", "/readyz", "/metrics", "/static/", "/media/", "/sandbox/", "/api/v1/payments/notices/",
          "/api/v1/mortgage-notices/")  # fmt: skip
"""Never turned away: whether the process is well, files, and what providers report."""

_room = settings.ENV.http_waiting
# What goes the ordinary way is far slower than the lane of holds: it has a pace of its own and does not fill the lane's room.
_ordinary = Shedding(ThreadedWsgi(wsgi, threads=settings.ENV.http_threads), room=_room, spared=SPARED)
pages = Shedding(hold_window(_ordinary), room=_room, spared=SPARED)
sockets = Sockets()
_with_cookies = CookieMiddleware(sockets)
pay = SandboxService() if settings.ENV.demo else None
bank = BankService() if settings.ENV.demo else None
tsa = TsaService() if settings.ENV.demo else None


async def _socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """A browser says truthfully which page opens a socket: only our own may, because cookies come along."""
    if scope["path"] != "/ws":
        await receive()
        await send({"type": "websocket.close"})
        return
    host = next((value.decode("latin1") for name, value in scope["headers"] if name == b"host"), "")
    own = [settings.PUBLIC_URL]
    if validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        own.append(f"{urlsplit(settings.PUBLIC_URL).scheme}://{host}")
    await OriginValidator(_with_cookies, own)(scope, receive, send)


def _say_farewell_first() -> None:
    """Close the sockets with a reason before granian drops them: its own handler of the same signals is called second."""
    loop = asyncio.get_running_loop()
    known: dict[int, asyncio.Handle] = getattr(loop, "_signal_handlers", {})
    leaving: list[asyncio.Task[None]] = []

    async def leave(stop: asyncio.Handle) -> None:
        with contextlib.suppress(Exception):
            await sockets.close()
        stop._run()

    def on_signal(stop: asyncio.Handle) -> None:
        if not leaving:
            leaving.append(loop.create_task(leave(stop)))

    for number in (signal.SIGTERM, signal.SIGINT):
        if number in known:
            loop.add_signal_handler(number, on_signal, known[number])


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _say_farewell_first()
            for sandbox in (pay, bank):
                if sandbox is not None:
                    sandbox.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            for sandbox in (pay, bank):
                if sandbox is not None:
                    await asyncio.to_thread(sandbox.stop)
            await send({"type": "lifespan.shutdown.complete"})
            return


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """ASGI."""
    match scope["type"]:
        case "http" if pay is not None and scope["path"].startswith(SandboxService.prefix):
            await pay.application(scope, receive, cast(Any, send))
        case "http" if bank is not None and scope["path"].startswith(BankService.prefix):
            await bank.application(scope, receive, cast(Any, send))
        case "http" if tsa is not None and scope["path"].startswith(TsaService.prefix):
            await tsa.application(scope, receive, cast(Any, send))
        case "http":
            await pages(scope, receive, send)
        case "websocket":
            await _socket(scope, receive, send)
        case "lifespan":
            await _lifespan(receive, send)
