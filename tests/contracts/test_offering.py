"""From a paid deposit to a contract that its buyers read: drawing up, numbering, the PDF, what differs from the listing."""

import hashlib
import io
from datetime import date, timedelta
from threading import Thread
from uuid import UUID

import pikepdf
import pytest
from django.db import DatabaseError, connection

from guangsha.catalog.models import ListingVersion, Unit
from guangsha.contracts.documents import document_bytes
from guangsha.contracts.domain.errors import (
    BuyersUnconfirmed,
    ContractExists,
    ContractMoved,
    DeliveryNeeded,
    DocumentMissing,
    NoTemplate,
    SaleNotReady,
)
from guangsha.contracts.models import ClauseReading, Contract, ContractNumber, Document, Party
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.drafting import draft_contract
from guangsha.contracts.services.offering import acknowledge_difference, begin_offer, confirm_clause
from guangsha.contracts.setting import data_of, send_offer
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.services.subscriptions import CoBuyer
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import BusinessError, Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.notifications.models import Notification
from guangsha.vault.public import Secret, sealed_path
from tests.contracts.signing_support import keep_document
from tests.contracts.support import (
    as_buyer,
    by,
    drafted,
    offer,
    offered,
    read_all,
    sold,
    staff,
    template,
    work_off,
)
from tests.deals.support import hear, id_number, named_person, pay, subscribe, subscribed, withdrawn
from tests.inventory.support import homes, on_sale, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def kinds(contract: Contract, person_id: UUID) -> list[str]:
    return [str(one.kind) for one in missing_before_signing(contract_id=contract.pk, person_id=person_id)]


def test_an_offer_is_numbered_kept_told_and_read_until_nothing_is_missing() -> None:
    deal = sold()
    contract = offered(deal)
    assert contract.number is not None
    assert contract.number.startswith("GS-")
    assert contract.number.endswith("-000001")
    assert (contract.state, contract.active_subject) == ("offered", subject_of(deal.pk))
    assert contract.expires_at is not None
    assert contract.offered_at is not None
    assert (contract.expires_at - contract.offered_at).days == 7
    pdf = document_bytes(contract.pk)
    assert Document.objects.get(contract=contract).sha256 == hashlib.sha256(pdf).hexdigest()
    assert "欧阳霁月".encode() not in sealed_path(Document.objects.get(contract=contract).pk).read_bytes()
    assert Notification.objects.filter(person_id=deal.person_id, kind="contracts.offered").count() == 1
    assert kinds(contract, deal.person_id) == ["risk_clause"]
    assert kinds(contract, new_id()) == ["not_a_party"]
    read_all(contract, deal.person_id)
    assert kinds(contract, deal.person_id) == []


def test_the_document_has_every_page_numbered_and_a_field_for_each_party() -> None:
    contract = offered(sold())
    with pikepdf.open(io.BytesIO(document_bytes(contract.pk))) as pdf:
        pages = len(pdf.pages)
        assert pages >= 3
    fields = contract.facts["signature_fields"]
    lines = Party.objects.filter(contract=contract).order_by("line").values_list("line", flat=True)
    assert [one["name"] for one in fields] == [f"party-{line}" for line in lines]
    assert all(one["page"] == pages and one["x0"] < one["x1"] and one["y0"] < one["y1"] for one in fields)


def test_facts_kept_in_the_open_name_nobody() -> None:
    contract = offered(sold())
    assert "欧阳霁月" not in str(contract.facts)
    assert id_number(1) not in str(contract.facts)
    assert [one.details for one in contract.steps.all() if "欧阳" in str(one.details)] == []


def test_a_sale_has_one_live_contract_and_a_draft_is_made_anew() -> None:
    deal = sold()
    first = drafted(deal)
    assert drafted(deal, delivery_on=date(2030, 1, 2)) == first
    assert Contract.objects.get().facts["delivery_on"] == "2030-01-02"
    offer(first, deal.organisation_id)
    assert refused(lambda: drafted(deal), ContractExists).data == {"state": "offered"}  # type: ignore[attr-defined]
    actor = staff("sales_advisor", deal.organisation_id)
    refused(lambda: by(actor, lambda: begin_offer(contract_id=first, actor=actor)), ContractMoved)


def test_who_may_not_draw_up_is_refused() -> None:
    deal = sold()

    def draft(role: str, house: UUID) -> UUID:
        actor = staff(role, house)
        return by(actor, lambda: draft_contract(subject=subject_of(deal.pk), actor=actor))

    refused(lambda: draft("legal", deal.organisation_id), Forbidden)
    refused(lambda: draft("sales_advisor", new_id()), NotFound)


def test_what_is_missing_is_said() -> None:
    units = on_sale()
    deal = subscribed(units[0], named_person(1))
    assert refused(lambda: drafted(deal), NoTemplate).data == {"unit_kind": "home"}  # type: ignore[attr-defined]
    template()
    refused(lambda: drafted(deal, delivery_on=None), DeliveryNeeded)
    drafted(deal)
    unpaid = subscribe(units[1], named_person(2))
    refused(lambda: drafted(unpaid), SaleNotReady)


def test_nobody_signs_for_a_buyer_who_has_not_confirmed() -> None:
    units = on_sale()
    template()
    other = CoBuyer(Secret("李小龙"), Secret(id_number(8)), 4_000)
    deal = subscribe(units[0], named_person(1), share=6_000, others=[other])
    pay(deal)
    hear()
    contract_id = drafted(deal)
    refused(lambda: offer(contract_id, deal.organisation_id), BuyersUnconfirmed)
    assert Contract.objects.get().number is None


