"""Who else has it open: on this process and others, gone when they leave, when they fall silent, and when they are killed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from guangsha.accounts.models import Person
from guangsha.backbone.models import PresenceEntry
from guangsha.backbone.realtime import across, presence
from guangsha.backbone.realtime.sockets import Sockets
from guangsha.kit.ids import new_id

pytestmark = [pytest.mark.django_db(transaction=True)]
KEY = "test/42"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(presence._kinds, "test", lambda actor, thing: None)
    monkeypatch.setattr(presence, "GONE_S", 2)
    monkeypatch.setattr(across, "STATES_S", 0.2)


def person() -> tuple[UUID, dict[str, str]]:
    someone = Person.objects.create()
    client = Client()
    client.force_login(someone)
    name = settings.SESSION_COOKIE_NAME
    return someone.pk, {name: client.cookies[name].value}


class Window:
    def __init__(self, sockets: Sockets, cookies: dict[str, str]) -> None:
        scope: dict[str, Any] = {"type": "websocket", "headers": [], "client": ("127.0.0.1", 1), "cookies": cookies}
        self.socket = ApplicationCommunicator(sockets, scope)

    async def say(self, **frame: Any) -> None:
        await self.socket.send_input({"type": "websocket.receive", "text": json.dumps(frame)})

    async def people(self) -> list[str]:
        """Who is present, as the next event tells."""
        while True:
            told = json.loads((await self.socket.receive_output(10)).get("text", "{}"))
            if told.get("type") == "events":
                return [item["person_id"] for item in told["events"][0]["people"]]


@contextlib.asynccontextmanager
async def window(sockets: Sockets, cookies: dict[str, str]) -> AsyncIterator[Window]:
    made = Window(sockets, cookies)
    await made.socket.send_input({"type": "websocket.connect"})
    await made.say(do="subscribe", stream="presence", key=KEY)
    try:
        yield made
    finally:
        await made.socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await made.socket.wait(10)


def elsewhere(person_id: UUID) -> None:
    """What another process leaves in the database when a window is opened there: no hint reaches us."""
    PresenceEntry.objects.create(topic=KEY, connection_id=str(new_id()), person_id=person_id, seen_at=Now())
    connection.close()


def test_people_see_each_other_come_and_go() -> None:
    (one, first), (two, second) = person(), person()

    async def scene() -> None:
        sockets = Sockets()
        try:
            async with window(sockets, first) as a:
                assert await a.people() == [str(one)]
                async with window(sockets, second) as b:
                    assert await b.people() == [str(one), str(two)]
                    assert await a.people() == [str(one), str(two)]
                assert await a.people() == [str(one)]
        finally:
            await sockets.close()
            await asyncio.sleep(0.2)
            sockets.hub.close()

    asyncio.run(scene())
    assert PresenceEntry.objects.count() == 0


def test_someone_on_a_killed_process_is_gone_after_a_while_and_a_beating_window_stays() -> None:
    (one, first), (two, _) = person(), person()

    async def scene() -> None:
        sockets = Sockets()
        try:
            async with window(sockets, first) as a:
                assert await a.people() == [str(one)]
                await sync_to_async(elsewhere, thread_sensitive=False)(two)
                assert sorted(await a.people()) == sorted([str(one), str(two)])

                async def beat() -> None:
                    while True:
                        await asyncio.sleep(0.4)
                        await a.say(do="beat")

                beating = asyncio.create_task(beat())
                assert await a.people() == [str(one)]  # the other was never heard again
                beating.cancel()
                assert await a.people() == []  # neither is this window without its beats
        finally:
            await sockets.close()
            await asyncio.sleep(0.2)
            sockets.hub.close()

    asyncio.run(scene())
