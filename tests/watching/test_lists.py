"""A browser's lists move in without losing or doubling, devices see the same, and a person's rights hold."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from guangsha.catalog.models import Unit
from guangsha.kit.clock import utc_now
from guangsha.privacy.ports import erasers, exporters
from guangsha.watching.models import Favourite, SavedSearch, Seen
from guangsha.watching.services.lists import MAX_SEEN, Kept, note_seen
from tests.backbone.support import in_threads
from tests.catalog.support import public_project, take_down
from tests.privacy.support import ask, member
from tests.watching.support import buyer, run, save

pytestmark = [pytest.mark.django_db(transaction=True)]


def body(project_id: UUID, homes: list[UUID]) -> dict[str, Any]:
    now = utc_now()
    return {
        "favourites": [
            {"kind": "projects", "id": "yunlu-lane", "at": (now - timedelta(days=2)).isoformat()},
            *({"kind": "units", "id": str(home), "at": now.isoformat()} for home in homes),
            {"kind": "units", "id": str(uuid4()), "at": now.isoformat()},
        ],
        "history": [{"kind": "units", "id": str(homes[0]), "at": (now + timedelta(days=9)).isoformat()}],
        "searches": [
            {"query": "rooms=3&city=430100", "name": "三房"},
            {"query": "city=430100&rooms=3&sort=price"},
            {"query": "price_min=9&price_max=1"},
        ],
    }


def homes_of(project_id: UUID) -> list[UUID]:
    return list(Unit.objects.filter(project=project_id, kind="home").order_by("id").values_list("pk", flat=True)[:3])


def test_what_a_browser_kept_moves_in_once() -> None:
    project_id, person = public_project(), buyer()
    homes, me = homes_of(project_id), member(person)
    sent = body(project_id, homes)
    first = ask(me, "POST", "/me/saved/move-in", sent).json()
    again = ask(me, "POST", "/me/saved/move-in", sent).json()
    assert first["favourites"] == again["favourites"]
    assert [one["target_id"] for one in again["history"]] == [str(homes[0])]
    assert {one["target_id"] for one in first["favourites"]} == {str(project_id), *map(str, homes)}
    assert first["favourites"][-1]["thing"]["id"] == "yunlu-lane"  # the browser's own moment counts
    assert (
        first["searches"] == 1
    )  # in another order and with a sort it is the same search; the unreadable one is left out
    assert first["history"][0]["seen_at"] <= utc_now().isoformat()  # a clock that is days ahead is not believed
    assert all(one["price_then"] == one["thing"]["price"] for one in first["favourites"])


def test_devices_that_move_in_at_once_lose_and_double_nothing() -> None:
    project_id, person = public_project(), buyer()
    homes, me = homes_of(project_id), member(person)
    answers: list[int] = []

    def move(index: int) -> None:
        answers.append(ask(me, "POST", "/me/saved/move-in", body(project_id, homes[index % 2 :])).status_code)

    assert in_threads(4, move) == []
    assert answers == [200] * 4
    assert Favourite.objects.filter(owner_id=person).count() == 4
    assert SavedSearch.objects.filter(owner_id=person).count() == 1


def test_one_keeps_changes_and_lets_go() -> None:
    project_id, person = public_project(), buyer()
    home, me = homes_of(project_id)[0], member(person)
    path = f"/me/favourites/units/{home}"
    assert ask(me, "PUT", path, {}).status_code == 204
    assert ask(me, "PUT", path, {"tell_price": False}).status_code == 204
    (kept,) = ask(me, "GET", "/me/saved").json()["favourites"]
    assert (kept["thing"]["id"], kept["tell_price"]) == (str(home), False)
    take_down(project_id)
    assert ask(me, "GET", "/me/saved").json()["favourites"][0]["thing"] is None
    assert ask(me, "PUT", f"/me/favourites/units/{homes_of(project_id)[1]}", {}).status_code == 404
    assert ask(me, "DELETE", path).status_code == 204
    assert ask(me, "DELETE", path).status_code == 204
    assert ask(me, "GET", "/me/saved").json()["favourites"] == []


def test_nobody_reads_or_changes_what_another_keeps() -> None:
    person, other = buyer(), member(buyer("other@example.com"))
    search = save(person, "rooms=3")
    assert ask(other, "GET", "/me/searches").json() == {"items": []}
    for method, tail in (("PATCH", ""), ("POST", "/looked")):
        assert ask(other, method, f"/me/searches/{search}{tail}", {}).status_code == 404
    assert ask(other, "DELETE", f"/me/searches/{search}").status_code == 204
    assert SavedSearch.objects.filter(pk=search).exists()


@pytest.mark.parametrize(
    ("query", "name"), [("kind=units", ""), ("city=1,2", ""), ("q=13812345678", ""), ("rooms=3", "打 13812345678")]
)
def test_what_cannot_be_looked_for_is_refused(query: str, name: str) -> None:
    answer = ask(member(buyer()), "POST", "/me/searches", {"query": query, "name": name})
    assert answer.status_code == 422
    assert not SavedSearch.objects.exists()


def test_history_keeps_the_latest_and_is_cleared() -> None:
    person = buyer()
    now = utc_now()
    items = [Kept("units", uuid4(), now - timedelta(minutes=n)) for n in range(MAX_SEEN + 20)]
    run(lambda: note_seen(owner_id=person, items=items))
    assert set(Seen.objects.values_list("target_id", flat=True)) == {one.target_id for one in items[:MAX_SEEN]}
    assert ask(member(person), "DELETE", "/me/history").status_code == 204
    assert not Seen.objects.exists()


def test_a_copy_holds_it_and_an_erasure_takes_it() -> None:
    project_id, person = public_project(), buyer()
    ask(member(person), "POST", "/me/saved/move-in", body(project_id, homes_of(project_id)))
    copied = exporters["watching"](person)
    assert len(copied) == 6
    json.dumps(copied)
    run(lambda: erasers["watching"](person, frozenset()))
    assert exporters["watching"](person) == []
