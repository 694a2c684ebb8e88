"""A socket whose other end does not read is cut when its queue is full, whatever the network does with the farewell."""

import asyncio
from typing import Any

import pytest

from guangsha.backbone.realtime import connection
from guangsha.backbone.realtime.hub import Hub
from guangsha.kit.actor import VISITOR

pytestmark = pytest.mark.asyncio


async def _never() -> dict[str, Any]:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize("extra", [0, 1])
async def test_one_frame_more_than_its_queue_holds_cuts_it(monkeypatch: pytest.MonkeyPatch, extra: int) -> None:
    monkeypatch.setattr(connection, "CLOSE_S", 0.05)
    tried: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        tried.append(message)
        await _never()

    hub = Hub()
    socket = connection.Connection(hub, {}, VISITOR, _never, send)
    running = asyncio.create_task(socket.run())
    socket.offer("first")
    await asyncio.sleep(0.01)  # it is being sent now, for ever
    for _ in range(connection.QUEUE + extra):
        socket.offer("more")
    done, _ = await asyncio.wait([running], timeout=1)
    assert bool(done) is bool(extra)
    if extra:
        assert tried[-1] == {"type": "websocket.close", "code": connection.TRY_LATER}
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    hub.close()
