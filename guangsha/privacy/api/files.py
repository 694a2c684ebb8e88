"""Private files, through a policy and nothing else."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from guangsha.backbone.public import Routes, acting, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.privacy.domain.errors import ValueErased
from guangsha.privacy.services.files import admit_reader

routes = Routes(tags=["privacy"])
BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@routes.get(
    "/private-files/{file_id}",
    policy=signed_in,
    response=None,
    errors=[Unauthenticated, Forbidden, NotFound, ValueErased],
    operation_id="get_private_file",
    openapi_extra={"responses": {200: {"description": "The file", "content": BYTES}}},
)
def get_private_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A private file, decrypted while it is sent; never shown in the page, never kept by a cache."""
    actor = acting(request)
    open_file = command(lambda: admit_reader(actor=actor, file_id=file_id, now=utc_now()), actor=actor)
    found = open_file()
    name = found.name.reveal() if found.name is not None else str(file_id)
    answer = StreamingHttpResponse(found.parts, content_type=found.media_type)
    answer["Content-Length"] = str(found.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer  # type: ignore[return-value]
