"""The processes of a proof: a worker with a handler and two jobs of its own, and a writer that says what was committed.

Every effect is an operation of its own or an event, so that doing one twice, or not at all, can be counted afterwards.
"""

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid5

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
django.setup()

from guangsha.backbone.domain.events import StampedEvent  # noqa: E402 - Django first
from guangsha.backbone.public import (  # noqa: E402
    Event,
    Operation,
    Runner,
    audit,
    command,
    emit,
    enqueue,
    register_handler,
    register_job,
)
from guangsha.kit.actor import system_actor  # noqa: E402
from guangsha.kit.ids import new_id  # noqa: E402

PROVER = system_actor("proof")
PAUSE_S = 0.05
"""Between two commands of a writer: what is written must also be worked off."""
KEYS = 5
"""Unique keys that the writers ask for in turn."""


@dataclass(frozen=True, slots=True)
class Written(Event):
    """A command took effect; the handler reacts to it."""

    name: ClassVar[str] = "proof.written"
    about: str

    @property
    def aggregate(self) -> str:
        """The thing it is about."""
        return f"proof:{self.about}"


@dataclass(frozen=True, slots=True)
class Said(Event):
    """A step of the proof: ``step`` is asked, reacted, worked, or looked; ``about`` the operation or the key."""

    name: ClassVar[str] = "proof.said"
    step: str
    about: str

    @property
    def aggregate(self) -> str:
        """The thing it is about."""
        return f"proof:{self.about}"


def _say(step: str, about: str) -> dict[str, str]:
    emit(Said(step=step, about=about))
    audit(action=f"proof.{step}", target=f"proof:{about}")
    return {"about": about}


def _react(event: StampedEvent) -> None:
    _say("reacted", event.payload["about"])


def _work(payload: dict[str, Any]) -> None:
    """A job with an effect that must happen once however often it runs: its operation id comes from the request."""
    op = Operation.of(uuid5(UUID(payload["about"]), "work"), name="proof.work", body=payload)
    command(lambda: _say("worked", payload["about"]), actor=PROVER, op=op)


def _look(payload: dict[str, Any]) -> None:
    """A job with a unique key: a run must begin after every request."""
    command(lambda: _say("looked", payload["key"]), actor=PROVER)


def register() -> None:
    """Register the handler and the jobs."""
    register_handler("proof", events={Written.name}, react=_react)
    register_job("proof.work", _work)
    register_job("proof.look", _look)


def write() -> None:
    """Write until killed: each command an event, an audit entry, a job, and a request for a job with a unique key."""
    number = 0
    while True:
        number += 1
        op = Operation.of(new_id(), name="proof.write", body=number)
        key = f"proof-{number % KEYS}"

        def work(op: Operation = op, key: str = key) -> dict[str, str]:
            about = str(op.id)
            enqueue("proof.work", {"about": about})
            enqueue("proof.look", {"key": key}, unique_key=key)
            emit(Said(step="asked", about=key))
            emit(Written(about=about))
            audit(action="proof.write", target=f"proof:{about}")
            return {"about": about}

        print(command(work, actor=PROVER, op=op)["about"], flush=True)
        time.sleep(PAUSE_S)


def follow() -> None:
    """Run the loops until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    runner = Runner()
    runner.start()
    stop.wait()
    runner.stop()


if __name__ == "__main__":
    register()
    {"write": write, "follow": follow}[sys.argv[1]]()
