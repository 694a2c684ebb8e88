"""What a leaf says. Its bytes are canonical JSON (sorted keys, no spaces, UTF-8) and are published as they were hashed.

Version 1. Every leaf has ``v``, ``kind``, ``at`` (UTC, microseconds) and ``salt`` (128 random bits, hex), which keeps a hash from
telling what it stands for until the leaf is open. Nobody is named, and no reason is given.

- ``status``: ``unit``, ``revision``, ``before``, ``after``, both as the public is shown them.
- ``rule``: ``project``, ``number``, ``rule`` (factor, in basis points, or amount, in fen), ``value``, ``name``, ``name_en``,
  ``starts_at``, ``ends_at`` as published, ``buildings`` and ``layouts`` (empty: all).
- ``rule_end``: ``project``, ``number``, ``ends_at``: a later publication ended that rule.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guangsha.kit.hashing import canonical_json

VERSION = 1
SALT_BYTES = 16


class LeafKind(StrEnum):
    """What happened."""

    STATUS = "status"
    RULE = "rule"
    RULE_END = "rule_end"


@dataclass(frozen=True, slots=True)
class Fact:
    """A leaf to be. ``source_id``: the row it was made of. ``open_from`` None: the public is not shown it, now or later."""

    kind: LeafKind
    source_id: UUID
    project_id: UUID
    unit_id: UUID | None
    revision: int | None
    at: datetime
    open_from: datetime | None
    says: dict[str, Any]

    def text(self, salt: str) -> str:
        """The canonical bytes, as text."""
        whole = {"v": VERSION, "kind": str(self.kind), "at": stamp(self.at), "salt": salt, **self.says}
        return canonical_json(whole).decode()


def stamp(moment: datetime) -> str:
    """UTC with microseconds, always of one length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def status_fact(
    *, source_id: UUID, project_id: UUID, unit_id: UUID, revision: int, before: str, after: str, at: datetime
) -> Fact:
    """A step of a unit. One that the public is not shown (a sale that becomes a handover) has a leaf that never opens."""
    says = {"unit": str(unit_id), "revision": revision, "before": before, "after": after}
    open_from = at if before != after else None
    return Fact(LeafKind.STATUS, source_id, project_id, unit_id, revision, at, open_from, says)


def rule_fact(*, source_id: UUID, project_id: UUID, at: datetime, starts_at: datetime, says: dict[str, Any]) -> Fact:
    """A published rule: committed to when it is published, open when it begins."""
    whole = {"project": str(project_id), "starts_at": stamp(starts_at), **says}
    return Fact(LeafKind.RULE, source_id, project_id, None, None, at, starts_at, whole)


def rule_end_fact(*, source_id: UUID, project_id: UUID, number: int, ends_at: datetime, at: datetime) -> Fact:
    """A rule that ends earlier than it was published to."""
    says = {"project": str(project_id), "number": number, "ends_at": stamp(ends_at)}
    return Fact(LeafKind.RULE_END, source_id, project_id, None, None, at, ends_at, says)
