"""Who may follow which stream and what it tells them: by socket and by polling, as ``sockets.csv`` says.

``own`` is the stream of oneself or of a thing of one's own company. A stream that is not in the table fails here.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from guangsha.accounts.domain.roles import BUILT_IN
from guangsha.accounts.models import Person
from guangsha.accounts.public import RoleWanted, ensure_demo_person, give_role, join
from guangsha.backbone.realtime import presence, streams
from guangsha.backbone.realtime.sockets import Sockets
from guangsha.backbone.realtime.streams import all_streams
from guangsha.catalog.models import Unit
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.actor import Scope
from guangsha.kit.clock import utc_now
from guangsha.notifications.public import notify
from guangsha.vault.public import Secret
from tests.catalog.support import EDITOR, NOW, make_project, public_project, run
from tests.catalog_review.support import house
from tests.policy import desk_of_deals
from tests.policy.table import Following, followings, shapes
from tests.policy.walk import PREFIX, judge_content, names

NAME, MAIL = "欧阳霁月", "jiyue"
STATUS = {"subscribed": 200, "request.unauthenticated": 401, "request.forbidden": 403, "request.not_found": 404}
NOTIFIED, UNREAD, PRESENCE = "notifications", "unread", "presence"
DEAL_LINK = "deal_link"
BOARD, STAFF_BOARD = "unit_board", "staff_unit_board"


class Told(NamedTuple):
    """What came: ``answer`` as in the table, and the events."""

    answer: str
    events: list[Any]


class Cast:
    """A person per row, a stranger whose things are ``other``, and a listing of the company called acme."""

    def __init__(self) -> None:
        self.houses = {"own": house(), "other": house("other")}
        self.listing = make_project(str(uuid4()))
        self.public = public_project(str(uuid4()))
        unit = Unit.objects.filter(project=self.public, building__name="1栋", kind="home")[0].pk
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit], status=UnitStatus.AVAILABLE))
        self.stranger = self.person("buyer", "own")

    def person(self, role: str, owner: str) -> UUID:
        """Somebody with ``role``, who has one notification."""
        person_id = run(lambda: ensure_demo_person(email=f"{MAIL}{uuid4().hex}@example.com"))
        person = Person.objects.get(pk=person_id)
        person.display_name = Secret(NAME)
        person.save(update_fields=["display_name"])
        run(lambda: self._place(person_id, role, self.houses[owner]))
        return person_id

    @staticmethod
    def _place(person_id: UUID, role: str, organisation_id: UUID) -> None:
        now = utc_now()
        data = {"count": "1", "names": "三房"}
        notify(person_id=person_id, kind="watching.new_matches", data=data, dedupe_key=str(uuid4()), now=now)
        if role not in BUILT_IN:
            return
        place = (Scope.PLATFORM, None, None)
        if role == "operations":
            join(person_id=person_id, organisation_id=organisation_id, department_id=None, now=now)
            place = (Scope.ORGANISATION, organisation_id, organisation_id)  # type: ignore[assignment]
        give_role(RoleWanted(person_id, role, *place), now=now, by="test")

    def scene(self, row: Following) -> tuple[Client, str]:
        """The browser and the key of ``row``."""
        client = Client()
        if row.role == "anonymous":
            person_id = self.stranger
        else:
            person_id = self.person(row.role, row.owner)
            client.force_login(Person.objects.get(pk=person_id))
        if row.stream == PRESENCE:
            return client, f"{row.kind}/{self.listing}"
        if row.stream == BOARD:  # a draft is one's own, and the board of a public listing is everybody's
            return client, str(self.listing if row.owner == "own" else self.public)
        if row.stream == STAFF_BOARD:
            return client, str(self.public)
        if row.stream == DEAL_LINK:
            advisor = person_id if row.owner == "own" else self.stranger
            return client, desk_of_deals.own_link(None, advisor, self.houses["own"])
        return client, str(person_id if row.owner == "own" else self.stranger)


def polled(row: Following, client: Client, key: str) -> Told:
    answer = client.get(f"{PREFIX}/streams/{row.stream}/{key}?after=0")
    words = {status: word for word, status in STATUS.items()}
    return Told(words[answer.status_code], answer.json()["events"] if answer.status_code == 200 else [])


async def followed(sockets: Sockets, cookies: dict[str, str], row: Following, key: str) -> Told:
    """What a socket with these cookies is told when it subscribes: a refusal, or the first events."""
    scope: dict[str, Any] = {"type": "websocket", "headers": [], "client": ("127.0.0.1", 1), "cookies": cookies}
    socket = ApplicationCommunicator(sockets, scope)
    await socket.send_input({"type": "websocket.connect"})
    frame = json.dumps({"do": "subscribe", "stream": row.stream, "key": key, "after": 0})
    await socket.send_input({"type": "websocket.receive", "text": frame})
    try:
        while True:
            told = json.loads((await socket.receive_output(10)).get("text", "{}"))
            if told.get("type") == "events":
                return Told("subscribed", told["events"])
            if told.get("type") == "refused":
                return Told(str(told["code"]), [])
    finally:
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(10)


def judge(row: Following, told: Told) -> list[str]:
    """What is not as ``row`` says."""
    if told.answer != row.answer:
        return [f"{told.answer}, expected {row.answer}"]
    return judge_content(told.events, row.shows, (NAME, MAIL)) if told.events else []


def walk_polling() -> list[str]:
    """Cells that are wrong when asked by polling."""
    cast = Cast()
    return [f"{row}: {one}" for row in followings() for one in judge(row, polled(row, *cast.scene(row)))]


def walk_sockets() -> tuple[list[str], set[str]]:
    """Cells that are wrong when asked by a socket; the names of all fields that came."""
    cast, name = Cast(), settings.SESSION_COOKIE_NAME
    scenes = [cast.scene(row) for row in followings()]

    async def walk() -> list[Told]:
        sockets = Sockets()
        try:
            return [
                await followed(sockets, {name: client.cookies[name].value} if name in client.cookies else {}, row, key)
                for row, (client, key) in zip(followings(), scenes, strict=True)
            ]
        finally:
            await sockets.close()
            sockets.hub.close()

    told = asyncio.run(walk())
    wrong = [f"{row}: {one}" for row, one_told in zip(followings(), told, strict=True) for one in judge(row, one_told)]
    return wrong, {one for each in told for one in names(each.events)}


def test_every_stream_is_decided_for_visitors_oneself_and_others() -> None:
    cases = [row[:4] for row in followings()]
    assert len(cases) == len(set(cases))
    kinds = {(stream.name, "") for stream in all_streams()} - {(PRESENCE, "")}
    wanted = kinds | {(PRESENCE, kind) for kind in presence._kinds}
    assert {row[:2] for row in followings()} == wanted
    for stream, kind in wanted:
        rows = [row for row in followings() if row[:2] == (stream, kind)]
        assert "anonymous" in {row.role for row in rows}
        assert {row.owner for row in rows if row.role != "anonymous"} >= {"own", "other"}


@pytest.mark.django_db(transaction=True)
def test_polling_answers_as_the_table_says() -> None:
    assert walk_polling() == []


@pytest.mark.django_db(transaction=True)
def test_sockets_answer_as_the_table_says() -> None:
    wrong, seen = walk_sockets()
    assert wrong == []
    assert seen == {one for row in followings() if row.shows for one in shapes()[row.shows].fields}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [NOTIFIED, UNREAD, PRESENCE, BOARD, STAFF_BOARD])
def test_a_stream_without_its_check_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_all = replace(streams._streams[name], authorise=lambda actor, key: None)
    monkeypatch.setitem(streams._streams, name, open_to_all)
    assert {line.split("'")[1] for line in walk_polling()} == {name}
    assert {line.split("'")[1] for line in walk_sockets()[0]} == {name}
