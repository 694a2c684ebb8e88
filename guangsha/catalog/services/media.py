"""Files of a listing: first stored under the hash of their content, then, in a command, made part of a project."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import Max

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import text_errors, wrong
from guangsha.catalog.domain.choices import MediaKind
from guangsha.catalog.domain.errors import MediaRefused, UnknownPart
from guangsha.catalog.domain.files import MediaReason, video_type
from guangsha.catalog.domain.video_metadata import OtherTracks, strip_mp4, strip_webm
from guangsha.catalog.models import Media
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.documents import clean_document
from guangsha.catalog.services.pictures import CONTENT_TYPE, encode_picture
from guangsha.catalog.services.rows import row_errors
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

ORIGINAL = "original"
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Checked and in the storage, but not yet part of a listing. Storing the same content again changes nothing."""

    kind: MediaKind
    sha256: str
    variants: tuple[dict[str, Any], ...]


def _size(content: BinaryIO) -> int:
    """The size in bytes. Raises MediaRefused when empty or above the limit of the settings."""
    size = content.seek(0, 2)
    content.seek(0)
    if size == 0:
        raise MediaRefused(reason=str(MediaReason.EMPTY))
    if size > settings.ENV.media_max_bytes:
        raise MediaRefused(reason=str(MediaReason.TOO_LARGE), max_bytes=settings.ENV.media_max_bytes)
    return size


def _is_whole(name: str, *, size: int, sha256: str) -> bool:
    """Whether the storage has exactly this content: a file cut off by a crash is there, and is not it."""
    if not default_storage.exists(name) or default_storage.size(name) != size:
        return False
    with default_storage.open(name) as file:
        return _sha256(cast(BinaryIO, file)) == sha256


def _keep(name: str, file: "File[Any]", *, size: int, sha256: str) -> str:
    """Have the content in the storage under ``name``; raises OSError when it does not arrive whole."""
    if _is_whole(name, size=size, sha256=sha256):
        return name
    kept = default_storage.save(name, file)
    if default_storage.size(kept) != size:
        raise OSError(f"{kept} was not stored whole")
    return kept


def _store_picture(content: BinaryIO, kind: MediaKind) -> StoredFile:
    _size(content)
    sizes = encode_picture(
        content.read(), max_pixels=settings.ENV.media_max_pixels, panorama=kind is MediaKind.PANORAMA
    )
    sha256 = hashlib.sha256(sizes[-1].data).hexdigest()
    variants = []
    for size in sizes:
        hashed = hashlib.sha256(size.data).hexdigest()
        name = f"catalog/{sha256[:2]}/{sha256}-{size.name}.webp"
        variants.append(
            {
                "name": size.name,
                "storage_name": _keep(name, ContentFile(size.data), size=len(size.data), sha256=hashed),
                "width": size.width,
                "height": size.height,
                "size_bytes": len(size.data),
                "content_type": CONTENT_TYPE,
                "sha256": hashed,
            }
        )
    return StoredFile(kind, sha256, tuple(variants))


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


def _sha256(content: BinaryIO) -> str:
    hashed = hashlib.sha256()
    for chunk in _chunks(content):
        hashed.update(chunk)
    return hashed.hexdigest()


def _store_one(content: BinaryIO, kind: MediaKind, *, size: int, content_type: str, ending: str) -> StoredFile:
    sha256 = _sha256(content)
    content.seek(0)
    name = f"catalog/{sha256[:2]}/{sha256}.{ending}"
    variant = {
        "name": ORIGINAL,
        "storage_name": _keep(name, File(content), size=size, sha256=sha256),
        "width": None,
        "height": None,
        "size_bytes": size,
        "content_type": content_type,
        "sha256": sha256,
    }
    return StoredFile(kind, sha256, (variant,))


def store_image(*, content: BinaryIO) -> StoredFile:
    """Re-encode a picture (JPEG, PNG, WebP, HEIC, AVIF) as WebP in several widths, upright, without metadata, and store it.

    Not inside a command: files are outside effects. Raises MediaRefused with ``reason``.
    """
    return _store_picture(content, MediaKind.IMAGE)


def store_panorama(*, content: BinaryIO) -> StoredFile:
    """Like ``store_image``, for an equirectangular panorama, twice as wide as high."""
    return _store_picture(content, MediaKind.PANORAMA)


def store_video(*, content: BinaryIO) -> StoredFile:
    """Store an MP4 or WebM, after a look at its structure from the first byte to the last, with its metadata blanked.

    Pictures and sound stay as they are; positions, dates, device names and every other track go. Raises MediaRefused.
    """
    size = _size(content)
    content_type = video_type(content, size)
    if content_type is None:
        raise MediaRefused(reason=str(MediaReason.NOT_A_VIDEO))
    strip = {"video/mp4": strip_mp4, "video/webm": strip_webm}[content_type]
    with tempfile.TemporaryFile() as copy:
        for chunk in _chunks(content):
            copy.write(chunk)
        try:
            strip(cast(BinaryIO, copy), size)
        except OtherTracks as error:
            raise MediaRefused(reason=str(MediaReason.OTHER_TRACKS)) from error
        except ValueError as error:
            raise MediaRefused(reason=str(MediaReason.NOT_A_VIDEO)) from error
        ending = content_type.removeprefix("video/")
        return _store_one(cast(BinaryIO, copy), MediaKind.VIDEO, size=size, content_type=content_type, ending=ending)


def store_document(*, content: BinaryIO) -> StoredFile:
    """Store a PDF, written anew without metadata; it is only ever sent as a download. Raises MediaRefused."""
    _size(content)
    data = clean_document(content.read())
    return _store_one(
        io.BytesIO(data), MediaKind.DOCUMENT, size=len(data), content_type="application/pdf", ending="pdf"
    )


def add_media(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    stored: StoredFile,
    alt: str = "",
    alt_en: str = "",
    layout_code: str | None = None,
    progress_id: UUID | None = None,
) -> UUID:
    """Make a stored file part of a project, behind those of its kind; its id. The same file in the same place again: its id.

    Raises NotFound, Forbidden, Invalid, UnknownPart (layout, progress report).
    """
    project = project_to_change(actor=actor, project_id=project_id)
    layout = project.layouts.filter(code=layout_code).first() if layout_code is not None else None
    report = project.progress.filter(pk=progress_id).first() if progress_id is not None else None
    if layout_code is not None and layout is None:
        raise UnknownPart(errors=[wrong("layout_code", "unknown")])
    if progress_id is not None and report is None:
        raise UnknownPart(errors=[wrong("progress_id", "unknown")])
    place = project.media.filter(kind=stored.kind, layout=layout, progress=report)
    known = place.filter(sha256=stored.sha256).values_list("pk", flat=True).first()
    if known is not None:
        return known
    widest = stored.variants[-1]
    last = place.aggregate(last=Max("ordinal"))["last"]
    row = Media(
        project=project,
        layout=layout,
        progress=report,
        kind=stored.kind,
        ordinal=0 if last is None else last + 1,
        variants=list(stored.variants),
        content_type=widest["content_type"],
        size_bytes=widest["size_bytes"],
        width=widest["width"],
        height=widest["height"],
        sha256=stored.sha256,
        alt=alt,
        alt_en=alt_en,
        created_at=now,
    )
    errors = text_errors({"alt": alt, "alt_en": alt_en}) + row_errors(row, exclude=("variants",))
    if errors:
        raise Invalid(errors=errors)
    row.save(force_insert=True)
    audit(action="catalog.media.add", target=f"project:{project.pk}", data={"media_id": str(row.pk)})
    project_changed(project, now=now)
    return row.pk
