"""Files of a listing: first stored under the hash of their content, then, in a command, made part of a project."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import Max

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import text_errors, wrong
from guangsha.catalog.domain.choices import MediaKind
from guangsha.catalog.domain.errors import MediaRefused, UnknownPart
from guangsha.catalog.domain.files import MediaReason, pdf_objection, video_type
from guangsha.catalog.models import Media
from guangsha.catalog.services.changes import project_changed, project_to_change
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


def _keep(name: str, file: "File[Any]") -> str:
    return name if default_storage.exists(name) else default_storage.save(name, file)


def _store_picture(content: BinaryIO, kind: MediaKind) -> StoredFile:
    _size(content)
    sizes = encode_picture(
        content.read(), max_pixels=settings.ENV.media_max_pixels, panorama=kind is MediaKind.PANORAMA
    )
    sha256 = hashlib.sha256(sizes[-1].data).hexdigest()
    variants = [
        {
            "name": size.name,
            "storage_name": _keep(f"catalog/{sha256[:2]}/{sha256}-{size.name}.webp", ContentFile(size.data)),
            "width": size.width,
            "height": size.height,
            "size_bytes": len(size.data),
            "content_type": CONTENT_TYPE,
            "sha256": hashlib.sha256(size.data).hexdigest(),
        }
        for size in sizes
    ]
    return StoredFile(kind, sha256, tuple(variants))


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


def _store_as_is(content: BinaryIO, kind: MediaKind, *, size: int, content_type: str, ending: str) -> StoredFile:
    hashed = hashlib.sha256()
    for chunk in _chunks(content):
        hashed.update(chunk)
    sha256 = hashed.hexdigest()
    content.seek(0)
    variant = {
        "name": ORIGINAL,
        "storage_name": _keep(f"catalog/{sha256[:2]}/{sha256}.{ending}", File(content)),
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
    """Store an MP4 or WebM as it is, after a look at its structure from the first byte to the last. Raises MediaRefused."""
    size = _size(content)
    content_type = video_type(content, size)
    if content_type is None:
        raise MediaRefused(reason=str(MediaReason.NOT_A_VIDEO))
    return _store_as_is(
        content, MediaKind.VIDEO, size=size, content_type=content_type, ending=content_type.removeprefix("video/")
    )


def store_document(*, content: BinaryIO) -> StoredFile:
    """Store a PDF as it is; it is only ever sent as a download. Raises MediaRefused."""
    size = _size(content)
    objection = pdf_objection(content.read())
    if objection is not None:
        raise MediaRefused(reason=str(objection))
    return _store_as_is(content, MediaKind.DOCUMENT, size=size, content_type="application/pdf", ending="pdf")


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
