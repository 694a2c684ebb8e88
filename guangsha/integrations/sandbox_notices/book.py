"""What a sandbox writes down in an SQLite file of its own that survives any restart: faults, and notices on their way."""

import json
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

TABLES = """
CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL, due_at REAL NOT NULL, tries INTEGER NOT NULL, done_at REAL
);
CREATE INDEX IF NOT EXISTS notices_due ON notices(due_at) WHERE done_at IS NULL;
CREATE TABLE IF NOT EXISTS faults (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL);
"""
RETRIES_S = (1, 2, 5, 15, 60, 300, 1800, 3600, 10800, 21600)
"""Seconds between tries of a notice that was not taken; after the last it is given up, as real providers do."""
CLAIM_S = 30.0


class Refused(Exception):
    """The sandbox says no. The text is the stable word of its answer."""


class NoticeFaults(Protocol):
    """What goes wrong with notices on purpose. ``outage``: nothing is answered and nothing is sent."""

    @property
    def drop_percent(self) -> int:
        """So many of a hundred are lost for good."""
        ...

    @property
    def duplicate(self) -> int:
        """So many times more is each sent."""
        ...

    @property
    def delay_ms(self) -> int:
        """At most so late."""
        ...

    @property
    def reorder(self) -> bool:
        """Whether later ones may come first."""
        ...

    @property
    def outage(self) -> bool:
        """Whether all is down."""
        ...


def checked_faults(kind: type, values: Any, known: dict[str, type], delays: tuple[str, ...]) -> Any:
    """Faults from JSON. Raises Refused: unknown names, wrong types, figures out of range."""
    if not isinstance(values, dict) or any(
        name not in known or type(value) is not known[name] for name, value in values.items()
    ):
        raise Refused("bad_faults")
    made = kind(**values)
    if not (0 <= made.drop_percent <= 100 and 0 <= made.duplicate <= 10):
        raise Refused("bad_faults")
    if not all(0 <= getattr(made, name) <= 3_600_000 for name in delays):
        raise Refused("bad_faults")
    return made


class NoticeBook:
    """Every method is one transaction. ``tables``: what a sandbox keeps beside its notices."""

    tables = ""

    def __init__(self, path: Path, *, seed: int | None = None) -> None:
        self.path = path
        self.luck = random.Random(seed)  # noqa: S311 - chooses faults
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as db:
            db.executescript(TABLES + self.tables)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        return db

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        with closing(self._connect()) as db:
            row = db.execute(sql, values).fetchone()
        return dict(row) if row else None

    def _all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with closing(self._connect()) as db:
            return [dict(row) for row in db.execute(sql, values).fetchall()]

    def kept_faults(self, db: sqlite3.Connection | None = None) -> dict[str, Any]:
        """As they are set; nothing: none."""
        row = db.execute("SELECT body FROM faults").fetchone() if db else self._one("SELECT body FROM faults")
        return dict(json.loads(row["body"])) if row else {}

    def notice_faults(self, db: sqlite3.Connection | None = None) -> NoticeFaults:
        """What goes wrong with notices now."""
        raise NotImplementedError

    def before_sending(self) -> None:
        """What time does by itself, before a round of notices."""

    def keep_faults(self: Self, values: dict[str, Any]) -> None:
        """From now on."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO faults VALUES (1, ?)", (json.dumps(values),))

    def queue_notice(self, db: sqlite3.Connection, url: str, body: dict[str, Any]) -> None:
        """Have ``body`` told, with what the faults do to it."""
        faults = self.notice_faults(db)
        with self._lock:
            dropped = self.luck.random() * 100 < faults.drop_percent
            for _ in range(1 + faults.duplicate):
                wait = self.luck.random() * faults.delay_ms / 1000 + (self.luck.random() * 2 if faults.reorder else 0)
                due, done = time.time() + wait, time.time() if dropped else None
                text = json.dumps(body, ensure_ascii=False)
                db.execute("INSERT INTO notices VALUES (?, ?, ?, ?, 0, ?)", (uuid.uuid4().hex, url, text, due, done))

    def claim_notices(self, limit: int = 20) -> list[dict[str, Any]]:
        """Notices that are due, in the hands of the caller for CLAIM_S: a sender that dies leaves them to the next."""
        now = time.time()
        with self._write() as db:
            rows = db.execute(
                "SELECT * FROM notices WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
            ).fetchall()
            for row in rows:
                db.execute("UPDATE notices SET due_at = ?, tries = tries + 1 WHERE id = ?", (now + CLAIM_S, row["id"]))
            return [dict(row) for row in rows]

    def notice_taken(self, notice_id: str) -> None:
        """The receiver said thanks."""
        with self._write() as db:
            db.execute("UPDATE notices SET done_at = ? WHERE id = ?", (time.time(), notice_id))

    def notice_refused(self, notice_id: str, tries: int) -> None:
        """Not taken: again later, or given up."""
        with self._write() as db:
            if tries >= len(RETRIES_S):
                db.execute("UPDATE notices SET done_at = ? WHERE id = ?", (time.time(), notice_id))
            else:
                again = time.time() + RETRIES_S[tries]
                db.execute("UPDATE notices SET due_at = ? WHERE id = ?", (again, notice_id))

    def pending_notices(self) -> int:
        """How many notices are still to be taken."""
        row = self._one("SELECT COUNT(*) AS n FROM notices WHERE done_at IS NULL")
        return int(row["n"]) if row else 0
