"""Files of public projects: their list, and their bytes."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Path

from guangsha.backbone.public import Routes, anyone, not_modified, weak_etag
from guangsha.catalog.api.inputs import SlugIn
from guangsha.catalog.domain.choices import MediaKind
from guangsha.catalog.domain.facts import MediaFacts
from guangsha.catalog.schemas.projects import MediaItemOut
from guangsha.catalog.selectors.media import StoredVariant, media_of, open_variant, stored_variant
from guangsha.catalog.selectors.visibility import public_ref
from guangsha.kit.errors import Gone, NotFound

routes = Routes(tags=["media"])

SHORT = "public, max-age=300, stale-while-revalidate=60"
"""The bytes behind an id never change, but a project can be taken down: a copy asks again after five minutes (304, or 410)."""
CHUNK = 256 * 1024
RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?")
BYTES: dict[str, Any] = {
    kind: {"schema": {"type": "string", "format": "binary"}}
    for kind in ("image/webp", "video/mp4", "video/webm", "application/pdf")
}


@routes.get(
    "/projects/{slug}/media", policy=anyone, response=list[MediaItemOut], errors=[NotFound, Gone], cached=True,
    operation_id="list_media",
)  # fmt: skip
def list_media(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[MediaFacts] | HttpResponse:
    """Pictures, panoramas, videos and documents of a project, those of progress reports left out."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or media_of(project_id=ref.id)


def _asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single satisfiable range; None: send everything, as RFC 9110 allows."""
    found = RANGE.fullmatch(header.strip())
    if found is None or (found[1] is None and found[2] is None):
        return None
    if found[1] is None:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(size - 1, int(found[2]) if found[2] else size - 1)
    return (first, last) if first <= last else None


def _slice(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _answer(request: HttpRequest, stored: StoredVariant) -> HttpResponseBase:
    file = open_variant(stored)
    asked = _asked_range(request.headers.get("Range", ""), stored.size_bytes)
    if asked is None:
        response: StreamingHttpResponse = FileResponse(file, content_type=stored.content_type)
        response["Content-Length"] = str(stored.size_bytes)
        return response
    first, last = asked
    response = StreamingHttpResponse(_slice(file, first, last), status=206, content_type=stored.content_type)
    response["Content-Range"] = f"bytes {first}-{last}/{stored.size_bytes}"
    response["Content-Length"] = str(last - first + 1)
    return response


def confine(answer: HttpResponseBase, stored: StoredVariant) -> None:
    """What a file that somebody uploaded may do in a browser: be shown, or for a document be downloaded, and nothing else."""
    disposition = "attachment" if stored.kind is MediaKind.DOCUMENT else "inline"
    answer["Content-Disposition"] = f'{disposition}; filename="{stored.file_name}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"


@routes.get(
    "/media/{media_id}/{variant}",
    policy=anyone,
    response=None,
    errors=[NotFound, Gone],
    operation_id="get_media",
    openapi_extra={
        "responses": {
            200: {"description": "The file", "content": BYTES},
            206: {"description": "The part of the file that was asked for (Range)", "content": BYTES},
            304: {"description": "Not Modified"},
        }
    },
)
def get_media(
    request: HttpRequest,
    media_id: UUID,
    variant: Annotated[str, Path(pattern=r"^[a-z0-9]{1,20}$")],
) -> HttpResponseBase:
    """A stored file: pictures and videos to be shown, documents only as a download. One byte range may be asked for."""
    stored = stored_variant(media_id=media_id, variant=variant)
    headers = HttpResponse()
    same = not_modified(request, headers, etag=stored.etag, cache=SHORT)
    answer = same or _answer(request, stored)
    for name in ("ETag", "Cache-Control"):
        answer[name] = headers[name]
    confine(answer, stored)
    answer["Accept-Ranges"] = "bytes"
    return answer
