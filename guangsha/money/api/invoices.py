"""E-invoices: a buyer's own, and the list of finance."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, acting_person, run_named, signed_in
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor
from guangsha.money.domain.errors import InvoicedAlready, InvoicesNotOffered, NothingToInvoice
from guangsha.money.domain.states import InvoiceState
from guangsha.money.policies import readers
from guangsha.money.ports import issuer_in_use
from guangsha.money.schemas.invoices import (
    ConsoleInvoiceOut,
    ConsoleInvoicesOut,
    InvoiceAskedOut,
    InvoiceIn,
    InvoiceOut,
    InvoicesOut,
)
from guangsha.money.selectors.invoices import invoices_seen, own_invoices
from guangsha.money.services.invoices import ask_invoice

routes = Routes(tags=["paying"])


@routes.get(
    "/me/invoices", policy=signed_in, response=InvoicesOut, errors=[Unauthenticated], operation_id="list_own_invoices"
)
def list_invoices(request: HttpRequest, response: HttpResponse) -> InvoicesOut:
    """One's e-invoices, newest first, each with how far it is."""
    response["Cache-Control"] = "private, no-store"
    items = [InvoiceOut.of(one) for one in own_invoices(acting_person(request)[1])]
    return InvoicesOut(items=items, offered=issuer_in_use() is not None)


@routes.post(
    "/me/payments/{payment_id}/invoice", policy=signed_in, response=InvoiceAskedOut,
    errors=[
        Unauthenticated, NotFound, InvoicesNotOffered, NothingToInvoice, InvoicedAlready, Invalid, OperationMismatch,
    ],
    operation_id="ask_invoice",
)  # fmt: skip
def ask(request: HttpRequest, payment_id: UUID, body: InvoiceIn, key: KeyIn) -> dict[str, Any]:
    """Ask for an e-invoice over what is left of one's payment; one per payment."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        made = ask_invoice(payer_id=me, payment_id=payment_id, kind=body.kind, title=body.title, tax_no=body.tax_no)
        return {"id": str(made)}

    asked = {"payment": str(payment_id), **body.model_dump(mode="json")}
    return run_named(request, work, key=key, name="money.invoice", body=asked)


@routes.get(
    "/console/finance/invoices", policy=readers, response=ConsoleInvoicesOut,
    errors=[Unauthenticated, Forbidden, BadCursor], operation_id="list_invoices",
)  # fmt: skip
def list_seen(
    request: HttpRequest,
    response: HttpResponse,
    state: InvoiceState | None = None,
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ConsoleInvoicesOut:
    """E-invoices for payments to one's companies, newest first."""
    response["Cache-Control"] = "no-store"
    page = invoices_seen(actor=acting(request), state=state, cursor=cursor, limit=limit)
    return ConsoleInvoicesOut(items=[ConsoleInvoiceOut.of(one) for one in page.items], next_cursor=page.next_cursor)
