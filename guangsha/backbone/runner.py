"""Background loops: each step in a thread of its own with its own connection; a failing step is logged and tried again."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import close_old_connections, connection

from guangsha.backbone import metrics

log = structlog.get_logger(__name__)
PAUSE_AFTER_FAILURE_S = 2.0
REST_AT_MOST_S = 3.0


@dataclass(frozen=True, slots=True)
class _Loop:
    name: str
    step: Callable[[], bool]
    every_s: float
    rest: float


_loops: dict[str, _Loop] = {}


def register_loop(name: str, *, step: Callable[[], bool], every_s: float, rest: float = 0.0) -> None:
    """Have ``step`` called every ``every_s`` seconds by ``serve`` and ``worker``, at once again while it returns True.

    ``rest``: after each step a pause of so many times what the step took (REST_AT_MOST_S at most), for copies that are allowed
    to lag a little and must not take the processor from buyers.
    """
    if name in _loops:
        raise ValueError(f"loop {name} is registered already")
    _loops[name] = _Loop(name, step, every_s, rest)


def _run(loop: _Loop, stop: threading.Event) -> None:
    pause = 0.0
    while not stop.wait(pause):
        try:
            close_old_connections()
            began = time.monotonic()
            more = loop.step()
            rest = min(REST_AT_MOST_S, loop.rest * (time.monotonic() - began))
            pause = rest if more else max(loop.every_s, rest)
        except Exception:
            metrics.LOOP_FAILURES.labels(loop.name).inc()
            log.exception("loop_failed", loop=loop.name)
            connection.close()
            pause = max(loop.every_s, PAUSE_AFTER_FAILURE_S)
    connection.close()


class Runner:
    """The threads of this process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start one daemon thread per registered loop."""
        for loop in _loops.values():
            thread = threading.Thread(target=_run, args=(loop, self._stop), name=f"loop-{loop.name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, *, wait_s: float = 10.0) -> None:
        """Ask every loop to end after its current step and wait."""
        self._stop.set()
        for thread in self._threads:
            thread.join(wait_s)


def run_until_idle(*, rounds: int = 1000) -> None:
    """Run every loop's step in this thread until none has more to do: for commands and tests."""
    for _ in range(rounds):
        if not any([loop.step() for loop in list(_loops.values())]):
            return
