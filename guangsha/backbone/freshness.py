"""How far the committed facts of some contexts are: part of the key of whatever is made from them and kept."""

import threading
from collections.abc import Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from guangsha.backbone.models import OutboxEvent

MOST_WAITING = 50

Stamp = tuple[int, UUID | None]


class Freshness:
    """Says of events whose names begin with ``prefixes`` which is the newest. Safe to use from many threads.

    Two equal answers mean that no such event was committed between them, by whichever process: events that wait for their
    position count as well. So a page made after an answer and kept under it is never older than that answer.
    """

    def __init__(self, prefixes: Sequence[str]) -> None:
        self._wanted = reduce(or_, (Q(name__startswith=prefix) for prefix in prefixes))
        self._head: Stamp = (0, None)
        self._mark: Stamp = (0, None)
        self._lock = threading.Lock()

    def read(self) -> str | None:
        """A word for how far they are; None while too many wait to be named: then keep nothing. Two queries.

        Those that wait are read before the head: an event that is stamped in between is in both, never in neither.
        """
        waiting = OutboxEvent.objects.filter(self._wanted, position=None).order_by("id")
        ids = list(waiting.values_list("id", flat=True)[:MOST_WAITING])
        if len(ids) == MOST_WAITING:
            return None
        position, event_id = self._newest()
        return ".".join([str(position), event_id.hex if event_id else "", *(one.hex for one in ids)])

    def _newest(self) -> Stamp:
        stamped = OutboxEvent.objects.exclude(position=None).order_by("-position")
        head: Stamp = stamped.values_list("position", "id").first() or (0, None)  # type: ignore[assignment]
        with self._lock:
            known, mark = self._head, self._mark
        if head == known:
            return mark
        since = known[0] if head[0] > known[0] else 0  # another database, restored or emptied: from its beginning
        news = stamped.filter(self._wanted, position__gt=since, position__lte=head[0])
        found: Stamp | None = news.values_list("position", "id").first()  # type: ignore[assignment]
        mark = found or (mark if since else (0, None))
        with self._lock:
            if head[0] >= self._head[0] or not since:
                self._head, self._mark = head, mark
        return mark
