"""The sandbox of payments beside the product, in demo mode: its own application, database file and keys.

The product reaches it over HTTP alone, like a provider elsewhere; that both run in one process is the demo's convenience.
"""

from typing import ClassVar

from django.conf import settings

from guangsha.integrations.choice import SANDBOX_KEY, SANDBOX_MERCHANT_KEY
from guangsha.integrations.payments.sandbox import MERCHANT
from guangsha.integrations.payments.signing import kept_key
from guangsha.integrations.sandbox_pay.app import PREFIX, SandboxPay
from guangsha.integrations.sandbox_pay.book import Book
from guangsha.integrations.sandbox_pay.sender import Sender


class SandboxService:
    """What the web process serves under ``prefix``; the sender of its notices lives as long as the process."""

    prefix: ClassVar = f"{PREFIX}/"

    def __init__(self) -> None:
        env = settings.ENV
        book, key = Book(settings.DATA_DIR / "sandbox-pay.sqlite3"), kept_key(env.keys / SANDBOX_KEY)
        merchant = kept_key(env.keys / SANDBOX_MERCHANT_KEY).public_key()
        service = SandboxPay(book, key=key, merchant=MERCHANT, merchant_key=merchant, public_url=env.sandbox_pay_base)
        self.application = service.application()
        self._sender = Sender(book, key)

    def start(self) -> None:
        """Begin to send notices."""
        self._sender.start()

    def stop(self) -> None:
        """End after the present round."""
        self._sender.stop()
