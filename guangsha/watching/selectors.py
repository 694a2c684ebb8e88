"""Reads of watching. Whose rows they are is always the first filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce

from guangsha.catalog.public import project_cards, public_ref, units_by_id
from guangsha.inventory.public import asked_ranges, asked_totals
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.ids import parse_id
from guangsha.search.public import IndexNotReady, SearchQuery, count_homes
from guangsha.vault.public import Masked, Secret
from guangsha.watching.models import Favourite, News, SavedSearch, Seen, Subscriber

CHUNK = 100
SHOWN_NEWS = 6


@dataclass(frozen=True, slots=True)
class KeptHome:
    """A favourite and what it cost when it was saved, in fen. ``thing`` None: nobody can see it any more."""

    kind: str
    target_id: UUID
    saved_at: datetime
    price_then_fen: int | None
    tell_price: bool
    thing: Thing | None


@dataclass(frozen=True, slots=True)
class Looked:
    """Something looked at, and when last. ``thing`` None: nobody can see it any more."""

    kind: str
    target_id: UUID
    seen_at: datetime
    thing: Thing | None


@dataclass(frozen=True, slots=True)
class WatchedSearch:
    """A saved search. ``fresh`` counts homes found since its owner last looked; ``targets`` are the latest of them.

    ``total`` is how many match now, None while there is no index.
    """

    id: UUID
    name: str
    query: str
    kind: str
    cadence: str
    paused: bool
    created_at: datetime
    fresh: int
    targets: list[UUID]
    total: int | None


@dataclass(frozen=True, slots=True)
class Alerts:
    """What an address without an account is subscribed to."""

    email: Masked | None
    language: str
    searches: list[WatchedSearch]


@dataclass(frozen=True, slots=True)
class Thing:
    """A public project or home. ``key`` is its name in addresses: a slug, a home's id. A project's price is its lowest."""

    key: str
    project_id: UUID
    name: str
    name_en: str
    path: str
    price_fen: int | None


def things_now(kind: str, ids: Sequence[UUID]) -> dict[UUID, Thing]:
    """The public ones among ``ids``; those missing are not public (any more)."""
    found: dict[UUID, Thing] = {}
    for start in range(0, len(ids), CHUNK):
        some = list(ids[start : start + CHUNK])
        units = {unit.id: unit for unit in units_by_id(unit_ids=some)} if kind == "units" else {}
        asked = asked_totals(units=list(units.values()))
        wanted = list({unit.project_id for unit in units.values()}) if kind == "units" else some
        cards = {card.id: card for card in project_cards(project_ids=wanted)}
        ranges = asked_ranges(project_ids=list(cards)) if kind == "projects" else {}
        for card in cards.values() if kind == "projects" else ():
            path, lowest = f"/projects/{card.slug}", (ranges.get(card.id) or card.shown).total_min_fen
            found[card.id] = Thing(card.slug, card.id, card.name, card.name_en, path, lowest)
        for unit in units.values():
            card = cards[unit.project_id]
            place = [
                f"{name} {unit.number}".strip()
                for name in (unit.building_name, unit.building_name_en or unit.building_name)
            ]
            names = (f"{card.name} {place[0]}", f"{card.name_en or card.name} {place[1]}")
            found[unit.id] = Thing(str(unit.id), card.id, *names, f"/units/{unit.id}", asked[unit.id])
    return found


def prices_now(kind: str, ids: Sequence[UUID]) -> dict[UUID, int | None]:
    """What the public ones among ``ids`` cost now, in fen: a home's price, a project's lowest. Missing: not public."""
    return {key: thing.price_fen for key, thing in things_now(kind, ids).items()}


def target_called(kind: str, key: str) -> UUID | None:
    """The id behind a key of an address: a project's slug or id, a home's id. None for what is not public, unless it is an id."""
    found = parse_id(key)
    if found is not None or kind == "units":
        return found
    try:
        return public_ref(slug=key).id
    except (NotFound, Gone):
        return None


def favourites_of(owner_id: UUID) -> list[KeptHome]:
    """Newest first."""
    rows = list(Favourite.objects.filter(owner_id=owner_id).order_by("-saved_at", "-id"))
    things = _things([(row.kind, row.target_id) for row in rows])
    return [
        KeptHome(row.kind, row.target_id, row.saved_at, row.price_fen, row.tell_price, things.get(row.target_id))
        for row in rows
    ]


def seen_of(owner_id: UUID) -> list[Looked]:
    """Newest first."""
    rows = list(Seen.objects.filter(owner_id=owner_id).order_by("-seen_at", "-id"))
    things = _things([(row.kind, row.target_id) for row in rows])
    return [Looked(row.kind, row.target_id, row.seen_at, things.get(row.target_id)) for row in rows]


def _things(wanted: Sequence[tuple[str, UUID]]) -> dict[UUID, Thing]:
    found: dict[UUID, Thing] = {}
    for kind in ("projects", "units"):
        found.update(things_now(kind, [target for of, target in wanted if of == kind]))
    return found


def ids_in(targets: bytes | memoryview) -> list[UUID]:
    """The ids packed in a row of news."""
    raw = bytes(targets)
    return [UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)]


def searches_of(owner_id: UUID, *, only: UUID | None = None) -> list[WatchedSearch]:
    """The owner's saved searches, newest first. Three queries, and one count per search in the index."""
    rows = SavedSearch.objects.filter(owner_id=owner_id).order_by("-created_at", "-id")
    if only is not None:
        rows = rows.filter(pk=only)
    since = Q(news__found_at__gt=Coalesce(F("looked_at"), F("created_at")))
    rows = rows.annotate(fresh=Coalesce(Sum(Case(When(since, then=F("news__count")))), 0))
    found = list(rows)
    latest: dict[UUID, list[UUID]] = {}
    with_news = [row.pk for row in found if row.fresh]
    news = News.objects.filter(search__in=with_news).order_by("-found_at", "-id")
    for search_id, targets in news.values_list("search_id", "targets")[: CHUNK * SHOWN_NEWS]:
        shown = latest.setdefault(search_id, [])
        shown.extend(ids_in(targets)[: SHOWN_NEWS - len(shown)])
    return [_watched(row, row.fresh, latest.get(row.pk, [])) for row in found]


