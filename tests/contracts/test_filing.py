"""Taking signed contracts out for filing, and what the people in them learn of it."""

import csv
import io

import pytest

from guangsha.accounts.public import StepUpNeeded
from guangsha.contracts.models import Contract
from guangsha.contracts.personal_data import copy_of, sweep
from guangsha.contracts.services.filing import contracts_for_filing, table_for_filing
from guangsha.deals.models import Subscription
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden
from guangsha.kit.ids import new_id
from guangsha.privacy.models import Look
from guangsha.privacy.services.retention import UNTOLD_AFTER, sweep_files
from guangsha.vault.public import sealed_path
from tests.actors import holder
from tests.contracts.support import by, offered, sold, staff
from tests.deals.support import id_number, named_person
from tests.inventory.support import refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deal() -> Subscription:
    return sold()


@pytest.fixture
def contract(deal: Subscription) -> Contract:
    made = offered(deal)
    Contract.objects.update(state="signed", signed_at=utc_now())
    return made


def taken(actor: Actor, *, whole: bool = False) -> str:
    return str(by(actor, lambda: contracts_for_filing(actor=actor, whole=whole, now=utc_now())).contracts)


def test_names_leave_masked_unless_they_are_asked_for_and_that_is_told(contract: Contract, deal: Subscription) -> None:
    masked = taken(staff())
    assert contract.number is not None
    assert contract.number in masked
    assert id_number(1) not in masked
    assert "欧阳霁月" not in masked
    assert Look.objects.count() == 0
    lawyer = holder("legal", organisation_id=deal.organisation_id, person_id=named_person(9), stepped_up_at=utc_now())
    assert id_number(1) in taken(lawyer, whole=True)
    assert list(Look.objects.values_list("person_id", "reason")) == [(deal.person_id, "contract")]


def test_whole_values_take_presence_and_a_permission(contract: Contract, deal: Subscription) -> None:
    idle = holder("legal", organisation_id=deal.organisation_id)
    refused(lambda: taken(idle, whole=True), StepUpNeeded)
    grants = frozenset(one for one in staff().grants if one.permission != "privacy.reveal")
    blind = Actor(person_id=new_id(), grants=grants, stepped_up_at=utc_now(), organisation_id=deal.organisation_id)
    refused(lambda: taken(blind, whole=True), Forbidden)


def test_the_table_has_a_line_per_buyer_and_is_masked(contract: Contract) -> None:
    actor = staff()
    raw = by(actor, lambda: table_for_filing(actor=actor, now=utc_now())).decode("utf-8-sig")
    heading, line, mark = list(csv.reader(io.StringIO(raw)))
    assert dict(zip(heading, line, strict=True))["contract_number"] == contract.number
    assert id_number(1) not in raw
    assert mark[0].startswith("# contracts-filing")
    assert taken(staff("legal", new_id())) == "[]"


def test_ones_copy_names_oneself_and_the_sweep_takes_what_is_over(contract: Contract, deal: Subscription) -> None:
    told = copy_of(deal.person_id)
    assert [(one["number"], one["id_number"]) for one in told] == [(contract.number, id_number(1))]
    path = sealed_path(contract.documents.get().pk)
    sweep_files(utc_now() + UNTOLD_AFTER * 2)
    assert path.exists()
    assert sweep(utc_now()) == 0
    Contract.objects.update(state="expired", signed_at=None, ended_at=utc_now().replace(year=2000))
    assert sweep(utc_now()) == 1
    assert not path.exists()
    assert copy_of(deal.person_id)[0]["full_name"] == ""
