"""Files of projects or units into the catalogue: upload, look at the report, put rows right, import. A worker does the work."""

import hashlib
from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query, UploadedFile

from guangsha.backbone.public import KeyIn, OperationMismatch, OutcomeUnknown, Routes, acting, run_named
from guangsha.catalog.api.console_import import MAX_UPLOAD, refusal
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.errors import IllegalMove, ImportRefused
from guangsha.catalog.importing.reasons import FileRefused
from guangsha.catalog.policies import importers
from guangsha.catalog.schemas.file_imports import (
    FileImportDetailOut,
    FileImportOut,
    FixesIn,
    ImportKind,
    ImportMappingOut,
)
from guangsha.catalog.schemas.review import DoneOut
from guangsha.catalog.selectors.file_imports import (
    FileImportFacts,
    FileImportSeen,
    MappingSeen,
    import_by_id,
    imports_of,
    mappings_of,
    report_of,
)
from guangsha.catalog.services.file_imports import apply_import, begin_import, check_again
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict
from guangsha.kit.ids import new_id

routes = Routes(tags=["console: import"])
REFUSED = [Unauthenticated, Forbidden]
WRITE = [*REFUSED, NotFound, OperationMismatch, Invalid, IllegalMove, VersionConflict]
ENDINGS = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm"})


@routes.get(
    "/console/import-mappings", policy=importers, response=list[ImportMappingOut], errors=REFUSED,
    operation_id="list_import_mappings",
)  # fmt: skip
def list_import_mappings(request: HttpRequest, kind: Annotated[ImportKind | None, Query()] = None) -> list[MappingSeen]:
    """The mappings that say which column of a file means what."""
    return mappings_of(kind)


@routes.get(
    "/console/imports", policy=importers, response=list[FileImportOut], errors=REFUSED, operation_id="list_imports"
)
def list_imports(request: HttpRequest, response: HttpResponse) -> list[FileImportSeen]:
    """The uploads of the last thirty days, newest first."""
    response["Cache-Control"] = "no-store"
    return imports_of(actor=acting(request))


@routes.post(
    "/console/imports", policy=importers, response=DoneOut,
    errors=[*REFUSED, OperationMismatch, Invalid, ImportRefused], operation_id="begin_import",
)  # fmt: skip
def upload_import(  # noqa: PLR0917 - the framework names them
    request: HttpRequest,
    file: File[UploadedFile],
    kind: Annotated[ImportKind, Form()],
    key: KeyIn,
    mapping: Annotated[str, Form(max_length=60)] = "",
    organisation_id: Annotated[UUID | None, Form()] = None,
) -> dict[str, Any]:
    """Upload a CSV or XLSX file; its rows are checked in the background, and nothing is imported yet."""
    actor = acting(request)
    house = organisation_id or actor.organisation_id
    if house is None:
        raise Invalid(errors=[wrong("organisation_id", "missing")])
    if (file.size or 0) > MAX_UPLOAD:
        raise refusal(FileRefused("sheet_too_large", f"{MAX_UPLOAD} bytes at most"))
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    ending = PurePath(file.name or "").suffix.lower()
    import_id = new_id()
    file.seek(0)
    stored = default_storage.save(f"imports/{import_id}{ending if ending in ENDINGS else ''}", file)

    def work() -> dict[str, Any]:
        made = begin_import(
            actor=actor,
            now=utc_now(),
            import_id=import_id,
            organisation_id=house,
            kind=kind,
            mapping=mapping,
            file_name=file.name or "",
            stored=stored,
        )
        return {"id": str(made)}

    try:
        done = run_named(request, work, key=key, name="begin_import", body=[sha256, kind, mapping, str(house)])
    except OutcomeUnknown:
        raise  # the import may be there, and then it needs its file
    except BaseException:
        default_storage.delete(stored)
        raise
    if done["id"] != str(import_id):
        default_storage.delete(stored)  # sent again: the first one has its own
    return done


@routes.get(
    "/console/imports/{import_id}", policy=importers, response=FileImportDetailOut, errors=[*REFUSED, NotFound],
    operation_id="get_import",
)  # fmt: skip
def get_import(request: HttpRequest, response: HttpResponse, import_id: UUID) -> FileImportFacts:
    """How far it is, and what is wrong with its rows."""
    response["Cache-Control"] = "no-store"
    return import_by_id(actor=acting(request), import_id=import_id)


@routes.post(
    "/console/imports/{import_id}/check", policy=importers, response=DoneOut, errors=WRITE,
    operation_id="check_import_again",
)  # fmt: skip
def check_import_again(request: HttpRequest, import_id: UUID, payload: FixesIn, key: KeyIn) -> dict[str, Any]:
    """Put rows right and check the file again."""
    actor = acting(request)
    fixes = {row.row: row.cells for row in payload.fixes}

    def work() -> dict[str, Any]:
        check_again(actor=actor, import_id=import_id, fixes=fixes)
        return {"id": str(import_id)}

    body = [str(import_id), payload.model_dump()]
    return run_named(request, work, key=key, name="check_import", body=body)


@routes.post(
    "/console/imports/{import_id}/apply", policy=importers, response=DoneOut, errors=WRITE, operation_id="apply_import"
)
def apply_checked_import(request: HttpRequest, import_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Import the rows that were found right: new listings are drafts, and only drafts are changed."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        apply_import(actor=actor, import_id=import_id)
        return {"id": str(import_id)}

    return run_named(request, work, key=key, name="apply_import", body=str(import_id))


@routes.get(
    "/console/imports/{import_id}/report", policy=importers, response=None, errors=[*REFUSED, NotFound],
    operation_id="get_import_report",
    openapi_extra={"responses": {200: {"description": "CSV", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def get_import_report(request: HttpRequest, import_id: UUID) -> FileResponse:
    """Every row that was not taken, with the reason in both languages."""
    report = default_storage.open(report_of(actor=acting(request), import_id=import_id), "rb")
    name = f"import-report-{utc_now():%Y%m%d-%H%M}.csv"
    answer = FileResponse(report, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
