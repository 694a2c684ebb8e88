"""``make proof``: many commands by several processes while workers, writers and the web server are killed with kill -9.

At the end nothing that was acknowledged is missing, nothing happened twice, positions have no gap, and `doctor` is clean.
SQLite, in a temporary directory; ``PROOF_SECONDS`` says how long (default 300). The result is appended to bench/RESULTS.md.
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.results import append_table
from tests.engines.servers import free_port
from tests.live import environment

ROOT = Path(__file__).resolve().parents[1]
WRITERS, WORKERS = 3, 2
STEPS = ("written", "reacted", "worked")
"""What must happen once for each command."""
STILL_S = 180.0
READY_S = 60.0


def _start(directory: Path, *words: str, **options: object) -> subprocess.Popen[bytes]:
    """A process in a group of its own, so that a server is killed with its children."""
    more = {"GUANGSHA_LOG_LEVEL": "ERROR"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", *words], cwd=ROOT, env=environment(directory, **more), start_new_session=True, **options
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


@dataclass
class Crowd:
    """The running processes by role; what the writers said is kept in files."""

    directory: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    served: int = 0
    lives: int = 0

    def start(self, role: str) -> None:
        """Start the process of ``role``: writer-N, worker-N or server."""
        kind = role.partition("-")[0]
        if kind == "writer":
            self.lives += 1
            with (self.directory / f"said-{self.lives:04}").open("wb") as handle:
                self.running[role] = _start(self.directory, "bench.proof_parts", "write", stdout=handle)
        elif kind == "worker":
            self.running[role] = _start(self.directory, "bench.proof_parts", "follow")
        else:
            words = ("guangsha", "serve", "--port", str(self.port))
            self.running[role] = _start(self.directory, *words, stdout=subprocess.DEVNULL)

    def kill(self, role: str) -> None:
        """kill -9, whatever it does at this moment."""
        _kill(self.running.pop(role))
        self.kills[role.partition("-")[0]] += 1

    def wait_until_served(self) -> None:
        """The server answers /healthz; raises RuntimeError when it does not."""
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer,
            ):
                if answer.status == 200:
                    self.served += 1
                    return
            time.sleep(0.2)
        raise RuntimeError("the server did not come back after a kill")

    def said(self) -> set[str]:
        """The operations whose COMMIT was acknowledged."""
        files = self.directory.glob("said-*")
        return {line for path in files for line in path.read_text().split("\n") if len(line) == 36}


@contextlib.contextmanager
def _crowd(directory: Path) -> Iterator[Crowd]:
    crowd = Crowd(directory, free_port())
    try:
        yield crowd
    finally:
        for process in crowd.running.values():
            _kill(process)


def _torment(crowd: Crowd, seconds: float, chance: random.Random) -> None:
    """Start everything and kill something every second or so until the time is over; then the writers end."""
    roles = [*(f"writer-{n}" for n in range(WRITERS)), *(f"worker-{n}" for n in range(WORKERS)), "server"]
    for role in roles:
        crowd.start(role)
    crowd.wait_until_served()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(0.3, 2.5))
        role = chance.choice(roles)
        crowd.kill(role)
        time.sleep(chance.uniform(0.0, 0.3))
        crowd.start(role)
        if role == "server":
            crowd.wait_until_served()
    for role in roles:
        if not role.startswith("worker"):
            crowd.kill(role)


WAITING = (
    "SELECT (SELECT COUNT(*) FROM backbone_outboxevent WHERE position IS NULL)"
    " + (SELECT COUNT(*) FROM backbone_auditentry WHERE seq IS NULL)"
    " + (SELECT COUNT(*) FROM backbone_job WHERE parked_at IS NULL)"
    " + ((SELECT MAX(position) FROM backbone_outboxevent)"
    "    - COALESCE((SELECT position FROM backbone_subscription WHERE handler = 'proof'), 0))"
)


def _drain(database: sqlite3.Connection) -> None:
    """Wait until the workers have done all that waits. Raises RuntimeError when they stand still."""
    least, deadline = sys.maxsize, 0.0
    while left := database.execute(WAITING).fetchone()[0]:
        now = time.monotonic()
        if left < least:
            least, deadline = left, now + STILL_S
        if now > deadline:
            raise RuntimeError(f"{left} rows wait and nothing moved for {STILL_S:.0f} s")
        time.sleep(0.5)


@dataclass
class Story:
    """What the events say, in their order."""

    positions: list[int] = field(default_factory=list)
    steps: dict[str, Counter[str]] = field(default_factory=lambda: {step: Counter() for step in STEPS})
    last: dict[str, dict[str, int]] = field(default_factory=lambda: {"asked": {}, "looked": {}})

    @classmethod
    def read(cls, database: sqlite3.Connection) -> "Story":
        """All events of the proof."""
        story = cls()
        query = (
            "SELECT position, COALESCE(json_extract(payload, '$.step'), 'written'), json_extract(payload, '$.about')"
            " FROM backbone_outboxevent ORDER BY position"
        )
        for position, step, about in database.execute(query):
            story.positions.append(position)
            if step in story.last:
                story.last[step][about] = position
            else:
                story.steps[step][about] += 1
        return story

    def faults(self) -> list[str]:
        """Gaps, effects that are missing or doubled, requests after which nothing ran."""
        found = []
        if self.positions != list(range(1, len(self.positions) + 1)):
            found.append("positions have a gap or a double")
        for step, counts in self.steps.items():
            if lost := self.steps["written"].keys() - counts.keys():
                found.append(f"{step}: {len(lost)} lost")
            if doubled := [about for about, count in counts.items() if count != 1]:
                found.append(f"{step}: {len(doubled)} doubled")
        looked = self.last["looked"]
        late = [key for key, position in self.last["asked"].items() if looked.get(key, 0) < position]
        return found + [f"{key}: no run after the last request" for key in late]


def _faults(database: sqlite3.Connection, said: set[str]) -> list[str]:
    """Everything that is not as it must be."""
    story = Story.read(database)
    found = story.faults()
    query = "SELECT json_extract(result, '$.about') FROM backbone_operationrecord WHERE name = 'proof.write'"
    kept = {about for (about,) in database.execute(query)}
    if said - kept:
        found.append(f"{len(said - kept)} acknowledged commands are lost")
    if story.steps["written"].keys() != kept:
        found.append("operations and their events differ")
    for table in ("job", "parkedevent"):
        if left := database.execute(f"SELECT COUNT(*) FROM backbone_{table}").fetchone()[0]:
            found.append(f"{left} rows in backbone_{table}")
    if (state := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        found.append(f"integrity_check: {state}")
    return found


def main() -> int:
    """Run the proof; 1 when anything is wrong."""
    seconds = float(os.environ.get("PROOF_SECONDS", "300"))
    seed = int(os.environ.get("PROOF_SEED", str(random.SystemRandom().randrange(10**6))))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guangsha-proof-") as folder:
        directory = Path(folder)
        if _start(directory, "guangsha", "doctor", stdout=subprocess.DEVNULL).wait(120):
            raise RuntimeError("the empty product is not well")
        with _crowd(directory) as crowd:
            _torment(crowd, seconds, random.Random(seed))
            with contextlib.closing(sqlite3.connect(directory / "guangsha.sqlite3", timeout=60)) as database:
                _drain(database)
                for role in [role for role in crowd.running if role.startswith("worker")]:
                    process = crowd.running.pop(role)
                    process.terminate()
                    process.wait(60)
                said = crowd.said()
                found = _faults(database, said)
                events = database.execute("SELECT MAX(position) FROM backbone_outboxevent").fetchone()[0]
        doctor = subprocess.run(
            [sys.executable, "-m", "guangsha", "doctor"],
            cwd=ROOT, env=environment(directory), capture_output=True, text=True, check=False,
        )  # fmt: skip
    sys.stdout.write(doctor.stdout)
    if doctor.returncode:
        found.append("doctor: not well")
    audit = next((line for line in doctor.stdout.splitlines() if " audit: " in line), "no audit line")
    print("\n".join(found) if found else "proof: nothing lost, nothing doubled")
    kills = crowd.kills
    append_table(
        "Proof under kill -9 (SQLite)",
        ["seconds", "commands acknowledged", "events", "kills: writers", "workers", "servers", "audit", "faults"],
        [[
            f"{seconds:.0f}", f"{len(said):,}", f"{events:,}", str(kills["writer"]), str(kills["worker"]),
            str(kills["server"]), audit.partition("audit: ")[2] or audit, "; ".join(found) or "none",
        ]],
        f"`make proof`, seed {seed}, {time.monotonic() - started:.0f} s with draining; {WRITERS} writers, {WORKERS} "
        "workers, one `serve`, each killed at random moments; every command has an event, an audit entry, a reaction of a "
        "handler, a job and a request for a job with a unique key",
    )  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
