"""Where checked records wait for the second pass: a temporary SQLite file of its own, never the database."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OUTCOMES = ("unchanged", "updated", "new")
"""Weakest first: over several files the strongest word about a record counts."""


@dataclass(frozen=True, slots=True)
class StagedRow:
    """An accepted row: where it stood, its key, the hash of what it says, and the record as bytes.

    ``as_of``: the day it speaks for, ISO 8601, or empty. ``last_sha256``: the hash of what this invocation says last of the same
    record: its last file, unless that speaks for an earlier day than one before it.
    """

    row: int
    key: str
    sha256: str
    payload: bytes
    last_sha256: str = ""
    as_of: str = ""

    def is_known(self, said_sha256: str) -> bool:
        """Whether nothing new is said where ``said_sha256`` was said last: the same, or the invocation ends with the same.

        So naming an older file and its update once more does not turn prices back and forth.
        """
        return said_sha256 in (self.sha256, self.last_sha256)


class Staging:
    """Records of one invocation, file by file. Keys are unique per file: the first one stays."""

    def __init__(self, directory: Path) -> None:
        self._db = sqlite3.connect(directory / "staging.sqlite3", isolation_level=None)
        self._db.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
            CREATE TABLE staged (file INTEGER, key TEXT, row INTEGER, grp INTEGER, sha256 TEXT, payload BLOB,
                                 as_of TEXT, PRIMARY KEY (file, key)) WITHOUT ROWID;
            CREATE TABLE groups (id INTEGER PRIMARY KEY, file INTEGER, name TEXT, UNIQUE (file, name));
            CREATE TABLE last_words (source TEXT, key TEXT, sha256 TEXT, as_of TEXT,
                                     PRIMARY KEY (source, key)) WITHOUT ROWID;
            CREATE TABLE outcomes (source TEXT, key TEXT, outcome INTEGER, PRIMARY KEY (source, key)) WITHOUT ROWID;
            BEGIN;
            """
        )

    def close(self) -> None:
        """Let go of the file; its directory is the caller's to remove."""
        self._db.close()

    def add(self, file: int, group: str, row: StagedRow) -> StagedRow | None:
        """Stage a row; None when it is the first with its key in this file, else the row that was."""
        self._db.execute("INSERT OR IGNORE INTO groups (file, name) VALUES (?, ?)", (file, group))
        (number,) = self._db.execute("SELECT id FROM groups WHERE file = ? AND name = ?", (file, group)).fetchone()
        added = self._db.execute(
            "INSERT OR IGNORE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file, row.key, row.row, number, row.sha256, row.payload, row.as_of),
        )
        if added.rowcount:
            return None
        found = self._db.execute(
            "SELECT row, key, sha256, payload FROM staged WHERE file = ? AND key = ?", (file, row.key)
        ).fetchone()
        return StagedRow(*found)

    def count(self, file: int) -> int:
        """How many rows of the file are staged."""
        return int(self._db.execute("SELECT count(*) FROM staged WHERE file = ?", (file,)).fetchone()[0])

    def rows(self, file: int) -> Iterator[int]:
        """The row numbers staged of a file, in order."""
        for (row,) in self._db.execute("SELECT row FROM staged WHERE file = ? ORDER BY row", (file,)):
            yield row

    def drop(self, file: int) -> None:
        """Forget what was staged of a file."""
        self._db.execute("DELETE FROM staged WHERE file = ?", (file,))

    def settle(self, file: int, source: str) -> None:
        """What the file says of a record of ``source`` is, until a later file is settled, the last word about it.

        A file that speaks for an earlier day than the last word does has no say.
        """
        self._db.execute(
            """
            INSERT INTO last_words SELECT ?, key, sha256, as_of FROM staged WHERE file = ?
            ON CONFLICT (source, key) DO UPDATE SET sha256 = excluded.sha256, as_of = max(excluded.as_of, last_words.as_of)
            WHERE excluded.as_of = '' OR excluded.as_of >= last_words.as_of
            """,
            (source, file),
        )

    def chunks(self, file: int, source: str, size: int) -> Iterator[list[StagedRow]]:
        """The file's rows, those of one project together, projects in the order of their first row; ``size`` at a time."""
        cursor = self._db.execute(
            """
            SELECT row, staged.key, staged.sha256, payload, last_words.sha256 FROM staged
            JOIN last_words ON last_words.source = ? AND last_words.key = staged.key
            WHERE file = ? ORDER BY grp, row
            """,
            (source, file),
        )
        while found := cursor.fetchmany(size):
            yield [StagedRow(*item) for item in found]

    def earlier(self, files: Sequence[int], keys: Sequence[str]) -> dict[str, list[bytes]]:
        """What was staged in these files, in their order, under these keys."""
        found: dict[str, list[bytes]] = {}
        for key in keys if files else ():
            for file in files:
                query = "SELECT payload FROM staged WHERE file = ? AND key = ?"
                for (payload,) in self._db.execute(query, (file, key)):
                    found.setdefault(key, []).append(payload)
        return found

    def record_outcomes(self, source: str, outcomes: Iterable[tuple[str, str]]) -> None:
        """What became of records of ``source``, by key."""
        self._db.executemany(
            """
            INSERT INTO outcomes VALUES (?, ?, ?)
            ON CONFLICT (source, key) DO UPDATE SET outcome = max(outcome, excluded.outcome)
            """,
            [(source, key, OUTCOMES.index(outcome)) for key, outcome in outcomes],
        )

    def totals(self) -> dict[str, int]:
        """How many different records are new, updated, unchanged."""
        found = dict(self._db.execute("SELECT outcome, count(*) FROM outcomes GROUP BY outcome").fetchall())
        return {name: int(found.get(index, 0)) for index, name in enumerate(OUTCOMES)}
