"""Is the transparency log what the unit ledger and the price rules say? Plain SQL and hashlib; nothing of the application is
imported.

A step, and a publication, must have its leaf once it is SEAL_GRACE old.
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
RULES = "every published price rule has exactly one leaf, which says the same, and ends when it or another leaf says"
NAMES = (LEAVES, STEPS, ROOTS, RULES)
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
    said: dict[str, dict[str, dict[str, Any]]] = {"status": {}, "rule": {}, "rule_end": {}}
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
        said[kind][_id(source)] = json.loads(text)
    yield from ((ROOTS, head) for head in roots.items())
    yield from _steps(cursor, said["status"], now - SEAL_GRACE)
    yield from _rules(cursor, said["rule"], said["rule_end"], now - SEAL_GRACE)


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


def _rules(
    cursor: Cursor, said: dict[str, dict[str, Any]], ended: dict[str, dict[str, Any]], due: datetime
) -> Iterator[Fault]:
    """``said``: id of a rule -> its leaf; ``ended``: id of the publication that ended one -> its leaf."""
    cursor.execute(
        "SELECT id, rule_id, replaces_id, ends_at, decided_at FROM inventory_ruleproposal WHERE edition IS NOT NULL"
    )
    proposals = cursor.fetchall()
    asked = {_id(rule): (_when(ends), _when(at)) for _, rule, _, ends, at in proposals if rule is not None}
    ends = {_id(proposal): (_id(rule), _when(at)) for proposal, _, rule, _, at in proposals if rule is not None}
    cursor.execute(
        "SELECT id, project_id, number, kind, value, name, name_en, starts_at, ends_at, building_ids, layout_ids"
        " FROM inventory_publishedrule"
    )
    rows = {_id(row[0]): row for row in cursor.fetchall()}
    stops = {key: leaf for key, leaf in ended.items() if key in ends}
    yield from ((RULES, (key, "an end without its publication")) for key in ended.keys() - stops.keys())
    for proposal, (rule, at) in ends.items():
        leaf = stops.get(proposal)
        if leaf is None and at is not None and at < due:
            yield RULES, (proposal, rule, "no leaf of its end")
        if leaf is not None and (rule not in rows or leaf["number"] != rows[rule][2]):
            yield RULES, (proposal, rule, leaf["number"], "the end of another rule")
    fresh = {rule for proposal, (rule, _) in ends.items() if proposal not in stops}
    until = {ends[proposal][0]: leaf["ends_at"] for proposal, leaf in stops.items()}
    for key, row in rows.items():
        published_until, published_at = asked.get(key, (None, None))
        leaf = said.pop(key, None)
        if leaf is None:
            if (published_at or _moment(row[7])) < due:
                yield RULES, (key, row[2], "no leaf")
            continue
        told = (_id(leaf["project"]), leaf["number"], leaf["rule"], leaf["value"], leaf["name"], leaf["name_en"])
        scope = (_moment(leaf["starts_at"]), leaf["buildings"], leaf["layouts"])
        wanted = (_id(row[1]), *row[2:7])
        if (told, scope) != (wanted, (_moment(row[7]), _ids(row[9]), _ids(row[10]))):
            yield RULES, (key, *wanted, *told)
        if key in asked and published_until != _when(leaf["ends_at"]):
            yield RULES, (key, row[2], "published with another end", leaf["ends_at"])
        if key not in fresh and _when(row[8]) != _when(until.get(key, leaf["ends_at"])):
            yield RULES, (key, row[2], "ends at another moment", row[8])
    yield from ((RULES, (key, "a leaf without a rule")) for key in said)


def _when(value: Any) -> datetime | None:
    return None if value is None else _moment(value)


def _ids(value: Any) -> list[str]:
    """A list of ids as each driver gives JSON, sorted."""
    return sorted(json.loads(value) if isinstance(value, str | bytes) else value)


def _moment(value: Any) -> datetime:
    """A moment as each driver gives it; tables hold UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _id(value: Any) -> str:
    """An id as each driver gives it, in one form."""
    return str(value).replace("-", "")
