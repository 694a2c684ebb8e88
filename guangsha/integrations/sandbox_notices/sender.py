"""Sends a sandbox's notices over HTTP, and lets time do what it does by itself."""

import http.client
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import structlog
from cryptography.hazmat.primitives.asymmetric import rsa

from guangsha.integrations.sandbox_notices.book import NoticeBook
from guangsha.integrations.sandbox_notices.wire import signed_headers

EVERY_S = 0.25
TIMEOUT_S = 10
log = structlog.get_logger(__name__)


def _send(key: rsa.RSAPrivateKey, url: str, body: bytes) -> bool:
    """Whether the receiver took it: any 2xx."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    headers = {"Content-Type": "application/json", **signed_headers(key, method="POST", path=path, body=body)}
    try:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - signed by the merchant
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return 200 <= int(answer.status) < 300
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, http.client.HTTPException, ValueError):
        return False


def send_due(book: NoticeBook, key: rsa.RSAPrivateKey) -> int:
    """One round: what time does by itself, then notices that are due; how many notices were tried."""
    if book.notice_faults().outage:
        return 0
    book.before_sending()
    due = book.claim_notices()
    for notice in due:
        if _send(key, notice["url"], notice["body"].encode()):
            book.notice_taken(notice["id"])
        else:
            book.notice_refused(notice["id"], notice["tries"])
    return len(due)


class Sender:
    """A daemon thread that keeps sending; several processes may each have one, a notice is claimed before it is sent."""

    def __init__(self, book: NoticeBook, key: rsa.RSAPrivateKey) -> None:
        self._book, self._key = book, key
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-sender", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present round."""
        self._stop.set()
        self._thread.join(TIMEOUT_S)

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                while send_due(self._book, self._key) and not self._stop.is_set():
                    pass
            except Exception:
                log.exception("sandbox_sender")