def test_what_differs_from_the_listing_is_acknowledged_by_the_buyer() -> None:
    deal = sold()
    shown = ListingVersion.objects.get()
    shown.content["project"]["handover"] = {"on": "2027-06-01", "precision": "month"}
    shown.save()
    Unit.objects.filter(pk=deal.unit_id).update(built_area="70.00", fit_out="luxury")
    contract = offered(deal, delivery_on=date(2040, 1, 1))
    rows = {one.what: one for one in contract.differences.all()}
    assert set(rows) == {"built_area", "fit_out", "delivery"}
    assert rows["built_area"].stated == "70"
    assert rows["delivery"].stated == "2040-01-01"
    me = deal.person_id
    assert kinds(contract, me) == ["difference"] * 3 + ["risk_clause"]
    know = lambda who, pk: acknowledge_difference(person_id=who, contract_id=contract.pk, difference_id=pk)  # noqa: E731
    for _ in range(2):
        as_buyer(me, lambda: know(me, rows["fit_out"].pk))
    assert kinds(contract, me) == ["difference"] * 2 + ["risk_clause"]
    stranger = new_id()
    refused(lambda: as_buyer(stranger, lambda: know(stranger, rows["delivery"].pk)), NotFound)
    refused(lambda: as_buyer(me, lambda: know(me, new_id())), NotFound)


def test_only_risk_clauses_of_the_contract_are_confirmed() -> None:
    deal = sold()
    contract = offered(deal)
    plain = UUID(contract.facts["clauses"][0])
    confirm = lambda pk: confirm_clause(person_id=deal.person_id, contract_id=contract.pk, clause_id=pk, seconds=3)  # noqa: E731
    refused(lambda: as_buyer(deal.person_id, lambda: confirm(plain)), NotFound)


def test_nobody_has_read_a_clause_for_longer_than_it_has_been_there() -> None:
    deal = sold()
    contract = offered(deal)
    Contract.objects.filter(pk=contract.pk).update(offered_at=utc_now() - timedelta(seconds=20))
    risk = UUID(contract.facts["clauses"][-1])
    read = {"person_id": deal.person_id, "contract_id": contract.pk, "clause_id": risk}
    as_buyer(deal.person_id, lambda: confirm_clause(**read, seconds=86_400))
    assert 20 <= ClauseReading.objects.get().seconds < 60
    assert contract.steps.get(kind="clause_read").details["seconds"] == ClauseReading.objects.get().seconds


def test_a_draft_made_anew_while_it_is_set_is_not_sent() -> None:
    deal = sold()
    contract_id = drafted(deal)
    actor = staff("sales_advisor", deal.organisation_id)
    by(actor, lambda: begin_offer(contract_id=contract_id, actor=actor))
    revision = Contract.objects.get().revision
    drafted(deal, delivery_on=date(2031, 1, 1))
    assert send_offer(contract_id=contract_id, revision=revision) is False
    work_off()
    assert (Contract.objects.get().state, Document.objects.count()) == ("draft", 0)
    offer(contract_id, deal.organisation_id)
    found = Contract.objects.get()
    assert (found.state, found.facts["delivery_on"]) == ("offered", "2031-01-01")
    assert ContractNumber.objects.count() == 1


def test_the_same_contract_gives_the_same_bytes() -> None:
    from guangsha.contracts.rendering import render

    contract = offered(sold())
    assert render(data_of(contract, draft=False)).pdf == document_bytes(contract.pk)


def test_numbers_are_given_one_after_the_other_and_never_again() -> None:
    units = on_sale()
    template()
    first = offered(subscribed(units[0], named_person(1)))
    withdraw_all(first)
    second = offered(subscribed(units[1], named_person(2)))
    assert [one.number[-6:] for one in (first, second) if one.number] == ["000001", "000002"]


def withdraw_all(contract: Contract) -> None:
    """The buyer withdraws while the cooling-off time gives everything back."""
    from guangsha.deals.models import Subscription

    deal = Subscription.objects.get(pk=contract.subject.partition(":")[2])
    withdrawn(deal, deal.deposit_fen)
    contract.refresh_from_db()
    assert (contract.state, contract.active_subject) == ("void", None)


def test_many_offers_at_once_are_numbered_without_a_gap() -> None:
    units = on_sale()
    template()
    deals = [subscribed(unit, named_person(seed)) for seed, unit in enumerate(units[:4], start=1)]
    ids = [drafted(deal) for deal in deals]
    failures: list[Exception] = []

    def begin(contract_id: UUID) -> None:
        actor = staff("sales_advisor", deals[0].organisation_id)
        try:
            by(actor, lambda: begin_offer(contract_id=contract_id, actor=actor))
        except (BusinessError, DatabaseError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=begin, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(ContractNumber.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_document_that_was_changed_on_disk_is_not_read() -> None:
    contract = offered(sold())
    assert keep_document(contract.pk, b"%PDF-1.7 second") == 2
    assert document_bytes(contract.pk) == b"%PDF-1.7 second"
    path = sealed_path(Document.objects.get(contract=contract, number=1).pk)
    raw = bytearray(path.read_bytes())
    raw[100] ^= 1
    path.write_bytes(bytes(raw))
    refused(lambda: document_bytes(contract.pk, 1), DocumentMissing)
    refused(lambda: document_bytes(contract.pk, 3), DocumentMissing)
    assert homes()
