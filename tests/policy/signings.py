"""Contracts that are being signed, for the table."""

from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from guangsha.accounts.models import RealName
from guangsha.contracts.models import Contract
from guangsha.contracts.services.sealing import ask_for_seal
from tests.actors import holder
from tests.catalog.support import run
from tests.contracts.signing_support import DRAWN, contract_for, newest, sign
from tests.deals.support import give_name
from tests.policy.table import Row

ROUTES = ("/signing", "/signature", "/file", "/trail", "/seal", "/verify", "/verify/{contract_code}")
"""Ends of the routes that start from a contract which is ready to be signed."""
BODIES: dict[str, dict[str, Any]] = {
    "/me/contracts/{contract_id}/signature": {"sha256": "{shown}", "strokes": DRAWN},
    "/console/contracts/{contract_id}/seal": {"note": "买受人均已签署"},
    "/console/seals/{seal_id}/decision": {"approve": True},
}


class Whose(Protocol):
    """Whose contract it is."""

    organisation_id: UUID
    person_id: UUID
    colleague_id: UUID


def contract_of(names: Iterator[int], row: Row, whose: Whose) -> str:
    """With their company, to be signed by its buyer; for staff one that its buyer has signed."""
    give_name(whose.person_id, next(names))
    made = contract_for([whose.person_id], organisation_id=whose.organisation_id)
    if not row.route.startswith("/me/"):
        sign(made, whose.person_id)
    return str(made.pk)


def seal_of(names: Iterator[int], row: Row, whose: Whose) -> str:
    """A colleague asked for the seal; another contract waits for somebody to ask."""
    contract_of(names, row, whose)
    RealName.objects.filter(person_id=whose.person_id).delete()
    made = UUID(contract_of(names, row, whose))
    asks = holder("sales_manager", organisation_id=whose.organisation_id, person_id=whose.colleague_id)
    return str(run(lambda: ask_for_seal(actor=asks, contract_id=made, note="")))


def shown() -> str:
    """The hash of the newest document of the contract that was made just before."""
    return newest(Contract.objects.order_by("-pk")[0]).sha256
