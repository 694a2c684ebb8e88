"""The finance console: days of providers matched with our books and the supervised account."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, UploadedFile

from guangsha.backbone.public import Routes, acting, command
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.money.importing import lines_of, take_statement
from guangsha.money.policies import may_take_statements, readers, resolvers
from guangsha.money.ports import matched, provider_called
from guangsha.money.schemas.reconciliation import (
    ReconciliationAskedOut,
    ReconciliationDetailOut,
    ReconciliationOut,
    ReconciliationsOut,
    StatementTakenOut,
)
from guangsha.money.selectors.reconciliation import run_seen, runs_seen
from guangsha.money.services.bill_days import ask_reconciliation

routes = Routes(tags=["console: finance"])
REFUSED = [Unauthenticated, Forbidden]
FIRST = date(2000, 1, 1)
BANK = "bank"
LARGEST = 2 * 1024 * 1024
ProviderIn = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=20)]


@routes.get(
    "/console/finance/reconciliation", policy=readers, response=ReconciliationsOut, errors=REFUSED,
    operation_id="list_reconciliations",
)  # fmt: skip
def list_runs(request: HttpRequest, response: HttpResponse) -> ReconciliationsOut:
    """The newest days of all providers."""
    response["Cache-Control"] = "no-store"
    actor = acting(request)
    items = [ReconciliationOut.model_validate(one, from_attributes=True) for one in runs_seen(actor=actor)]
    may_take = may_take_statements(actor) and provider_called(BANK) is not None
    return ReconciliationsOut(items=items, providers=matched(), may_take_statements=may_take)


@routes.get(
    "/console/finance/reconciliation/{run_id}", policy=readers, response=ReconciliationDetailOut, errors=[*REFUSED, NotFound],
    operation_id="get_reconciliation",
)  # fmt: skip
def get_run(request: HttpRequest, response: HttpResponse, run_id: UUID) -> ReconciliationDetailOut:
    """One day with what does not simply match, and its cases."""
    response["Cache-Control"] = "no-store"
    return ReconciliationDetailOut.of(run_seen(actor=acting(request), run_id=run_id))


@routes.post(
    "/console/finance/reconciliation/{provider}/{day}/again", policy=resolvers, response=ReconciliationAskedOut,
    errors=[*REFUSED, NotFound], operation_id="reconcile_again",
)  # fmt: skip
def again(request: HttpRequest, provider: ProviderIn, day: date) -> ReconciliationAskedOut:
    """Have a day matched now, again or for the first time. A provider that is not offered, or a day to come, is not found."""
    adapter = provider_called(provider)
    if adapter is None or not FIRST <= day <= utc_now().astimezone(adapter.calendar).date():
        raise NotFound("bill")
    command(lambda: ask_reconciliation(provider=provider, day=day), actor=acting(request))
    return ReconciliationAskedOut(provider=provider, day=day)


@routes.post(
    "/console/finance/statements", policy=resolvers, response=StatementTakenOut, errors=[*REFUSED, NotFound, Invalid],
    operation_id="take_statement",
)  # fmt: skip
def take(request: HttpRequest, file: File[UploadedFile]) -> StatementTakenOut:
    """Book a statement of the supervised account 监管账户流水 (CSV); lines that were taken before count once.

    The account is everybody's, so only who resolves cases for the whole platform may. A row that cannot be read refuses the file.
    """
    actor = acting(request)
    if not may_take_statements(actor):
        raise Forbidden()
    bank = provider_called(BANK)
    if bank is None:
        raise NotFound("provider")
    if (file.size or 0) > LARGEST:
        raise Invalid(errors=[{"field": "file", "message": "too_large"}])
    taken = take_statement(actor=actor, provider=bank, lines=lines_of(file.read()))
    return StatementTakenOut.model_validate(taken, from_attributes=True)
