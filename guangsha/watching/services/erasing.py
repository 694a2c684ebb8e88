"""What a person's right to a copy and to erasure means here, and what goes when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guangsha.backbone.public import audit, command, require_command
from guangsha.kit.actor import system_actor
from guangsha.watching.models import Digest, Favourite, News, SavedSearch, Seen
from guangsha.watching.personal_data import SEEN_DAYS
from guangsha.watching.services.subscribers import forget_unconfirmed

SWEEPER = system_actor("retention")
DIGEST_DAYS = 90


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """Favourites, history and saved searches as plain values. Names of searches are sealed columns: the register copies them."""
    out: list[dict[str, Any]] = []
    for row in Favourite.objects.filter(owner_id=person_id).order_by("saved_at"):
        out.append({"favourite": row.kind, "id": str(row.target_id), "at": row.saved_at.isoformat()})
    for seen in Seen.objects.filter(owner_id=person_id).order_by("seen_at"):
        out.append({"seen": seen.kind, "id": str(seen.target_id), "at": seen.seen_at.isoformat()})
    for search in SavedSearch.objects.filter(owner_id=person_id).order_by("created_at"):
        out.append({"search": search.query, "cadence": search.cadence, "at": search.created_at.isoformat()})
    return out


def forget_person(person_id: UUID, kept: frozenset[str] = frozenset()) -> None:
    """Everything the person watched goes; no law keeps any of it. Idempotent."""
    require_command()
    gone = sum(
        model.objects.filter(owner_id=person_id).delete()[0] for model in (News, Digest, SavedSearch, Favourite, Seen)
    )
    if gone:
        audit(action="watching.forget", target=f"person:{person_id}", data={"rows": gone})


def sweep(now: datetime) -> int:
    """Addresses that never said yes, history and digests whose time is over; how many."""

    def work() -> int:
        count = forget_unconfirmed(now=now)
        count += Seen.objects.filter(seen_at__lt=now - timedelta(days=SEEN_DAYS)).delete()[0]
        count += Digest.objects.filter(created_at__lt=now - timedelta(days=DIGEST_DAYS)).delete()[0]
        old = News.objects.filter(search=None, found_at__lt=now - timedelta(days=DIGEST_DAYS), due_at=None)
        return count + old.delete()[0]

    return command(work, actor=SWEEPER)
