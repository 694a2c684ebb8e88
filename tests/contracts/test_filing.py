"""Taking signed contracts out for filing, and what the people in them learn of it."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client

from guangsha.accounts.public import StepUpNeeded
from guangsha.contracts.models import Contract
from guangsha.contracts.personal_data import copy_of, sweep
from guangsha.contracts.selectors.filing import Wanted, contracts_to_file
from guangsha.contracts.services.filing import table_for_filing, take_out_for_filing
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.subscriptions import own_subscription
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.privacy.models import Look
from guangsha.privacy.services.retention import UNTOLD_AFTER, sweep_files
from guangsha.vault.public import sealed_path
from tests.actors import acting_as, acting_possible, holder
from tests.contracts.support import by, offered, sold, staff
from tests.deals.support import id_number, named_person, subscribed
from tests.inventory.support import homes, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deal() -> Subscription:
    return sold()


@pytest.fixture
def contract(deal: Subscription) -> Contract:
    made = offered(deal)
    Contract.objects.update(state="signed", signed_at=utc_now())
    return made


def listed(actor: Actor, **wanted: Any) -> list[dict[str, Any]]:
    return contracts_to_file(actor=actor, wanted=Wanted(**wanted)).items


def taken(actor: Actor, *contract_ids: UUID) -> list[dict[str, Any]]:
    return by(
        actor,
        lambda: take_out_for_filing(actor=actor, contract_ids=contract_ids, reason="网签备案", now=utc_now()),
    )


def table(actor: Actor, **wanted: Any) -> str:
    made = by(actor, lambda: table_for_filing(actor=actor, wanted=Wanted(**wanted), now=utc_now()))
    return made[0].decode("utf-8-sig")


def lawyer_of(deal: Subscription) -> Actor:
    return holder("legal", organisation_id=deal.organisation_id, person_id=named_person(9), stepped_up_at=utc_now())


def test_a_masked_list_or_table_takes_nothing_out(contract: Contract) -> None:
    masked = str(listed(staff()))
    assert contract.number is not None
    assert contract.number in masked
    raw = table(staff())
    assert contract.number in raw
    for text in (masked, raw):
        assert id_number(1) not in text
        assert "欧阳霁月" not in text
    assert Look.objects.count() == 0
    assert Contract.objects.get().exported_at is None


def test_the_chosen_leave_whole_and_are_out_from_then_on(contract: Contract, deal: Subscription) -> None:
    other = offered(subscribed(homes()[1], named_person(2)))
    Contract.objects.filter(pk=other.pk).update(state="signed", signed_at=utc_now())
    lawyer = lawyer_of(deal)
    found = taken(lawyer, contract.pk)
    assert [(one["contract_number"], one["buyers"][0]["id_number"]) for one in found] == [
        (contract.number, id_number(1))
    ]
    assert list(Look.objects.values_list("person_id", "reason")) == [(deal.person_id, "contract")]
    assert other.pk not in {row["id"] for row in found}
    assert dict(Contract.objects.values_list("pk", "exported_at"))[other.pk] is None
    out = Contract.objects.get(pk=contract.pk).exported_at
    assert out is not None
    taken(lawyer, contract.pk)
    assert Contract.objects.get(pk=contract.pk).exported_at == out
    steps = contract.steps.filter(kind="filing")
    assert [one.details for one in steps] == [{"reason": "网签备案"}]
    actor = staff()
    assert [one["id"] for one in listed(actor, taken_out=True)] == [contract.pk]
    assert [one["id"] for one in listed(actor, taken_out=False)] == [other.pk]


def test_a_mark_without_a_step_goes_and_taking_out_always_leaves_one(contract: Contract, deal: Subscription) -> None:
    filed = offered(subscribed(homes()[1], named_person(2)))
    Contract.objects.filter(pk=filed.pk).update(state="signed", signed_at=utc_now())
    lawyer = lawyer_of(deal)
    taken(lawyer, filed.pk)
    Contract.objects.filter(pk=contract.pk).update(exported_at=utc_now())
    import_module("guangsha.contracts.migrations.0005_filed_by_a_step").unmark(apps, None)
    marks = dict(Contract.objects.values_list("pk", "exported_at"))
    assert (marks[contract.pk], marks[filed.pk] is None) == (None, False)
    Contract.objects.filter(pk=contract.pk).update(exported_at=utc_now())
    taken(lawyer, contract.pk)
    assert contract.steps.filter(kind="filing").count() == 1


@pytest.mark.parametrize("query", ["signed_to=9999-12-31", "signed_from=0001-01-01"])
def test_a_day_that_no_calendar_has_is_refused(contract: Contract, query: str) -> None:
    path = "/api/v1/console/contract-filings"
    with acting_possible():
        client = Client()
        with acting_as(staff()):
            assert client.get(f"{path}?{query}").status_code == 422
            assert client.post(f"{path}/table?{query}").status_code == 422
            kept = client.get(f"{path}?signed_from=2000-01-01&signed_to=2100-12-31").json()
            assert [one["id"] for one in kept["items"]] == [str(contract.pk)]


def test_its_buyers_read_that_it_is_out(contract: Contract, deal: Subscription) -> None:
    taken(lawyer_of(deal), contract.pk)
    told = own_subscription(deal.person_id, deal.pk).timeline
    assert [one.who for one in told if one.kind == "contract_filing"] == ["house"]


def test_all_or_none_are_taken_out(contract: Contract, deal: Subscription) -> None:
    other = offered(subscribed(homes()[1], named_person(2)))
    lawyer = lawyer_of(deal)
    refused(lambda: taken(lawyer, contract.pk, other.pk), NotFound)
    refused(lambda: taken(lawyer, contract.pk, new_id()), NotFound)
    assert list(Contract.objects.values_list("exported_at", flat=True)) == [None, None]
    assert Look.objects.count() == 0


def test_whole_values_take_presence_and_a_permission(contract: Contract, deal: Subscription) -> None:
    idle = holder("legal", organisation_id=deal.organisation_id)
    refused(lambda: taken(idle, contract.pk), StepUpNeeded)
    grants = frozenset(one for one in staff().grants if one.permission != "privacy.reveal")
    blind = Actor(person_id=new_id(), grants=grants, stepped_up_at=utc_now(), organisation_id=deal.organisation_id)
    refused(lambda: taken(blind, contract.pk), Forbidden)
    assert Contract.objects.get().exported_at is None


def test_the_list_is_chosen_by_project_and_day_and_goes_on(contract: Contract, deal: Subscription) -> None:
    other = offered(subscribed(homes()[1], named_person(2)))
    early = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)  # the last minute of that day in China
    Contract.objects.filter(pk=other.pk).update(state="signed", signed_at=early)
    day, actor = date(2026, 3, 1), staff()
    assert [one["id"] for one in listed(actor, signed_from=day, signed_to=day)] == [other.pk]
    assert listed(actor, signed_to=day - timedelta(days=1)) == []
    assert listed(actor, project_id=new_id()) == []
    first = contracts_to_file(actor=actor, wanted=Wanted(), limit=1)
    second = contracts_to_file(actor=actor, wanted=Wanted(), cursor=first.next_cursor, limit=1)
    assert [one["id"] for one in (*first.items, *second.items)] == [other.pk, contract.pk]
    assert second.next_cursor is None
    pages, cursor = [], None
    for _ in range(2):
        raw, cursor = by(actor, partial(
            table_for_filing, actor=actor, wanted=Wanted(), now=utc_now(), cursor=cursor, limit=1))  # fmt: skip
        pages.append(raw.decode())
    assert [other.number in pages[0], contract.number in pages[1], cursor] == [True, True, None]


def test_the_table_has_a_line_per_buyer_and_is_masked(contract: Contract) -> None:
    raw = table(staff())
    heading, line, mark = list(csv.reader(io.StringIO(raw)))
    assert dict(zip(heading, line, strict=True))["contract_number"] == contract.number
    assert id_number(1) not in raw
    assert mark[0].startswith("# contracts-filing")
    assert listed(staff("legal", new_id())) == []


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
