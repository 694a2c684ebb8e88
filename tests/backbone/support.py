"""What the backbone's tests share: an event, and commands run by several threads with connections of their own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection

from guangsha.backbone.public import Event
from guangsha.kit.actor import system_actor

TESTER = system_actor("tester")


@dataclass(frozen=True, slots=True)
class Other(Event):
    """Something else happened."""

    name: ClassVar[str] = "test.other"

    @property
    def aggregate(self) -> str:
        return "test:1"


@dataclass(frozen=True, slots=True)
class Happened(Event):
    """Something happened."""

    name: ClassVar[str] = "test.happened"
    number: int

    @property
    def aggregate(self) -> str:
        return "test:1"


def in_threads(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run ``work(i)`` in ``count`` threads at once; what they raised."""
    errors: list[BaseException] = []
    gate = threading.Barrier(count)

    def body(index: int) -> None:
        try:
            gate.wait(30)
            work(index)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=body, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return errors
