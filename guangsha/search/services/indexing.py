"""The index of this data directory follows the change log: batch by batch, or from the beginning when it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings

from guangsha.backbone.public import HealthAnswer, events_after, head_position, oldest_position
from guangsha.catalog.domain.events import ProjectChanged
from guangsha.catalog.public import public_project_ids
from guangsha.inventory.domain.events import PricesChanged, UnitsChanged
from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.errors import IndexNotReady, WriterBusy
from guangsha.search.engine.store import IndexReader, Manifest, read_manifest
from guangsha.search.engine.writer import IndexWriter
from guangsha.search.services.documents import project_documents

BATCH = 500
LATE = 5_000
"""Positions behind the head from which the index calls itself unwell."""

log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]


def index_folder() -> Path:
    """Where the index of this data directory lies."""
    return Path(settings.INDEX_DIR) / "search"


def rebuild_index(*, now: datetime, progress: Progress | None = None) -> Manifest:
    """Build the index again from everything public, beside the one in force, and switch over.

    `progress` hears the number of projects done and in all. Raises WriterBusy. Safe to repeat and to interrupt.
    """
    with IndexWriter(index_folder()) as writer:
        return _rebuild(writer, now=now, progress=progress)


def follow_changes(*, now: datetime) -> bool:
    """Bring the index up to the change log by one batch; True when there is more to do.

    Builds it from the beginning when there is none, when its cursor is older than what the log still keeps, or when
    the log is shorter than the cursor (another database). Does nothing while another process writes. Idempotent.
    """
    manifest, head = read_manifest(index_folder()), head_position()
    if manifest is not None and manifest.cursor == head:
        return False
    try:
        with IndexWriter(index_folder()) as writer:
            cursor = writer.cursor
            if cursor is None or cursor > head or cursor < oldest_position() - 1:
                _rebuild(writer, now=now, progress=None)
                return False
            try:
                return _advance(writer, cursor, head, now)
            except IndexNotReady:
                log.warning("index_unreadable", cursor=cursor)
                _rebuild(writer, now=now, progress=None)
                return False
    except WriterBusy:
        return False


def index_health() -> HealthAnswer:
    """Is there an index, and does it keep up with the change log?"""
    manifest = read_manifest(index_folder())
    if manifest is None:
        return HealthAnswer(False, "no index yet: it is built by `guangsha index rebuild` or by the running loops")
    try:
        IndexReader(index_folder()).snapshot()
    except IndexNotReady:
        return HealthAnswer(False, "the index cannot be read: run `guangsha index rebuild`")
    behind = head_position() - manifest.cursor
    detail = f"generation {manifest.generation}, {behind} positions behind"
    return HealthAnswer(0 <= behind < LATE, detail)


def _advance(writer: IndexWriter, cursor: int, head: int, now: datetime) -> bool:
    events = events_after(cursor, limit=BATCH, names={ProjectChanged.name, UnitsChanged.name, PricesChanged.name})
    more = len(events) == BATCH
    ids = {UUID(event.payload["project_id"]) for event in events}
    documents = list(project_documents(project_ids=sorted(ids), now=now))
    gone = ids - {document.id for document in documents}
    reached = events[-1].position if more else max(head, events[-1].position if events else head)
    writer.apply(upserts=documents, deletes=gone, cursor=reached)
    return more


def _rebuild(writer: IndexWriter, *, now: datetime, progress: Progress | None) -> Manifest:
    cursor = head_position()
    ids = list(public_project_ids())
    done = 0

    def counted() -> Iterator[ProjectDoc]:
        nonlocal done
        for document in project_documents(project_ids=ids, now=now):
            yield document
            done += 1
            if progress is not None:
                progress(done, len(ids))

    manifest = writer.rebuild(counted(), cursor=cursor)
    log.info("index_rebuilt", projects=done, position=cursor)
    return manifest
