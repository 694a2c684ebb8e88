"""The listing desk: units, permits, surroundings, progress and files of a candidate."""

from typing import Annotated, Any, BinaryIO, Literal, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from ninja import File, Form, Path, UploadedFile

from guangsha.backbone.public import KeyIn, Routes, acting
from guangsha.catalog.api.commands import MatchIn
from guangsha.catalog.api.console_desk import REFUSED, WRITE, emptied, write_part
from guangsha.catalog.api.media import confine
from guangsha.catalog.domain.errors import MediaRefused
from guangsha.catalog.domain.specs import PoiSpec
from guangsha.catalog.policies import editors, staff
from guangsha.catalog.schemas.desk import FileAddedOut, SavedOut
from guangsha.catalog.schemas.desk_in import (
    MediaOrderIn,
    MediaWordsIn,
    PermitsIn,
    PoisIn,
    ProgressIn,
    UnitsIn,
)
from guangsha.catalog.selectors.desk import candidate_file
from guangsha.catalog.selectors.media import open_variant
from guangsha.catalog.services.desk import Saved
from guangsha.catalog.services.desk_parts import (
    PermitEdit,
    ReportEdit,
    UnitEdit,
    file_ids,
    write_permits,
    write_progress,
    write_units,
)
from guangsha.catalog.services.gallery import describe_media, remove_media, reorder_media
from guangsha.catalog.services.media import add_media, store_document, store_image, store_panorama, store_video
from guangsha.catalog.services.surroundings import set_surroundings
from guangsha.kit.clock import utc_now

routes = Routes(tags=["console: listing desk"])
HashIn = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file's content")]
KindIn = Literal["image", "panorama", "video", "document"]
STORES = {"image": store_image, "panorama": store_panorama, "video": store_video, "document": store_document}
LISTING = "/console/listings/{project_id}"


