"""kill -9 of writers and workers: nothing acknowledged is lost, positions stay gap-free, the audit chain holds."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.live import empty

ROUNDS = 2
SEED = 20261122


def _environment(directory: Path) -> dict[str, str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(directory)}
    return {**kept, "GUANGSHA_DATA_DIR": str(directory), "GUANGSHA_LOG_LEVEL": "ERROR"}


def _start(directory: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, cwd=root, env=_environment(directory), text=True, **options)


def _guangsha(directory: Path, *words: str) -> str:
    process = _start(directory, "guangsha", *words, stdout=subprocess.PIPE)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return empty(tmp_path)


def test_killed_writers_and_workers_lose_nothing(directory: Path) -> None:
    chance = random.Random(SEED)
    said: set[str] = set()
    for turn in range(ROUNDS):
        log = directory / f"said-{turn}"
        with log.open("w") as handle:
            writers = [_start(directory, "tests.faults.writer", stdout=handle) for _ in range(2)]
        worker = _start(directory, "guangsha", "worker", stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and log.read_text().count("\n") < 20:
            time.sleep(0.05)
        time.sleep(chance.uniform(0.05, 0.5))
        for process in chance.sample([*writers, worker], 3):
            process.send_signal(signal.SIGKILL)
            time.sleep(chance.uniform(0, 0.05))
        for process in (*writers, worker):
            process.wait(30)
        said |= {line for line in log.read_text().split("\n") if len(line) == 36}

    assert len(said) >= ROUNDS * 20
    database = sqlite3.connect(directory / "guangsha.sqlite3")
    kept = {row[0] for row in database.execute("SELECT id FROM backbone_operationrecord")}
    assert {line.replace("-", "") for line in said} <= kept
    events, audits = (
        database.execute(f"SELECT COUNT(*) FROM backbone_{table}").fetchone()[0]
        for table in ("outboxevent", "auditentry")
    )
    assert events == audits == len(kept)

    worker = _start(directory, "guangsha", "worker", stdout=subprocess.PIPE)
    try:
        assert worker.stdout is not None
        assert "runs" in worker.stdout.readline()  # from here on it ends in order when it is told to
        query = "SELECT COUNT(*) FROM backbone_outboxevent WHERE position IS NULL"
        sealed = "SELECT COUNT(*) FROM backbone_auditentry WHERE seq IS NULL"
        deadline = time.monotonic() + 60
        while any(database.execute(text).fetchone()[0] for text in (query, sealed)) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
    assert worker.returncode == 0
    positions = [row[0] for row in database.execute("SELECT position FROM backbone_outboxevent ORDER BY position")]
    assert positions == list(range(1, events + 1))
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert f"{events} entries, the chain holds" in _guangsha(directory, "doctor")


def test_two_processes_may_prepare_an_empty_directory_at_once(tmp_path: Path) -> None:
    both = [_start(tmp_path, "guangsha", "doctor", stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, output + errors
