"""What torments the product in a proof: web processes, databases and Redis are killed and frozen, answers of COMMIT are lost.

Two web processes, one of them with the loops. A web process is killed with -9; the database is killed and started again on its
data (Galera: another node is killed, frozen, and the writer cut off from the others); a proxy lets COMMITs through and loses
their answers; Redis is emptied and killed. Servers are of its own, in temporary directories.
"""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bench.cores import ON_SERVER_CORE
from bench.rush import ENGINES, KILL_EVERY_S, Opened, open_sale, workers_of
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
class Stage:
    """A product that is about to be tormented: what it was opened with, where it answers, its log."""

    opened: Opened
    site: Site
    chaos: Chaos
    proxy: Proxy | None
    log: IO[bytes]

    @contextlib.contextmanager
    def tormented(self) -> Iterator[None]:
        """One fault after the other while the caller works."""
        stop = threading.Event()
        torment = threading.Thread(target=self.chaos.run, args=(stop,))
        torment.start()
        try:
            yield
        finally:
            stop.set()
            torment.join()

    def told_by_server(self) -> bytes:
        """What it logged."""
        self.log.seek(0)
        return self.log.read()


@contextlib.contextmanager
def staged(
    engine: str, *, units: int, buyers: int, seed: int, prepare: Callable[[Opened], None] | None = None
) -> Iterator[tuple[Stage, ExitStack]]:
    """A sale on ``engine`` that is served by two processes, and whose servers can be hurt. The stack ends the serving, for
    whoever wants to look at the database afterwards while it still runs. ``prepare`` adds to it before it is served."""
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
        if prepare is not None:
            prepare(opened)
        log = stack.enter_context(tempfile.TemporaryFile())
        with ExitStack() as served:
            place_of = serving(opened.folder, "--processes", "2", prefix=ON_SERVER_CORE, log=log, **opened.more, **more)
            site = served.enter_context(place_of)
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
            yield Stage(opened, site, Chaos(site, random.Random(seed), programs, proxy, redis), proxy, log), served


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
