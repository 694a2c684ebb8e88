"""How often the pages of units are looked at: counted in memory, written in batches, and nothing about who looked."""

import threading
from collections import Counter
from datetime import date, datetime
from functools import partial
from uuid import UUID

import structlog
from django.db import connection

from guangsha.backbone.public import command
from guangsha.inventory.services.views import add_views
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import CHINA

WRITE_EVERY_S = 10.0
MOST_COUNTED = 20_000
"""Units and days that wait to be written; looks at others are not counted until these are."""
COUNTER = system_actor("inventory.views")

log = structlog.get_logger(__name__)


class ViewCounter:
    """Adds up looks and writes them WRITE_EVERY_S seconds after the first, in a thread of its own.

    What a killed process had not written yet is lost: a few seconds of a figure that says how much interest there is.
    """

    def __init__(self, *, write_every_s: float = WRITE_EVERY_S) -> None:
        self._every_s = write_every_s
        self._seen: Counter[tuple[UUID, date]] = Counter()
        self._lock = threading.Lock()
        self._waiting = False

    def note(self, *, unit_id: UUID, now: datetime) -> None:
        """Somebody looked at the page of a unit. Asks no database."""
        key = (unit_id, now.astimezone(CHINA).date())
        with self._lock:
            if key not in self._seen and len(self._seen) >= MOST_COUNTED:
                return
            self._seen[key] += 1
            begin, self._waiting = not self._waiting, True
        if begin:
            timer = threading.Timer(self._every_s, self._write_later)
            timer.daemon = True
            timer.start()

    def write(self) -> None:
        """Write what was counted; what could not be written is counted again."""
        with self._lock:
            seen, self._seen = self._seen, Counter()
            self._waiting = False
        if not seen:
            return
        try:
            command(partial(add_views, seen=seen), actor=COUNTER)
        except Exception:
            log.exception("views_not_written", units=len(seen))
            with self._lock:
                for key, count in seen.items():
                    if key in self._seen or len(self._seen) < MOST_COUNTED:
                        self._seen[key] += count

    def _write_later(self) -> None:
        try:
            self.write()
        finally:
            connection.close()


_counter = ViewCounter()


def note_view(*, unit_id: UUID, now: datetime) -> None:
    """Somebody looked at the page of a unit; ``now`` says on which day in China."""
    _counter.note(unit_id=unit_id, now=now)
