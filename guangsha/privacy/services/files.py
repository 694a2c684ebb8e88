"""Private files: sealed first, then written down; taken away in the other order."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from PIL import Image, UnidentifiedImageError

from guangsha.backbone.public import audit, require_command, signed_in
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.privacy.domain.errors import FileRefused, ValueErased
from guangsha.privacy.models import PrivateFile
from guangsha.privacy.ports import file_purposes
from guangsha.privacy.services.reveals import is_erased, note_look
from guangsha.vault.public import ErasedSubject, SealedFileDamaged, Secret, read_sealed, remove_sealed, write_sealed

PART = 256 * 1024
MAX_PIXELS = 60_000_000
STARTS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "application/zip": (b"PK\x03\x04",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
}


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that lies sealed on disk and is not written down yet."""

    id: UUID
    person_id: UUID
    purpose: str
    media_type: str
    size: int


def _media_type(start: bytes) -> str | None:
    return next((kind for kind, starts in STARTS.items() if start.startswith(starts)), None)


def _check_picture(content: BinaryIO) -> None:
    try:
        with Image.open(content) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused("too many pixels")
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused("not a whole picture") from error


def seal_file(*, person_id: UUID, purpose: str, content: BinaryIO) -> SealedFile:
    """Check kind and size of ``content`` by its bytes, not its name, and seal it for the person. Called outside a command.

    Raises FileRefused; ErasedSubject when the person's key is gone. A file never written down is swept after a day.
    """
    kind = file_purposes[purpose]
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    media_type = _media_type(content.read(16))
    if not 0 < size <= kind.max_bytes:
        raise FileRefused("size", max_bytes=kind.max_bytes)
    if media_type not in kind.media_types or media_type is None:
        raise FileRefused("kind", media_types=sorted(kind.media_types))
    content.seek(0)
    if media_type.startswith("image/"):
        _check_picture(content)
        content.seek(0)
    file_id = new_id()
    write_sealed(person_id=person_id, file_id=file_id, parts=iter(lambda: content.read(PART), b""))
    return SealedFile(file_id, person_id, purpose, media_type, size)


def record_file(*, sealed: SealedFile, now: datetime, name: Secret | None) -> UUID:
    """Write a sealed file down, as part of the command that it belongs to."""
    require_command()
    days = file_purposes[sealed.purpose].retention_days
    row = PrivateFile(
        id=sealed.id,
        person_id=sealed.person_id,
        purpose=sealed.purpose,
        media_type=sealed.media_type,
        size=sealed.size,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    row.name = name
    row.save(force_insert=True)
    audit(action="privacy.file.store", target=f"person:{sealed.person_id}", data={"file": str(sealed.id)})
    return row.id


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to be sent; ``parts`` gives checked plain bytes."""

    media_type: str
    size: int
    name: Secret | None
    parts: Iterator[bytes]


def admit_reader(*, actor: Actor, file_id: UUID, now: datetime) -> Callable[[], OpenFile]:
    """Decide whether the actor may read the file and write down a look that is not their own; the way to open it.

    Called inside a command; the answer is called after it. Raises Unauthenticated, NotFound, ValueErased.
    """
    require_command()
    signed_in(actor)
    row = PrivateFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NotFound()
    own = row.person_id == actor.person_id
    if not own and not file_purposes[row.purpose].staff_may_read(actor, row.person_id):
        raise NotFound()
    if row.removed_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise ValueErased()
    if not own:
        if is_erased(row.person_id):
            raise ValueErased()
        note_look(
            actor=actor,
            now=now,
            person_id=row.person_id,
            role=min(actor.roles, default=""),
            label=f"file:{row.purpose}",
            row_id=row.id,
            reason="file",
            note=None,
        )

    def opened() -> OpenFile:
        try:
            parts = read_sealed(person_id=row.person_id, file_id=row.id, size=row.size)
        except (ErasedSubject, SealedFileDamaged) as error:
            raise ValueErased() from error
        return OpenFile(row.media_type, row.size, row.name, parts)

    return opened


def mark_removed(*, person_id: UUID, now: datetime) -> int:
    """Say that the person's files are gone; the bytes are taken away by ``remove_bytes`` after the command."""
    require_command()
    return PrivateFile.objects.filter(person_id=person_id, removed_at=None).update(removed_at=now, name=None)


def mark_expired(*, now: datetime, limit: int = 500) -> int:
    """Say the same of files whose time is over."""
    require_command()
    due = PrivateFile.objects.filter(removed_at=None, expires_at__lte=now).values_list("pk", flat=True)[:limit]
    return PrivateFile.objects.filter(pk__in=list(due)).update(removed_at=now, name=None)


def remove_bytes(*, since: datetime) -> None:
    """Take away the bytes of files that were marked after ``since``; idempotent."""
    for file_id in PrivateFile.objects.filter(removed_at__gte=since).values_list("pk", flat=True).iterator():
        remove_sealed(file_id)


def let_file_go(*, file_id: UUID, now: datetime) -> None:
    """Nobody needs this file any more: it is not shown from now on, and the next sweep takes its bytes. Twice is once."""
    require_command()
    rows = PrivateFile.objects.filter(pk=file_id, removed_at=None)
    if rows.update(expires_at=now):
        audit(action="privacy.file.let_go", target=f"file:{file_id}", data={})


def file_to_hand_on(file_id: UUID) -> OpenFile | None:
    """A file whose person agreed that it is handed on; the caller keeps that consent and writes down that it was handed on.

    None: it is gone.
    """
    row = PrivateFile.objects.filter(pk=file_id, removed_at=None).first()
    if row is None:
        return None
    try:
        parts = read_sealed(person_id=row.person_id, file_id=row.id, size=row.size)
    except (ErasedSubject, SealedFileDamaged):
        return None
    return OpenFile(row.media_type, row.size, row.name, parts)
