"""The folder of the index: immutable segments and one manifest that names those in force.

A generation is published by replacing the manifest in one rename, with the change-log cursor inside it; before that
nothing refers to the new segments. Killed at any moment, the folder holds the last whole generation, and what was
being written is swept by the next writer. Readers look at the manifest once per search and pick up a new one whole.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from guangsha.search.domain.errors import IndexNotReady
from guangsha.search.engine.segment import Segment
from guangsha.search.engine.tables import Mask

FORMAT = 4
MANIFEST = "manifest.json"
_OPEN_TRIES = 20
UNREADABLE = (OSError, ValueError, EOFError, KeyError, msgspec.MsgspecError)
"""What opening a segment raises when files are missing, cut short or not what they should be."""


class Part(msgspec.Struct, frozen=True):
    """One segment in force, and the ids (hex) of its projects that newer segments replaced or that were deleted."""

    name: str
    dead: tuple[str, ...] = ()


class Manifest(msgspec.Struct, frozen=True):
    """What is in force: `cursor` is the last change-log position that the segments contain."""

    format: int
    epoch: str
    generation: int
    cursor: int
    written_at: datetime
    parts: tuple[Part, ...]


_DECODER = msgspec.json.Decoder(Manifest)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in force; None when there is none, or one of another format (rebuild)."""
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = _DECODER.decode(raw)
    except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError):
        return None
    return manifest if manifest.format == FORMAT else None


def publish(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in force, durably and in one step."""
    for part in manifest.parts:
        _sync_tree(folder / part.name)
    fresh = folder / f"{MANIFEST}.{os.getpid()}.new"
    with fresh.open("wb") as stream:
        stream.write(msgspec.json.encode(manifest))
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(folder / MANIFEST)
    _sync(folder)


def sweep(folder: Path, manifest: Manifest | None) -> None:
    """Remove what no manifest names. Readers that still map a removed file keep it until they let go."""
    named = {part.name for part in manifest.parts} if manifest else set()
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name.startswith("seg-") and entry.name not in named:
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name.startswith(MANIFEST + "."):
            entry.unlink(missing_ok=True)


def first_manifest(cursor: int) -> Manifest:
    """An empty index of a new epoch at a change-log position."""
    return Manifest(FORMAT, secrets.token_hex(4), 0, cursor, datetime.now(UTC), ())


def _sync_tree(folder: Path) -> None:
    stamp = folder / ".synced"
    if stamp.exists():
        return
    for path in [*folder.rglob("*"), folder]:
        _sync(path)
    stamp.touch()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Snapshot:
    """One generation, opened: its segments, and which projects of each are in force. Immutable."""

    def __init__(self, manifest: Manifest, parts: tuple[tuple[Segment, Mask], ...]) -> None:
        self.manifest = manifest
        self.parts = parts
        self.kept: dict[str, object] = {}

    @property
    def generation(self) -> str:
        """A name of this generation that no other index shares: the stem of ETags."""
        return f"{self.manifest.epoch}-{self.manifest.generation}"


def live_mask(segment: Segment, dead: tuple[str, ...]) -> Mask:
    """Which projects of a segment are in force."""
    mask = np.ones(segment.projects, np.bool_)
    for name in dead:
        value = int(name, 16)
        index = segment.index_of.get((value >> 64, value & 0xFFFFFFFFFFFFFFFF))
        if index is not None:
            mask[index] = False
    return mask


class IndexReader:
    """Gives the newest generation to any number of threads; other processes may write meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The generation in force now. Raises IndexNotReady when there is none that can be read."""
        seen = self._stat()
        if self._snapshot is not None and seen == self._seen:
            return self._snapshot
        with self._lock:
            seen = self._stat()
            if self._snapshot is None or seen != self._seen:
                self._snapshot, self._seen = self._open(), seen
            return self._snapshot

    def _stat(self) -> tuple[int, int] | None:
        try:
            stat = (self._folder / MANIFEST).stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def _open(self) -> Snapshot:
        known = {segment.name: segment for segment, _ in self._snapshot.parts} if self._snapshot else {}
        for _ in range(_OPEN_TRIES):
            manifest = read_manifest(self._folder)
            if manifest is None:
                break
            try:
                segments = [
                    (known.get(part.name) or Segment(self._folder / part.name), part.dead) for part in manifest.parts
                ]
                return Snapshot(manifest, tuple((segment, live_mask(segment, dead)) for segment, dead in segments))
            except UNREADABLE:
                # The writer swept this generation between our two reads: the manifest already names the next one.
                time.sleep(0.01)
        raise IndexNotReady("no readable search index")
