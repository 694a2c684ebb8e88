"""What a signed-in person keeps: favourites, history, saved searches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from guangsha.backbone.public import Routes, acting_person, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Invalid, NotFound, Unauthenticated
from guangsha.watching.domain.errors import TooManySaved
from guangsha.watching.schemas import (
    FavouriteIn,
    FavouriteOut,
    KeptIn,
    KeptListsOut,
    Key,
    Kind,
    MoveIn,
    SearchChangeIn,
    SearchIn,
    SeenOut,
    ThingOut,
    WatchedSearchesOut,
    WatchedSearchOut,
)
from guangsha.watching.selectors import (
    Thing,
    WatchedSearch,
    count_searches,
    favourites_of,
    fresh_news,
    prices_now,
    searches_of,
    seen_of,
    target_called,
)
from guangsha.watching.services import lists
from guangsha.watching.services.searches import (
    change_search,
    look_at_search,
    move_in_searches,
    remove_search,
    save_search,
)

routes = Routes(tags=["watching"])


def _thing(thing: Thing | None) -> ThingOut | None:
    if thing is None:
        return None
    return ThingOut(id=thing.key, name=thing.name, name_en=thing.name_en, path=thing.path, price=thing.price_fen)


def _saved(me: UUID) -> KeptListsOut:
    return KeptListsOut(
        favourites=[
            FavouriteOut(
                kind=cast(Kind, one.kind),
                target_id=one.target_id,
                saved_at=one.saved_at,
                price_then=one.price_then_fen,
                tell_price=one.tell_price,
                thing=_thing(one.thing),
            )
            for one in favourites_of(me)
        ],
        history=[
            SeenOut(kind=cast(Kind, one.kind), target_id=one.target_id, seen_at=one.seen_at, thing=_thing(one.thing))
            for one in seen_of(me)
        ],
        searches=count_searches(me),
        fresh=fresh_news(me),
    )


def search_out(one: WatchedSearch) -> WatchedSearchOut:
    """As it travels."""
    return WatchedSearchOut(
        id=one.id,
        name=one.name,
        query=one.query,
        kind=cast(Kind, one.kind),
        cadence=cast(Any, one.cadence),
        paused=one.paused,
        created_at=one.created_at,
        fresh=one.fresh,
        latest=one.targets,
        total=one.total,
    )


def _one_search(me: UUID, search_id: UUID) -> WatchedSearchOut:
    found = searches_of(me, only=search_id)
    if not found:
        raise NotFound
    return search_out(found[0])


@routes.get("/me/saved", policy=signed_in, response=KeptListsOut, errors=[Unauthenticated], operation_id="get_saved")
def get_saved(request: HttpRequest, response: HttpResponse) -> KeptListsOut:
    """Favourites with what they cost then and now, history, and how much news there is."""
    response["Cache-Control"] = "private, no-store"
    return _saved(acting_person(request)[1])


def _kept(items: list[KeptIn]) -> list[lists.Kept]:
    found = [(one, target_called(one.kind, one.id)) for one in items]
    return [lists.Kept(one.kind, target, _aware(one.at)) for one, target in found if target is not None]


def _aware(moment: datetime) -> datetime:
    """A moment without a zone is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@routes.post(
    "/me/saved/move-in",
    policy=signed_in,
    response=KeptListsOut,
    errors=[Unauthenticated],
    operation_id="move_in_saved",
)
def move_in_saved(request: HttpRequest, body: MoveIn) -> KeptListsOut:
    """Take over what a browser kept before signing in. Repeating it changes nothing; what cannot be taken is left out."""
    actor, me = acting_person(request)
    now = utc_now()
    searches = [(one.query, one.name, one.cadence) for one in body.searches]

    def work() -> None:
        lists.move_in(owner_id=me, favourites=_kept(body.favourites), seen=_kept(body.history), now=now)
        move_in_searches(owner_id=me, searches=searches, now=now)

    command(work, actor=actor)
    return _saved(me)


def _public(kind: Kind, key: str) -> UUID:
    """The public project or home called ``key``. Raises NotFound."""
    target_id = target_called(kind, key)
    if target_id is None or target_id not in prices_now(kind, [target_id]):
        raise NotFound
    return target_id


@routes.put(
    "/me/favourites/{kind}/{key}",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated, NotFound, TooManySaved],
    operation_id="keep_favourite",
)
def keep_favourite(request: HttpRequest, kind: Kind, key: Key, body: FavouriteIn) -> Any:
    """Keep a public project or home, or change whether one is told when it costs less."""
    actor, me = acting_person(request)
    target_id = _public(kind, key)
    now = utc_now()
    command(
        lambda: lists.add_favourite(owner_id=me, kind=kind, target_id=target_id, now=now, tell_price=body.tell_price),
        actor=actor,
    )
    return Status(204, None)


