"""Saved searches: the filters of the search page in their canonical form, once per owner."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import require_command
from guangsha.kit.errors import Invalid, NotFound
from guangsha.kit.personal import holds_personal_number
from guangsha.search.public import InvalidQuery, SearchQuery
from guangsha.vault.public import Secret
from guangsha.watching.domain.errors import TooManySaved
from guangsha.watching.domain.rhythm import Bucket, Cadence, due_at
from guangsha.watching.models import News, SavedSearch

MAX_SEARCHES = 50
MAX_QUERY = 40_000
"""A drawn area may have five hundred corners."""


def canonical(query: str) -> SearchQuery:
    """The search in ``query`` (URL form) from its beginning and unsorted: equal filters are one search.

    Raises Invalid for what cannot be read, for a search without filters, and for phone or identity numbers in its words.
    """
    try:
        read = replace(SearchQuery.from_url(query).without_page(), sort="")
    except InvalidQuery as error:
        raise Invalid(errors=[{"field": "query", "message": "unreadable"}]) from error
    if not read.filters():
        raise Invalid(errors=[{"field": "query", "message": "no_filters"}])
    refuse_numbers("query", read.text)
    return read


def refuse_numbers(field: str, text: str) -> None:
    """Phone and identity numbers have no place in names and words. Raises Invalid."""
    if holds_personal_number(text):
        raise Invalid(errors=[{"field": field, "message": "personal_number"}])


def save_search(
    *, owner_id: UUID, query: str, name: str, cadence: Cadence, now: datetime, confirmed: bool = True
) -> UUID:
    """Save the search; its id. Saved before: that one, confirmed now if this call says so. Raises Invalid, TooManySaved."""
    require_command()
    read = canonical(query)
    refuse_numbers("name", name)
    url = read.to_url()
    key = hashlib.sha256(url.encode()).hexdigest()
    mine = SavedSearch.objects.filter(owner_id=owner_id)
    known = mine.filter(query_key=key).first()
    if known is None and mine.count() >= MAX_SEARCHES:
        raise TooManySaved
    if known is None:
        fresh = SavedSearch(
            owner_id=owner_id,
            query=url,
            query_key=key,
            city=read.city,
            cadence=cadence,
            confirmed_at=now if confirmed else None,
        )
        fresh.name = Secret(name) if name else None
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
            return fresh.pk
        except IntegrityError:
            known = mine.get(query_key=key)
    if confirmed:
        SavedSearch.objects.filter(pk=known.pk, confirmed_at=None).update(confirmed_at=now)
    return known.pk


def move_in_searches(*, owner_id: UUID, searches: Sequence[tuple[str, str, Cadence]], now: datetime) -> None:
    """Save what a browser kept, as far as it can be read and there is room. Idempotent."""
    require_command()
    for query, name, cadence in searches:
        with suppress(Invalid, TooManySaved):
            save_search(owner_id=owner_id, query=query, name=name, cadence=cadence, now=now)


def change_search(
    *,
    owner_id: UUID,
    search_id: UUID,
    now: datetime,
    name: str | None = None,
    cadence: Cadence | None = None,
    paused: bool | None = None,
) -> None:
    """Change what is given. What was found and not told yet follows the new cadence; a pause lets it rest untold.

    Raises NotFound, Invalid.
    """
    require_command()
    row = SavedSearch.objects.filter(owner_id=owner_id, pk=search_id).first()
    if row is None:
        raise NotFound
    if name is not None:
        refuse_numbers("name", name)
        row.name = Secret(name) if name else None
        row.save(update_fields=["name"])
    waiting = News.objects.filter(search=search_id, digest=None, due_at__isnull=False)
    if cadence is not None:
        SavedSearch.objects.filter(pk=search_id).update(cadence=cadence)
        waiting.update(bucket=cadence, due_at=due_at(Bucket(cadence), now))
    if paused is not None:
        SavedSearch.objects.filter(pk=search_id).update(paused=paused)
        if paused:
            waiting.update(due_at=None)


def look_at_search(*, owner_id: UUID, search_id: UUID, now: datetime) -> None:
    """Its owner has seen what was found. Raises NotFound."""
    require_command()
    if not SavedSearch.objects.filter(owner_id=owner_id, pk=search_id).update(looked_at=now):
        raise NotFound


def remove_search(*, owner_id: UUID, search_id: UUID) -> None:
    """Let go of it and of what was found for it; doing it twice is the same as once."""
    require_command()
    SavedSearch.objects.filter(owner_id=owner_id, pk=search_id).delete()
