"""The payers of a proof: browsers that begin to pay, press the button at the cashier, and wait until they are told.

Some press twice, some have two windows open, some give up and begin again. They write down what they were told.
"""

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.rush_buyers import PATIENCE_S, Line, request_bytes, until_answered

LOOKS_EVERY_S = 0.5
WAY = b'{"provider": "sandbox"}'
ACTS = ("pay", "pay", "pay", "pay", "pay twice", "two windows", "cancel, then pay", "fail, then pay")


@dataclass(slots=True)
class Told:
    """What the payers wrote down. ``paid``: numbers of payments of which the product said that they were paid, and the amount;
    ``pressed``: how often which button of the cashier took effect, or had; ``statuses`` of every answer of the product."""

    paid: dict[str, int] = field(default_factory=dict)
    pressed: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    shed: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Payers:
    """One run: everybody pays what they owe, one thing after the other, until the time is over."""

    address: str
    buyers: Sequence[dict[str, str]]
    seconds: float
    seed: int
    told: Told = field(default_factory=Told)
    _until: float = 0.0

    def run(self) -> Told:
        """All at once; what they were told."""
        self._until = time.monotonic() + self.seconds
        asyncio.run(self._run())
        return self.told

    async def _run(self) -> None:
        await asyncio.gather(*(self._payer(number, cookies) for number, cookies in enumerate(self.buyers)))

    async def _ask(
        self, line: Line, cookies: dict[str, str], method: str, path: str, body: bytes = b"{}"
    ) -> tuple[int, dict[str, Any]]:
        def request(key: uuid.UUID, again: bool) -> bytes:
            return request_bytes(self.address, cookies, method, path, key, body=body, again=again)

        status, answer, _, _ = await until_answered(line, request, shed=self.told.shed, patience_s=PATIENCE_S)
        self.told.statuses[f"{status} {answer.get('code', '')}".strip()] += 1
        return status, answer

    async def _payer(self, number: int, cookies: dict[str, str]) -> None:
        line, chance = Line(self.address), random.Random(self.seed + number)
        status, owed = await self._ask(line, cookies, "GET", "/me/obligations")
        for obligation in owed["items"] if status == 200 else []:
            if time.monotonic() >= self._until:
                break
            await self._pay(line, cookies, obligation["id"], chance.choice(ACTS))
        line.close()

    async def _pay(self, line: Line, cookies: dict[str, str], obligation: str, way: str) -> None:
        first = await self._begin(line, cookies, obligation)
        if way == "two windows":
            await self._begin(line, cookies, obligation)  # the same attempt is taken up again
        for act in {"pay twice": ("pay", "pay"), "cancel, then pay": ("cancel",), "fail, then pay": ("fail",)}.get(
            way, ("pay",)
        ):
            await self._press(line, first, act)
        if "then" in way:
            await self._press(line, await self._begin(line, cookies, obligation), "pay")
        await self._wait(line, cookies, obligation)

    async def _begin(self, line: Line, cookies: dict[str, str], obligation: str) -> dict[str, Any] | None:
        """An attempt to pay, once it is known where."""
        status, payment = await self._ask(line, cookies, "POST", f"/me/obligations/{obligation}/payments", WAY)
        while (
            status == 200 and payment["destination"] is None and payment["checking"] and time.monotonic() < self._until
        ):
            await asyncio.sleep(LOOKS_EVERY_S)
            status, payment = await self._ask(line, cookies, "GET", f"/me/payments/{payment['id']}")
        return payment if status == 200 and payment["destination"] else None

    async def _press(self, line: Line, payment: dict[str, Any] | None, act: str) -> None:
        """A button of the cashier; pressed again while no answer comes."""
        if payment is None:
            return
        form = f"act={act}".encode()
        place = urlsplit(payment["destination"]["value"])
        head = (
            f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n"
        )

        def request(key: uuid.UUID, again: bool) -> bytes:
            return head.encode() + form

        status, _, _, _ = await until_answered(line, request, shed=self.told.shed, patience_s=PATIENCE_S)
        if status == 303:
            self.told.pressed[act] += 1

    async def _wait(self, line: Line, cookies: dict[str, str], obligation: str) -> None:
        """Until one is told how it ended, or patience does."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < min(deadline, self._until):
            status, answer = await self._ask(line, cookies, "GET", "/me/payments")
            mine = (
                [one for one in answer.get("items", []) if one["obligation_id"] == obligation] if status == 200 else []
            )
            self.told.paid |= {one["merchant_no"]: one["amount_fen"] for one in mine if one["state"] == "paid"}
            if any(one["state"] == "paid" for one in mine):
                return
            await asyncio.sleep(LOOKS_EVERY_S)