@routes.put(LISTING + "/units", policy=editors, response=SavedOut, errors=WRITE, operation_id="put_listing_units")
def put_listing_units(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: UnitsIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Add, change and take away units of the candidate."""
    actor = acting(request)
    edits = [
        UnitEdit(
            identity=row.identity,
            values=row.model_dump(exclude={"identity"}, exclude_none=True),
            clear=emptied(row),
        )
        for row in payload.units
    ]

    def work() -> Saved:
        return write_units(actor=actor, now=utc_now(), project_id=project_id, edits=edits, remove=payload.remove)

    body = payload.model_dump(mode="json", exclude_unset=True)
    return write_part(request, response, project_id, work, key=key, match=match, name="put_units", body=body)


@routes.put(LISTING + "/permits", policy=editors, response=SavedOut, errors=WRITE, operation_id="put_listing_permits")
def put_listing_permits(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: PermitsIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Add, change and take away pre-sale permits of the candidate."""
    actor = acting(request)
    permits = [PermitEdit(**row.model_dump()) for row in payload.permits]

    def work() -> Saved:
        return write_permits(actor=actor, now=utc_now(), project_id=project_id, permits=permits, remove=payload.remove)

    body = payload.model_dump(mode="json")
    return write_part(request, response, project_id, work, key=key, match=match, name="put_permits", body=body)


@routes.put(
    LISTING + "/surroundings", policy=editors, response=SavedOut, errors=WRITE, operation_id="put_listing_surroundings"
)
def put_listing_surroundings(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: PoisIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """What is near the project: these places and no others. Distances are computed."""
    actor = acting(request)
    pois = [PoiSpec(**row.model_dump()) for row in payload.pois]

    def work() -> Saved:
        return Saved(updated=set_surroundings(actor=actor, now=utc_now(), project_id=project_id, pois=pois))

    body = payload.model_dump(mode="json")
    return write_part(request, response, project_id, work, key=key, match=match, name="put_surroundings", body=body)


@routes.put(LISTING + "/progress", policy=editors, response=SavedOut, errors=WRITE, operation_id="put_listing_progress")
def put_listing_progress(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: ProgressIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """How far construction is: these reports and no others."""
    actor = acting(request)
    reports = [ReportEdit(**row.model_dump()) for row in payload.reports]

    def work() -> Saved:
        return write_progress(actor=actor, now=utc_now(), project_id=project_id, reports=reports)

    body = payload.model_dump(mode="json")
    return write_part(request, response, project_id, work, key=key, match=match, name="put_progress", body=body)


@routes.post(
    LISTING + "/media", policy=editors, response=FileAddedOut, errors=[*WRITE, MediaRefused],
    operation_id="add_listing_file",
)  # fmt: skip
def add_listing_file(  # noqa: PLR0917 - the framework names them
    request: HttpRequest,
    response: HttpResponse,
    project_id: UUID,
    file: File[UploadedFile],
    key: KeyIn,
    match: MatchIn,
    kind: Form[KindIn] = "image",
    alt: Annotated[str, Form(max_length=300)] = "",
    layout_code: Annotated[str | None, Form(max_length=30)] = None,
) -> dict[str, Any]:
    """Add a picture, panorama, video or document. It is checked and written anew before it becomes part of anything."""
    actor = acting(request)
    stored = STORES[kind](content=cast(BinaryIO, file.file))

    def work() -> Saved:
        add_media(
            actor=actor, now=utc_now(), project_id=project_id, stored=stored, alt=alt, layout_code=layout_code or None
        )
        return Saved(new=1)

    body = [stored.sha256, kind, alt, layout_code]
    done = write_part(request, response, project_id, work, key=key, match=match, name="add_file", body=body)
    return {"id": done["id"], "sha256": stored.sha256}


@routes.patch(
    LISTING + "/media/{sha256}", policy=editors, response=SavedOut, errors=WRITE, operation_id="describe_listing_file"
)
def describe_listing_file(  # noqa: PLR0917 - the framework names them
    request: HttpRequest,
    response: HttpResponse,
    project_id: UUID,
    sha256: HashIn,
    payload: MediaWordsIn,
    key: KeyIn,
    match: MatchIn,
) -> dict[str, Any]:
    """Words for those who do not see a picture, and its focal point."""
    actor = acting(request)

    def work() -> Saved:
        words = payload.model_dump(exclude_none=True)
        changed = False
        for media_id in file_ids(project_id, [sha256]):
            changed = describe_media(actor=actor, now=utc_now(), media_id=media_id, **words)
        return Saved(updated=int(changed), unchanged=int(not changed))

    body = [sha256, payload.model_dump(mode="json")]
    return write_part(request, response, project_id, work, key=key, match=match, name="describe_file", body=body)


@routes.put(
    LISTING + "/media-order", policy=editors, response=SavedOut, errors=WRITE, operation_id="order_listing_files"
)
def order_listing_files(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: MediaOrderIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Put files of one kind and place in this order; the first picture is the cover."""
    actor = acting(request)

    def work() -> Saved:
        ids = file_ids(project_id, payload.files)
        return Saved(updated=int(reorder_media(actor=actor, now=utc_now(), project_id=project_id, media_ids=ids)))

    body = payload.files
    return write_part(request, response, project_id, work, key=key, match=match, name="order_files", body=body)


@routes.delete(
    LISTING + "/media/{sha256}", policy=editors, response=SavedOut, errors=WRITE, operation_id="remove_listing_file"
)
def remove_listing_file(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, sha256: HashIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Take a file out of the candidate."""
    actor = acting(request)

    def work() -> Saved:
        for media_id in file_ids(project_id, [sha256]):
            remove_media(actor=actor, now=utc_now(), media_id=media_id)
        return Saved(removed=1)

    return write_part(request, response, project_id, work, key=key, match=match, name="remove_file", body=sha256)


@routes.get(
    LISTING + "/media/{sha256}/{variant}", policy=staff, response=None, errors=REFUSED,
    operation_id="get_candidate_file",
    openapi_extra={"responses": {200: {"description": "The file", "content": {
        kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/webp", "video/mp4", "application/pdf")
    }}}},
)  # fmt: skip
def get_candidate_file(
    request: HttpRequest, project_id: UUID, sha256: HashIn, variant: Annotated[str, Path(pattern=r"^[a-z0-9]{1,20}$")]
) -> HttpResponseBase:
    """A file of the candidate, public or not, for the people who work on it."""
    stored = candidate_file(actor=acting(request), project_id=project_id, sha256=sha256, variant=variant)
    answer = FileResponse(open_variant(stored), content_type=stored.content_type)
    answer["Content-Length"] = str(stored.size_bytes)
    answer["Cache-Control"] = "private, max-age=300"
    confine(answer, stored)
    return answer
