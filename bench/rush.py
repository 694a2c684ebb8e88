"""The rush: many signed-in buyers want the same homes through HTTP, and nobody may get one that somebody else has.

    python -m bench.rush                          SQLite, 20 s
    python -m bench.rush --engine postgresql      or mariadb, galera: a server of its own, started here, on the disk
    python -m bench.rush --seconds 60 --kill      the web workers are killed with -9 while it runs
    python -m bench.rush --churn --units 300      buyers let go again and want the next: many attempts for few homes
    python -m bench.rush --overload               the rated load L, and five times as much
    python -m bench.rush --peer                   beside it, in the same run: pretix, an order for a seat each
    python -m bench.rush --guards-off             the negative control: the keys are off, homes are sold twice

Every buyer wants a home picked by Zipf's law from a board that is up to a second old; who gets one keeps it and the next buyer
comes. Each call is written down by its caller (``rush_history``) and repeated under its own name until it is answered.
The rate counts the time until the last home went, no longer.
Beside it, in the same run, the bare SQL transaction with the same writes (two processes), as the floor. Server and floor on
one core, the generator on the other; sessions, tokens against forged requests and operation ids as in a browser. The second
measure, which a crowded machine does not spoil: processor time of the server per hold, and of the floor.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.cores import CLIENT_CORE, ON_SERVER_CORE, SERVER_CORE
from bench.results import say
from bench.rush_buyers import Rush, Said
from bench.rush_history import Kept, faults, holds_in, sold_twice
from bench.rush_peer import Ordered, peer
from tests.engines.servers import galera, mariadb, postgresql
from tests.live import ROOT, empty, environment, serving

ENGINES = {"postgresql": postgresql, "mariadb": mariadb, "galera": galera}
FLOOR_PROCESSES = 2
RATED = 0.8
"""Of the most that is served when everybody waits for their answer, until all that follows a sale has followed: what an operator
would promise."""
AT_REST, REST_S, RESTS_WITHIN_S = 0.15, 4.0, 90.0
"""A server that keeps less than this share of its core busy for so long has caught up: the index rests three seconds between its
steps. Watching, which rests fifteen, is not waited for, nor what the database does."""
ASKED_RATIO = {"sqlite": 0.10, "mariadb": 0.20, "postgresql": 0.20}
"""Holds a second over HTTP, of the bare transactions: with less the bench fails. Galera has no floor to be compared with."""
ASKED_GOODPUT = 0.8
OPEN_LINES = 1500
KILL_EVERY_S = 15.0
"""A worker that was killed is there again after some seconds: it has to have time to do something before the next kill."""


def run_python(module: str, *words: str, env: dict[str, str]) -> str:
    """What a module of ours prints, run on the server's core. Raises RuntimeError with its last words when it fails."""
    done = subprocess.run(
        [*ON_SERVER_CORE, sys.executable, "-m", module, *words],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def _killer(process: subprocess.Popen[bytes], stop: threading.Event, every_s: float) -> int:
    """Kill -9 the web worker below ``process`` now and then, until told to stop; how often."""
    kills = 0
    while not stop.wait(every_s):
        for worker in workers_of(process)[:1]:
            os.kill(worker, signal.SIGKILL)
            kills += 1
    return kills


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The web processes below ``process``."""
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in found.stdout.split()]


def _cpu_seconds(pids: list[int]) -> float:
    """Processor time of those processes so far, user and system."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _come_to_rest(pids: list[int]) -> None:
    """Wait until those processes have done what the last wishes left to do: index, log, audit chain, handlers."""
    deadline = time.monotonic() + RESTS_WITHIN_S
    while time.monotonic() < deadline:
        before = _cpu_seconds(pids)
        time.sleep(REST_S)
        if _cpu_seconds(pids) - before < AT_REST * REST_S:
            return
    raise RuntimeError("the server does not come to rest")


@dataclass(frozen=True, slots=True)
class Floor:
    """The bare SQL transaction: how many a second, and what each costs the client processes."""

    per_s: float
    cpu_ms: float


def _floor(env: dict[str, str], seconds: float) -> Floor:
    """Two processes together."""
    command = [*ON_SERVER_CORE, sys.executable, "-m", "bench.rush_floor", str(seconds)]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _ in range(FLOOR_PROCESSES)
    ]
    said = [one.communicate()[0].split() for one in running]
    return Floor(sum(float(rate) for rate, _ in said), statistics.mean(float(cost) for _, cost in said))


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


