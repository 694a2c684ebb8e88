"""The banks that a project works with."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, command, run_named
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict
from guangsha.mortgages.domain.errors import BankExists
from guangsha.mortgages.policies import bank_keepers, readers
from guangsha.mortgages.ports import channel_names
from guangsha.mortgages.schemas.staff import BankChangeIn, BankIn, DeskBankOut, DeskBanksOut
from guangsha.mortgages.selectors.staff import banks_of_project, may_keep_banks
from guangsha.mortgages.services.banks import add_bank, change_bank

routes = Routes(tags=["console: mortgages"])
STAFF = [Unauthenticated, Forbidden, NotFound]
BANKS = "/console/projects/{project_id}/mortgage-banks"


def _banks(response: HttpResponse, actor: Actor, project_id: UUID) -> DeskBanksOut:
    response["Cache-Control"] = "no-store"
    return DeskBanksOut(
        items=[DeskBankOut.of(one) for one in banks_of_project(actor=actor, project_id=project_id)],
        channels=channel_names(),
        may_keep=may_keep_banks(actor, project_id),
    )


@routes.get(BANKS, policy=readers, response=DeskBanksOut, errors=STAFF, operation_id="list_mortgage_banks")
def list_banks(request: HttpRequest, response: HttpResponse, project_id: UUID) -> DeskBanksOut:
    """All banks of a project with their terms."""
    return _banks(response, acting(request), project_id)


@routes.post(
    BANKS, policy=bank_keepers, response=DeskBanksOut, errors=[*STAFF, Invalid, BankExists, OperationMismatch],
    operation_id="add_mortgage_bank",
)  # fmt: skip
def add(request: HttpRequest, response: HttpResponse, project_id: UUID, body: BankIn, key: KeyIn) -> DeskBanksOut:
    """The project works with this bank from now on."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        made = add_bank(actor=actor, project_id=project_id, channel=body.channel, terms=body.terms())
        return {"bank": str(made)}

    run_named(request, work, key=key, name="mortgages.add_bank", body=[str(project_id), body.model_dump(mode="json")])
    return _banks(response, actor, project_id)


@routes.put(
    f"{BANKS}/{{bank_id}}", policy=bank_keepers, response=DeskBanksOut, errors=[*STAFF, Invalid, VersionConflict],
    operation_id="change_mortgage_bank",
)  # fmt: skip
def change(
    request: HttpRequest, response: HttpResponse, project_id: UUID, bank_id: UUID, body: BankChangeIn
) -> DeskBanksOut:
    """Other terms from now on; applications keep what they were made with."""
    actor = acting(request)

    def work() -> None:
        change_bank(actor=actor, project_id=project_id, bank_id=bank_id, revision=body.revision, terms=body.terms())

    command(work, actor=actor)
    return _banks(response, actor, project_id)
