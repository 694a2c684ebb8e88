"""The sandboxes beside the product, in demo mode: payments, banks and trusted time, each with its own application, file and keys.

The product reaches them over HTTP alone, like providers elsewhere; that all run in one process is the demo's convenience.
"""

from typing import ClassVar

from django.conf import settings

from guangsha.integrations.choice import (
    SANDBOX_BANK_KEY,
    SANDBOX_KEY,
    SANDBOX_LENDING_KEY,
    SANDBOX_MERCHANT_KEY,
    SANDBOX_TSA,
)
from guangsha.integrations.payments.sandbox import MERCHANT
from guangsha.integrations.payments.signing import kept_key
from guangsha.integrations.sandbox_bank.app import PREFIX as BANK_PREFIX
from guangsha.integrations.sandbox_bank.app import SandboxBank
from guangsha.integrations.sandbox_bank.book import BankBook
from guangsha.integrations.sandbox_notices.sender import Sender
from guangsha.integrations.sandbox_pay.app import PREFIX, SandboxPay
from guangsha.integrations.sandbox_pay.book import Book
from guangsha.integrations.sandbox_tsa.app import PREFIX as TSA_PREFIX
from guangsha.integrations.sandbox_tsa.app import SandboxTsa


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


class BankService:
    """The banks that the web process serves under ``prefix``; the sender of their news lives as long as the process."""

    prefix: ClassVar = f"{BANK_PREFIX}/"

    def __init__(self) -> None:
        env = settings.ENV
        book, key = BankBook(settings.DATA_DIR / "sandbox-bank.sqlite3"), kept_key(env.keys / SANDBOX_BANK_KEY)
        house = kept_key(env.keys / SANDBOX_LENDING_KEY).public_key()
        self.application = SandboxBank(book, key=key, house_key=house).application()
        self._sender = Sender(book, key)

    def start(self) -> None:
        """Begin to send news."""
        self._sender.start()

    def stop(self) -> None:
        """End after the present round."""
        self._sender.stop()


class TsaService:
    """The timestamp authority that the web process serves under ``prefix``."""

    prefix: ClassVar = TSA_PREFIX

    def __init__(self) -> None:
        service = SandboxTsa(settings.ENV.keys / SANDBOX_TSA, state=settings.DATA_DIR / "sandbox-tsa.json")
        service.certificate()  # before anybody asks whom to trust
        self.application = service.application()
