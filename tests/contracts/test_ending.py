"""How contracts end: time is up, declared void, the sale is over; and what signing does to the sale."""

from datetime import timedelta
from uuid import UUID

import pytest

from guangsha.contracts.domain.errors import ContractMoved, SignedStands
from guangsha.contracts.jobs import expire_step
from guangsha.contracts.models import Contract, VoidEntry
from guangsha.contracts.schemas.contracts import ConsoleContractOut
from guangsha.contracts.selectors.contracts import contract_seen, own_contracts, void_register
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.ending import void_contract
from guangsha.deals.models import Subscription
from guangsha.inventory.public import UnitStatus
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.notifications.models import Notification
from tests.contracts.support import by, drafted, offered, signed, sold, staff
from tests.deals.support import state_of, withdrawn
from tests.inventory.support import refused, status_of
from tests.money.support import found_broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def void(contract_id: UUID, role: str = "legal", organisation_id: UUID | None = None) -> None:
    actor = staff(role, organisation_id)
    by(actor, lambda: void_contract(actor=actor, contract_id=contract_id, reason="客户更换房源"))


def test_an_offer_whose_time_is_up_ends_and_another_may_be_drawn_up() -> None:
    deal = sold()
    contract = offered(deal)
    expire_step()
    assert Contract.objects.get().state == "offered"
    Contract.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    missing = missing_before_signing(contract_id=contract.pk, person_id=deal.person_id)
    assert [str(one.kind) for one in missing] == ["expired"]
    expire_step()
    contract.refresh_from_db()
    assert (contract.state, contract.active_subject) == ("expired", None)
    assert Notification.objects.filter(person_id=deal.person_id, kind="contracts.expired").count() == 1
    assert state_of(deal) == "subscribed"
    assert drafted(deal) != contract.pk
    assert [one.state for one in own_contracts(deal.person_id)] == ["expired"]


def test_void_is_a_line_of_the_register_and_takes_nothing_away() -> None:
    deal = sold()
    contract = offered(deal)
    refused(lambda: void(contract.pk, "sales_manager"), Forbidden)
    refused(lambda: void(contract.pk, "legal", new_id()), NotFound)
    void(contract.pk)
    assert refused(lambda: void(contract.pk), ContractMoved).data == {"state": "void"}  # type: ignore[attr-defined]
    line = void_register(actor=staff()).items[0]
    assert (line.number, str(line.state_before), line.reason) == (contract.number, "offered", "客户更换房源")
    # Who did it has given no name: it was somebody of the house nevertheless, and no rule.
    assert (line.by, line.by_house, line.reason_en) == (None, True, "客户更换房源")
    assert void_register(actor=staff("legal", new_id())).items == []
    assert contract.documents.count() == 1
    assert state_of(deal) == "subscribed"


def test_withdrawing_from_the_sale_voids_its_offer() -> None:
    deal = sold()
    contract = offered(deal)
    withdrawn(deal, deal.deposit_fen)
    contract.refresh_from_db()
    assert (contract.state, VoidEntry.objects.get().voided_by) == ("void", None)
    assert status_of(deal.unit_id) is UnitStatus.AVAILABLE
    line = void_register(actor=staff()).items[0]
    assert (line.by_house, line.reason, line.reason_en) == (
        False,
        "买受人退订，合同解除",
        "the buyer withdrew from the contract",
    )
    page = contract_seen(actor=staff(), contract_id=contract.pk)
    assert (page.void_reason, page.void_reason_en) == (line.reason, line.reason_en)
    shown = ConsoleContractOut.of(page, may_draft=False, may_void=False)
    assert [one.note for one in shown.steps if one.kind == "void"] == [f"{line.reason} / {line.reason_en}"]


def test_a_contract_that_everybody_signed_sells_the_home_and_is_not_declared_void() -> None:
    deal = sold()
    contract = offered(deal)
    signed(contract)
    assert status_of(deal.unit_id) is UnitStatus.CONTRACTED
    assert Subscription.objects.get(pk=deal.pk).state == "contracted"
    refused(lambda: void(contract.pk), SignedStands)
    assert found_broken() == set()