def _watched(row: SavedSearch, fresh: int, targets: list[UUID]) -> WatchedSearch:
    query = SearchQuery.from_url(row.query)
    return WatchedSearch(
        id=row.pk,
        name=row.name.reveal() if row.name is not None else "",
        query=row.query,
        kind=query.kind,
        cadence=row.cadence,
        paused=row.paused,
        created_at=row.created_at,
        fresh=fresh,
        targets=targets[:SHOWN_NEWS],
        total=_total(query),
    )


def _total(query: SearchQuery) -> int | None:
    try:
        return count_homes(query=query)
    except IndexNotReady:
        return None


def fresh_news(owner_id: UUID) -> int:
    """How many homes were found for the owner since they last looked at their searches."""
    since = Q(found_at__gt=Coalesce(F("search__looked_at"), F("search__created_at")))
    rows = News.objects.filter(since, owner_id=owner_id, search__isnull=False)
    return rows.aggregate(total=Coalesce(Sum("count"), 0))["total"] or 0


def alerts_of(subscriber_id: UUID) -> Alerts | None:
    """What a confirmed address is subscribed to; None when there is nothing (any more)."""
    row = Subscriber.objects.filter(pk=subscriber_id).exclude(confirmed_at=None).first()
    if row is None:
        return None
    email = Masked(row.email, label="watching.subscriber.email") if isinstance(row.email, Secret) else None
    confirmed = set(
        SavedSearch.objects.filter(owner_id=subscriber_id).exclude(confirmed_at=None).values_list("pk", flat=True)
    )
    return Alerts(email, row.language, [one for one in searches_of(subscriber_id) if one.id in confirmed])


def count_searches(owner_id: UUID) -> int:
    """How many searches the owner has that were confirmed."""
    return SavedSearch.objects.filter(owner_id=owner_id).exclude(confirmed_at=None).count()
