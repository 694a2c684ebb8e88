"""Sockets of a live server: who may open one, what they hear, how they are closed."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import websockets

from tests.live import Site, empty, serving
from tests.realtime.support import Line, Writer, line, numbers, socket_address, someone, writer

pytestmark = pytest.mark.asyncio

QUIET_LINES = 1_300
"""More than a server of a thousand lines would take, fewer than the files a process of this suite may open."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("sockets")
    empty(directory)
    with serving(directory, GUANGSHA_SOCKETS_PER_PERSON="3") as running:
        yield running


@pytest.fixture(scope="module")
def write(site: Site) -> Iterator[Writer]:
    with writer(site.directory) as made:
        yield made


class TestHandshake:
    async def test_welcomes_its_own_pages(self, site: Site) -> None:
        async with line(site) as on:
            assert (await on.hear())["type"] == "welcome"

    @pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
    async def test_refuses_foreign_pages(self, site: Site, origin: str | None) -> None:
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with line(site, origin=origin):
                pass
        assert refused.value.response.status_code == 403

    async def test_refuses_another_path(self, site: Site) -> None:
        with pytest.raises(websockets.InvalidStatus):
            async with websockets.connect(socket_address(site) + "x", origin=websockets.Origin(site.url)):
                pass

    async def test_one_person_has_only_so_many(self, site: Site, write: Writer) -> None:
        who = someone(write)
        async with line(site, who) as a, line(site, who) as b, line(site, who) as c:
            for on in (a, b, c):
                await on.hear("welcome")
            async with line(site, who) as fourth:
                assert await fourth.closed() == 4429
        async with line(site, who) as again:
            await again.hear("welcome")


class TestStreams:
    async def test_tell_what_another_process_wrote(self, site: Site, write: Writer) -> None:
        who = someone(write)
        async with line(site, who) as on:
            assert (await on.follow("notifications", who.id))["seq"] == 0
            write("tell", person_id=who.id, numbers=[1, 2, 3])
            assert await numbers(on, 3) == [1, 2, 3]

    async def test_tell_at_once_what_this_process_wrote(self, site: Site, write: Writer) -> None:
        who = someone(write)
        write("tell", person_id=who.id, numbers=[1, 2])
        async with line(site, who) as on:
            await on.follow("unread", who.id)
            assert (await on.hear("events"))["events"][0]["unread"] == 2
            async with httpx.AsyncClient() as http:
                token = (await http.get(f"{site.url}/api/v1/me")).json()["csrf_token"]
                cookies = f"{who.cookie}; csrftoken={http.cookies['csrftoken']}"
                answer = await http.post(
                    f"{site.url}/api/v1/me/notifications/read-all", headers={"Cookie": cookies, "X-CSRFToken": token}
                )
            assert answer.json() == {"unread": 0}
            assert (await on.hear("events"))["events"][0]["unread"] == 0

    async def test_are_ones_own(self, site: Site, write: Writer) -> None:
        who, other = someone(write), someone(write)
        async with line(site, who) as on:
            for stream, key in (("notifications", other.id), ("nothing", who.id), ("notifications", "x")):
                answer = await on.follow(stream, key)
                assert (answer["type"], answer["code"]) == ("refused", "request.not_found")
        async with line(site) as visitor:
            answer = await visitor.follow("notifications", who.id)
            assert answer["code"] == "request.unauthenticated"

    async def test_resume_and_resync(self, site: Site, write: Writer) -> None:
        who = someone(write)
        write("tell", person_id=who.id, numbers=list(range(1, 251)))
        async with line(site, who) as on:
            await on.follow("notifications", who.id, after=20)
            assert await numbers(on, 230) == list(range(21, 251))
            await on.follow("notifications", who.id, after=900)
            assert (await on.hear("resync"))["seq"] == 250

    async def test_polling_tells_the_same(self, site: Site, write: Writer) -> None:
        who, other = someone(write), someone(write)
        write("tell", person_id=who.id, numbers=[1, 2, 3])
        address = f"{site.url}/api/v1/streams/notifications/{who.id}"
        async with httpx.AsyncClient(headers={"Cookie": who.cookie}) as http:
            page = (await http.get(f"{address}?after=1")).json()
            assert [event["seq"] for event in page["events"]] == [2, 3]
            assert (page["seq"], page["more"], page["resync"]) == (3, False, False)
            assert (await http.get(address)).json()["seq"] == 3
            assert (await http.get(f"{address}?after=99")).json()["resync"] is True
            assert (await http.get(f"{site.url}/api/v1/streams/notifications/{other.id}")).status_code == 404
        async with httpx.AsyncClient() as http:
            assert (await http.get(address)).status_code == 401


