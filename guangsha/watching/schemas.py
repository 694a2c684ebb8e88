"""What the routes of watching take and give. Prices in fen."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guangsha.vault.public import Masked
from guangsha.watching.domain.rhythm import Cadence
from guangsha.watching.services.searches import MAX_QUERY

MAX_NAME = 60
Kind = Literal["projects", "units"]
Name = Annotated[str, Field(max_length=MAX_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
Query = Annotated[str, Field(min_length=1, max_length=MAX_QUERY, description="a search in its URL form")]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
Token = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[A-Za-z0-9_:-]+$")]


class KeptIn(Schema):
    """A project (slug or id) or home (id) that a browser kept, and when."""

    kind: Kind
    id: Key
    at: datetime


class KeptSearchIn(Schema):
    """A search that a browser kept."""

    query: Query
    name: Name = ""
    cadence: Cadence = Cadence.DAILY


class MoveIn(Schema):
    """A browser's lists. What the account has already stays as it is."""

    favourites: Annotated[list[KeptIn], Field(max_length=200)] = []
    history: Annotated[list[KeptIn], Field(max_length=100)] = []
    searches: Annotated[list[KeptSearchIn], Field(max_length=20)] = []


class FavouriteIn(Schema):
    """``tell_price``: whether to be told when it costs less; left out, it stays as it is (on for a new one)."""

    tell_price: bool | None = None


class ThingOut(Schema):
    """A public project or home. ``id`` is its name in addresses: a slug, a home's id. ``price``: a project's lowest."""

    id: str
    name: str
    name_en: str
    path: str
    price: int | None


class FavouriteOut(Schema):
    """A favourite. ``price_then`` is what it cost when it was saved. ``thing`` null: nobody can see it any more."""

    kind: Kind
    target_id: UUID
    saved_at: datetime
    price_then: int | None
    tell_price: bool
    thing: ThingOut | None


class SeenOut(Schema):
    """Something looked at. ``thing`` null: nobody can see it any more."""

    kind: Kind
    target_id: UUID
    seen_at: datetime
    thing: ThingOut | None


class KeptListsOut(Schema):
    """What an account keeps, newest first. ``fresh``: homes found by saved searches since one last looked."""

    favourites: list[FavouriteOut]
    history: list[SeenOut]
    searches: int
    fresh: int


class SearchIn(Schema):
    """A search to keep."""

    query: Query
    name: Name = ""
    cadence: Cadence = Cadence.INSTANT


class SearchChangeIn(Schema):
    """What changes; what is left out stays."""

    name: Name | None = None
    cadence: Cadence | None = None
    paused: bool | None = None


class WatchedSearchOut(Schema):
    """A saved search. ``fresh`` counts what was found since one last looked, ``latest`` are some of it; ``total`` matches now."""

    id: UUID
    name: str
    query: str
    kind: Kind
    cadence: Cadence
    paused: bool
    created_at: datetime
    fresh: int
    latest: list[UUID]
    total: int | None


class WatchedSearchesOut(Schema):
    """Newest first."""

    items: list[WatchedSearchOut]


class AlertIn(Schema):
    """A search whose news an address without an account asks for. ``proof`` answers the challenge of signing in."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]{2,}$")]
    query: Query
    name: Name = ""
    cadence: Cadence = Cadence.DAILY
    language: Literal["zh", "en"] = "zh"
    proof: Annotated[str, Field(max_length=4_000)]


class AlertAskedOut(Schema):
    """The address was asked by mail, whether it is known here or not; its answer is waited for this long."""

    confirm_within_s: int


class TokenIn(Schema):
    """What the link in a mail holds."""

    token: Token


class AlertStopIn(TokenIn):
    """``search_id`` left out: all of them."""

    search_id: UUID | None = None


class AlertChangeIn(TokenIn):
    """What changes about one search."""

    search_id: UUID
    cadence: Cadence | None = None
    paused: bool | None = None


class AlertsOut(Schema):
    """What an address is subscribed to; ``token`` opens this page again. The address is masked."""

    token: str
    email: Masked | None
    searches: list[WatchedSearchOut]


class StoppedOut(Schema):
    """How many subscriptions are left."""

    left: int


class AdoptedOut(Schema):
    """How many searches moved into the account."""

    moved: int
