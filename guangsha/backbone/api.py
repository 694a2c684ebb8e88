"""The audit trail and the state of the installation, for the staff who look after them."""

import json
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status

from guangsha import __version__
from guangsha.backbone.commands import audit, command
from guangsha.backbone.http.access import acting, holding
from guangsha.backbone.http.routes import Routes
from guangsha.backbone.jobs import retry_parked_job
from guangsha.backbone.schemas import AuditPageOut, AuditQuery, SystemOut
from guangsha.backbone.selectors import AuditFilter, audit_page, system_state
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor
from guangsha.kit.spreadsheets import marked_csv

routes = Routes(tags=["console"])


@routes.get(
    "/console/audit",
    policy=holding("audit.read"),
    response=AuditPageOut,
    errors=[Unauthenticated, Forbidden, BadCursor],
    operation_id="list_audit_entries",
)
def list_audit_entries(
    request: HttpRequest, response: HttpResponse, asked: Annotated[AuditQuery, Query()]
) -> AuditPageOut:
    """Who did what to which thing, newest first. ``action`` matches its beginning: `catalog.` is everything there."""
    response["Cache-Control"] = "no-store"
    wanted = AuditFilter(asked.actor, asked.action, asked.target, asked.since, asked.until)
    return AuditPageOut.of(audit_page(wanted=wanted, cursor=asked.cursor, limit=asked.limit))


MOST_EXPORTED = 5_000
EXPORT_HEADING = ("seq", "at", "actor", "action", "target", "data", "request_id")


@routes.get(
    "/console/audit/export",
    policy=holding("audit.read"),
    response=None,
    errors=[Unauthenticated, Forbidden],
    operation_id="export_audit_entries",
    openapi_extra={"responses": {200: {"description": "CSV", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_audit_entries(request: HttpRequest) -> HttpResponse:
    """The newest entries as CSV. The last line names who took it and when; so does the trail itself."""
    actor, now = acting(request), utc_now()
    page = audit_page(wanted=AuditFilter(), cursor=None, limit=MOST_EXPORTED)
    rows = [
        (
            "" if line.seq is None else line.seq,
            line.at.isoformat(),
            line.actor,
            line.action,
            line.target,
            json.dumps(line.data, ensure_ascii=False),
            line.request_id,
        )
        for line in page.items
    ]
    table = marked_csv(EXPORT_HEADING, rows, taken_by=actor.owner_key, now=now, more=page.next_cursor is not None)
    command(lambda: audit(action="backbone.audit.export", target="audit", data={"rows": len(rows)}), actor=actor)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{now:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@routes.get(
    "/console/system",
    policy=holding("system.read"),
    response=SystemOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="get_system_state",
)
def get_system_state(request: HttpRequest, response: HttpResponse) -> SystemOut:
    """Health checks, handlers, and every job or event that gave up."""
    response["Cache-Control"] = "no-store"
    return SystemOut.of(system_state(), version=__version__)


@routes.post(
    "/console/system/jobs/{job_id}/retry",
    policy=holding("system.operate"),
    response=None,
    status=204,
    errors=[Unauthenticated, Forbidden, NotFound],
    operation_id="retry_parked_job",
)
def retry_job(request: HttpRequest, job_id: UUID) -> Status[None]:
    """Let a job that gave up try again from its first attempt. A job that is not parked is not found."""
    command(lambda: retry_parked_job(job_id=job_id), actor=acting(request))
    return Status(204, None)
