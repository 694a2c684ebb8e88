"""What the public saw on a day, and visitors' reports."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from guangsha.accounts.public import Limit, take
from guangsha.backbone.public import REVALIDATE, KeyIn, OperationMismatch, Routes, anyone, client_address, run_named
from guangsha.catalog.api.inputs import SlugIn
from guangsha.catalog.domain.errors import TooManyReports
from guangsha.catalog.schemas.review import DoneOut, ReportIn, ReportReceiptOut, ShownOnDayOut
from guangsha.catalog.selectors.review_monitor import ReportReceipt, report_receipt, shown_on_day
from guangsha.catalog.services.review_reports import report_listing
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Gone, Invalid, NotFound

routes = Routes(tags=["projects"])
REPORTS = Limit("catalog.report", times=5, seconds=3600)
"""From one address."""


@routes.get(
    "/projects/{slug}/on/{day}", policy=anyone, response=ShownOnDayOut, errors=[NotFound, Gone],
    operation_id="get_project_on_day",
)  # fmt: skip
def get_project_on_day(request: HttpRequest, response: HttpResponse, slug: SlugIn, day: date) -> dict[str, Any]:
    """What the public saw of a project last on a day (China time), with its hash, and what differs today."""
    shown = shown_on_day(slug=slug, day=day, now=utc_now())
    response["Cache-Control"] = REVALIDATE
    version = shown.version
    return {
        "day": shown.day,
        "first_day": shown.first_day,
        "today": shown.today,
        "number": version.number,
        "content_hash": version.content_hash,
        "public_from": version.public_from,
        "public_until": version.public_until,
        "content": version.content,
        "changes": shown.changes,
    }


def _require_patience(request: HttpRequest) -> None:
    """Counted by a keyed hash of the address, for all processes together; the hash goes when its window closes."""
    if not take(REPORTS, client_address(request) or "unknown"):
        raise TooManyReports()


@routes.post(
    "/projects/{slug}/reports", policy=anyone, response=DoneOut, status=201,
    errors=[NotFound, Gone, Invalid, TooManyReports, OperationMismatch], operation_id="report_listing",
)  # fmt: skip
def create_report(request: HttpRequest, slug: SlugIn, payload: ReportIn, key: KeyIn) -> Status[dict[str, Any]]:
    """Say that something in a listing is wrong. The id is the receipt: with it one reads what became of the report."""
    _require_patience(request)

    def work() -> dict[str, Any]:
        report = report_listing(now=utc_now(), slug=slug, kind=payload.kind, field=payload.field, text=payload.text)
        return {"id": str(report)}

    body = [slug, payload.model_dump(mode="json")]
    return Status(201, run_named(request, work, key=key, name="report_listing", body=body))


@routes.get(
    "/projects/{slug}/reports/{report_id}", policy=anyone, response=ReportReceiptOut, errors=[NotFound, Gone],
    operation_id="get_report_receipt",
)  # fmt: skip
def get_report_receipt(request: HttpRequest, response: HttpResponse, slug: SlugIn, report_id: UUID) -> ReportReceipt:
    """What became of a report, for whoever holds its receipt."""
    response["Cache-Control"] = "no-store"
    return report_receipt(slug=slug, report_id=report_id)