@dataclass(slots=True)
class Outcome:
    """One run: what the buyers said, what the ledger holds, the floor."""

    engine: str
    said: Said
    kept: list[Kept]
    floor: Floor
    kills: int = 0
    server_cpu_s: float | None = None
    peer: Ordered | None = None
    found: list[str] = field(default_factory=list)

    @property
    def holds(self) -> int:
        """Acknowledged."""
        return sum(call.what == "hold" and call.answer == "ok" for call in self.said.calls)

    @property
    def seconds(self) -> float:
        """Until the last home went."""
        told = [call.told for call in self.said.calls if call.answer == "ok"]
        return max(told, default=self.said.ended) - self.said.began

    @property
    def failed(self) -> int:
        """Answers that were neither yes nor no."""
        bad = (
            n for code, n in self.said.statuses.items() if not code.startswith(("200", "409")) or "letting go" in code
        )
        return sum(bad)

    def row(self) -> dict[str, str]:
        """As it is printed."""
        wishes = self.said.statuses.total()
        rate = self.holds / self.seconds
        cpu = self.server_cpu_s
        beside = {}
        if self.peer is not None:
            beside = {"pretix/s": f"{self.peer.per_s:.1f}", "times pretix": f"{rate / self.peer.per_s:.0f}"}
        return {
            "engine": self.engine,
            "attempts": f"{wishes:,}",
            "attempts/s": f"{wishes / (self.said.ended - self.said.began):.0f}",
            "holds/s": f"{rate:.0f}",
            "bare SQL/s": f"{self.floor.per_s:.0f}",
            "ratio": f"{rate / max(1.0, self.floor.per_s):.3f}",
            **beside,
            "server ms/attempt": f"{1000 * cpu / wishes:.2f}" if cpu is not None else "",
            "server ms/hold": f"{1000 * cpu / max(1, self.holds):.2f}" if cpu is not None else "",
            "bare ms": f"{self.floor.cpu_ms:.2f}",
            "p50 / p99 ms": f"{statistics.median(self.said.times_ms):.0f} / {_percentile(self.said.times_ms, 0.99):.0f}",
            "generator busy": f"{self.said.busy:.0%}",
            "doubles": str(len(sold_twice(holds_in(self.said.calls)))),
            "faults": str(len(self.found)),
            "failed": str(self.failed),
            "kills": str(self.kills),
        }


@dataclass(slots=True)
class Opened:
    """A database with homes on sale and people who are signed in, and how to serve it."""

    folder: Path
    env: dict[str, str]
    more: dict[str, str]
    units: list[str]
    buyers: list[dict[str, str]]


def open_sale(stack: ExitStack, engine: str, *, units: int, buyers: int, address: str | None = None) -> Opened:
    """Prepare one; ``address``: of a database that runs already. Everything that is started from here until ``stack`` ends gets
    the server's core."""
    stack.callback(os.sched_setaffinity, 0, os.sched_getaffinity(0))
    os.sched_setaffinity(0, {SERVER_CORE})
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guangsha-rush-", dir="/tmp")))
    # A buyer of the rush holds more homes in a minute than a family in its life.
    more = {"GUANGSHA_HOLDS_PER_HOUR": "1000000"}
    if engine in ENGINES:
        more["GUANGSHA_DATABASE_URL"] = address or stack.enter_context(ENGINES[engine]())
        run_python("guangsha", "migrate", env=environment(folder, **more))
    else:
        empty(folder)
    env = environment(folder, **more)
    stage = json.loads(run_python("bench.rush_stage", "stage", str(units), str(buyers), env=env))
    run_python("guangsha", "index", "rebuild", env=env)
    run_python("bench.rush_stage", "settle", env=env)  # what the staging left is not the rush's work
    return Opened(folder, env, more, stage["units"], stage["buyers"])


def kept_in(opened: Opened) -> list[Kept]:
    """What the ledger holds."""
    return [Kept(*row) for row in json.loads(run_python("bench.rush_stage", "claims", env=opened.env))]


def invariants_broken(opened: Opened) -> list[str]:
    """What `guangsha verify-invariants` says is broken, once what the stopped server left undone in the background is done."""
    run_python("bench.rush_stage", "settle", env=opened.env)
    command = [sys.executable, "-m", "guangsha", "verify-invariants"]
    done = subprocess.run(command, cwd=ROOT, env=opened.env, capture_output=True, text=True, check=False)
    bad = [line for line in done.stdout.splitlines() if line.startswith("BAD")]
    return bad or ([done.stderr[-500:]] if done.returncode else [])


def run(options: argparse.Namespace) -> Outcome:
    """One rush on a server of its own."""
    with ExitStack() as stack:
        opened = open_sale(stack, options.engine, units=options.units, buyers=options.buyers)
        stop, kills, cpu = threading.Event(), [0], None
        module = "bench.rush_guardless" if options.guards_off else "guangsha"
        pinned = ON_SERVER_CORE
        with serving(opened.folder, prefix=pinned, module=module, **opened.more) as site:
            killer = threading.Thread(target=lambda: kills.append(_killer(site.process, stop, KILL_EVERY_S)))
            if options.kill:
                killer.start()
            os.sched_setaffinity(0, {CLIENT_CORE})
            workers = workers_of(site.process)
            before = _cpu_seconds(workers)
            said = Rush(
                site.url, opened.units, opened.buyers, options.seconds, options.lines, options.seed, not options.churn
            ).run()
            stop.set()
            if options.kill:
                killer.join()
            else:
                cpu = _cpu_seconds(workers) - before
        kept, broken = kept_in(opened), invariants_broken(opened)
        floor = Floor(0.0, 0.0) if options.guards_off else _floor(opened.env, min(10.0, options.seconds))
    beside = peer(seconds=options.seconds) if options.peer else None
    return Outcome(options.engine, said, kept, floor, sum(kills), cpu, beside, [*faults(said.calls, kept), *broken])


