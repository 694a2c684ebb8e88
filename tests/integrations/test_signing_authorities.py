"""The authorities that are shipped: whom the local one certifies, and what the sandbox of trusted time answers to whom."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from guangsha.contracts.ports import CertificateSubject, SigningDown
from guangsha.integrations.esign.local_ca import LocalAuthority
from guangsha.integrations.esign.timestamps import QUERY, HttpTimestamps
from guangsha.integrations.sandbox_tsa.app import TsaFaults
from guangsha.vault.public import Secret
from tests.contracts.signing_support import Clockwork, clockwork

SUBJECT = CertificateSubject(Secret("欧阳霁月"), company=False, reference="c-1")


def csr(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str = "somebody else") -> bytes:
    wanted = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateSigningRequestBuilder().subject_name(wanted).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.DER)


class TestLocalAuthority:
    def test_it_certifies_the_name_we_know_and_not_the_one_that_is_asked_for(self, tmp_path: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        authority = LocalAuthority(tmp_path)
        leaf, issuer = (x509.load_der_x509_certificate(one) for one in authority.issue(csr(key), subject=SUBJECT))
        root = x509.load_der_x509_certificate(authority.roots()[0])
        assert leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "欧阳霁月"
        assert leaf.public_key() == key.public_key()
        leaf.verify_directly_issued_by(issuer)
        issuer.verify_directly_issued_by(root)
        assert (
            leaf.not_valid_after_utc - leaf.not_valid_before_utc
            < (root.not_valid_after_utc - root.not_valid_before_utc) / 100
        )

    def test_whoever_does_not_hold_the_key_gets_nothing(self, tmp_path: Path) -> None:
        request = bytearray(csr(ec.generate_private_key(ec.SECP256R1())))
        request[-1] ^= 1
        for wrong in (bytes(request), b"nonsense", csr(rsa.generate_private_key(65537, 2048))):
            with pytest.raises(SigningDown):
                LocalAuthority(tmp_path).issue(wrong, subject=SUBJECT)

    def test_its_keys_are_for_their_owner_alone_and_made_once(self, tmp_path: Path) -> None:
        first = LocalAuthority(tmp_path).roots()
        LocalAuthority(tmp_path).issue(csr(ec.generate_private_key(ec.SECP256R1())), subject=SUBJECT)
        assert LocalAuthority(tmp_path).roots() == first
        assert {oct(one.stat().st_mode & 0o777) for one in tmp_path.iterdir()} == {"0o600"}


@pytest.fixture
def clock(tmp_path: Path):  # type: ignore[no-untyped-def]
    with clockwork(tmp_path) as made:
        yield made


def post(url: str, body: bytes, kind: str, method: str = "POST") -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": kind}, method=method)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class TestSandbox:
    def test_nonsense_is_told_from_a_query(self, clock: Clockwork) -> None:
        assert post(clock.address, b"x", "text/plain")[0] == 415
        assert post(clock.address, b"x", QUERY)[0] == 400
        assert post(clock.address, bytes(20_000), QUERY)[0] == 413

    def test_faults_are_set_whole_or_not_at_all(self, clock: Clockwork) -> None:
        faults = f"{clock.address}/faults"
        assert post(faults, b'{"outage": true}', "application/json", "PUT")[0] == 200
        assert clock.service.faults() == TsaFaults(outage=True)
        for wrong in (b'{"outage": 1}', b'{"other": true}', b'{"delay_ms": -1}', b"[]", b"{"):
            assert post(faults, wrong, "application/json", "PUT")[0] == 422
        assert json.loads(post(faults, b"{}", "application/json", "PUT")[1]) == {
            "outage": False, "delay_ms": 0, "refuses": False, "wrong_imprint": False, "stranger": False,
        }  # fmt: skip

    def test_an_answer_of_another_kind_is_none(self, clock: Clockwork) -> None:
        with pytest.raises(SigningDown):
            HttpTimestamps([f"{clock.address}/faults"], roots=lambda: b"").ask(b"x")
        with pytest.raises(SigningDown):
            HttpTimestamps([], roots=lambda: b"").ask(b"x")
        with pytest.raises(SigningDown):
            HttpTimestamps([], roots=lambda: b"no certificate").roots()
