"""kill -9 of who moves units and of the sealers: each step has one leaf in the end, and every head still holds."""

import random
import signal
import sqlite3
import time
from pathlib import Path

from tests.faults.test_kill import _guangsha, _start, directory

ROUNDS = 2
SEED = 20261130

__all__ = ["directory"]


def count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def test_killed_sealers_lose_and_double_nothing(directory: Path) -> None:
    chance = random.Random(SEED)
    assert _start(directory, "tests.faults.ledger_writer", "make").wait(120) == 0
    database = sqlite3.connect(directory / "guangsha.sqlite3", timeout=30)
    said = 0
    for turn in range(ROUNDS):
        log = directory / f"moved-{turn}"
        with log.open("w") as handle:
            writer = _start(directory, "tests.faults.ledger_writer", stdout=handle)
        workers = [_start(directory, "guangsha", "worker") for _ in range(2)]
        before, deadline = count(database, "transparency_leaf"), time.monotonic() + 90
        while time.monotonic() < deadline and (
            count(database, "transparency_leaf") == before or log.read_text().count("\n") < 10
        ):
            time.sleep(0.05)
        time.sleep(chance.uniform(0.0, 2.5))
        for process in chance.sample([writer, *workers], 3):
            process.send_signal(signal.SIGKILL)
            time.sleep(chance.uniform(0, 0.3))
        for process in (writer, *workers):
            process.wait(30)
        said += log.read_text().count("\n")

    assert said >= ROUNDS * 10
    worker = _start(directory, "guangsha", "worker")
    try:
        deadline = time.monotonic() + 90
        while (
            count(database, "transparency_leaf") < count(database, "inventory_unitevent")
            and time.monotonic() < deadline
        ):
            time.sleep(0.2)
    finally:
        worker.terminate()
        assert worker.wait(60) in {0, -signal.SIGTERM}  # the latter while it was still starting
    assert count(database, "inventory_unitevent") >= said
    assert count(database, "transparency_leaf") == count(database, "inventory_unitevent")
    assert count(database, "transparency_treehead") > ROUNDS
    assert "BAD" not in _guangsha(directory, "verify-invariants")
