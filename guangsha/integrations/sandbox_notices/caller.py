"""How the house asks a sandbox: a signed request, and an answer that counts only with the sandbox's signature."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa

from guangsha.integrations.sandbox_notices.wire import is_genuine, signed_headers

TIMEOUT_S = 10


class Unanswered(Exception):
    """Nobody answered, or somebody who is not the sandbox."""


def ask_sandbox(
    url: str,
    *,
    method: str,
    raw: bytes,
    key: rsa.RSAPrivateKey,
    their_key: Callable[[], rsa.RSAPublicKey],
    headers: Mapping[str, str],
) -> tuple[int, bytes]:
    """Status and body of an answer that the sandbox signed. Raises Unanswered, and what ``their_key`` raises."""
    parts = urlsplit(url)
    signed = parts.path + (f"?{parts.query}" if parts.query else "")
    sent = {**headers, **signed_headers(key, method=method, path=signed, body=raw)}
    request = urllib.request.Request(url, data=raw or None, headers=sent, method=method)  # noqa: S310 - from settings
    try:
        try:
            answer = urllib.request.urlopen(request, timeout=TIMEOUT_S)  # noqa: S310
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            status, found = int(answer.status or 0), answer.read()
            answered = {name.lower(): value for name, value in answer.headers.items()}
    except (OSError, http.client.HTTPException) as error:
        raise Unanswered(type(error).__name__) from error
    if not is_genuine(their_key(), answered, method=method, path=signed, body=found):
        raise Unanswered(f"answered {status}, unsigned")
    return status, found
