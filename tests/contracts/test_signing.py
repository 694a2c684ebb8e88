"""From an offered contract to a signed one: who may sign what, in which order, and what is left when something breaks."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from guangsha.backbone.models import Job
from guangsha.backbone.public import command
from guangsha.contracts import signing_outside
from guangsha.contracts.domain import signing as states
from guangsha.contracts.domain.signing import SealState, SignatureState
from guangsha.contracts.domain.signing_errors import (
    DocumentChanged,
    IdentityMismatch,
    NotReadyToSign,
    NotSignable,
    SealDecided,
    SealNotReady,
    SecondSealPerson,
    SignatureRefused,
)
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, ContractStep, Document, SealUse, Signature
from guangsha.contracts.pdf.checking import CheckedPdf, check_pdf
from guangsha.contracts.ports import certificate_authority, timestamp_authority
from guangsha.contracts.services.sealing import ask_for_seal, decide_seal
from guangsha.contracts.services.signing import wake_stale_signers
from guangsha.contracts.signing_outside import sign_pending
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import BusinessError, Forbidden, NotFound
from guangsha.kit.ids import new_id
from guangsha.notifications.models import Notification
from tests.contracts.signing_support import (
    Clockwork,
    Owner,
    buyers,
    contract_for,
    mean,
    newest,
    owning,
    pdf_of,
    seal,
    sign,
    staff,
    work,
)
from tests.inventory.support import refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def checked(pdf: bytes) -> CheckedPdf:
    return check_pdf(pdf, roots=certificate_authority().roots(), timestamp_roots=timestamp_authority().roots())


def state_of(contract: Contract) -> str:
    return str(Contract.objects.values_list("state", flat=True).get(pk=contract.pk))


class TestBuyers:
    def test_each_buyer_and_then_the_company_sign_one_document_after_the_other(
        self, tsa: Clockwork, owner: Owner
    ) -> None:
        first, second = buyers(2)
        contract = contract_for([first, second])
        offered = pdf_of(contract)

        sign(contract, second)
        assert state_of(contract) == ContractState.SIGNING
        sign(contract, first)
        assert owner.signed == []
        seal(contract)

        assert state_of(contract) == ContractState.SIGNED
        assert owner.signed == [contract.subject]
        found = checked(pdf_of(contract))
        assert found.good
        assert [one.field for one in found.signatures] == ["party-1", "party-0", "party-2"]
        assert all(one.stamped_at is not None for one in found.signatures)
        assert pdf_of(contract).startswith(offered)  # every signature is an update behind what was offered
        assert Document.objects.filter(contract=contract).count() == 4
        told = Notification.objects.values_list("person_id", "kind")
        assert set(told) == {
            (one, kind) for one in (first, second) for kind in ("contracts.party_signed", "contracts.concluded")
        }

    def test_the_certificate_names_the_buyer_and_no_key_is_left(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        before = set(Path(certificate_authority()._folder).rglob("*"))  # type: ignore[attr-defined]
        sign(contract, me)
        (signature,) = checked(pdf_of(contract)).signatures
        assert signature.name == "欧阳霁月"
        assert signature.fingerprint == Signature.objects.get().fingerprint
        after = set(Path(certificate_authority()._folder).rglob("*"))  # type: ignore[attr-defined]
        assert {one.name for one in after - before} <= {"root.pem", "root.key.pem", "issuing.pem", "issuing.key.pem"}

    def test_signing_again_is_signing_once(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        first = sign(contract, me)
        assert mean(contract, me) == first.pk
        work()
        assert Document.objects.filter(contract=contract).count() == 2

    def test_signing_again_names_a_document_of_the_contract(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        seen = newest(contract).sha256
        first = sign(contract, me)
        refused(lambda: mean(contract, me, shown_sha256="0" * 64), DocumentChanged)
        for shown in (seen, newest(contract).sha256):
            assert mean(contract, me, shown_sha256=shown) == first.pk

    def test_what_was_not_shown_is_not_signed(self, tsa: Clockwork, owner: Owner) -> None:
        first, second = buyers(2)
        contract = contract_for([first, second])
        seen = newest(contract).sha256
        sign(contract, first)
        problem = refused(lambda: mean(contract, second, shown_sha256=seen), DocumentChanged)
        assert isinstance(problem, BusinessError)
        assert problem.data == {"sha256": newest(contract).sha256}
        assert not Signature.objects.filter(party__person_id=second).exists()

    def test_a_stranger_and_another_identity_do_not_sign(self, tsa: Clockwork, owner: Owner) -> None:
        me, other = buyers(2)
        contract = contract_for([me])
        refused(lambda: mean(contract, other), NotFound)
        party = contract.parties.get(line=0)
        party.person_id = other
        party.save(update_fields=["person_id"])
        refused(lambda: mean(contract, other), IdentityMismatch)

    @pytest.mark.parametrize("drawn", [[[1, 1]], [[5000, 5000, 1, 1]], [[100, 100, 110, 110]], [[1, 2, 3]], []])
    def test_a_dot_a_tick_and_nonsense_are_no_signature(self, tsa: Clockwork, owner: Owner, drawn: Any) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        refused(lambda: mean(contract, me, drawn=drawn), SignatureRefused)

    def test_who_cannot_draw_has_their_name_printed(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        assert sign(contract, me, drawn=None).strokes is None
        assert checked(pdf_of(contract)).good

    def test_a_contract_that_is_over_is_not_signed(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        Contract.objects.filter(pk=contract.pk).update(expires_at=utc_now() - timedelta(seconds=1))
        refused(lambda: mean(contract, me), NotReadyToSign)
        Contract.objects.filter(pk=contract.pk).update(state=ContractState.VOID)
        refused(lambda: mean(contract, me), NotSignable)

    def test_a_contract_that_ends_before_the_job_comes_stays_unsigned(self, tsa: Clockwork, owner: Owner) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        mean(contract, me)
        Contract.objects.filter(pk=contract.pk).update(state=ContractState.EXPIRED)
        work()
        assert Signature.objects.get().state == SignatureState.DROPPED
        assert Document.objects.filter(contract=contract).count() == 1


class TestAtOnce:
    def test_two_who_sign_the_same_document_at_once_are_both_in_the_last(self, tsa: Clockwork, owner: Owner) -> None:
        first, second = buyers(2)
        contract = contract_for([first, second])
        mean(contract, first)
        mean(contract, second)
        work()
        found = checked(pdf_of(contract))
        assert found.good
        assert {one.field for one in found.signatures} == {"party-0", "party-1"}

    def test_two_signers_at_work_on_one_contract_lose_nothing(
        self, tsa: Clockwork, owner: Owner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both read the same document and sign it; the key of the next document lets one of them in, the other does it again."""
        first, second = buyers(2)
        contract = contract_for([first, second])
        mean(contract, first)
        mean(contract, second)
        both = threading.Barrier(2, timeout=30)
        seal_document, late = signing_outside.seal_document, threading.local()

        def meet(**values: Any) -> Any:
            if not getattr(late, "met", False):
                late.met = True
                both.wait()
            return seal_document(**values)

        monkeypatch.setattr(signing_outside, "seal_document", meet)
        problems: list[BaseException] = []

        def run() -> None:
            try:
                sign_pending(contract.pk)
            except BaseException as problem:  # noqa: BLE001
                problems.append(problem)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not problems
        found = checked(pdf_of(contract))
        assert found.good
        assert len(found.signatures) == 2
        numbers = list(Document.objects.filter(contract=contract).order_by("number").values_list("number", flat=True))
        assert numbers == [1, 2, 3]

    @pytest.mark.parametrize("where", ["document_bytes", "seal_document", "command"])
    def test_killed_anywhere_it_is_the_old_document_or_the_new_one(
        self, tsa: Clockwork, owner: Owner, monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        mean(contract, me)
        old = newest(contract)

        class Killed(BaseException):
            pass

        def kill(*args: Any, **values: Any) -> Any:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(signing_outside, where, kill)
            with pytest.raises(Killed):
                sign_pending(contract.pk)
        assert newest(contract) == old
        assert state_of(contract) == ContractState.OFFERED
        work()
        found = checked(pdf_of(contract))
        assert found.good
        assert len(found.signatures) == 1
        assert newest(contract).number == 2


class TestSeal:
    def signed_by_buyers(self) -> Contract:
        (me,) = buyers()
        contract = contract_for([me])
        sign(contract, me)
        return contract

    def ask(self, contract: Contract) -> tuple[Any, Any]:
        actor = staff("contract.seal", contract.organisation_id)
        return actor, command(lambda: ask_for_seal(actor=actor, contract_id=contract.pk, note=""), actor=actor)

    def decide(self, actor: Any, seal_id: Any, *, approve: bool = True) -> Callable[[], None]:
        decided = {"seal_id": seal_id, "approve": approve, "network": "", "now": utc_now()}
        return lambda: command(lambda: decide_seal(actor=actor, **decided), actor=actor)

    def test_it_is_asked_for_when_every_buyer_has_signed_and_once(self, tsa: Clockwork, owner: Owner) -> None:
        first, second = buyers(2)
        contract = contract_for([first, second])
        sign(contract, first)
        refused(lambda: self.ask(contract), SealNotReady)
        sign(contract, second)
        self.ask(contract)
        refused(lambda: self.ask(contract), SealNotReady)

    def test_who_asked_does_not_decide_and_a_stranger_sees_nothing(self, tsa: Clockwork, owner: Owner) -> None:
        contract = self.signed_by_buyers()
        asked_by, seal_id = self.ask(contract)
        both = staff("contract.seal_approve", contract.organisation_id)
        SealUse.objects.update(asked_by=both.person_id)
        refused(self.decide(both, seal_id), SecondSealPerson)
        refused(self.decide(asked_by, seal_id), Forbidden)
        refused(self.decide(staff("contract.seal_approve", new_id()), seal_id), NotFound)
        assert SealUse.objects.get().state == SealState.ASKED
        assert state_of(contract) == ContractState.SIGNING

    def test_a_rejected_request_can_be_made_again_and_is_decided_once(self, tsa: Clockwork, owner: Owner) -> None:
        contract = self.signed_by_buyers()
        _, seal_id = self.ask(contract)
        decides = staff("contract.seal_approve", contract.organisation_id)
        self.decide(decides, seal_id, approve=False)()
        refused(self.decide(decides, seal_id), SealDecided)
        assert state_of(contract) == ContractState.SIGNING
        seal(contract)
        assert state_of(contract) == ContractState.SIGNED

    def test_the_owner_of_the_sale_can_refuse_the_last_signature(self, tsa: Clockwork) -> None:
        with owning(Owner(refusal=NotSignable(state="over"))):
            contract = self.signed_by_buyers()
            before = newest(contract)
            seal(contract)
        assert newest(contract) == before
        assert state_of(contract) == ContractState.SIGNING
        assert Signature.objects.get(party__company=True).state == SignatureState.DROPPED
        assert ContractStep.objects.filter(kind="not_signed", details__why="contracts.not_signable").exists()
        with owning(Owner()):
            seal(contract)  # what stood against it is gone: it is asked for and decided anew
        assert state_of(contract) == ContractState.SIGNED
        assert Signature.objects.get(party__company=True).state == SignatureState.DONE

    def test_a_signature_whose_job_gave_up_is_made_later(self, tsa: Clockwork) -> None:
        [me] = buyers()
        contract = contract_for([me])
        mean(contract, me)
        Job.objects.all().delete()  # parked, as after a day without a certificate authority
        wake_stale_signers()
        assert not Job.objects.exists(), "not before it is late"
        Signature.objects.update(asked_at=Now() - timedelta(hours=1))
        wake_stale_signers()
        work()
        assert Signature.objects.get().state == SignatureState.DONE


class TestStates:
    @pytest.mark.parametrize(
        ("name", "drawn"), [("seal-use", states.seal_diagram()), ("signature", states.signature_diagram())]
    )
    def test_the_diagrams_in_the_documents_are_those_of_the_tables(self, name: str, drawn: str) -> None:
        assert drawn in Path(f"docs/states/{name}.md").read_text()
