"""The one writer of an index folder: whole rebuilds, and batches of changes from the change log.

At most two segments are in force: a large base and a small one with everything changed since. A batch rewrites the
small one; once it has grown to a tenth of the base, both become the next base.
"""

from __future__ import annotations

import fcntl
import itertools
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from uuid import UUID

import msgspec

from guangsha.search.domain.documents import ProjectDoc
from guangsha.search.domain.errors import IndexNotReady, WriterBusy
from guangsha.search.engine.segment import Segment, write_segment
from guangsha.search.engine.store import (
    UNREADABLE,
    Manifest,
    Part,
    first_manifest,
    live_mask,
    publish,
    read_manifest,
    sweep,
)
from guangsha.search.engine.tables import Mask, TableBuilder, Tables, arrange, concat

_SMALL = 20_000
_SHARE = 0.1


class IndexWriter:
    """Use as a context manager: holds the folder's lock from entry to exit. Raises WriterBusy when another has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._manifest: Manifest | None = None
        self._segments: dict[str, Segment] = {}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = (self._folder / "writer.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise WriterBusy("another process writes this index") from None
        self._lock = lock
        self._manifest = read_manifest(self._folder)
        sweep(self._folder, self._manifest)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def cursor(self) -> int | None:
        """The change-log position the index contains; None when there is no index (rebuild)."""
        return self._manifest.cursor if self._manifest else None

    def rebuild(self, documents: Iterable[ProjectDoc], *, cursor: int) -> Manifest:
        """Replace everything. `cursor` is the position read before the first document was."""
        builder = TableBuilder()
        for document in documents:
            builder.add(document)
        name = self._write(builder.tables())
        fresh = first_manifest(cursor)
        return self._publish(msgspec.structs.replace(fresh, generation=1, parts=(Part(name),)))

    def apply(self, *, upserts: Iterable[ProjectDoc], deletes: Iterable[UUID], cursor: int) -> Manifest:
        """Replace or remove whole projects and move the cursor, in one generation. Applying twice changes nothing.

        Raises IndexNotReady when what is in force cannot be read: rebuild.
        """
        manifest = self._manifest or first_manifest(cursor)
        builder = TableBuilder()
        gone = {project.hex for project in deletes}
        for document in upserts:
            builder.add(document)
            gone.add(document.id.hex)
        if not gone:
            return self._publish(msgspec.structs.replace(manifest, cursor=cursor))
        parts = [Part(part.name, tuple(sorted({*part.dead, *self._known(part, gone)}))) for part in manifest.parts]
        base = parts[:1]
        sources = [self._source(part) for part in parts[1:]] + [(builder.tables(), None)]
        small = sum(len(tables.units["project"]) for tables, _ in sources)
        if base and small > max(_SMALL, _SHARE * self._segment(base[0]).size):
            sources, base = [self._source(base[0]), *sources], []
        joined = concat((tables, _all(tables) if live is None else live) for tables, live in sources)
        if len(joined.cards) or not base:
            base.append(Part(self._write(joined)))
        return self._publish(msgspec.structs.replace(manifest, cursor=cursor, parts=tuple(base)))

    def _known(self, part: Part, gone: set[str]) -> set[str]:
        known = self._segment(part).index_of
        return {name for name in gone if (int(name[:16], 16), int(name[16:], 16)) in known}

    def _segment(self, part: Part) -> Segment:
        if part.name not in self._segments:
            try:
                self._segments[part.name] = Segment(self._folder / part.name)
            except UNREADABLE as error:
                raise IndexNotReady(f"segment {part.name} cannot be read") from error
        return self._segments[part.name]

    def _source(self, part: Part) -> tuple[Tables, Mask | None]:
        segment = self._segment(part)
        return segment.tables(), live_mask(segment, part.dead)

    def _write(self, tables: Tables) -> str:
        names = (f"seg-{secrets.token_hex(6)}" for _ in itertools.count())
        name = next(name for name in names if not (self._folder / name).exists())
        write_segment(self._folder / name, arrange(tables))
        return name

    def _publish(self, manifest: Manifest) -> Manifest:
        manifest = msgspec.structs.replace(manifest, generation=manifest.generation + 1, written_at=datetime.now(UTC))
        publish(self._folder, manifest)
        self._manifest = manifest
        named = {part.name for part in manifest.parts}
        self._segments = {name: segment for name, segment in self._segments.items() if name in named}
        sweep(self._folder, manifest)
        return manifest


def _all(tables: Tables) -> Mask:
    return tables.projects["rows"] >= 0
