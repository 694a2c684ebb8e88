"""Favourites and history of a person; a browser's lists move in at sign-in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guangsha.backbone.public import require_command
from guangsha.watching.domain.errors import TooManySaved
from guangsha.watching.models import Favourite, Seen
from guangsha.watching.selectors import prices_now

MAX_FAVOURITES = 500
MAX_SEEN = 200
OLDEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something a browser kept: a project or a home, and when."""

    kind: str
    target_id: UUID
    at: datetime


def add_favourite(*, owner_id: UUID, kind: str, target_id: UUID, now: datetime, tell_price: bool | None = None) -> None:
    """Keep it; keeping it again changes nothing but ``tell_price`` when given. Raises TooManySaved."""
    require_command()
    mine = Favourite.objects.filter(owner_id=owner_id)
    same = mine.filter(kind=kind, target_id=target_id)
    if not same.exists() and mine.count() >= MAX_FAVOURITES:
        raise TooManySaved
    _insert_favourites(owner_id, [Kept(kind, target_id, now)])
    if tell_price is not None:
        same.update(tell_price=tell_price)


def _insert_favourites(owner_id: UUID, items: Iterable[Kept]) -> None:
    """A twin that was first stays as it is. Prices are those of this moment."""
    wanted = list(items)
    prices = {kind: prices_now(kind, [one.target_id for one in wanted if one.kind == kind]) for kind in _kinds(wanted)}
    rows = [
        Favourite(
            owner_id=owner_id,
            kind=one.kind,
            target_id=one.target_id,
            saved_at=one.at,
            price_fen=prices[one.kind].get(one.target_id),
        )
        for one in wanted
    ]
    Favourite.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def _kinds(items: Sequence[Kept]) -> set[str]:
    return {one.kind for one in items}


def remove_favourite(*, owner_id: UUID, kind: str, target_id: UUID) -> None:
    """Let go of it; doing it twice is the same as once."""
    require_command()
    Favourite.objects.filter(owner_id=owner_id, kind=kind, target_id=target_id).delete()


def note_seen(*, owner_id: UUID, items: Iterable[Kept]) -> None:
    """Write down what was looked at: the later moment counts. The oldest beyond MAX_SEEN go."""
    require_command()
    wanted = {(one.kind, one.target_id): one for one in sorted(items, key=lambda one: one.at)}
    rows = [
        Seen(owner_id=owner_id, kind=kind, target_id=target, seen_at=one.at) for (kind, target), one in wanted.items()
    ]
    Seen.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    for (kind, target), one in wanted.items():
        Seen.objects.filter(owner_id=owner_id, kind=kind, target_id=target, seen_at__lt=one.at).update(seen_at=one.at)
    old = Seen.objects.filter(owner_id=owner_id).order_by("-seen_at", "-id").values_list("pk", flat=True)[MAX_SEEN:]
    Seen.objects.filter(pk__in=list(old)).delete()


def forget_seen(*, owner_id: UUID, kind: str | None = None, target_id: UUID | None = None) -> None:
    """Forget one thing looked at, or the whole history."""
    require_command()
    rows = Seen.objects.filter(owner_id=owner_id)
    if target_id is not None:
        rows = rows.filter(kind=kind, target_id=target_id)
    rows.delete()


def move_in(*, owner_id: UUID, favourites: Sequence[Kept], seen: Sequence[Kept], now: datetime) -> None:
    """Take over a browser's lists. What is there already stays; what is not public (any more) is left out. Idempotent."""
    require_command()
    fitting = [_in_time(one, now) for one in favourites]
    public = {
        kind: prices_now(kind, [one.target_id for one in fitting if one.kind == kind]) for kind in _kinds(fitting)
    }
    room = MAX_FAVOURITES - Favourite.objects.filter(owner_id=owner_id).count()
    known = set(Favourite.objects.filter(owner_id=owner_id).values_list("kind", "target_id"))
    fresh = [
        one
        for one in sorted(fitting, key=lambda one: one.at, reverse=True)
        if one.target_id in public[one.kind] and (one.kind, one.target_id) not in known
    ]
    _insert_favourites(owner_id, fresh[: max(room, 0)])
    for one in fitting:
        Favourite.objects.filter(owner_id=owner_id, kind=one.kind, target_id=one.target_id, saved_at__gt=one.at).update(
            saved_at=one.at
        )
    looked = [_in_time(one, now) for one in seen]
    shown = {kind: prices_now(kind, [one.target_id for one in looked if one.kind == kind]) for kind in _kinds(looked)}
    note_seen(owner_id=owner_id, items=[one for one in looked if one.target_id in shown[one.kind]])


def _in_time(item: Kept, now: datetime) -> Kept:
    """A browser's clock may be wrong: no moment of the future, and none from before there were browsers like it."""
    return Kept(item.kind, item.target_id, min(max(item.at, now - OLDEST), now))
