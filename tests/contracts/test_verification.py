"""What anybody can find out about a contract: by its code, by its file; and that nothing altered passes."""

import io
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guangsha.contracts.models import Contract, Document
from guangsha.contracts.pdf.checker import LONGEST, check_apart
from guangsha.contracts.pdf.checking import check_pdf
from guangsha.contracts.ports import certificate_authority, timestamp_authority
from guangsha.contracts.selectors.verifying import FileVerdict, file_proof, trusted_roots
from guangsha.contracts.trail import masked_network, trail_pdf
from tests.contracts.signing_support import (
    NAME,
    Clockwork,
    Owner,
    buyers,
    contract_for,
    newest,
    pdf_of,
    plain_pdf,
    seal,
    sign,
)

pytestmark = pytest.mark.django_db(transaction=True)


def signed_contract(tsa: Clockwork) -> Contract:
    (me,) = buyers()
    contract = contract_for([me])
    sign(contract, me)
    seal(contract)
    return contract


def send(pdf: bytes, client: Client | None = None) -> Any:
    return (client or Client()).post("/api/v1/verify", {"file": SimpleUploadedFile("a.pdf", pdf)})


class TestFile:
    def test_a_document_of_ours_is_known_and_its_signatures_are_good(self, tsa: Clockwork, owner: Owner) -> None:
        contract = signed_contract(tsa)
        told = send(pdf_of(contract)).json()
        assert told["verdict"] == FileVerdict.ISSUED
        assert told["contract"]["number"] == contract.number
        assert [one["good"] for one in told["signatures"]] == [True, True]
        assert NAME not in str(told)

    def test_an_earlier_document_and_an_unsigned_one_are_told_from_the_newest(
        self, tsa: Clockwork, owner: Owner
    ) -> None:
        (me,) = buyers()
        contract = contract_for([me])
        offered = pdf_of(contract)
        assert file_proof(offered).verdict is FileVerdict.UNSIGNED
        sign(contract, me)
        once = pdf_of(contract)
        seal(contract)
        assert file_proof(once).verdict is FileVerdict.EARLIER
        assert file_proof(plain_pdf("of nobody")).verdict is FileVerdict.NO_SIGNATURES

    def test_one_flipped_byte_is_said_plainly(self, tsa: Clockwork, owner: Owner) -> None:
        pdf = bytearray(pdf_of(signed_contract(tsa)))
        pdf[2_000] ^= 1
        told = send(bytes(pdf)).json()
        assert told["verdict"] in (FileVerdict.ALTERED, FileVerdict.UNREADABLE)
        assert told["contract"] is None

    def test_a_void_contract_is_told_void(self, tsa: Clockwork, owner: Owner) -> None:
        contract = signed_contract(tsa)
        Contract.objects.filter(pk=contract.pk).update(state="void")
        assert send(pdf_of(contract)).json()["contract"]["state"] == "void"
        assert Client().get(f"/api/v1/verify/{contract.pk}").json()["state"] == "void"

    def test_signatures_of_somebody_elses_authority_are_not_good(
        self, tsa: Clockwork, owner: Owner, tmp_path: Path
    ) -> None:
        from guangsha.integrations.esign.local_ca import LocalAuthority

        pdf, other = pdf_of(signed_contract(tsa)), LocalAuthority(tmp_path)
        found = check_pdf(pdf, roots=other.roots(), timestamp_roots=timestamp_authority().roots())
        assert [one.trusted for one in found.signatures] == [False, False]
        assert not found.good

    def test_words_added_behind_the_signatures_are_seen(self, tsa: Clockwork, owner: Owner) -> None:
        from pyhanko.pdf_utils.content import RawContent
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.layout import BoxConstraints

        writer = IncrementalPdfFileWriter(io.BytesIO(pdf_of(signed_contract(tsa))))
        content = RawContent(b"q 1 0 0 rg 50 700 300 40 re f Q", box=BoxConstraints(width=400, height=800))
        content.add_to_page(writer, 0)
        out = io.BytesIO()
        writer.write(out)
        assert file_proof(out.getvalue()).verdict is FileVerdict.ALTERED

    @pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n", b"%PDF" * 3])
    def test_what_is_no_pdf_is_refused(self, content: bytes) -> None:
        answer = send(content)
        assert answer.status_code == 422

    def test_a_file_that_is_too_long_is_told_so(self) -> None:
        answer = send(b"%PDF-1.7\n" + bytes(LONGEST))
        assert (answer.status_code, answer.json()["code"]) == (413, "contracts.file_too_long")
        assert answer.json()["data"] == {"max_bytes": LONGEST}

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n" + bytes(300), b"%PDF-1.7\nstartxref\n99999999\n%%EOF"])
    def test_a_broken_file_is_unreadable_and_breaks_nothing(self, tsa: Clockwork, owner: Owner, content: bytes) -> None:
        told = send(content).json()
        assert (told["verdict"], told["contract"]) == (FileVerdict.UNREADABLE, None)

    def test_a_file_that_stalls_the_checker_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("guangsha.contracts.pdf.checker.SECONDS", 0.01)
        told = check_apart(plain_pdf(), roots=[], timestamp_roots=[])
        assert told["readable"] is False

    def test_it_is_throttled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = [send(b"hello").status_code for _ in range(21)]
        assert answers[:20] == [422] * 20
        assert answers[20] == 429