@routes.delete(
    "/me/favourites/{kind}/{key}",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated],
    operation_id="remove_favourite",
)
def remove_favourite(request: HttpRequest, kind: Kind, key: Key) -> Any:
    """Let go of a favourite."""
    actor, me = acting_person(request)
    target_id = target_called(kind, key)
    if target_id is not None:
        command(lambda: lists.remove_favourite(owner_id=me, kind=kind, target_id=target_id), actor=actor)
    return Status(204, None)


@routes.put(
    "/me/history/{kind}/{key}",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated, NotFound],
    operation_id="note_seen",
)
def note_seen(request: HttpRequest, kind: Kind, key: Key) -> Any:
    """Write down that one looked at it."""
    actor, me = acting_person(request)
    target_id = _public(kind, key)
    now = utc_now()
    command(lambda: lists.note_seen(owner_id=me, items=[lists.Kept(kind, target_id, now)]), actor=actor)
    return Status(204, None)


@routes.delete(
    "/me/history/{kind}/{key}",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated],
    operation_id="forget_seen",
)
def forget_seen(request: HttpRequest, kind: Kind, key: Key) -> Any:
    """Forget one thing looked at."""
    actor, me = acting_person(request)
    target_id = target_called(kind, key)
    if target_id is not None:
        command(lambda: lists.forget_seen(owner_id=me, kind=kind, target_id=target_id), actor=actor)
    return Status(204, None)


@routes.delete(
    "/me/history",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated],
    operation_id="clear_history",
)
def clear_history(request: HttpRequest) -> Any:
    """Forget everything looked at."""
    actor, me = acting_person(request)
    command(lambda: lists.forget_seen(owner_id=me), actor=actor)
    return Status(204, None)


@routes.get(
    "/me/searches",
    policy=signed_in,
    response=WatchedSearchesOut,
    errors=[Unauthenticated],
    operation_id="list_saved_searches",
)
def list_saved_searches(request: HttpRequest, response: HttpResponse) -> WatchedSearchesOut:
    """Saved searches with how much is new."""
    response["Cache-Control"] = "private, no-store"
    return WatchedSearchesOut(items=[search_out(one) for one in searches_of(acting_person(request)[1])])


@routes.post(
    "/me/searches",
    policy=signed_in,
    response=WatchedSearchOut,
    errors=[Unauthenticated, Invalid, TooManySaved],
    operation_id="save_search",
)
def save(request: HttpRequest, body: SearchIn) -> WatchedSearchOut:
    """Save a search; one that is saved already is returned as it is."""
    actor, me = acting_person(request)
    now = utc_now()
    saved = command(
        lambda: save_search(owner_id=me, query=body.query, name=body.name, cadence=body.cadence, now=now), actor=actor
    )
    return _one_search(me, saved)


@routes.patch(
    "/me/searches/{search_id}",
    policy=signed_in,
    response=WatchedSearchOut,
    errors=[Unauthenticated, NotFound, Invalid],
    operation_id="change_saved_search",
)
def change(request: HttpRequest, search_id: UUID, body: SearchChangeIn) -> WatchedSearchOut:
    """Rename it, change how often it writes, pause it or let it go on."""
    actor, me = acting_person(request)
    now = utc_now()
    given = body.model_dump(exclude_none=True)
    command(lambda: change_search(owner_id=me, search_id=search_id, now=now, **given), actor=actor)
    return _one_search(me, search_id)


@routes.post(
    "/me/searches/{search_id}/looked",
    policy=signed_in,
    response=WatchedSearchOut,
    errors=[Unauthenticated, NotFound],
    operation_id="look_at_saved_search",
)
def looked(request: HttpRequest, search_id: UUID) -> WatchedSearchOut:
    """What was found has been seen: nothing of it counts as new any more."""
    actor, me = acting_person(request)
    now = utc_now()
    command(lambda: look_at_search(owner_id=me, search_id=search_id, now=now), actor=actor)
    return _one_search(me, search_id)


@routes.delete(
    "/me/searches/{search_id}",
    policy=signed_in,
    response=None,
    status=204,
    errors=[Unauthenticated],
    operation_id="remove_saved_search",
)
def remove(request: HttpRequest, search_id: UUID) -> Any:
    """Let go of a saved search."""
    actor, me = acting_person(request)
    command(lambda: remove_search(owner_id=me, search_id=search_id), actor=actor)
    return Status(204, None)
