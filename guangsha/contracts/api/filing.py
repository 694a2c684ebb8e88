"""Signed contracts for filing with the authority: choose from a masked list, then take the chosen ones out whole."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone.public import Routes, acting, command
from guangsha.contracts.domain.errors import ContractMoved
from guangsha.contracts.policies import filers
from guangsha.contracts.schemas.contracts import FilingIn, FilingsOut, FilingTakenOut
from guangsha.contracts.selectors.filing import Wanted, contracts_to_file
from guangsha.contracts.services.filing import table_for_filing, take_out_for_filing
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor

routes = Routes(tags=["console: contracts"])
REFUSED = [Unauthenticated, Forbidden]
PATH = "/console/contract-filings"
NEXT = "X-Next-Cursor"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
CSV: dict[str, Any] = {
    "responses": {
        200: {
            "description": "A masked list",
            "content": {"text/csv": {"schema": {"type": "string"}}},
            "headers": {NEXT: {"description": "Where the next page begins", "schema": {"type": "string"}}},
        }
    }
}
ProjectIn = Annotated[UUID | None, Query(description="of this project")]
FromIn = Annotated[
    date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="signed on this day or later, China's days; 2000 to 2100")
]
ToIn = Annotated[
    date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="signed on this day or earlier; 2000 to 2100")
]
TakenIn = Annotated[bool | None, Query(description="taken out before, or not")]
CursorIn = Annotated[str | None, Query(max_length=1_000)]


@routes.get(
    PATH, policy=filers, response=FilingsOut, errors=[*REFUSED, BadCursor], operation_id="list_contracts_to_file"
)
def list_filing(
    request: HttpRequest,
    response: HttpResponse,
    *,
    project_id: ProjectIn = None,
    signed_from: FromIn = None,
    signed_to: ToIn = None,
    taken_out: TakenIn = None,
    cursor: CursorIn = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """Signed contracts to choose from, newest first; names and numbers masked. Nothing is taken out by reading."""
    wanted = Wanted(project_id, signed_from, signed_to, taken_out)
    page = contracts_to_file(actor=acting(request), wanted=wanted, cursor=cursor, limit=limit)
    response["Cache-Control"] = "no-store"
    return {"items": page.items, "next_cursor": page.next_cursor}


@routes.post(
    f"{PATH}/table", policy=filers, response=None, errors=[*REFUSED, BadCursor], operation_id="table_of_contracts_to_file",
    openapi_extra=CSV,
)  # fmt: skip
def table(
    request: HttpRequest,
    *,
    project_id: ProjectIn = None,
    signed_from: FromIn = None,
    signed_to: ToIn = None,
    taken_out: TakenIn = None,
    cursor: CursorIn = None,
) -> HttpResponse:
    """The same list as CSV, always masked, a thousand contracts a page. Written down; it takes nothing out either."""
    actor, now = acting(request), utc_now()
    wanted = Wanted(project_id, signed_from, signed_to, taken_out)
    body, more = command(lambda: table_for_filing(actor=actor, wanted=wanted, now=now, cursor=cursor), actor=actor)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="contracts-{now:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    if more is not None:
        answer[NEXT] = more
    return answer


@routes.post(
    PATH, policy=filers, response=FilingTakenOut, errors=[*REFUSED, NotFound, StepUpNeeded, ContractMoved],
    operation_id="take_contracts_out_for_filing",
)  # fmt: skip
def take_out(request: HttpRequest, response: HttpResponse, body: FilingIn) -> dict[str, Any]:
    """The chosen contracts whole, to be filed now: from then on their buyers end them only with the house, and can read why."""
    actor, now = acting(request), utc_now()
    found = command(
        lambda: take_out_for_filing(actor=actor, contract_ids=body.contract_ids, reason=body.reason, now=now),
        actor=actor,
    )
    response["Cache-Control"] = "no-store"
    return {"contracts": found}