class TestEveryByte:
    def test_a_byte_flipped_anywhere_is_never_a_document_of_ours(self, tsa: Clockwork, owner: Owner) -> None:
        """In the signed ranges no signature that covers the byte is good; in the room left for a signature it may be, and the
        file is told from ours by its hash."""
        contract = signed_contract(tsa)
        pdf = pdf_of(contract)
        roots, times = certificate_authority().roots(), timestamp_authority().roots()
        assert check_pdf(pdf, roots=roots, timestamp_roots=times).good
        first, last = pdf.index(b"/Contents <"), pdf.rindex(b"/Contents <")
        room = {at for begin in (first, last) for at in range(begin + 11, pdf.index(b">", begin))}

        @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
        @given(at=st.integers(0, len(pdf) - 1), bit=st.integers(0, 7))
        def flipped(at: int, bit: int) -> None:
            changed = bytearray(pdf)
            changed[at] ^= 1 << bit
            found = check_pdf(bytes(changed), roots=roots, timestamp_roots=times)
            assert not Document.objects.filter(sha256=_sha256(bytes(changed))).exists()
            if at not in room:
                assert not found.good

        flipped()


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


class TestCode:
    def test_it_shows_what_proves_and_nothing_of_what_it_says(self, tsa: Clockwork, owner: Owner) -> None:
        contract = signed_contract(tsa)
        told = Client().get(f"/api/v1/verify/{contract.pk}").json()
        assert (told["number"], told["state"], told["stamps_waiting"]) == (contract.number, "signed", False)
        assert [one["number"] for one in told["documents"]] == [1, 2, 3]
        assert told["documents"][-1]["sha256"] == newest(contract).sha256
        assert next((one["masked_name"], one["timestamped"]) for one in told["signers"]) == ("欧阳**", True)
        assert NAME not in str(told)
        assert set(told) == {
            "contract_id", "number", "state", "signed_at", "ended_at", "documents", "signers", "stamps_waiting",
            "stamped_at", "as_of",
        }  # fmt: skip

    def test_a_document_leads_to_its_contract_and_nothing_else_does(self, tsa: Clockwork, owner: Owner) -> None:
        contract = contract_for(buyers())
        found = Client().get(f"/api/v1/verify/{newest(contract).pk}").json()
        assert found["contract_id"] == str(contract.pk)
        assert Client().get(f"/api/v1/verify/{uuid4()}").status_code == 404
        Contract.objects.filter(pk=contract.pk).update(state="draft")
        assert Client().get(f"/api/v1/verify/{contract.pk}").status_code == 404


class TestOthersTools:
    def test_pdfsig_finds_every_signature_valid(self, tsa: Clockwork, owner: Owner, tmp_path: Path) -> None:
        """poppler's own code over NSS: a second implementation, which shares nothing with ours."""
        file = tmp_path / "contract.pdf"
        file.write_bytes(pdf_of(signed_contract(tsa)))
        told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, timeout=60, check=False)
        assert told.stdout.count("Signature is Valid.") == 2, told.stdout + told.stderr
        assert "欧阳霁月" in told.stdout
        assert "Total document signed" in told.stdout
        broken = bytearray(file.read_bytes())
        broken[2_000] ^= 1
        file.write_bytes(bytes(broken))
        told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, timeout=60, check=False)
        assert "Signature is Valid." not in told.stdout

    def test_the_roots_are_there_for_everybody(self, tsa: Clockwork) -> None:
        answer = Client().get("/api/v1/signing/roots.pem")
        assert answer.content.decode() == trusted_roots()
        assert answer.content.count(b"BEGIN CERTIFICATE") == 2


class TestTrail:
    def test_it_names_hashes_proofs_and_masked_networks(self, tsa: Clockwork, owner: Owner, tmp_path: Path) -> None:
        contract = signed_contract(tsa)
        file = tmp_path / "trail.pdf"
        file.write_bytes(trail_pdf(contract.pk))
        told = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert contract.number in told
        assert newest(contract).sha256 in told
        assert "10.1.*.*" in told
        assert "欧阳**" in told
        assert NAME not in told
        assert "signature applied" in told

    @pytest.mark.parametrize(
        ("address", "kept"),
        [("203.0.113.77", "203.0.*.*"), ("2001:db8:1234:5678::1", "2001:db8:1200::*"), ("unknown", ""), ("", "")],
    )
    def test_addresses_are_masked(self, address: str, kept: str) -> None:
        assert masked_network(address) == kept
