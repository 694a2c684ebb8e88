"""Loaded before Django: a data directory of its own for every test process, and nothing of the caller's settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = {"GUANGSHA_DATABASE_URL"}
REAL_DATA = Path(os.environ.get("GUANGSHA_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
"""Real data sets beside the project; never part of it. Tests that need them skip where they are missing."""

for name in [name for name in os.environ if name.startswith("GUANGSHA_") and name not in KEPT]:
    del os.environ[name]
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3


def in_memory() -> str | None:
    """A folder in memory with room, or None: what tests write need not survive them, and a disk is slow to promise it."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return str(MEMORY)


if (_memory := in_memory()) is not None:
    os.environ["TMPDIR"] = tempfile.tempdir = _memory
_directory = tempfile.mkdtemp(prefix="guangsha-test-")
atexit.register(shutil.rmtree, _directory, ignore_errors=True)
os.environ["GUANGSHA_DATA_DIR"] = _directory
os.environ["GUANGSHA_LOG_LEVEL"] = "ERROR"
