"""A live product, a second process that writes to its database, and a client that speaks the socket's language."""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import websockets
from websockets.asyncio.client import ClientConnection

from tests.engines.servers import _program, _wait, free_port
from tests.live import ROOT, Site, environment

WAIT_S = 20.0


class Writer:
    """``tests.realtime.writer`` in a process of its own."""

    def __init__(self, directory: Path, **more: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.realtime.writer"],
            cwd=ROOT,
            env=environment(directory, **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, do: str, **values: Any) -> dict[str, Any]:
        """Have one thing done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        return cast(dict[str, Any], json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@contextlib.contextmanager
def writer(directory: Path, **more: str) -> Iterator[Writer]:
    """A writer, ended afterwards."""
    made = Writer(directory, **more)
    try:
        yield made
    finally:
        made.close()


@dataclass(frozen=True)
class Someone:
    """A person with a session."""

    id: str
    cookie: str


def someone(write: Writer) -> Someone:
    """A new person, signed in."""
    made = write("person")
    return Someone(made["person_id"], made["cookie"])


def socket_address(site: Site) -> str:
    """Where the socket is."""
    return site.url.replace("http://", "ws://") + "/ws"


class Line:
    """One socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.socket.send(json.dumps(frame))

    async def hear(self, kind: str | None = None) -> dict[str, Any]:
        """The next frame, or the next of type ``kind``."""
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = json.loads(await self.socket.recv())
                if kind is None or frame["type"] == kind:
                    return cast(dict[str, Any], frame)

    async def follow(self, stream: str, key: str, after: int | None = None) -> dict[str, Any]:
        """Subscribe; the answer."""
        await self.say(do="subscribe", stream=stream, key=key, after=after)
        while True:
            frame = await self.hear()
            if frame["type"] in {"subscribed", "refused"}:
                return frame

    async def closed(self) -> int:
        """Wait for the end; its code."""
        async with asyncio.timeout(WAIT_S):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code or 0


@contextlib.asynccontextmanager
async def line(site: Site, who: Someone | None = None, **options: Any) -> AsyncIterator[Line]:
    """A socket of ``who``, opened from our own page."""
    headers = {"Cookie": who.cookie} if who else {}
    options = {"origin": site.url, "additional_headers": headers, "ping_interval": None, **options}
    async with websockets.connect(socket_address(site), **options) as socket:
        yield Line(socket)


async def numbers(on: Line, count: int) -> list[int]:
    """The numbers of the next ``count`` notifications."""
    found: list[int] = []
    while len(found) < count:
        frame = await on.hear("events")
        found += [event["seq"] for event in frame["events"]]
    return found


@contextlib.contextmanager
def redis_server(directory: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis of our own on a free port; its address."""
    port = free_port()
    log = directory / "redis.log"
    command = [
        _program("redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(directory),
    ]
    with log.open("wb") as handle:
        process = subprocess.Popen(command, stdout=handle, stderr=handle)
    try:
        _wait(lambda: b"ready to accept" in log.read_bytes().lower(), process, log)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.send_signal(signal.SIGCONT)  # a test may have frozen it
        process.terminate()
        process.wait(20)


def eventually(ready: Any, *, seconds: float = WAIT_S) -> bool:
    """Whether ``ready()`` becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.1)
    return False
