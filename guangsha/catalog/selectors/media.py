"""Stored files as facts, and where to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

import structlog
from django.core.files.storage import default_storage

from guangsha.catalog.domain.choices import MediaKind
from guangsha.catalog.domain.facts import MediaFacts, MediaVariant
from guangsha.catalog.models import Media
from guangsha.catalog.selectors.visibility import public_ref_of_media, public_rows
from guangsha.kit.errors import NotFound

API_PREFIX = "/api/v1"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """One stored file, for whoever sends its bytes."""

    kind: MediaKind
    storage_name: str
    content_type: str
    size_bytes: int
    etag: str
    file_name: str


def media_facts(row: Media) -> MediaFacts:
    """A row of the media table as facts."""
    return MediaFacts(
        id=row.pk,
        project_id=row.project_id,
        layout_id=row.layout_id,
        progress_id=row.progress_id,
        kind=MediaKind(row.kind),
        ordinal=row.ordinal,
        sha256=row.sha256,
        alt=row.alt,
        alt_en=row.alt_en,
        focal_x=row.focal_x,
        focal_y=row.focal_y,
        width=row.width,
        height=row.height,
        variants=tuple(
            MediaVariant(
                name=variant["name"],
                url=f"{API_PREFIX}/media/{row.pk}/{variant['name']}",
                width=variant["width"],
                height=variant["height"],
                size_bytes=variant["size_bytes"],
                content_type=variant["content_type"],
            )
            for variant in row.variants
        ),
    )


def media_of(*, project_id: UUID) -> list[MediaFacts]:
    """The files of a public project, those of progress reports left out; by kind, then in their order. One query."""
    rows = Media.objects.filter(project__in=public_rows(), project_id=project_id, progress=None)
    return [media_facts(row) for row in rows.order_by("kind", "ordinal", "id")]


def covers_of(project_ids: Sequence[UUID]) -> dict[UUID, MediaFacts]:
    """The first picture of each project that has one. One query."""
    rows = Media.objects.filter(project__in=project_ids, kind=MediaKind.IMAGE, progress=None, layout=None)
    found: dict[UUID, MediaFacts] = {}
    for row in rows.order_by("project_id", "ordinal", "id"):
        if row.project_id not in found:
            found[row.project_id] = media_facts(row)
    return found


def stored_variant(*, media_id: UUID, variant: str) -> StoredVariant:
    """The stored file behind ``/media/{id}/{variant}`` of a public project. Raises NotFound, Gone. Three queries."""
    public_ref_of_media(media_id=media_id)
    row = Media.objects.get(pk=media_id)
    for stored in row.variants:
        if stored["name"] == variant:
            return StoredVariant(
                kind=MediaKind(row.kind),
                storage_name=stored["storage_name"],
                content_type=stored["content_type"],
                size_bytes=stored["size_bytes"],
                etag=f'"{stored["sha256"][:32]}"',
                file_name=f"{row.pk.hex}-{stored['name']}",
            )
    raise NotFound("variant")


def open_variant(stored: StoredVariant) -> BinaryIO:
    """The bytes of a stored file, to be closed by the reader. Raises NotFound when the storage has lost it, or part of it."""
    try:
        if default_storage.size(stored.storage_name) != stored.size_bytes:
            log.error("stored_file_torn", storage_name=stored.storage_name)
            raise NotFound("file")
        return cast(BinaryIO, default_storage.open(stored.storage_name))
    except FileNotFoundError as error:
        log.exception("stored_file_missing", storage_name=stored.storage_name)
        raise NotFound("file") from error
