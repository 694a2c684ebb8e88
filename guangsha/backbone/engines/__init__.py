"""The only place, beside migrations, that knows which database runs: what an error of the driver means."""

from enum import Enum

from django.db import DatabaseError, InterfaceError, connection

MYSQL_RETRY = {1213, 1205, 1020, 1047}
"""Deadlock or certification failure, lock wait timeout, record changed (snapshot isolation), node not ready."""
MYSQL_LOST = {0, 1180, 2002, 2003, 2006, 2013, 2055}
"""1180 is a Galera node that left the others while it committed: they may have taken the transaction, or not."""
POSTGRES_RETRY = {"40001", "40P01", "55P03"}
POSTGRES_LOST = {"57P01", "57P02", "57P03", "08000", "08003", "08006"}
GONE = ("closed", "lost", "refused", "failed", "timeout")
"""With the word connection: PostgreSQL's driver gives no state when nobody listens."""
SQLITE_RETRY = ("database is locked", "database table is locked")


class Meaning(Enum):
    """RETRY: surely rolled back, run the whole command again. LOST: the connection is gone; at COMMIT nobody knows."""

    RETRY = "retry"
    LOST = "lost"
    OTHER = "other"


def meaning_of(error: DatabaseError | InterfaceError) -> Meaning:
    """What ``error`` says about the transaction it ended."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    state = getattr(error.__cause__, "sqlstate", None)
    text = str(error).lower()
    if number in MYSQL_RETRY or state in POSTGRES_RETRY or any(mark in text for mark in SQLITE_RETRY):
        return Meaning.RETRY
    gone = isinstance(error, InterfaceError) or ("connection" in text and any(mark in text for mark in GONE))
    if number in MYSQL_LOST or state in POSTGRES_LOST or gone:
        return Meaning.LOST
    return Meaning.OTHER


def wait_for_locks(seconds: int) -> None:
    """In a transaction: locks of others are waited for that long at most, then it fails with RETRY.

    PostgreSQL forgets it with the transaction, MariaDB with the connection. SQLite has no locks of rows: writers queue.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
        elif connection.vendor == "mysql":
            cursor.execute("SET SESSION innodb_lock_wait_timeout = %s", [seconds])
