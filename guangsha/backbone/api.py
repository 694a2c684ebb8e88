"""The audit trail and the state of the installation, for the staff who look after them."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status

from guangsha import __version__
from guangsha.backbone.commands import command
from guangsha.backbone.http.access import holding
from guangsha.backbone.http.routes import Routes
from guangsha.backbone.jobs import retry_parked_job
from guangsha.backbone.schemas import AuditPageOut, AuditQuery, SystemOut
from guangsha.backbone.selectors import AuditFilter, audit_page, system_state
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor

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
    command(lambda: retry_parked_job(job_id=job_id), actor=request.actor)  # type: ignore[attr-defined]
    return Status(204, None)
