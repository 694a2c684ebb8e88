"""Cut, resumed, hinted or not: every notification once and in order. Without its number a reader loses some."""

import asyncio
import random
import signal
from pathlib import Path

import pytest
import websockets

from tests.live import Site, empty, serving
from tests.realtime.support import Someone, Writer, line, numbers, redis_server, someone, writer
from tests.realtime.test_sockets import kill_workers

pytestmark = pytest.mark.asyncio
TOLD = 40
CUTS = 4


async def _cut_again_and_again(site: Site, write: Writer, who: Someone, *, with_number: bool) -> list[int]:
    """What a reader hears whose connection breaks CUTS times while TOLD notifications are written."""
    chance = random.Random(7)
    heard: list[int] = []
    for turn in range(CUTS):
        first = turn * (TOLD // CUTS) + 1
        some = chance.randint(1, TOLD // CUTS - 2)
        async with line(site, who) as on:
            await on.follow("notifications", who.id, after=(heard[-1] if heard else 0) if with_number else None)
            behind = first - 1 - len(heard) if with_number else 0
            await asyncio.to_thread(write, "tell", person_id=who.id, numbers=list(range(first, first + some)))
            heard += await numbers(on, behind + some)
            on.socket.transport.abort()
        rest = list(range(first + some, first + TOLD // CUTS))  # while nobody is connected
        await asyncio.to_thread(write, "tell", person_id=who.id, numbers=rest)
    if with_number:
        async with line(site, who) as on:
            await on.follow("notifications", who.id, after=heard[-1])
            heard += await numbers(on, TOLD - len(heard))
    return heard


async def test_every_notification_once_and_in_order_over_cuts(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as site, writer(tmp_path) as write:
        assert await _cut_again_and_again(site, write, someone(write), with_number=True) == list(range(1, TOLD + 1))
        lost = await _cut_again_and_again(site, write, someone(write), with_number=False)
        assert 0 < len(lost) < TOLD  # the control: the same cuts without the number


async def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as site, writer(tmp_path) as write:
        who = someone(write)
        async with line(site, who) as on:
            await on.follow("notifications", who.id, after=0)
            write("tell", person_id=who.id, numbers=[1, 2])
            assert await numbers(on, 2) == [1, 2]
            kill_workers(site)
            assert await on.closed() == 1006
        write("tell", person_id=who.id, numbers=[3, 4])
        for _ in range(100):
            try:
                async with line(site, who) as on:
                    await on.follow("notifications", who.id, after=2)
                    assert await numbers(on, 2) == [3, 4]
                    return
            except (OSError, websockets.InvalidHandshake):
                await asyncio.sleep(0.2)
        pytest.fail("the server did not come back")


async def _told_on_both(one: Site, other: Site, who: Someone, tell: list[int], write: Writer) -> None:
    async with line(one, who) as a, line(other, who) as b:
        for on in (a, b):
            await on.follow("notifications", who.id, after=tell[0] - 1)
        await asyncio.to_thread(write, "tell", person_id=who.id, numbers=tell)
        for on in (a, b):
            assert await numbers(on, len(tell)) == tell


async def test_two_servers_without_redis_hear_each_other(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as one, serving(tmp_path, "--no-loops") as other, writer(tmp_path) as write:
        await _told_on_both(one, other, someone(write), [1, 2, 3], write)


async def test_two_servers_with_redis_hear_at_once_and_without_it_again_after_its_death(tmp_path: Path) -> None:
    """No relay runs, so positions cannot carry the news: what is heard first came by Redis."""
    data = tmp_path / "data"
    empty(data)
    with redis_server(tmp_path) as (address, redis):
        more = {"GUANGSHA_REDIS_URL": address}
        with (
            serving(data, "--no-loops", **more) as one,
            serving(data, "--no-loops", **more) as other,
            writer(data, **more) as write,
        ):
            who = someone(write)
            await _told_on_both(one, other, who, [1, 2, 3], write)
            redis.send_signal(signal.SIGKILL)
            redis.wait(10)
            with serving(data, **more) as third:  # this one runs the relay
                await _told_on_both(one, third, who, [4, 5], write)


async def test_a_reader_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as site, writer(tmp_path) as write:
        who = someone(write)
        async with line(site, who, max_queue=1) as slow:
            await slow.follow("notifications", who.id, after=0)
            slow.socket.transport.pause_reading()
            for first in range(1, 900, 50):
                await asyncio.to_thread(write, "tell", person_id=who.id, numbers=list(range(first, first + 50)))
            async with line(site, who) as quick:  # others are served meanwhile
                await quick.follow("notifications", who.id, after=0)
                assert await numbers(quick, 900) == list(range(1, 901))
