"""Clients who move money in processes that are killed: a parent that forks them, and forks another where one is gone.

It says the number of each process that it started, one a line. What the provider says moved goes into its book, a file that
outlives them, before it tells us of it.
"""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ALIKE = 10
"""Clients in one process."""
LINES, TURN_S = 4, 0.3
"""They take turns at so many lines to the database: servers have not one for each."""


def main(place: Path, processes: int) -> None:
    """Run until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    import tests.money.test_snapshots  # all is loaded before the first fork

    assert tests.money.test_snapshots
    ending = threading.Event()  # an exception would be swallowed where the word comes within a hook of ``fork``
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    living: set[int] = set()
    seeds = iter(range(10**6))
    try:
        while not ending.is_set():
            while len(living) < processes:
                seed = next(seeds)
                if (child := os.fork()) == 0:
                    _move(place / f"{seed}.book", seed, os.getppid())
                living.add(child)
                print(child, flush=True)
            gone, _ = os.waitpid(-1, os.WNOHANG)  # waiting for it would sleep through a word to end
            living.discard(gone)
            time.sleep(0.02)
    finally:
        for child in living:
            os.kill(child, signal.SIGKILL)


def _move(path: Path, seed: int, parent: int) -> None:
    """Never returns."""
    from django.db import connection

    from tests.money.test_snapshots import Book, client

    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    class Written(Book):
        """On paper: a line is there, whole, before anybody is told."""

        def __init__(self) -> None:
            super().__init__()
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def pay(self, number: str, fen: int) -> None:
            os.write(self._file, f"paid {number} {fen}\n".encode())

        def give_back(self, number: str, fen: int) -> None:
            os.write(self._file, f"back {number} {fen}\n".encode())

    book, seats = Written(), threading.BoundedSemaphore(LINES)

    def body(index: int) -> None:
        luck, done = random.Random(seed * ALIKE + index), Counter[str]()
        while True:
            with seats:
                try:
                    client(book, luck, time.monotonic() + TURN_S, done)
                except Exception:  # noqa: BLE001 - a line that was cut, an answer that never came: it goes on
                    pass
                finally:
                    connection.close()

    for index in range(ALIKE):
        threading.Thread(target=body, args=(index,), daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
