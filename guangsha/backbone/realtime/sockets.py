"""The sockets of one process: opened after origin and limits, fed by the hub, watched by a clock, closed politely at the end."""

import asyncio
import ipaddress
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from django.conf import settings

from guangsha.backbone import metrics
from guangsha.backbone.outbox import head_position
from guangsha.backbone.realtime import across, hints
from guangsha.backbone.realtime.connection import Connection
from guangsha.backbone.realtime.hub import Hub, encode
from guangsha.backbone.realtime.identity import actor_of
from guangsha.backbone.realtime.streams import Topic, admit
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError

BEAT_S = 20
SILENT_S = 60.0
RECHECK_S = 5.0
FAREWELL_S = 1.0
RESTART, SESSION_ENDED, TOO_MANY, SILENT = 1012, 4401, 4429, 4408

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
log = structlog.get_logger(__name__)


def network_of(scope: Mapping[str, Any]) -> str:
    """What limits count by: the client's IPv4 address or IPv6 /64, as far as our own proxies can be believed."""
    direct = (scope.get("client") or ("", 0))[0]
    proxies: int = settings.ENV.trusted_proxies
    if proxies:
        given = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin1")
        hops = [hop.strip() for hop in given.split(",") if hop.strip()]
        direct = hops[-min(proxies, len(hops))] if hops else direct
    try:
        address = ipaddress.ip_address(direct)
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ipaddress.ip_network((int(address), 64), strict=False))


class Sockets:
    """All sockets of this process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._open: set[Connection] = set()
        self._per_person: Counter[str] = Counter()
        self._per_address: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []
        self._starting: asyncio.Lock | None = None
        self._closing = False
        hints.on_hint(self.hub.wake_from_thread)

    async def _start(self) -> None:
        """With the first socket: note where the outbox stands, then follow it."""
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._tasks:
                return
            self.hub.bind()
            position = await self.hub.read(head_position)
            work = [across.follow_positions(self.hub, position), across.look_at_states(self.hub)]
            work += [self._beat(), self._recheck()]
            if settings.ENV.redis_url:
                work.append(across.listen_to_redis(self.hub))
            self._tasks = [asyncio.get_running_loop().create_task(item) for item in work]

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to close. ``scope`` has passed the origin check and holds ``cookies``."""
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        await self._start()
        cookies: dict[str, str] = scope["cookies"]
        actor = await self.hub.read(actor_of, cookies)
        await send({"type": "websocket.accept"})
        address = network_of(scope)
        refusal = self._refusal(actor, address)
        if refusal:
            metrics.SOCKETS_CUT.labels(str(refusal)).inc()
            await send({"type": "websocket.close", "code": refusal})
            return
        connection = Connection(self.hub, cookies, actor, receive, send)
        self._count(connection, address, 1)
        try:
            connection.offer(encode({"type": "welcome", "beat_s": BEAT_S}))
            await connection.run()
        finally:
            self._count(connection, address, -1)

    def _refusal(self, actor: Actor, address: str) -> int:
        if self._closing:
            return RESTART
        if self._per_address[address] >= settings.ENV.sockets_per_address:
            return TOO_MANY
        if actor.person_id and self._per_person[actor.owner_key] >= settings.ENV.sockets_per_person:
            return TOO_MANY
        return 0

    def _count(self, connection: Connection, address: str, step: int) -> None:
        (self._open.add if step > 0 else self._open.discard)(connection)
        for counter, key in ((self._per_person, connection.actor.owner_key), (self._per_address, address)):
            counter[key] += step
            if not counter[key]:
                del counter[key]
        metrics.SOCKETS.set(len(self._open))

    async def _beat(self) -> None:
        frame = encode({"type": "beat"})
        while True:
            await asyncio.sleep(BEAT_S)
            late = time.monotonic() - SILENT_S
            for connection in list(self._open):
                if connection.heard_at < late:
                    connection.cut(SILENT)
                else:
                    connection.offer(frame)

    async def _recheck(self) -> None:
        """Ask again who is on the line and what they may follow: rights that were taken away end here."""
        while True:
            await asyncio.sleep(RECHECK_S)
            for connection in list(self._open):
                try:
                    refused = await self.hub.read(_still_allowed, connection)
                except Exception as error:  # noqa: BLE001 - the database may be away; nothing is sent meanwhile either
                    log.warning("socket_not_rechecked", error=str(error)[:200])
                    break
                if refused is None:
                    connection.cut(SESSION_ENDED)
                else:
                    for topic, code in refused:
                        connection.refuse(topic, code)

    async def close(self) -> None:
        """Close every socket with 1012 (restart) and give the frames a moment to leave."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        for connection in list(self._open):
            connection.cut(RESTART)
        runs = [connection.ended.wait() for connection in self._open]
        if runs:
            await asyncio.wait([asyncio.ensure_future(run) for run in runs], timeout=FAREWELL_S)


def _still_allowed(connection: Connection) -> list[tuple[Topic, str]] | None:
    """Topics that may not be followed any more with the reason; None when the session stands for somebody else now."""
    actor = actor_of(connection.cookies)
    if actor.owner_key != connection.actor.owner_key or actor.session_id != connection.actor.session_id:
        return None
    connection.actor = actor
    refused = []
    for name, key in list(connection.topics):
        try:
            admit(actor, name, key)
        except BusinessError as error:
            refused.append(((name, key), error.code))
    return refused
