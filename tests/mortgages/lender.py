"""The sandbox of banks as a server of its own, and the product's adapter that speaks to it: both over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import UUID

from a2wsgi import ASGIMiddleware
from django.conf import settings
from django.db.models.functions import Now
from django.test import override_settings

from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.models import Job
from guangsha.integrations.banks.sandbox import SandboxBanks
from guangsha.integrations.payments.bank import BankTransfer
from guangsha.integrations.payments.signing import kept_key, public_key
from guangsha.integrations.sandbox_bank.app import PREFIX, SandboxBank
from guangsha.integrations.sandbox_bank.book import BankBook, BankFaults
from guangsha.integrations.sandbox_notices.sender import send_due
from guangsha.money import ports as money_ports
from guangsha.mortgages import ports
from guangsha.mortgages.models import Application
from tests.deals.support import hear
from tests.money.shop import served


class Lender:
    """Banks, and what their clerk does."""

    def __init__(self, folder: Path, url: str) -> None:
        self.book = BankBook(folder / "banks.sqlite3", seed=7)
        keys = settings.KEYS_DIR / "test"
        self.key, self.house_key = kept_key(keys / "sandbox-bank.pem"), kept_key(keys / "sandbox-house.pem")
        self.channel = SandboxBanks(
            url,
            key=lambda: self.house_key,
            bank_key=lambda: public_key((keys / "sandbox-bank.pub.pem").read_bytes()),
        )
        self.service = SandboxBank(self.book, key=self.key, house_key=self.house_key.public_key())

    def faults(self, **values: Any) -> None:
        """What goes wrong from now on."""
        self.book.set_faults(BankFaults.of(values))

    def desk(self, application_id: UUID, act: str = "", **fields: str) -> str:
        """What the desk shows; with ``act`` after a button of it was pressed."""
        number = Application.objects.values_list("number", flat=True).get(pk=application_id)
        data = urlencode({"act": act, **fields}).encode() if act else None
        try:
            with urlopen(Request(self.channel.desk_url(number), data=data), timeout=10) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            with error:
                return error.read().decode()

    def deliver(self, rounds: int = 50) -> None:
        """Send news until none is due; whoever hears of it reacts."""
        for _ in range(rounds):
            if not send_due(self.book, self.key):
                break
        hear()

    def say(self, application_id: UUID, act: str, **fields: str) -> None:
        """The clerk acts, and the house is told."""
        self.desk(application_id, act, **fields)
        self.deliver()
        work()


def work(rounds: int = 20) -> None:
    """Run what waits for banks, as if its time had come; looking again and again is done once a call."""
    asked: set[str] = set()
    for _ in range(rounds):
        jobs = Job.objects.filter(name__startswith="mortgages.", parked_at=None)
        due = [
            one for one in jobs if one.name not in {"mortgages.follow", "mortgages.money"} or str(one.pk) not in asked
        ]
        if not due:
            hear()
            return
        asked |= {str(one.pk) for one in due}
        Job.objects.filter(pk__in=[one.pk for one in due]).update(due_at=Now(), lease_owner=None)
        while jobs_step():
            pass
        hear()


@contextmanager
def open_lender(folder: Path, product_url: str) -> Iterator[Lender]:
    """Banks on a free port whose news goes to ``product_url``, and an account that they pay into."""
    late: list[Any] = []
    with served(late) as url:
        lender = Lender(folder, f"{url}{PREFIX}")
        late.append(ASGIMiddleware(lender.service.application()))
        ports.register_bank_channel(lender.channel)
        money_ports.register_provider(BankTransfer("6222 0000 监管账户"), to_buyers=False)
        try:
            with override_settings(PUBLIC_URL=product_url):
                yield lender
        finally:
            ports._channels.pop("sandbox")
            money_ports._providers.pop("bank")
            money_ports._house_only.discard("bank")
