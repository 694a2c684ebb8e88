"""The proof of holds: many attempts for few homes while processes are killed, databases fail and answers are lost.

    python -m bench.rush_proof --engine mariadb --attempts 100000      or sqlite, postgresql, galera
    python -m bench.rush_proof --engine galera --seconds 45            the short form of `make test-engines`

Two web processes, one of them with the loops. While buyers rush: a web process is killed with -9; the database is killed and
started again on its data (Galera: another node is killed, frozen, and the writer cut off from the others); a proxy lets COMMITs
through and loses their answers; Redis is emptied and killed. What the buyers wrote down themselves is then held against the
ledger by a judge that imports no application code, and `guangsha verify-invariants` must find nothing.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.cores import ON_SERVER_CORE
from bench.results import append_table
from bench.rush import ENGINES, KILL_EVERY_S, invariants_broken, kept_in, open_sale, workers_of
from bench.rush_buyers import Rush
from bench.rush_history import faults, holds_in, sold_twice
from tests.engines.servers import NotInstalled, Program, mariadb_run
from tests.faults.proxy import Proxy, proxied
from tests.live import Site, serving
from tests.realtime.support import redis_server

WEB_KILLED = "web process killed"
PAUSE_S = (4.0, 8.0)
"""Between one fault and the next."""
COMES_BACK_S = 120.0


@dataclass(slots=True)
class Chaos:
    """What can go wrong here. ``happened`` counts it."""

    site: Site
    chance: random.Random
    programs: list[Program]
    proxy: Proxy | None
    redis: Program | None
    happened: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    web_killed_at: float = 0.0

    def faults(self) -> dict[str, Callable[[], None]]:
        """By name."""
        found: dict[str, Callable[[], None]] = {WEB_KILLED: self._kill_web}
        if self.proxy is not None:
            found |= {"answers of COMMIT lost": self._lose_answers, "lines cut": self.proxy.cut}
        if len(self.programs) == 1:
            found |= {"database killed": self._kill_database, "database frozen": self._freeze}
        if len(self.programs) > 1:
            found |= {"node killed": self._kill_database, "node frozen": self._freeze, "writer isolated": self._isolate}
        if self.redis is not None:
            found |= {"Redis killed": self._kill_redis}
        return found

    def run(self, stop: threading.Event) -> None:
        """One fault after the other until told to stop: first a web process is killed, then each kind in turn in random order."""
        found = self.faults()
        turns = (self.chance.sample(sorted(found), len(found)) for _ in itertools.count())
        order: Iterator[str] = itertools.chain([WEB_KILLED], itertools.chain.from_iterable(turns))
        while not stop.wait(self.chance.uniform(*PAUSE_S)):
            name = next(order)
            try:
                found[name]()
            except Exception as error:
                self.broken.append(f"{name}: {error}")
                raise
            self.happened[name] += 1

    def _kill_web(self) -> None:
        """One of the two, when both have had time to come up."""
        time.sleep(max(0.0, self.web_killed_at + KILL_EVERY_S - time.monotonic()))
        workers = workers_of(self.site.process)
        if workers:
            os.kill(self.chance.choice(workers), signal.SIGKILL)
            self.web_killed_at = time.monotonic()

    def _lose_answers(self) -> None:
        assert self.proxy is not None
        self.proxy.losing = True
        time.sleep(1.0)
        self.proxy.losing = False

    def _victim(self) -> Program:
        return self.chance.choice(self.programs[1:] or self.programs)

    def _kill_database(self) -> None:
        victim = self._victim()
        victim.kill()
        time.sleep(0.5)
        victim.start_again()

    def _freeze(self) -> None:
        victim = self._victim()
        victim.freeze()
        time.sleep(2.0)
        victim.thaw()

    def _isolate(self) -> None:
        """The writer sees none of the others: it may not go on alone."""
        port = int(self.programs[0].name.rpartition(" ")[2])
        mariadb_run(port, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'")
        time.sleep(3.0)
        mariadb_run(port, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")
        deadline = time.monotonic() + COMES_BACK_S
        while "Primary" not in mariadb_run(port, "SHOW STATUS LIKE 'wsrep_cluster_status'").split():
            if time.monotonic() > deadline:
                raise RuntimeError("the cluster did not come together again")
            time.sleep(0.5)

    def _kill_redis(self) -> None:
        assert self.redis is not None
        self.redis.kill()
        time.sleep(1.0)
        self.redis.start_again()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was asked, what happened, what is wrong."""

    row: dict[str, str]
    wrong: list[str]
    history: list[dict[str, Any]]
    server_log: bytes