def overload(options: argparse.Namespace) -> dict[str, str]:
    """Find the rated load L and offer five times as much, each to a server at rest on a fresh part of the sale."""

    def served(said: Said, until: float | None = None) -> float:
        answered = sum(n for code, n in said.statuses.items() if code.startswith(("200", "409")))
        return answered / ((until or said.ended) - said.began)

    with ExitStack() as stack:
        opened = open_sale(stack, options.engine, units=options.units, buyers=options.buyers)
        with serving(opened.folder, prefix=ON_SERVER_CORE, **opened.more) as site:
            os.sched_setaffinity(0, {CLIENT_CORE})
            homes, people = len(opened.units) // 3, len(opened.buyers) // 3

            def sale(part: int, lines: int) -> Rush:
                units = opened.units[part * homes : (part + 1) * homes]
                buyers = opened.buyers[part * people : (part + 1) * people]
                return Rush(site.url, units, buyers, options.seconds, lines, options.seed)

            workers = workers_of(site.process)
            _come_to_rest(workers)
            first = sale(0, options.lines).run()
            _come_to_rest(workers)
            most = served(first, time.monotonic() - REST_S)
            rated = RATED * most
            at_rated = sale(1, OPEN_LINES).run_open(rated)
            _come_to_rest(workers)
            over = sale(2, OPEN_LINES).run_open(5 * rated)
            _come_to_rest(workers)
            goodput = served(over, time.monotonic() - REST_S) / rated
        broken = invariants_broken(opened)
    wrong = {code: n for code, n in over.statuses.items() if not code.startswith(("200", "409", "503", "429"))}
    return {
        "engine": options.engine,
        "most served/s": f"{most:.0f}",
        "L (rated)/s": f"{rated:.0f}",
        "at L: served/s": f"{served(at_rated):.0f}",
        "at L: 5xx": str(sum(n for code, n in at_rated.statuses.items() if code.startswith("5"))),
        "at 5 L: offered/s": f"{5 * rated:.0f}",
        "at 5 L: served/s": f"{served(over):.0f}",
        "goodput / L": f"{goodput:.2f}",
        "asked to come again": str(sum(n for code, n in over.statuses.items() if code.startswith(("503", "429")))),
        "not sent": str(over.shed["no line free"]),
        "p50 ms at L / 5 L": f"{statistics.median(at_rated.times_ms):.0f} / {statistics.median(over.times_ms):.0f}",
        "anything else": str(wrong or "nothing"),
        "generator busy": f"{over.busy:.0%}",
        "invariants": "; ".join(broken) or "hold",
    }


def main() -> int:
    """Run, print, append to RESULTS.md; 1 when something was sold twice, lost, answered with anything but yes and no, or too
    few were served."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", *ENGINES], default="sqlite")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--lines", type=int, default=128, help="browsers that are there at the same time")
    parser.add_argument("--buyers", type=int, default=6000, help="people who come, one after the other")
    parser.add_argument("--units", type=int, default=6000)
    parser.add_argument(
        "--churn", action="store_true", help="buyers let go and want the next; they are all there at once"
    )
    parser.add_argument("--kill", action="store_true", help="kill -9 the web worker now and then")
    parser.add_argument("--overload", action="store_true", help="find the rated load and offer five times as much")
    parser.add_argument("--peer", action="store_true", help="pretix beside it, installed from PyPI for this")
    parser.add_argument("--guards-off", action="store_true", help="the negative control: 0 when it sold homes twice")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true", help="append to RESULTS.md")
    options = parser.parse_args()
    if options.overload:
        row = overload(options)
        say(
            "The rush above its rated load",
            row,
            "`python -m bench.rush --overload`, in turn on one server",
            keep=options.keep,
        )
        good = (row["at L: 5xx"], row["anything else"], row["invariants"]) == ("0", "nothing", "hold")
        return 0 if good and float(row["goodput / L"]) >= ASKED_GOODPUT else 1
    outcome = run(options)
    print(dict(outcome.said.statuses), f"asked to wait: {dict(outcome.said.shed)}; seed {options.seed}")
    print("\n".join(outcome.found[:20]))
    if options.guards_off:
        twice = len(sold_twice(holds_in(outcome.said.calls)))
        print(
            f"guards off: {twice} homes sold twice of {outcome.holds} holds"
            if twice
            else "guards off: nothing sold twice"
        )
        return 0 if twice else 1
    how = "who gets a home lets go again" if options.churn else "who gets a home keeps it, the next buyer comes"
    note = f"`python -m bench.rush`, {options.lines} browsers at once, {options.units} homes; {how}"
    row = outcome.row()
    say("The rush", row, note, keep=options.keep)
    plain = not (options.kill or options.churn)
    slow = plain and float(row["ratio"]) < ASKED_RATIO.get(options.engine, 0.0)
    return 1 if outcome.found or outcome.failed or slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
