"""The list of listings as a file: at most MOST rows, and who took it and when stands in it."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, acting, audit, command
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.policies import staff
from guangsha.catalog.selectors.review import listings_of
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Unauthenticated
from guangsha.kit.spreadsheets import marked_csv

routes = Routes(tags=["console: listings"])
MOST = 5_000
HEADING = ("name", "name_en", "city", "state", "submission", "updated_at", "reaudit_due_at", "overdue", "open_reports")


@routes.get(
    "/console/listings/export", policy=staff, response=None, errors=[Unauthenticated, Forbidden],
    operation_id="export_console_listings",
    openapi_extra={"responses": {200: {"description": "CSV", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def export_console_listings(
    request: HttpRequest,
    state: Annotated[ListingState | None, Query()] = None,
    overdue: Annotated[bool, Query(description="only those whose next look is overdue")] = False,
) -> HttpResponse:
    """The listings one sees, as CSV. The last line names who took it and when; so does the audit trail."""
    actor, now = acting(request), utc_now()
    found = listings_of(actor=actor, state=state, overdue=overdue, limit=MOST)
    rows = [
        (
            row.name, row.name_en, row.city_name, row.state, row.submission_state or "", row.updated_at.isoformat(),
            row.reaudit_due_at.isoformat() if row.reaudit_due_at else "", row.overdue, row.open_reports,
        )
        for row in found.items
    ]  # fmt: skip
    table = marked_csv(HEADING, rows, taken_by=actor.owner_key, now=now, more=found.next_cursor is not None)
    command(
        lambda: audit(action="catalog.listings.export", target="listings", data={"rows": len(found.items)}),
        actor=actor,
    )
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="listings-{now:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
