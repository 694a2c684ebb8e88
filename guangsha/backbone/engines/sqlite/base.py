"""SQLite lets one writer in at a time, and whoever finds it busy sleeps up to a tenth of a second before asking again: with a
dozen threads of one process the unlucky waited for seconds while the database stood idle. Here the threads of a process stand
in a queue for the next transaction, and only the first of them asks SQLite. Other processes are waited for as before.
"""

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base

PATIENCE_S = 20.0
"""Who waited this long asks SQLite anyhow, which refuses or not: the queue orders, it does not guard anything."""


class _Queue:
    """First come, first served: the turn is handed over, so that whoever comes back at once cannot take it again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._waiting: deque[threading.Event] = deque()

    def enter(self) -> bool:
        """Wait for the turn; False when it did not come in time."""
        with self._guard:
            if not self._busy:
                self._busy = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(PATIENCE_S):
            return True
        with self._guard:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        """Give the turn to the next."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


_queue = _Queue()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a place in the queue while a transaction is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _leave(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _queue.leave()

    def _start_transaction_under_autocommit(self) -> None:
        self._leave()
        if getattr(self, "transaction_mode", None) == "IMMEDIATE":
            self._has_turn = _queue.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()  # not when COMMIT failed: the rollback that follows gives the turn back

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()
