"""The peer: pretix, seated orders by its API, on a PostgreSQL of its own, as the measure of a good ticket shop.

    python -m bench.rush --peer                   in the same run as the rush
    python -m bench.rush_peer                     alone, 20 s; installs pretix from PyPI into a temporary folder
    python -m bench.rush_peer --python PATH       a Python that has pretix already

Every order takes a seat of its own: nobody is refused, which suits the peer. Two processes of gunicorn on one core, the
callers on the other, as in ``bench.rush``; Redis for its cache, and its tasks (mail, web hooks) are only put aside for a
worker that is not there. An order is placed and awaits its payment, as a hold does.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.cores import CLIENT_CORE, ON_SERVER_CORE, SERVER_CORE
from bench.results import say
from bench.rush_buyers import Line
from tests.engines.servers import free_port, postgresql
from tests.live import ROOT
from tests.realtime.support import redis_server

PRETIX = "pretix==2026.8.0"
READY_S = 120.0


@dataclass(slots=True)
class Shop:
    """A pretix that runs: where, how to ask, and what is for sale."""

    address: str
    token: str
    item: int
    seats: list[str]


@dataclass(slots=True)
class Ordered:
    """What the callers were told."""

    statuses: Counter[int] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)
    first_refusal: bytes = b""
    seconds: float = 0.0

    @property
    def orders(self) -> int:
        """Taken."""
        return self.statuses[201]

    @property
    def refused(self) -> int:
        """Answers that were none."""
        return self.statuses.total() - self.orders

    @property
    def per_s(self) -> float:
        """Orders a second."""
        return self.orders / self.seconds


def _installed(folder: Path) -> Path:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, PRETIX, "gunicorn"], check=True)
    return python


def _environment(stack: ExitStack, folder: Path) -> dict[str, str]:
    """A database and a Redis of its own, and the file that names them."""
    database = urlsplit(stack.enter_context(postgresql()))
    redis, _ = stack.enter_context(redis_server(folder))
    (folder / "pretix.cfg").write_text(
        f"[pretix]\ndatadir={folder}/data\nurl=http://127.0.0.1\ntrust_x_forwarded_proto=off\n"
        f"[database]\nbackend=postgresql\nname={database.path[1:]}\nuser={database.username}\n"
        f"host=127.0.0.1\nport={database.port}\n"
        f"[redis]\nlocation={redis}\nsessions=true\n"
        f"[celery]\nbackend={redis[:-1]}1\nbroker={redis[:-1]}2\n"
    )
    return {**os.environ, "PRETIX_CONFIG_FILE": str(folder / "pretix.cfg"), "DJANGO_SETTINGS_MODULE": "pretix.settings"}


def _shop(stack: ExitStack, python: Path, folder: Path, seats: int, processes: int) -> Shop:
    env, pinned = _environment(stack, folder), ON_SERVER_CORE

    def run(*words: str) -> str:
        done = subprocess.run(
            [*pinned, str(python), *words], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    run("-m", "pretix", "migrate", "--skip-checks")
    made = json.loads(run(str(ROOT / "bench" / "peer_stage.py"), str(seats)).splitlines()[-1])
    port = free_port()
    command = [
        *pinned, str(python), "-m", "gunicorn", "pretix.wsgi", f"--workers={processes}", f"--bind=127.0.0.1:{port}",
        "--log-level=warning",
    ]  # fmt: skip
    log = stack.enter_context((folder / "gunicorn.log").open("wb"))
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    return Shop(f"http://127.0.0.1:{port}", made["token"], made["item"], made["seats"])


def _order(shop: Shop, seat: str) -> bytes:
    position = {"item": shop.item, "variation": None, "price": "10000.00", "seat": seat, "answers": []}
    order = {
        "email": "buyer@example.org",
        "locale": "en",
        "sales_channel": "web",
        "positions": [position],
        "fees": [],
        "send_email": False,
    }
    body = json.dumps(order).encode()
    head = (
        f"POST /api/v1/organizers/peer/events/peer/orders/ HTTP/1.1\r\nHost: {urlsplit(shop.address).netloc}\r\n"
        f"Authorization: Token {shop.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ready(shop: Shop) -> None:
    """One order before the clock runs: processes start, what is imported late is imported."""
    deadline, line = time.monotonic() + READY_S, Line(shop.address)
    while True:
        try:
            status, body, _ = await line.send(_order(shop, shop.seats.pop()))
        except (OSError, EOFError, TimeoutError):
            status, body = 0, b""
        if status == 201:
            return
        if time.monotonic() > deadline or status:
            raise RuntimeError(f"the peer took no order: {status} {body[:500]!r}")
        await asyncio.sleep(0.5)


async def _rush(shop: Shop, seconds: float, lines: int) -> Ordered:
    """Orders by ``lines`` callers at once."""
    for _ in range(lines):
        await _ready(shop)
    found, seats = Ordered(), iter(shop.seats)
    began = time.monotonic()

    async def caller() -> None:
        line = Line(shop.address)
        for seat in seats:
            sent = time.monotonic()
            if sent > began + seconds:
                break
            status, body, _ = await line.send(_order(shop, seat))
            found.statuses[status] += 1
            found.times_ms.append((time.monotonic() - sent) * 1000)
            if status != 201:
                found.first_refusal = found.first_refusal or body[:300]
        line.close()

    await asyncio.gather(*(caller() for _ in range(lines)))
    found.seconds = time.monotonic() - began
    return found


def peer(
    *, seconds: float, lines: int = 4, processes: int = 2, seats: int = 4000, python: Path | None = None
) -> Ordered:
    """What pretix takes in ``seconds``; ``python``: one that has it already, else it is installed for this."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gs-peer-", dir="/tmp")))
        stack.callback(os.sched_setaffinity, 0, os.sched_getaffinity(0))
        os.sched_setaffinity(0, {SERVER_CORE})  # the database too
        shop = _shop(stack, python or _installed(folder), folder, seats, processes)
        os.sched_setaffinity(0, {CLIENT_CORE})
        return asyncio.run(_rush(shop, seconds, lines))


def main() -> int:
    """Run; 1 when an order was refused. With ``--keep`` the figures are appended to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--lines", type=int, default=4, help="callers at the same time")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seats", type=int, default=4000)
    parser.add_argument("--python", type=Path, default=None)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    found = peer(
        seconds=options.seconds,
        lines=options.lines,
        processes=options.processes,
        seats=options.seats,
        python=options.python,
    )
    row = {
        "peer": PRETIX,
        "orders": f"{found.orders:,}",
        "orders/s": f"{found.per_s:.1f}",
        "p50 ms": f"{statistics.median(found.times_ms):.0f}",
        "refused": str(found.refused),
    }
    note = (
        f"`python -m bench.rush_peer`, PostgreSQL, {options.processes} processes on one core, {options.lines} callers on "
        "the other, each order a seat of its own"
    )
    say("The peer of the rush", row, note, keep=options.keep)
    if found.refused:
        print(found.first_refusal)
    return 1 if found.refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
