"""The same where processes die: 50 clients in five that are killed, a worker too, and COMMITs whose answers never come."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from guangsha.config import sale_invariants
from guangsha.money.models import Payment, Posting, Refund
from tests.faults.proxy import Proxy, proxied
from tests.live import ROOT
from tests.money.mover import ALIKE
from tests.money.support import found_broken
from tests.money.test_snapshots import Book, wrong_in_a_snapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
PROCESSES = 50 // ALIKE
SECONDS = 12.0
BEGUN_WITHIN_S = 60.0
ACCOUNTS = "every line of a journal is in the account that its kind, payment and purpose say"


def address() -> str:
    """Of the database that this test looks at, as a process is told of it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["GUANGSHA_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def running(folder: Path, database: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the house over that database, with a data directory of its own; killed at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUANGSHA_", "_GUANGSHA_"))}
    more = {"GUANGSHA_DATA_DIR": str(folder), "GUANGSHA_DATABASE_URL": database, "GUANGSHA_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT, env={**kept, **more, "GUANGSHA_DEMO": "1"}, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


class Movers:
    """The processes that the parent says it started, and how often one of them was killed."""

    def __init__(self, parent: subprocess.Popen[str], place: Path) -> None:
        self.parent, self.place, self.killed = parent, place, 0
        self.living: list[int] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.parent.stdout is not None
        for line in self.parent.stdout:
            self.living.append(int(line))

    def lines(self) -> list[tuple[str, str, int]]:
        """The provider's book."""
        found = []
        for path in self.place.glob("*.book"):
            for line in path.read_text().splitlines():
                what, number, fen = line.split()
                found.append((what, number, int(fen)))
        return found

    def wait(self) -> None:
        """Until money moves."""
        deadline = time.monotonic() + BEGUN_WITHIN_S
        while len(self.lines()) < PROCESSES:
            assert self.parent.poll() is None
            assert time.monotonic() < deadline, "nobody moved anything"
            time.sleep(0.1)

    def kill(self, luck: random.Random) -> None:
        """One of them, in the middle of whatever it does."""
        victim = self.living.pop(luck.randrange(len(self.living)))
        os.kill(victim, signal.SIGKILL)
        self.killed += 1


def torment(movers: Movers, worker: subprocess.Popen[str], proxy: Proxy | None, until: float) -> None:
    """Kill, cut, and lose answers until the time is over."""
    luck = random.Random(5)
    while time.monotonic() < until:
        time.sleep(luck.uniform(0.2, 0.8))
        movers.kill(luck)
        if proxy is not None and luck.random() < 0.6:
            proxy.losing = True
            time.sleep(0.05)
            proxy.losing = False
        if movers.killed == PROCESSES and worker.poll() is None:
            worker.kill()


def test_killed_processes_and_lost_answers_leave_a_ledger_that_balances(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    over = threading.Event()

    def watch() -> None:
        try:
            while not over.is_set():
                wrong = wrong_in_a_snapshot()
                with connection.cursor() as cursor:
                    cursor.execute(sale_invariants.QUERIES[ACCOUNTS])
                    wrong += [ACCOUNTS] if cursor.fetchall() else []
                seen.append(wrong)
                time.sleep(0.05)
        finally:
            connection.close()

    watcher = threading.Thread(target=watch)
    place = tmp_path / "provider"
    for folder in (place, tmp_path / "movers", tmp_path / "worker"):
        folder.mkdir()
    with ExitStack() as stack:
        database, proxy = address(), None
        if connection.vendor != "sqlite":
            database, proxy = stack.enter_context(proxied(database))
        parent = stack.enter_context(
            running(tmp_path / "movers", database, "tests.money.mover", str(place), str(PROCESSES))
        )
        movers = Movers(parent, place)
        worker = stack.enter_context(running(tmp_path / "worker", database, "guangsha", "worker"))
        movers.wait()
        watcher.start()
        try:
            torment(movers, worker, proxy, time.monotonic() + SECONDS)
        finally:
            over.set()
            watcher.join(60)
    assert (parent.returncode, not watcher.is_alive()) == (0, True)
    paid, back = ({number: fen for what, number, fen in movers.lines() if what == which} for which in ("paid", "back"))
    shown: dict[str, Any] = {"killed": movers.killed, "paid": len(paid), "back": len(back), "seen": len(seen)}
    assert min(shown.values()) >= PROCESSES, shown  # or nothing was shown
    assert proxy is None or proxy.lost, "no answer was lost"
    assert [wrong for wrong in seen if wrong] == []

    book = Book()  # what was not heard of is told again, as providers do
    for number, fen in paid.items():
        book.tell(number, fen, refund=False, event=f"again-{number}")
    for number, fen in back.items():
        book.tell(number, fen, refund=True, event=f"again-{number}")
    ours = Posting.objects.filter(account="provider.sandbox").select_related("journal__payment", "journal__refund")
    booked = {(one.journal.refund or one.journal.payment): one.amount_fen for one in ours}
    assert {one.merchant_no: fen for one, fen in booked.items() if isinstance(one, Payment)} == paid
    assert {one.refund_no: -fen for one, fen in booked.items() if isinstance(one, Refund)} == back
    assert found_broken() == set()
