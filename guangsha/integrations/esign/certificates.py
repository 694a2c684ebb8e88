"""Keys and certificates of our own authorities: made once, private to their owner."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from cryptography.x509.oid import ObjectIdentifier as Oid

from guangsha.vault.public import private_file

__all__ = ["NameOID", "builder", "kept_certificate", "kept_ec_key", "named"]


def named(*parts: tuple[Oid, str]) -> x509.Name:
    """A distinguished name."""
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    *,
    begin: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    """What every certificate has: names, key, its identifier, a random number, a time."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def kept_ec_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in ``path``, made once."""

    def make() -> bytes:
        return ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    key = serialization.load_pem_private_key(private_file(path, make), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} is no EC key")
    return key


def kept_certificate(path: Path, make: Callable[[], x509.Certificate]) -> x509.Certificate:
    """The certificate in ``path``, made once."""
    pem = private_file(path, lambda: make().public_bytes(serialization.Encoding.PEM))
    return x509.load_pem_x509_certificate(pem)