def prove(engine: str, *, attempts: int | None, seconds: float, seed: int, buyers: int, units: int) -> Proof:
    """One run."""
    began = time.monotonic()
    with ExitStack() as stack:
        programs: list[Program] = []
        address, proxy, redis = None, None, None
        more = {}
        if engine != "sqlite":
            direct = stack.enter_context(ENGINES[engine](programs=programs))
            address, proxy = stack.enter_context(proxied(direct))
        with contextlib.suppress(NotInstalled):
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gs-redis-", dir="/tmp")))
            redis = stack.enter_context(redis_program(place))
            more["GUANGSHA_REDIS_URL"] = redis.name
        opened = open_sale(stack, engine, units=units, buyers=buyers, address=address)
        prefix = ON_SERVER_CORE
        log = stack.enter_context(tempfile.TemporaryFile())
        with serving(opened.folder, "--processes", "2", prefix=prefix, log=log, **opened.more, **more) as site:
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
            chaos, stop = Chaos(site, random.Random(seed), programs, proxy, redis), threading.Event()
            torment = threading.Thread(target=chaos.run, args=(stop,))
            torment.start()
            rush = Rush(site.url, opened.units, opened.buyers, seconds, len(opened.buyers), seed, keeping=False)
            rush.most = attempts
            said = rush.run()
            stop.set()
            torment.join()
        kept, broken = kept_in(opened), invariants_broken(opened)
        log.seek(0)
        server_log = log.read()
    failed = {
        code: n
        for code, n in said.statuses.items()
        if not code.startswith(("200", "409", "0", "429", "503")) and code != "409 on letting go"
    }
    wrong = [*faults(said.calls, kept), *broken, *chaos.broken, *(f"{n} answers {code}" for code, n in failed.items())]
    unsure = sum(call.answer == "unknown" for call in said.calls)
    row = {
        "engine": engine,
        "attempts": f"{said.statuses.total():,}",
        "holds": f"{sum(call.what == 'hold' and call.answer == 'ok' for call in said.calls):,}",
        "never answered": str(unsure),
        "asked again": f"{said.shed.total():,}",
        "sold twice": str(len(sold_twice(holds_in(said.calls)))),
        "other faults": "; ".join(wrong[:5]) or "none",
        "what was done": ", ".join(f"{name} {n}" for name, n in sorted(chaos.happened.items())),
        "answers of COMMIT lost": str(proxy.lost if proxy else ""),
        "s": f"{time.monotonic() - began:.0f}",
        "seed": str(seed),
    }
    named = [asdict(call) for call in said.calls if any(call.unit in one or (call.hold or "-") in one for one in wrong)]
    return Proof(
        row, wrong, named + [asdict(one) for one in kept if any(one.unit in fault for fault in wrong)], server_log
    )


@contextlib.contextmanager
def redis_program(place: Path) -> Iterator[Program]:
    """A Redis that can be killed; its name is its address. What it held is gone when it comes back, as after FLUSHALL."""
    with redis_server(place) as (address, process):
        command, log = process.args, place / "redis.log"
        first = [process]

        def start() -> subprocess.Popen[bytes]:
            if first:
                return first.pop()
            with log.open("wb") as handle:
                return subprocess.Popen(command, stdout=handle, stderr=handle)

        program = Program(address, start, lambda: b"ready to accept" in log.read_bytes().lower(), log)
        try:
            yield program
        finally:
            program.stop()


def main() -> int:
    """Run; 1 when anything is wrong. With ``--keep`` the figures are appended to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", *ENGINES], default="sqlite")
    parser.add_argument("--attempts", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=3600.0, help="at most")
    parser.add_argument("--buyers", type=int, default=400)
    parser.add_argument("--units", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    proof = prove(
        options.engine,
        attempts=options.attempts,
        seconds=options.seconds,
        seed=options.seed,
        buyers=options.buyers,
        units=options.units,
    )
    if proof.wrong:
        told = Path(tempfile.gettempdir()) / f"rush-{options.engine}-{options.seed}.json"
        told.write_text(json.dumps(proof.history))
        told.with_suffix(".log").write_bytes(proof.server_log)
        print(f"what the buyers wrote down about it, and beside it what the servers did: {told}", flush=True)
    if options.keep:
        note = (
            f"`make proof ENGINE={options.engine}`, {options.buyers} buyers who want {options.units} homes by Zipf's law, hold "
            "them for a moment and let go; two web processes"
        )
        append_table("Proof of holds", list(proof.row), [list(proof.row.values())], note)
    else:
        print(proof.row)
    sys.stdout.write("\n".join(proof.wrong[:30]) + "\n")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
