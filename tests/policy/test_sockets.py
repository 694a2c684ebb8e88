"""Who may follow which stream: every stream times every role, by socket and by polling, as ``sockets.csv`` says.

``self`` is the person whom the key names, ``other`` another who is signed in. A stream that is not in the table fails here.
"""

import asyncio
import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from guangsha.accounts.models import Person
from guangsha.backbone.realtime import presence
from guangsha.backbone.realtime.sockets import Sockets
from guangsha.backbone.realtime.streams import all_streams
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden

TABLE = Path(__file__).with_name("sockets.csv")
ROLES = {"anonymous", "self", "other"}
STATUS = {"subscribed": 200, "request.unauthenticated": 401, "request.forbidden": 403, "request.not_found": 404}


class Row(NamedTuple):
    stream: str
    role: str
    answer: str


def table() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Row(row["stream"], row["role"], row["answer"]) for row in csv.DictReader(file)]


def keys(person: Person) -> dict[str, str]:
    """The key of each stream that names ``person``."""
    return {"notifications": str(person.pk), "unread": str(person.pk), "presence": f"test/{person.pk}"}


@pytest.fixture(autouse=True)
def things_of_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of thing whose id names the one person who may edit it; others may see it, but not who else does."""

    def authorise(actor: Actor, thing: str) -> None:
        if str(actor.person_id) != thing:
            raise Forbidden()

    monkeypatch.setitem(presence._kinds, "test", authorise)


def clients(person: Person) -> dict[str, Client]:
    """A browser per role."""
    made = {role: Client() for role in ROLES}
    made["self"].force_login(person)
    made["other"].force_login(Person.objects.create())
    return made


async def answer_of(sockets: Sockets, cookies: dict[str, str], stream: str, key: str) -> str:
    """What a socket with these cookies is told when it subscribes."""
    scope: dict[str, Any] = {"type": "websocket", "headers": [], "client": ("127.0.0.1", 1), "cookies": cookies}
    socket = ApplicationCommunicator(sockets, scope)
    await socket.send_input({"type": "websocket.connect"})
    frame = json.dumps({"do": "subscribe", "stream": stream, "key": key, "after": 0})
    await socket.send_input({"type": "websocket.receive", "text": frame})
    try:
        while True:
            told = json.loads((await socket.receive_output(10)).get("text", "{}"))
            if told.get("type") == "subscribed":
                return "subscribed"
            if told.get("type") == "refused":
                return str(told["code"])
    finally:
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(10)


def test_every_stream_and_role_is_decided_once() -> None:
    cases = [(row.stream, row.role) for row in table()]
    assert sorted(cases) == sorted({(stream.name, role) for stream in all_streams() for role in ROLES})


@pytest.mark.django_db(transaction=True)
def test_polling_answers_as_the_table_says() -> None:
    person = Person.objects.create()
    who, key = clients(person), keys(person)
    found = [
        row._replace(answer=str(who[row.role].get(f"/api/v1/streams/{row.stream}/{key[row.stream]}").status_code))
        for row in table()
    ]
    assert found == [row._replace(answer=str(STATUS[row.answer])) for row in table()]


@pytest.mark.django_db(transaction=True)
def test_sockets_answer_as_the_table_says() -> None:
    person = Person.objects.create()
    who, key = clients(person), keys(person)
    name = settings.SESSION_COOKIE_NAME
    cookies = {
        role: {name: client.cookies[name].value} if name in client.cookies else {} for role, client in who.items()
    }

    async def walk() -> list[Row]:
        sockets = Sockets()
        try:
            return [
                row._replace(answer=await answer_of(sockets, cookies[row.role], row.stream, key[row.stream]))
                for row in table()
            ]
        finally:
            await sockets.close()
            sockets.hub.close()

    assert asyncio.run(walk()) == table()
