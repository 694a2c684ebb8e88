"""Checking a file of anybody in a process of its own: a hostile one can cost it a little time and memory, and nothing else.

Run as ``python -m guangsha.contracts.pdf.checker``: reads a line of JSON (roots in base64) and the PDF, writes JSON.
"""

import base64
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from guangsha.contracts.domain.signing_errors import CheckerBusy

LONGEST = 12 * 1024 * 1024
SECONDS = 20
MEMORY = 1024 * 1024 * 1024
AT_ONCE = 2
_room = threading.BoundedSemaphore(AT_ONCE)


def check_apart(pdf: bytes, *, roots: Sequence[bytes], timestamp_roots: Sequence[bytes]) -> dict[str, Any]:
    """What ``check_pdf`` says, as plain values; a file that breaks or stalls the checker is not readable. Raises CheckerBusy."""
    head = {"roots": [_b64(one) for one in roots], "timestamp_roots": [_b64(one) for one in timestamp_roots]}
    if not _room.acquire(timeout=5):
        raise CheckerBusy()
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(head).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return {"readable": False, "good": False, "signatures": [], "stamps": [], "bad_stamps": 0}
    finally:
        _room.release()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def main() -> None:
    """The process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from guangsha.contracts.pdf.checking import check_pdf

    head = json.loads(sys.stdin.buffer.readline())
    roots, timestamp_roots = ([base64.b64decode(one) for one in head[name]] for name in ("roots", "timestamp_roots"))
    found = check_pdf(sys.stdin.buffer.read(LONGEST + 1), roots=roots, timestamp_roots=timestamp_roots)
    signatures = [{**asdict(one), "good": one.good} for one in found.signatures]
    told = {**asdict(found), "signatures": signatures, "good": found.good}
    sys.stdout.write(json.dumps(told, default=_plain))


if __name__ == "__main__":
    main()
