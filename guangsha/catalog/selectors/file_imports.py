"""Uploaded files as those who import for their company see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from guangsha.accounts.public import masked_names
from guangsha.catalog.domain.import_states import ImportState
from guangsha.catalog.importing.mapping import Kind, shipped_mappings
from guangsha.catalog.models import FileImport
from guangsha.catalog.policies import IMPORT
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from guangsha.vault.public import Masked

MAX_ROWS = 100
COUNTED = ("new", "updated", "unchanged", "price_changes", "rejected", "rows_read")
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class MappingSeen:
    """A shipped mapping; ``needed``: for each column that must be there, the names it may have."""

    name: str
    kind: Kind
    title: str
    title_en: str
    needed: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FileImportSeen:
    """An uploaded file in a list. ``progress`` is in per mille; ``fixed``: rows that were put right."""

    id: UUID
    organisation_id: UUID
    kind: Kind
    mapping: str
    file_name: str
    state: ImportState
    progress: int
    counts: dict[str, int]
    fixed: int
    created_by_id: UUID
    created_by: Masked | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileImportFacts:
    """An uploaded file with what is wrong with its first rows, and their cells."""

    summary: FileImportSeen
    heading: list[str]
    rows: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def mappings_of(kind: Kind | None) -> list[MappingSeen]:
    """The shipped mappings."""
    return [
        MappingSeen(one.name, one.kind, one.title, one.title_en, tuple(one.required_headings()))
        for one in shipped_mappings().values()
        if kind is None or one.kind == kind
    ]


def _seen_by(actor: Actor) -> QuerySet[FileImport]:
    if actor.reaches_everything(IMPORT):
        return FileImport.objects.all()
    places = actor.places(frozenset({IMPORT}), Scope.ORGANISATION)
    return FileImport.objects.filter(organisation__in=places)


def _seen(row: FileImport, names: dict[UUID, Masked]) -> FileImportSeen:
    return FileImportSeen(
        id=row.pk,
        organisation_id=row.organisation_id,
        kind="units" if row.kind == "units" else "projects",
        mapping=row.mapping,
        file_name=row.file_name,
        state=ImportState(row.state),
        progress=row.progress,
        counts={name: row.counts.get(name, 0) for name in COUNTED},
        fixed=row.fixed,
        created_by_id=row.created_by_id,
        created_by=names.get(row.created_by_id),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def imports_of(*, actor: Actor) -> list[FileImportSeen]:
    """The uploads of the last KEPT_DAYS of the companies one imports for, newest first, at most MAX_ROWS. Two queries."""
    kept = _seen_by(actor).filter(created_at__gt=utc_now() - timedelta(days=KEPT_DAYS))
    rows = list(kept.defer("fixes", "rows", "problems", "heading")[:MAX_ROWS])
    names = masked_names({row.created_by_id for row in rows})
    return [_seen(row, names) for row in rows]


def import_by_id(*, actor: Actor, import_id: UUID) -> FileImportFacts:
    """One upload. Raises NotFound. Two queries."""
    row = _seen_by(actor).filter(pk=import_id).first()
    if row is None:
        raise NotFound("import")
    cells = [{"row": int(number), "cells": found} for number, found in row.rows.items()]
    return FileImportFacts(
        _seen(row, masked_names({row.created_by_id})),
        row.heading,
        sorted(cells, key=lambda one: one["row"]),
        row.problems,
    )


def report_name(import_id: UUID) -> str:
    """Where the report of its newest run is kept: a run that was cut short leaves none behind that nobody names."""
    return f"imports/{import_id}-report.csv"


def report_of(*, actor: Actor, import_id: UUID) -> str:
    """The name of its report in the default storage. Raises NotFound, also before there is one."""
    report = _seen_by(actor).filter(pk=import_id).values_list("report", flat=True).first()
    if not report:
        raise NotFound("report")
    return report


@dataclass(frozen=True, slots=True)
class OldUpload:
    """An upload whose time is over, and its files in the default storage."""

    id: UUID
    files: tuple[str, ...]


def next_old_upload(*, before: datetime) -> OldUpload | None:
    """The oldest upload from before that moment, or None."""
    row = FileImport.objects.filter(created_at__lt=before).order_by("created_at").first()
    if row is None:
        return None
    return OldUpload(row.pk, (row.stored, row.report or report_name(row.pk)))
