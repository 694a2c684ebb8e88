"""Trusted time: what a document says while no authority answers, and how it gets its timestamp afterwards."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from guangsha.contracts import signing_outside
from guangsha.contracts.models import Document, Signature, Stamping
from guangsha.contracts.pdf.checking import CheckedPdf, check_pdf
from guangsha.contracts.ports import certificate_authority, timestamp_authority
from guangsha.contracts.selectors.signing import own_signing
from guangsha.contracts.selectors.verifying import contract_proof
from guangsha.contracts.signing_outside import due_stampings, stamping_step
from guangsha.kit.clock import utc_now
from tests.contracts.signing_support import (
    Clockwork,
    Owner,
    buyers,
    clockwork,
    contract_for,
    newest,
    pdf_of,
    seal,
    sign,
    stamp_now,
)

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = [{"outage": True}, {"refuses": True}, {"wrong_imprint": True}, {"stranger": True}]


def checked(pdf: bytes) -> CheckedPdf:
    return check_pdf(pdf, roots=certificate_authority().roots(), timestamp_roots=timestamp_authority().roots())


class TestAcceptance20:
    """A TSA outage: the document is marked as not timestamped, queued, and never stamped with local time as if trusted."""

    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: next(iter(fault)))
    def test_without_a_token_that_can_be_trusted_the_document_says_so_and_waits(
        self, tsa: Clockwork, owner: Owner, fault: dict[str, bool]
    ) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        tsa.faults(**fault)
        sign(contract, me)

        found = checked(pdf_of(contract))
        assert found.good  # signed it is
        assert found.stamps == ()
        assert [one.stamped_at for one in found.signatures] == [None]
        assert b"/DocTimeStamp" not in pdf_of(contract)
        facts, proof = own_signing(person_id=me, contract_id=contract.pk), contract_proof(contract.pk)
        assert facts.timestamps_waiting == 1
        assert [(one.timestamped, proof.stamps_waiting) for one in facts.signers if one.signed_at] == [(False, True)]
        waiting = Stamping.objects.get()
        assert (waiting.waiting, waiting.stamped_at, waiting.document_id) == (contract.pk, None, None)

        stamp_now()  # still no trusted time: it waits on, a little longer
        waiting.refresh_from_db()
        assert (waiting.waiting, waiting.tries, waiting.stamped_at) == (contract.pk, 1, None)
        assert waiting.failure
        assert Stamping.objects.filter(due_at__gt=utc_now() + timedelta(seconds=20)).exists()
        assert Document.objects.filter(contract=contract).count() == 2

    def test_when_the_authority_is_back_the_newest_document_is_stamped_by_its_time(
        self, tsa: Clockwork, owner: Owner
    ) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        tsa.faults(outage=True)
        sign(contract, me)
        seal(contract)  # the contract does not wait for the authority
        signed = pdf_of(contract)
        assert Stamping.objects.count() == 1

        tsa.faults()
        stamp_now()

        found, row = checked(pdf_of(contract)), Stamping.objects.get()
        assert found.good
        assert pdf_of(contract).startswith(signed)
        assert found.stamps == (row.stamped_at,)
        assert [one.stamped_at for one in found.signatures] == [row.stamped_at] * 2
        assert row.waiting is None
        proof = contract_proof(contract.pk)
        assert all(one.timestamped for one in proof.signers)
        assert not proof.stamps_waiting
        stamp_now()
        assert newest(contract).number == 4

    def test_a_signature_after_the_stamp_waits_for_one_of_its_own(self, tsa: Clockwork, owner: Owner) -> None:
        first, second = buyers(2)
        contract = contract_for([first, second])
        tsa.faults(outage=True)
        sign(contract, first)
        tsa.faults()
        stamp_now()
        tsa.faults(outage=True)
        sign(contract, second)
        marks = {one.line: one.timestamped for one in contract_proof(contract.pk).signers}
        assert marks == {0: True, 1: False, 2: False}
        assert Stamping.objects.exclude(waiting=None).count() == 1
        tsa.faults()
        stamp_now()
        assert checked(pdf_of(contract)).good
        assert [one.timestamped for one in contract_proof(contract.pk).signers] == [True, True, False]

    def test_the_loop_comes_when_the_time_has_come_and_not_before(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        tsa.faults(outage=True)
        sign(contract, me)
        tsa.faults()
        stamping_step()
        assert Stamping.objects.exclude(waiting=None).exists()
        Stamping.objects.update(due_at=F("due_at") - timedelta(minutes=1))
        stamping_step()
        assert not Stamping.objects.exclude(waiting=None).exists()

    def test_a_document_that_cannot_be_stamped_waits_for_another_time_and_keeps_nobody_waiting(
        self, tsa: Clockwork, owner: Owner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contracts = []
        tsa.faults(outage=True)
        for me in buyers(2):
            contracts.append(contract_for([me]))
            sign(contracts[-1], me)
        tsa.faults()
        read = signing_outside.document_bytes

        def gone(contract_id: UUID, number: int) -> bytes:
            if contract_id == contracts[0].pk:
                raise FileNotFoundError("vault")
            return read(contract_id, number)

        monkeypatch.setattr(signing_outside, "document_bytes", gone)
        stamp_now()
        rows = {row.contract_id: row for row in Stamping.objects.all()}
        lost, kept = (rows[one.pk] for one in contracts)
        assert (lost.waiting, lost.failure, lost.tries) == (lost.contract_id, "FileNotFoundError", 1)
        assert kept.stamped_at is not None
        assert due_stampings() == []  # else it would stand before all others at every step

    def test_a_contract_that_ended_is_not_stamped_any_more(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        tsa.faults(outage=True)
        sign(contract, me)
        type(contract).objects.filter(pk=contract.pk).update(state="void")
        tsa.faults()
        stamp_now()
        row = Stamping.objects.get()
        assert (row.waiting, row.stamped_at, row.failure) == (None, None, "ended")


class TestAddresses:
    def test_the_next_address_is_asked_when_the_first_does_not_answer(self, tmp_path: object, owner: Owner) -> None:
        from pathlib import Path

        assert isinstance(tmp_path, Path)
        with clockwork(tmp_path, before=["http://127.0.0.1:1/nobody"]):
            (me,) = buyers()
            contract = contract_for([me])
            assert sign(contract, me).timestamped
            assert checked(pdf_of(contract)).signatures[0].stamped_at is not None

    def test_a_slow_answer_is_waited_for(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        tsa.faults(delay_ms=300)
        assert sign(contract, me).timestamped
        assert Signature.objects.get().signed_at is not None
