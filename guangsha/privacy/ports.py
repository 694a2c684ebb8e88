"""Hooks: what privacy asks of contexts above it. They register in their ``apps.py``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from guangsha.kit.actor import Actor


class Exporter(Protocol):
    """What a context holds about a person beyond sealed columns, for the person's own copy."""

    def __call__(self, person_id: UUID) -> list[dict[str, Any]]:
        """Rows of plain JSON values: the person's own data, nothing of third parties."""
        ...


class Eraser(Protocol):
    """Takes away what a context holds about a person beyond sealed columns. Called inside a command; idempotent."""

    def __call__(self, person_id: UUID, kept: frozenset[str]) -> None:
        """``kept`` are labels of fields that a legal hold keeps."""
        ...


@dataclass(frozen=True, slots=True)
class Hold:
    """Fields that the law makes us keep: which, under which article, until when (None: not over yet)."""

    labels: frozenset[str]
    law: str
    law_zh: str
    until: date | None


class LegalHold(Protocol):
    """Asked before anything is erased."""

    def __call__(self, person_id: UUID, now: datetime) -> list[Hold]:
        """What must stay; [] lets everything go."""
        ...


class RecordOwner(Protocol):
    """Whose data the row holds; None: nobody's any more."""

    def __call__(self, row_id: UUID, /) -> UUID | None:
        """The person."""
        ...


class ServingCheck(Protocol):
    """Does this member of staff serve this person (their lead, their ticket, their contract)?"""

    def __call__(self, actor: Actor, person_id: UUID) -> bool:
        """True when the work at hand is for this person."""
        ...


class Sweeper(Protocol):
    """Takes away what is over its retention. Opens its own commands; called again while it returns more than 0."""

    def __call__(self, now: datetime) -> int:
        """How many values went."""
        ...


class FileKeeper(Protocol):
    """Sealed files that a context writes down itself, because they are no one person's."""

    def __call__(self, ids: Collection[UUID]) -> set[UUID]:
        """Those of ``ids`` that it knows: the others may be swept."""
        ...


def _owner_only(actor: Actor, person_id: UUID) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class FilePurpose:
    """A kind of private file: what is taken, how long it stays, and who besides its person may read it.

    ``retention_days`` None: until the person or the context takes it away.
    """

    code: str
    media_types: frozenset[str]
    max_bytes: int
    retention_days: int | None
    staff_may_read: Callable[[Actor, UUID], bool] = field(default=_owner_only)


exporters: dict[str, Exporter] = {}
erasers: dict[str, Eraser] = {}
legal_holds: dict[str, LegalHold] = {}
serving_checks: dict[str, ServingCheck] = {}
record_owners: dict[str, RecordOwner] = {}
sweepers: dict[str, Sweeper] = {}
file_keepers: dict[str, FileKeeper] = {}
file_purposes: dict[str, FilePurpose] = {}


def register_exporter(name: str, exporter: Exporter) -> None:
    """Add to every copy of data under ``name``; a name again replaces. Sealed columns need none."""
    exporters[name] = exporter


def register_eraser(name: str, eraser: Eraser) -> None:
    """Take part in every erasure; a name again replaces. Sealed columns that may be NULL need none."""
    erasers[name] = eraser


def register_legal_hold(name: str, hold: LegalHold) -> None:
    """Have a say before anything is erased; a name again replaces. Default: nothing is kept."""
    legal_holds[name] = hold


def register_serving_check(name: str, check: ServingCheck) -> None:
    """Say who serves whom; a name again replaces. Default: nobody serves anybody."""
    serving_checks[name] = check


def register_record_owner(label: str, owner: RecordOwner) -> None:
    """Say whose data a field holds that is sealed with its record's own key. Default: the key's person."""
    record_owners[label] = owner


def register_sweeper(name: str, sweeper: Sweeper) -> None:
    """Take part in the retention sweep; a name again replaces."""
    sweepers[name] = sweeper


def register_file_keeper(name: str, keeper: FileKeeper) -> None:
    """Keep sealed files from the sweep of bytes that nobody wrote down; a name again replaces."""
    file_keepers[name] = keeper


def register_file_purpose(purpose: FilePurpose) -> None:
    """Declare a kind of private file; a code again replaces."""
    file_purposes[purpose.code] = purpose


def owner_of(label: str, row_id: UUID, key_id: UUID) -> UUID:
    """Whose "my data" shows that somebody looked at this value, which the key ``key_id`` seals."""
    owner = record_owners.get(label)
    return (owner(row_id) if owner is not None else None) or key_id


def serves(actor: Actor, person_id: UUID) -> bool:
    """Whether any registered check says that the actor serves this person."""
    return any(check(actor, person_id) for check in serving_checks.values())


def holds_of(person_id: UUID, now: datetime) -> list[Hold]:
    """Everything that must stay, in the order of the hooks' names."""
    return [hold for name in sorted(legal_holds) for hold in legal_holds[name](person_id, now)]
