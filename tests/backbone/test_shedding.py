"""Above what a process takes, requests are turned away at once, and those inside are served."""

import asyncio
import json
from typing import Any

import pytest

from guangsha.backbone.http import shedding
from guangsha.backbone.http.shedding import Shedding


class Inner:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.served = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.go.wait()
        self.served += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Failing:
    """Answers that the system is away."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def ask(app: Any, path: str = "/api/v1/me", language: str = "zh-CN") -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"accept-language", language.encode())]}
    await app(scope, None, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


def test_more_than_there_is_room_for_are_asked_to_come_again() -> None:
    async def story() -> None:
        inner = Inner()
        app = Shedding(inner, room=2, spared=("/healthz",))
        inside = [asyncio.create_task(ask(app)) for _ in range(2)]
        await asyncio.sleep(0)
        status, headers, body = await ask(app)
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "2", "no-store")
        problem = json.loads(body)
        assert (problem["code"], problem["status"]) == ("system.overloaded", 503)
        assert problem["title"].startswith("当前访问")
        assert json.loads((await ask(app, language="en-GB"))[2])["title"].startswith("Too many")
        spared = asyncio.create_task(ask(app, "/healthz"))
        await asyncio.sleep(0)
        inner.go.set()
        assert [(await task)[0] for task in (*inside, spared)] == [200, 200, 200]
        assert (await ask(app))[0] == 200, "there is room again"
        assert inner.served == 4

    asyncio.run(story())


def test_a_fast_process_lets_as_many_wait_as_its_pace_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(shedding, "monotonic", lambda: clock[0])

    async def story() -> None:
        inner = Inner()
        app = Shedding(inner, room=2)
        inner.go.set()
        for _ in range(5):
            assert (await ask(app))[0] == 200
        inner.go.clear()
        inside = [asyncio.create_task(ask(app)) for _ in range(5)]
        await asyncio.sleep(0)
        assert (await ask(app))[0] == 503, "five a while ago, so five wait"
        clock[0] += shedding.PATIENCE_S + 0.1
        assert (await ask(app))[0] == 503, "and no more when it stands still"
        inner.go.set()
        assert [status for status, *_ in await asyncio.gather(*inside)] == [200] * 5
        clock[0] += 3600
        inner.go.clear()
        inside = [asyncio.create_task(ask(app)) for _ in range(5)]
        await asyncio.sleep(0)
        assert (await ask(app))[0] == 503, "what it did in the last crowd it can do again"
        inner.go.set()
        assert [status for status, *_ in await asyncio.gather(*inside)] == [200] * 5
        for _ in range(shedding.REMEMBERED + 1):
            clock[0] += shedding.PATIENCE_S
            assert (await ask(app))[0] == 200
        clock[0] += shedding.PATIENCE_S
        inner.go.clear()
        inside = [asyncio.create_task(ask(app)) for _ in range(2)]
        await asyncio.sleep(0)
        assert (await ask(app))[0] == 503, "slower crowds since then count, older ones do not"
        inner.go.set()
        assert [status for status, *_ in await asyncio.gather(*inside)] == [200] * 2

    asyncio.run(story())


def test_what_few_ask_for_says_nothing_of_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(shedding, "monotonic", lambda: clock[0])

    async def story() -> None:
        inner = Inner()
        app = Shedding(inner, room=8)
        inside = [asyncio.create_task(ask(app)) for _ in range(8)]
        await asyncio.sleep(0)
        inner.go.set()
        await asyncio.gather(*inside)
        for _ in range(20):
            await ask(app)
        for _ in range(shedding.REMEMBERED * 3):
            clock[0] += shedding.PATIENCE_S
            await ask(app)
        assert app._pace() == 28

    asyncio.run(story())


def test_a_request_that_fails_gives_its_place_back() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    async def story() -> None:
        app = Shedding(broken, room=1)
        for _ in range(3):
            try:
                await ask(app)
            except RuntimeError:
                continue
            raise AssertionError("it was turned away")

    asyncio.run(story())


def test_neither_failures_nor_a_great_pace_let_everybody_in() -> None:
    async def story() -> None:
        failing = Shedding(Failing(), room=2)
        for _ in range(5):
            assert (await ask(failing))[0] == 503
        assert failing._pace() == 0
        inner = Inner()
        app = Shedding(inner, room=2)
        inner.go.set()
        for _ in range(50):
            await ask(app)
        inner.go.clear()
        inside = [asyncio.create_task(ask(app)) for _ in range(20)]
        await asyncio.sleep(0)
        inner.go.set()
        answers = [status for status, *_ in await asyncio.gather(*inside)]
        assert answers.count(200) == shedding.MOST * 2

    asyncio.run(story())
