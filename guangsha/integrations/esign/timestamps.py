"""Timestamp authorities over HTTP (RFC 3161, 3.4): one address after the other until one answers."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from guangsha.contracts.ports import SigningDown

TIMEOUT_S = 8
LONGEST = 256 * 1024
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class HttpTimestamps:
    """Who says when. ``roots``: PEM of those it may lead to."""

    def __init__(self, addresses: Sequence[str], *, roots: Callable[[], bytes]) -> None:
        self.addresses = tuple(addresses)
        self._roots = roots

    def roots(self) -> list[bytes]:
        """Of all addresses together."""
        try:
            found = x509.load_pem_x509_certificates(self._roots())
        except (OSError, ValueError) as error:
            raise SigningDown("the roots of the timestamp authority cannot be read") from error
        return [one.public_bytes(serialization.Encoding.DER) for one in found]

    def ask(self, request: bytes) -> bytes:
        """The first answer of the right kind. Raises SigningDown: nobody gave one."""
        said = "no address"
        for address in self.addresses:
            asked = urllib.request.Request(address, data=request, headers={"Content-Type": QUERY}, method="POST")  # noqa: S310 - from settings
            try:
                with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
                    if answer.headers.get_content_type() == REPLY:
                        return bytes(answer.read(LONGEST))
                    said = "another content type"
            except urllib.error.HTTPError as error:
                with error:
                    said = f"status {error.code}"
            except (OSError, http.client.HTTPException, ValueError) as error:
                said = type(error).__name__
        raise SigningDown(f"no timestamp authority answers: {said}")
