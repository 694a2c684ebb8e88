"""One socket: understands the browser's frames, keeps a bounded queue of its own, and cuts itself when that runs over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from pydantic import ValidationError

from guangsha.backbone import metrics
from guangsha.backbone.realtime.frames import CLIENT_FRAME, MAX_FRAME_BYTES, SubscribeFrame, UnsubscribeFrame
from guangsha.backbone.realtime.hub import Hub, encode
from guangsha.backbone.realtime.identity import actor_of
from guangsha.backbone.realtime.streams import Stream, Topic, admit, read_stream
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError, OperationalError
from guangsha.kit.ids import new_id

QUEUE = 64
"""Frames waiting for a slow reader; one more and it is cut, to come back with its number."""
TOPICS = 50
RATE_PER_S, BURST = 10.0, 60.0
CLOSE_S = 2.0
TRY_LATER, TOO_BIG, TOO_FAST, UNREADABLE = 1013, 1009, 4429, 1003

Message = dict[str, Any]
log = structlog.get_logger(__name__)


class Connection:
    """``run`` returns when the socket is closed, whoever closed it."""

    def __init__(
        self,
        hub: Hub,
        cookies: dict[str, str],
        actor: Actor,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        self.cookies = cookies
        self.actor = actor
        self.topics: dict[Topic, Stream] = {}
        self.heard_at = time.monotonic()
        self._id = str(new_id())
        self._hub = hub
        self._receive = receive
        self._send = send
        self._queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self._tokens, self._tokens_at = BURST, self.heard_at
        self._code: int | None = None
        self._cut = asyncio.Event()
        self.ended = asyncio.Event()

    def offer(self, frame: str) -> None:
        """Queue a frame for sending."""
        try:
            self._queue.put_nowait(frame)
            metrics.FRAMES_SENT.inc()
        except asyncio.QueueFull:
            self.cut(TRY_LATER)

    def cut(self, code: int) -> None:
        """Close with ``code``; the first reason counts."""
        if self._code is None:
            self._code = code
            metrics.SOCKETS_CUT.labels(str(code)).inc()
            self._cut.set()

    def refuse(self, topic: Topic, code: str) -> None:
        """Say that ``topic`` may not be followed, and stop telling about it."""
        self._drop(topic)
        self.offer(encode({"type": "refused", "stream": topic[0], "key": topic[1], "code": code}))

    async def run(self) -> None:
        """Read, write and wait for the cut; whichever ends first ends all."""
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(work) for work in (self._read_all(), self._write_all(), self._cut.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for topic in list(self.topics):
                self._drop(topic)
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    log.info("socket_broke", error=str(outcome)[:200])
            if self._code is not None:
                await self._close(self._code)
            self.ended.set()

    async def _close(self, code: int) -> None:
        try:
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code}), CLOSE_S)
        except (TimeoutError, OSError, RuntimeError):
            return  # the other end does not read: it will find the connection gone

    async def _write_all(self) -> None:
        while True:
            await self._send({"type": "websocket.send", "text": await self._queue.get()})

    async def _read_all(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            self.heard_at = time.monotonic()
            if text is None:
                self.cut(UNREADABLE)
            elif len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
                self.cut(TOO_BIG)
            elif not self._within_rate():
                self.cut(TOO_FAST)
            else:
                await self._take(text)

    def _within_rate(self) -> bool:
        now = time.monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._tokens_at) * RATE_PER_S)
        self._tokens_at = now
        self._tokens -= 1
        return self._tokens >= 0

    async def _take(self, text: str) -> None:
        try:
            frame = CLIENT_FRAME.validate_json(text)
        except ValidationError:
            self.offer(encode({"type": "mistake", "code": "request.malformed"}))
            return
        if isinstance(frame, SubscribeFrame):
            await self._subscribe(frame)
        elif isinstance(frame, UnsubscribeFrame):
            self._drop((frame.stream, frame.key))
        else:
            for (_, key), stream in list(self.topics.items()):
                if stream.attendance is not None:
                    await self._hub.read(stream.attendance.touch, self.actor, key, self._id)

    async def _subscribe(self, frame: SubscribeFrame) -> None:
        topic = (frame.stream, frame.key)
        self._drop(topic)
        if len(self.topics) >= TOPICS:
            self.refuse(topic, "request.too_many")
            return
        try:
            stream, seq = await self._hub.read(self._admitted, topic, frame.after)
        except (BusinessError, OperationalError) as error:
            self.refuse(topic, error.code)
            return
        self.topics[topic] = stream
        self.offer(encode({"type": "subscribed", "stream": topic[0], "key": topic[1], "seq": seq}))
        self._hub.join(topic, stream, self, seq)

    def _admitted(self, topic: Topic, after: int | None) -> tuple[Stream, int]:
        """In a thread: may this actor, as the session says now, follow; and from where?"""
        actor = actor_of(self.cookies)
        if actor.owner_key != self.actor.owner_key:
            actor = Actor()  # the session ended or changed hands; the next check closes the socket
        stream = admit(actor, *topic)
        if stream.attendance is not None:
            stream.attendance.enter(actor, topic[1], self._id)
        if after is None or stream.state is not None:
            return stream, read_stream(stream, topic[1], None).seq
        return stream, after

    def _drop(self, topic: Topic) -> None:
        stream = self.topics.pop(topic, None)
        if stream is None:
            return
        self._hub.leave(topic, self)
        if stream.attendance is not None:
            leave = self._hub.read(stream.attendance.leave, self.actor, topic[1], self._id)
            task = asyncio.get_running_loop().create_task(_quietly(leave))
            _leaving.add(task)
            task.add_done_callback(_leaving.discard)


_leaving: set[asyncio.Task[None]] = set()


async def _quietly(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - who does not leave properly is gone a little later
        log.info("leave_failed", error=str(error)[:200])
