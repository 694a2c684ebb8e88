"""Is the transparency log what the unit ledger says? Plain SQL and hashlib; nothing of the application is imported.

A step must have its leaf once it is SEAL_GRACE old.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

SEAL_GRACE = timedelta(minutes=2)
LEAVES, STEPS, ROOTS = (
    "the leaves of the transparency log have no gaps, and each says what was hashed",
    "every step of a unit has exactly one leaf, which says the same",
    "every signed head is the root over its leaves",
)
NAMES = (LEAVES, STEPS, ROOTS)
_SHOWN = {"internal_hold": "held", "contracted": "sold", "handed_over": "sold"}
"""Status -> what the public reads, where that is another word."""


class Cursor(Protocol):
    """As DB-API 2.0 (PEP 249) has it."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any:
        """Run a statement."""
        ...

    def fetchall(self) -> Any:
        """All rows."""
        ...


Fault = tuple[str, tuple[Any, ...]]
"""Which of NAMES, and what breaks it."""


def faults(cursor: Cursor, *, now: datetime) -> Iterator[Fault]:
    """What does not hold. Every leaf is hashed anew, and the tree is built again from them."""
    cursor.execute("SELECT size, root FROM transparency_treehead")
    roots = {int(size): root for size, root in cursor.fetchall()}
    cursor.execute("SELECT seq, kind, source_id, text, hash FROM transparency_leaf ORDER BY seq")
    leaves = cursor.fetchall()
    said: dict[str, dict[str, Any]] = {}
    edge: list[bytes] = []
    if leaves and len(leaves) not in roots:
        yield ROOTS, (len(leaves), "leaves without a head")
    for count, (seq, kind, source, text, kept) in enumerate(leaves, start=1):
        leaf = hashlib.sha256(b"\x00" + text.encode()).digest()
        if (seq, leaf.hex()) != (count - 1, kept):
            yield LEAVES, (seq, kept)
        _add(edge, leaf, count)
        if count in roots and (root := roots.pop(count)) != _root(edge):
            yield ROOTS, (count, root)
        if kind == "status":
            said[_id(source)] = json.loads(text)
    yield from ((ROOTS, head) for head in roots.items())
    yield from _steps(cursor, said, now - SEAL_GRACE)


def _add(edge: list[bytes], leaf: bytes, count: int) -> None:
    """Put leaf number ``count`` (from 1) to the right of the complete subtrees ``edge``."""
    edge.append(leaf)
    while not count & 1:
        edge[-2:] = [hashlib.sha256(b"\x01" + edge[-2] + edge[-1]).digest()]
        count >>= 1


def _root(edge: list[bytes]) -> str:
    found = edge[-1]
    for left in reversed(edge[:-1]):
        found = hashlib.sha256(b"\x01" + left + found).digest()
    return found.hex()


def _steps(cursor: Cursor, said: dict[str, dict[str, Any]], due: datetime) -> Iterator[Fault]:
    """``said``: id of a step -> its leaf. Two leaves of one step cannot be: what is left over has no step."""
    cursor.execute(
        "SELECT kind, source_id, COUNT(*) FROM transparency_leaf GROUP BY kind, source_id HAVING COUNT(*) > 1"
    )
    yield from ((STEPS, tuple(row)) for row in cursor.fetchall())
    cursor.execute("SELECT e.id, e.unit_id, e.revision, e.before, e.after, e.changed_at FROM inventory_unitevent e")
    for step, unit, revision, before, after, changed_at in cursor.fetchall():
        at = _moment(changed_at)
        leaf = said.pop(_id(step), None)
        if leaf is None:
            if at < due:
                yield STEPS, (step, unit, revision, "no leaf")
            continue
        wanted = (_id(unit), revision or 0, _SHOWN.get(before, before), _SHOWN.get(after, after), at)
        told = (_id(leaf["unit"]), leaf["revision"], leaf["before"], leaf["after"], _moment(leaf["at"]))
        if told != wanted:
            yield STEPS, (step, *wanted, *told)
    yield from ((STEPS, (step, "a leaf without a step")) for step in said)


def _moment(value: Any) -> datetime:
    """A moment as each driver gives it; tables hold UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _id(value: Any) -> str:
    """An id as each driver gives it, in one form."""
    return str(value).replace("-", "")
