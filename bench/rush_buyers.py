"""The buyers of a rush: many browsers on one event loop, light enough not to be what is measured.

Each browser keeps one line open and repeats a wish under its own name until it is answered. They write everything down.
"""

import asyncio
import gzip
import json
import random
import re
import time
import uuid
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from bench.rush_history import Call

ZIPF = 1.1
DWELL_S = (0.005, 0.05)
"""How long a buyer keeps a home before letting go: long enough that a second one who is told the same is seen."""
PATIENCE_S = 60.0
BOARD_EVERY_S = 1.0
"""How often a buyer's board is fresh: in between they click homes that others have just taken."""
ANSWER_S = 30.0
NOT_DONE = frozenset({"system.overloaded", "system.database_busy"})
"""Answers 503 after which it is sure that nothing happened."""
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
PACKED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
AFTER = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Said:
    """What the buyers wrote down. ``statuses``: of every answer; ``times_ms``: of wishes for a home, until answered for good.

    ``shed``: answers 429 and 503 that asked to come again, counted apart, because the wish went on.
    """

    calls: list[Call] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)
    shed: Counter[str] = field(default_factory=Counter)
    began: float = 0.0
    ended: float = 0.0
    busy: float = 0.0


class Line:
    """One browser's connection. ``send`` gives status, body and how long the server asked to wait."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, request: bytes) -> tuple[int, bytes, float | None]:
        """One answer. Raises OSError, EOFError, TimeoutError when none comes; the line is then closed."""
        try:
            if self._writer is None or self._reader is None:
                self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
            self._writer.write(request)
            async with asyncio.timeout(ANSWER_S):
                head = await self._reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await self._reader.readexactly(int(length[1])) if length else b""
            if CLOSING.search(head):
                self.close()
            if PACKED.search(head):
                body = gzip.decompress(body)
            after = AFTER.search(head)
            return int(head[9:12]), body, float(after[1]) if after else None
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None


def request_bytes(
    address: str,
    cookies: dict[str, str],
    method: str,
    path: str,
    key: uuid.UUID,
    *,
    body: bytes = b"{}",
    again: bool = False,
) -> bytes:
    """A wish as a browser sends it: cookies, the token against forged requests, the wish's own name; ``again``: once more."""
    head = {
        "Host": urlsplit(address).netloc,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Origin": address,
        "Referer": f"{address}/",
        "Accept-Encoding": "gzip",
        "Accept-Language": "zh-CN",
        "User-Agent": "Mozilla/5.0 (rush)",
        "Idempotency-Key": str(key),
        **({"Idempotency-Attempt": "2"} if again else {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{method} /api/v1{path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _read(body: bytes) -> dict[str, Any]:
    """An answer; one that is none of ours (a page of the server below us) by its first words."""
    try:
        found: dict[str, Any] = json.loads(body)
    except ValueError:
        return {"code": f"not ours: {body[:60]!r}"}
    return found


async def until_answered(
    line: Line, request: Callable[[uuid.UUID, bool], bytes], *, shed: Counter[str], patience_s: float
) -> tuple[int, dict[str, Any], float, float]:
    """Status, answer, when it was first sent, when it was told. Status 0: nobody knows. ``request``: the wish under its name,
    sent once more or not; it is repeated while no answer comes, or one that asks to come again."""
    key, again, sent = uuid.uuid4(), False, time.monotonic()
    while True:
        after: float | None
        try:
            status, body, after = await line.send(request(key, again))
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
            status, body, after = 0, b"", None
        told = time.monotonic()
        if status not in (0, 429, 503):
            return status, _read(body), sent, told
        shed[str(status)] += 1
        again = again or status == 0 or (status == 503 and _read(body).get("code") not in NOT_DONE)
        if told > sent + patience_s:
            return status, {}, sent, told
        await asyncio.sleep((after or 0.1) * random.uniform(0.8, 1.3))


@dataclass(slots=True)
class Rush:
    """One run. ``keeping``: who gets a home keeps it and the next buyer comes; else they let go and go on."""

    address: str
    units: Sequence[str]
    buyers: Sequence[dict[str, str]]
    seconds: float
    lines: int
    seed: int
    keeping: bool = True
    patience_s: float = PATIENCE_S
    most: int | None = None
    said: Said = field(default_factory=Said)
    _taken: set[str] = field(default_factory=set)
    _shown: list[str] = field(default_factory=list)
    _weights: list[float] = field(default_factory=list)
    _until: float = 0.0

    def run(self) -> Said:
        """Everybody at once until the time is over, the homes are gone or no buyer is left."""
        asyncio.run(self._run())
        return self.said

    def run_open(self, rate: float) -> Said:
        """``rate`` wishes a second whatever the answers are, each sent once; one buyer after the other, again and again."""
        asyncio.run(self._run_open(rate))
        return self.said

    async def _run_open(self, rate: float) -> None:
        self._show()
        self.patience_s = -1.0
        self.said.began, cpu = time.monotonic(), time.process_time()
        self._until = self.said.began + self.seconds
        board = asyncio.create_task(self._board())
        chance, idle, under_way = random.Random(self.seed), [], set[asyncio.Task[None]]()
        sent = 0

        async def one(line: Line, number: int) -> None:
            if self._shown:
                await self._hold(line, "", self.buyers[number % len(self.buyers)], self._pick(chance))
            idle.append(line)

        while (passed := time.monotonic() - self.said.began) < self.seconds:
            while sent < passed * rate:
                if len(under_way) < self.lines:
                    task = asyncio.create_task(one(idle.pop() if idle else Line(self.address), sent))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                else:
                    self.said.shed["no line free"] += 1
                sent += 1
            await asyncio.sleep(0.002)
        self.said.ended = time.monotonic()
        self.said.busy = (time.process_time() - cpu) / (self.said.ended - self.said.began)
        await asyncio.gather(*under_way)
        board.cancel()
        for line in idle:
            line.close()

    async def _run(self) -> None:
        self._show()
        self.said.began, cpu = time.monotonic(), time.process_time()
        self._until = self.said.began + self.seconds
        board = asyncio.create_task(self._board())
        queue = iter(enumerate(self.buyers))
        if self.keeping:
            await asyncio.gather(*(self._keepers(number, queue) for number in range(self.lines)))
        else:
            await asyncio.gather(*(self._churner(number, cookies) for number, cookies in queue))
        board.cancel()
        self.said.ended = time.monotonic()
        self.said.busy = (time.process_time() - cpu) / (self.said.ended - self.said.began)

    def _show(self) -> None:
        self._shown = [unit for unit in self.units if unit not in self._taken]
        self._weights = list(accumulate(1 / (rank + 1) ** ZIPF for rank in range(len(self._shown))))

    async def _board(self) -> None:
        while True:
            await asyncio.sleep(BOARD_EVERY_S)
            if self.keeping:
                self._show()

    def _pick(self, chance: random.Random) -> str:
        return self._shown[bisect(self._weights, chance.random() * self._weights[-1], 0, len(self._shown) - 1)]

    async def _wish(
        self, line: Line, cookies: dict[str, str], method: str, path: str
    ) -> tuple[int, dict[str, Any], float, float]:
        def request(key: uuid.UUID, again: bool) -> bytes:
            return request_bytes(self.address, cookies, method, path, key, again=again)

        return await until_answered(line, request, shed=self.said.shed, patience_s=self.patience_s)

    async def _hold(self, line: Line, buyer: str, cookies: dict[str, str], unit: str) -> str | None:
        status, body, sent, told = await self._wish(line, cookies, "POST", f"/units/{unit}/holds")
        answer = "ok" if status == 200 else "unknown" if status in (0, 429, 503) else "no"
        hold = body["id"] if status == 200 else None
        self.said.calls.append(Call(buyer, "hold", unit, hold, sent, told, answer))
        self.said.statuses[f"{status} {body.get('code', '')}".strip()] += 1
        self.said.times_ms.append((told - sent) * 1000)
        if self.most is not None and len(self.said.times_ms) >= self.most:
            self._until = 0.0
        if status == 200 or body.get("code") == "inventory.unit_taken":
            self._taken.add(unit)
        return hold

    async def _keepers(self, number: int, queue: Iterator[tuple[int, dict[str, str]]]) -> None:
        """One browser after the other on this line, each until it has a home."""
        chance, line = random.Random(self.seed + number), Line(self.address)
        for index, cookies in queue:
            while time.monotonic() < self._until and self._shown:
                if await self._hold(line, str(index), cookies, self._pick(chance)):
                    break
            if time.monotonic() >= self._until or not self._shown:
                break
        line.close()

    async def _churner(self, number: int, cookies: dict[str, str]) -> None:
        """One buyer who holds, lets go and wants the next."""
        chance, line, cooling = random.Random(self.seed + number), Line(self.address), set[str]()
        while time.monotonic() < self._until and len(cooling) < len(self.units):
            unit = next(one for one in iter(lambda: self._pick(chance), None) if one not in cooling)
            hold = await self._hold(line, str(number), cookies, unit)
            if hold is None:
                continue
            cooling.add(unit)
            await asyncio.sleep(chance.uniform(*DWELL_S))
            if time.monotonic() >= self._until:
                break
            status, _, sent, told = await self._wish(line, cookies, "DELETE", f"/me/holds/{hold}")
            answer = "ok" if status == 200 else "unknown" if status in (0, 429, 503) else "no"
            self.said.calls.append(Call(str(number), "release", unit, hold, sent, told, answer))
            if status != 200:
                self.said.statuses[f"{status} on letting go"] += 1
        line.close()
