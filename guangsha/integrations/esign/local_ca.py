"""The shipped certificate authority: a root and an issuing key in the keys directory. For tests, demos and closed circles.

What it certifies is worth what its operator is: a reliable electronic signature 可靠电子签名 (电子签名法 art. 13, 16) that others
rely on takes the certificate of a licensed service.
"""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guangsha.contracts.ports import CertificateSubject, SigningDown
from guangsha.integrations.esign.certificates import builder, kept_certificate, kept_ec_key, named
from guangsha.kit.clock import utc_now

BEFORE, AFTER = timedelta(minutes=10), timedelta(days=1)
"""A certificate is for one signature, whose key is gone a moment later: it is good around now and no longer."""
LASTING = timedelta(days=3653)


class LocalAuthority:
    """Root and issuing authority, made once in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def roots(self) -> list[bytes]:
        """The root alone."""
        return [self._root().public_bytes(serialization.Encoding.DER)]

    def issue(self, csr: bytes, *, subject: CertificateSubject) -> list[bytes]:
        """For the key of a request that its owner signed; the name is what we know of the subject, not what it asks for."""
        try:
            request = x509.load_der_x509_csr(csr)
        except ValueError as error:
            raise SigningDown("not a certificate request") from error
        key = request.public_key()
        if not request.is_signature_valid or not isinstance(key, ec.EllipticCurvePublicKey):
            raise SigningDown("the request is not signed by its own key")
        issuer, issuer_key = self._issuer(), kept_ec_key(self._folder / "issuing.key.pem")
        now = utc_now()
        name = [(NameOID.COMMON_NAME, subject.name.reveal()[:64]), (NameOID.SERIAL_NUMBER, subject.reference[:64])]
        if subject.company:
            name.insert(0, (NameOID.ORGANIZATION_NAME, subject.name.reveal()[:64]))
        made = (
            builder(named(*name), issuer.subject, key, begin=now - BEFORE, end=now + AFTER)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
        return [one.public_bytes(serialization.Encoding.DER) for one in (made, issuer)]

    def _root(self) -> x509.Certificate:
        def make() -> x509.Certificate:
            key, now = kept_ec_key(self._folder / "root.key.pem"), utc_now()
            name = named((NameOID.COMMON_NAME, "Guangsha local root"), (NameOID.ORGANIZATION_NAME, "Guangsha"))
            return (
                builder(name, name, key.public_key(), begin=now - BEFORE, end=now + LASTING)
                .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
                .add_extension(_usage(signs=False), critical=True)
                .sign(key, hashes.SHA256())
            )

        return kept_certificate(self._folder / "root.pem", make)

    def _issuer(self) -> x509.Certificate:
        def make() -> x509.Certificate:
            root, key, now = self._root(), kept_ec_key(self._folder / "issuing.key.pem"), utc_now()
            root_key = kept_ec_key(self._folder / "root.key.pem")
            name = named((NameOID.COMMON_NAME, "Guangsha local issuing CA"), (NameOID.ORGANIZATION_NAME, "Guangsha"))
            return (
                builder(name, root.subject, key.public_key(), begin=now - BEFORE, end=now + LASTING - BEFORE)
                .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                .add_extension(_usage(signs=False), critical=True)
                .add_extension(
                    x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
                )
                .sign(root_key, hashes.SHA256())
            )

        return kept_certificate(self._folder / "issuing.pem", make)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_cert_sign=not signs, crl_sign=not signs,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
