"""One message per owner and rhythm: everything found since the last one, taken by one conditional write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from guangsha.backbone.public import enqueue, require_command
from guangsha.kit.personal import without_personal_numbers
from guangsha.notifications.public import notify, quiet_hours
from guangsha.watching.catalogue import NEW_MATCHES, PRICE_DROP
from guangsha.watching.domain.rhythm import Bucket
from guangsha.watching.models import Digest, News, Subscriber
from guangsha.watching.selectors import ids_in, things_now

SEND_JOB = "watching.send_digest"
AT_ONCE = 50
MAX_WORDS = 190
SHOWN = 3


def due_digests(*, now: datetime) -> list[tuple[UUID, Bucket]]:
    """Owners and rhythms with news whose time has come; at most AT_ONCE."""
    rows = News.objects.filter(due_at__lte=now, digest=None).order_by("owner_id", "bucket")
    return [(owner, Bucket(bucket)) for owner, bucket in rows.values_list("owner_id", "bucket").distinct()[:AT_ONCE]]


def close_digest(*, owner_id: UUID, bucket: Bucket, now: datetime) -> UUID | None:
    """Tell the owner all that waits in ``bucket``; the digest's id. None: another took it, or it waits for quiet hours to end.

    What waits through a night is one digest in the morning.
    """
    require_command()
    waiting = News.objects.filter(owner_id=owner_id, bucket=bucket, digest=None, due_at__isnull=False)
    wait = quiet_hours(owner_id).wait(now)
    if wait:
        waiting.update(due_at=now + wait)
        return None
    digest = Digest.objects.create(owner_id=owner_id, bucket=bucket, count=0, created_at=now)
    if not waiting.update(digest=digest, due_at=None):
        digest.delete()
        return None
    rows = list(News.objects.filter(digest=digest).select_related("search").order_by("found_at", "id"))
    digest.count = len({one for row in rows for one in ids_in(row.targets)})
    if Subscriber.objects.filter(pk=owner_id).exists():
        digest.state = "waiting"
        enqueue(SEND_JOB, {"digest_id": str(digest.pk)})
    else:
        kind = PRICE_DROP if bucket is Bucket.PRICE else NEW_MATCHES
        words = _prices(rows) if bucket is Bucket.PRICE else _names(rows)
        data = {"count": str(digest.count), "names": words}
        notify(person_id=owner_id, kind=kind.name, data=data, dedupe_key=f"digest:{digest.pk}", now=now)
    digest.save(update_fields=["count", "state"])
    return digest.pk


def _told(words: str) -> str:
    """``words`` as a notice takes them: not too long, and without numbers that somebody typed into a project's name."""
    return without_personal_numbers(words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…")


def _names(rows: Sequence[News]) -> str:
    """The searches by their names, with how many homes each found: ``岳麓区三房 (3) · Riverside (1)``."""
    counts: dict[str, int] = {}
    for row in rows:
        name = row.search.name.reveal() if row.search is not None and row.search.name is not None else "—"
        counts[name] = counts.get(name, 0) + row.count
    return _told(" · ".join(f"{name} ({count})" for name, count in counts.items()))


def _prices(rows: Sequence[News]) -> str:
    """What became cheaper, from what to what; the newest price where it fell twice."""
    latest = {ids_in(row.targets)[0]: row for row in rows}
    titles = titles_of(latest)
    parts = []
    for target, row in list(latest.items())[:SHOWN]:
        if row.before_fen is not None and row.after_fen is not None:
            parts.append(f"{titles.get(target, '')} ¥{row.before_fen // 100:,} → ¥{row.after_fen // 100:,}".strip())
    return _told(" · ".join(parts))


def titles_of(rows: dict[UUID, News]) -> dict[UUID, str]:
    """How homes and projects are called: ``云麓里 1栋 0101``. Only what is public has a name."""
    found: dict[UUID, str] = {}
    for kind in ("projects", "units"):
        things = things_now(kind, [target for target, row in rows.items() if row.kind == kind])
        found.update({target: thing.name for target, thing in things.items()})
    return found
