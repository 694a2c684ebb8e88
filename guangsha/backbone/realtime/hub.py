"""The hub of one process: which sockets follow which topic, and the pump that reads a topic once for all at the same place.

Everything here runs on the event loop except the reading, which runs in a few threads with database connections of their own.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

import msgspec
import structlog
from django.db import close_old_connections

from guangsha.backbone.realtime.streams import Reading, Stream, Topic, read_stream

READERS = 4
PAUSE_AFTER_FAILURE_S = 1.0

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Follower(Protocol):
    """A socket, as the hub sees it."""

    def offer(self, frame: str) -> None:
        """Queue a frame; a socket whose queue is full cuts itself."""
        ...


def encode(frame: dict[str, Any]) -> str:
    """A frame as JSON text."""
    return msgspec.json.encode(frame).decode()


@dataclass(slots=True)
class _Topic:
    stream: Stream
    at: dict[Follower, int] = field(default_factory=dict)
    told: dict[Follower, str] = field(default_factory=dict)
    """Streams of state: the digest of what each follower was told last."""
    dirty: bool = False
    pump: asyncio.Task[None] | None = None


class Hub:
    """Topics and their followers."""

    def __init__(self) -> None:
        self._topics: dict[Topic, _Topic] = {}
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="stream")
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self) -> None:
        """Say that this hub lives on the running loop."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """End the reader threads; they close their connections."""
        self._readers.shutdown(wait=True)

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a reader thread; its connection is kept as long as Django's settings say."""

        def run() -> T:
            close_old_connections()
            try:
                return work(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    def join(self, topic: Topic, stream: Stream, follower: Follower, after: int) -> None:
        """Follow ``topic`` from behind ``after``; what is missing is sent at once."""
        self._topics.setdefault(topic, _Topic(stream)).at[follower] = after
        self.wake(topic)

    def leave(self, topic: Topic, follower: Follower) -> None:
        """Follow no longer."""
        entry = self._topics.get(topic)
        if entry is None:
            return
        entry.at.pop(follower, None)
        entry.told.pop(follower, None)
        if not entry.at:
            del self._topics[topic]

    def wake(self, topic: Topic) -> None:
        """Something may be new in ``topic``. On the loop's thread."""
        entry = self._topics.get(topic)
        if entry is None:
            return
        entry.dirty = True
        if entry.pump is None:
            entry.pump = asyncio.get_running_loop().create_task(self._pump(topic, entry))

    def wake_from_thread(self, topic: Topic) -> None:
        """The same from any thread."""
        if self._loop is not None and not self._loop.is_closed() and topic in self._topics:
            self._loop.call_soon_threadsafe(self.wake, topic)

    def wake_all(self, *, fading_only: bool = False) -> None:
        """Hints may have been missed, or things may have ended silently: look everywhere."""
        for topic, entry in list(self._topics.items()):
            if entry.stream.fades or not fading_only:
                self.wake(topic)

    async def _pump(self, topic: Topic, entry: _Topic) -> None:
        try:
            while entry.dirty and entry.at:
                entry.dirty = False
                try:
                    await self._round(topic, entry)
                except Exception:
                    log.exception("stream_not_read", stream=topic[0])
                    entry.dirty = True
                    await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        finally:
            entry.pump = None

    async def _round(self, topic: Topic, entry: _Topic) -> None:
        """Read once for each place where followers stand; in the steady state that is one place."""
        places: dict[int, list[Follower]] = defaultdict(list)
        for follower, seq in entry.at.items():
            places[seq].append(follower)
        for place, followers in places.items():
            reading = await self.read(read_stream, entry.stream, topic[1], place)
            here = [follower for follower in followers if entry.at.get(follower) == place]
            if entry.stream.state is not None:
                self._tell_state(topic, entry, reading, here)
            else:
                self._tell(topic, entry, reading, here)

    def _tell(self, topic: Topic, entry: _Topic, reading: Reading, followers: list[Follower]) -> None:
        base = {"stream": topic[0], "key": topic[1]}
        if reading.resync:
            frame = encode({"type": "resync", **base, "seq": reading.seq})
        elif reading.events:
            events = [event.model_dump(mode="json") for event in reading.events]
            frame = encode({"type": "events", **base, "events": events})
        else:
            return
        entry.dirty |= reading.more
        for follower in followers:
            entry.at[follower] = reading.seq
            follower.offer(frame)

    def _tell_state(self, topic: Topic, entry: _Topic, reading: Reading, followers: list[Follower]) -> None:
        events = [event.model_dump(mode="json") for event in reading.events]
        frame = encode({"type": "events", "stream": topic[0], "key": topic[1], "events": events})
        digest = hashlib.sha256(frame.encode()).hexdigest()
        for follower in followers:
            if entry.told.get(follower) != digest:
                entry.told[follower] = digest
                follower.offer(frame)
