"""The finance console: the ledger, to read and to take along."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, acting, audit, command
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Unauthenticated
from guangsha.kit.paging import BadCursor
from guangsha.money.exporting import MOST, TYPES, as_file
from guangsha.money.policies import readers
from guangsha.money.schemas.ledger import (
    JournalOut,
    JournalsOut,
    LedgerAccountOut,
    LedgerAccountsOut,
    LedgerExportQuery,
    LedgerPageQuery,
    LedgerQuery,
)
from guangsha.money.selectors.journals import accounts_seen, journals_seen, journals_to_export

routes = Routes(tags=["console: finance"])
REFUSED = [Unauthenticated, Forbidden]
FILE = {"schema": {"type": "string", "format": "binary"}}


@routes.get(
    "/console/finance/ledger/accounts", policy=readers, response=LedgerAccountsOut, errors=REFUSED,
    operation_id="list_ledger_accounts",
)  # fmt: skip
def list_accounts(
    request: HttpRequest, response: HttpResponse, asked: Annotated[LedgerQuery, Query()]
) -> LedgerAccountsOut:
    """All accounts with the sums of what one may see; ``account`` does not narrow them."""
    response["Cache-Control"] = "no-store"
    found = accounts_seen(actor=acting(request), wanted=asked.wanted())
    return LedgerAccountsOut(items=[LedgerAccountOut.model_validate(one, from_attributes=True) for one in found])


@routes.get(
    "/console/finance/ledger/journals", policy=readers, response=JournalsOut, errors=[*REFUSED, BadCursor],
    operation_id="list_journals",
)  # fmt: skip
def list_journals(
    request: HttpRequest, response: HttpResponse, asked: Annotated[LedgerPageQuery, Query()]
) -> JournalsOut:
    """Journals of one's companies, newest first."""
    response["Cache-Control"] = "no-store"
    page = journals_seen(actor=acting(request), wanted=asked.wanted(), cursor=asked.cursor, limit=asked.limit)
    return JournalsOut(items=[JournalOut.of(one) for one in page.items], next_cursor=page.next_cursor)


@routes.get(
    "/console/finance/ledger/export",
    policy=readers,
    response=None,
    errors=REFUSED,
    operation_id="export_ledger",
    openapi_extra={"responses": {200: {"description": "The file", "content": dict.fromkeys(TYPES.values(), FILE)}}},
)
def export_ledger(request: HttpRequest, asked: Annotated[LedgerExportQuery, Query()]) -> HttpResponse:
    """Lines of journals as CSV or XLSX, oldest first. The last line names who took it and when; so does the audit trail."""
    actor, now = acting(request), utc_now()
    journals = list(journals_to_export(actor=actor, wanted=asked.wanted(), limit=MOST))
    content = as_file(asked.format, journals, taken_by=actor.owner_key, now=now)
    told = {"journals": len(journals), **asked.model_dump(mode="json", exclude_none=True)}
    command(lambda: audit(action="money.ledger.export", target="ledger", data=told), actor=actor)
    answer = HttpResponse(content, content_type=TYPES[asked.format])
    answer["Content-Disposition"] = f'attachment; filename="ledger-{now:%Y%m%d-%H%M}.{asked.format}"'
    answer["Cache-Control"] = "no-store"
    return answer
