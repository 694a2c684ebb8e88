"""The sandbox provider as a server of its own, and the product's adapter that speaks to it: both over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from a2wsgi import ASGIMiddleware
from django.conf import settings
from django.db.models.functions import Now
from django.test import override_settings

from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.models import Job
from guangsha.integrations.payments.sandbox import MERCHANT, SandboxProvider
from guangsha.integrations.payments.signing import kept_key, public_key
from guangsha.integrations.sandbox_notices.sender import send_due
from guangsha.integrations.sandbox_pay.app import PREFIX, SandboxPay
from guangsha.integrations.sandbox_pay.book import Book, Faults
from guangsha.money import outside, ports
from guangsha.money.models import Payment


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        """With the caller's port, which ASGI asks for."""
        return {**super().get_environ(), "REMOTE_PORT": str(self.client_address[1])}

    def log_message(self, *args: Any) -> None:
        """Nothing."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **options: Any) -> None:
        """Where a browser would go next is the test's to look at."""


class Shop:
    """A sandbox, and what its customers do at its cashier."""

    def __init__(self, folder: Path, url: str) -> None:
        self.book = Book(folder / "sandbox.sqlite3", seed=7)
        self.key = kept_key(settings.KEYS_DIR / "test" / "sandbox-provider.pem")
        self.merchant_key = kept_key(settings.KEYS_DIR / "test" / "sandbox-merchant.pem")
        theirs = settings.KEYS_DIR / "test" / "sandbox-provider.pub.pem"
        self.provider = SandboxProvider(
            url, key=lambda: self.merchant_key, provider_key=lambda: public_key(theirs.read_bytes())
        )
        self.service = SandboxPay(
            self.book, key=self.key, merchant=MERCHANT, merchant_key=self.merchant_key.public_key(), public_url=url
        )

    def faults(self, **values: Any) -> None:
        """What goes wrong from now on."""
        self.book.set_faults(Faults.of(values))

    def act(self, payment_id: UUID, act: str = "pay") -> str:
        """Press a button at the cashier; where the browser is sent."""
        payment = Payment.objects.get(pk=payment_id)
        assert payment.destination is not None
        request = Request(payment.destination["value"], data=urlencode({"act": act}).encode())
        try:
            with build_opener(_Stay).open(request, timeout=10) as answer:
                return str(answer.status)
        except OSError as answer:
            with answer:  # type: ignore[attr-defined]
                return str(getattr(answer, "headers", {}).get("Location") or getattr(answer, "code", ""))

    def deliver(self, rounds: int = 50) -> None:
        """Send notices until none is due."""
        for _ in range(rounds):
            if not send_due(self.book, self.key):
                return


def work(rounds: int = 20) -> None:
    """Run the jobs that wait, as if their time had come."""
    for _ in range(rounds):
        if not Job.objects.filter(name__startswith="money.", parked_at=None).update(due_at=Now(), lease_owner=None):
            return
        while jobs_step():
            pass


def announce(payment_id: UUID) -> None:
    """What the route does after it has begun a payment."""
    outside.announce(payment_id)


@contextmanager
def served(late: list[Any]) -> Iterator[str]:
    """A server on a free port for the WSGI application that will stand in ``late``; its address."""
    server = make_server(
        "127.0.0.1", 0, lambda environ, start: late[0](environ, start), server_class=_Server, handler_class=_Quiet
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def open_shop(folder: Path, product_url: str) -> Iterator[Shop]:
    """A sandbox on a free port whose notices go to ``product_url``."""
    late: list[Any] = []
    with served(late) as url:
        shop = Shop(folder, f"{url}{PREFIX}")
        late.append(ASGIMiddleware(shop.service.application()))
        before = ports._providers["sandbox"]
        ports.register_provider(shop.provider)
        try:
            with override_settings(PUBLIC_URL=product_url):
                yield shop
        finally:
            ports.register_provider(before)
