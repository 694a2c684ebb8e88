"""How both sides of the sandbox sign: headers over method, path, time, nonce and body, in the manner of WeChat Pay v3."""

import secrets
import time
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import rsa

from guangsha.integrations.payments.signing import is_signed, sign

SKEW_S = 300
TIME, NONCE, SIGNATURE = "sandbox-timestamp", "sandbox-nonce", "sandbox-signature"


def _message(method: str, path: str, at: str, nonce: str, body: bytes) -> bytes:
    return b"\n".join([method.encode(), path.encode(), at.encode(), nonce.encode(), body, b""])


def signed_headers(key: rsa.RSAPrivateKey, *, method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers of a request, or of the answer to one (under the request's method and path)."""
    at, nonce = str(int(time.time())), secrets.token_hex(16)
    return {TIME: at, NONCE: nonce, SIGNATURE: sign(key, _message(method, path, at, nonce, body))}


def is_genuine(key: rsa.RSAPublicKey, headers: Mapping[str, str], *, method: str, path: str, body: bytes) -> bool:
    """Whether the owner of ``key`` sent this, within five minutes. Header names are lower case."""
    at, nonce = headers.get(TIME, ""), headers.get(NONCE, "")
    if not at.isascii() or not at.isdigit() or len(at) > 12 or abs(int(at) - time.time()) > SKEW_S:
        return False
    return is_signed(key, _message(method, path, at, nonce, body), headers.get(SIGNATURE, ""))
