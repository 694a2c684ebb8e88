"""RSA signatures of messages between us and providers: RSASSA-PKCS1-v1_5 with SHA-256, in base64 (RFC 8017)."""

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from guangsha.vault.public import private_file

BITS = 2048


class WrongKey(ValueError):
    """The text is no RSA key."""


def sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    """The signature in base64."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(key: rsa.RSAPublicKey, message: bytes, signature: str) -> bool:
    """Whether ``signature`` (base64) over ``message`` is by the owner of ``key``; nonsense is not."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def private_key(text: str | bytes) -> rsa.RSAPrivateKey:
    """The key of a PEM, or of the bare base64 that providers' tools give. Raises WrongKey."""
    try:
        key = serialization.load_pem_private_key(_pem(text, "PRIVATE KEY"), password=None)
    except (ValueError, TypeError) as error:
        raise WrongKey("not a private key") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise WrongKey("not an RSA key")
    return key


def public_key(text: str | bytes) -> rsa.RSAPublicKey:
    """The same for public keys. Raises WrongKey."""
    try:
        key = serialization.load_pem_public_key(_pem(text, "PUBLIC KEY"))
    except ValueError as error:
        raise WrongKey("not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise WrongKey("not an RSA key")
    return key


def _pem(text: str | bytes, kind: str) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    if b"-----BEGIN" in raw:
        return raw
    return b"-----BEGIN " + kind.encode() + b"-----\n" + raw.strip() + b"\n-----END " + kind.encode() + b"-----\n"


def kept_key(path: Path) -> rsa.RSAPrivateKey:
    """The private key in ``path``, made once; its public half is put beside it (``.pub.pem``) for the other side."""
    key = private_key(private_file(path, _new_key))
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    private_file(path.with_suffix(".pub.pem"), lambda: public)
    return key