class TestLimits:
    async def test_a_large_frame_ends_it(self, site: Site) -> None:
        async with line(site) as on:
            await on.say(do="subscribe", stream="x" * 1_000_000, key="1")
            assert await on.closed() == 1009

    async def test_a_flood_ends_it(self, site: Site) -> None:
        async with line(site) as on:
            try:
                for _ in range(200):
                    await on.say(do="beat")
            except websockets.ConnectionClosed:
                pass
            assert await on.closed() == 4429

    async def test_nonsense_is_answered_and_bytes_end_it(self, site: Site) -> None:
        async with line(site) as on:
            await on.hear("welcome")
            for text in ("{", "[]", '{"do":"fly"}', '{"do":"subscribe","stream":"a","key":"b","after":-1}'):
                await on.socket.send(text)
                assert (await on.hear())["type"] == "mistake"
            await on.socket.send(b"\x00")
            assert await on.closed() == 1003

    async def test_too_many_streams_are_refused(self, site: Site, write: Writer) -> None:
        who = someone(write)
        async with line(site, who) as on:
            assert (await on.follow("notifications", who.id))["type"] == "subscribed"
            assert (await on.follow("notifications", who.id))["type"] == "subscribed"  # again: moved, not doubled
            write("tell", person_id=who.id, numbers=[1])
            assert await numbers(on, 1) == [1]


class TestRevoke:
    async def test_an_ended_session_closes_its_sockets_within_ten_seconds(self, site: Site, write: Writer) -> None:
        who = someone(write)
        kept = someone(write)
        async with line(site, who) as on, line(site, kept) as other:
            await on.follow("notifications", who.id)
            await other.follow("notifications", kept.id)
            write("revoke", cookie=who.cookie)
            started = time.monotonic()
            assert (await on.follow("unread", who.id))["code"] == "request.unauthenticated"
            assert await on.closed() == 4401
            assert time.monotonic() - started < 10
            write("tell", person_id=kept.id, numbers=[1])
            assert await numbers(other, 1) == [1]


async def _hold(on: Line) -> int:
    await on.hear("welcome")
    return await on.closed()


def kill_workers(site: Site) -> None:
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
    for child in children:
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"guangsha" in command and b"resource_tracker" not in command:
            os.kill(int(child), signal.SIGKILL)


async def test_stopping_says_restart_and_ends_soon(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as site:
        async with line(site) as a, line(site) as b:
            ends = [asyncio.create_task(_hold(on)) for on in (a, b)]
            await asyncio.sleep(0.2)
            site.process.send_signal(signal.SIGTERM)
            assert await asyncio.gather(*ends) == [1012, 1012]
        assert await asyncio.to_thread(site.process.wait, 8) == 0


async def test_a_killed_worker_process_comes_back(tmp_path: Path) -> None:
    empty(tmp_path)
    with serving(tmp_path) as site:
        async with line(site) as on:
            await on.hear("welcome")
            kill_workers(site)
            assert await on.closed() == 1006
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                async with line(site) as again:
                    await again.hear("welcome")
                    return
            except (OSError, websockets.InvalidHandshake):
                await asyncio.sleep(0.2)
        pytest.fail("no socket after the kill")


async def test_a_thousand_quiet_lines_keep_nobody_out(site: Site) -> None:
    address = urlsplit(site.url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _ in range(QUIET_LINES)]
    try:
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{site.url}/healthz", timeout=10)).status_code == 200
    finally:
        for _, sender in lines:
            sender.close()
