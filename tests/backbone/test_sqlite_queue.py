"""The writers of one process queue for SQLite: in order, and nobody keeps the turn by failing."""

import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from guangsha.backbone.engines.sqlite import base
from guangsha.backbone.models import Lease
from tests.backbone.support import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sqlite_only() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the queue is SQLite's")


def test_first_come_first_served() -> None:
    queue, order = base._Queue(), list[int]()
    assert queue.enter()

    def wait(number: int) -> None:
        assert queue.enter()
        order.append(number)
        queue.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    queue.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert not queue._busy


def test_who_gives_up_waiting_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PATIENCE_S", 0.01)
    queue = base._Queue()
    assert queue.enter()
    assert not queue.enter()
    queue.leave()
    assert queue.enter()


def test_transactions_that_fail_and_lines_that_close_give_the_turn_back() -> None:
    def work(index: int) -> None:
        with pytest.raises((DatabaseError, ZeroDivisionError)), transaction.atomic():  # noqa: PT012 - two kinds of failing
            Lease.objects.create(name=f"n{index}", owner="me", until="2026-11-30T00:00:00Z")
            if index % 2:
                raise ZeroDivisionError
            connection.cursor().execute("no sql")
        with transaction.atomic():
            Lease.objects.create(name=f"n{index}", owner="me", until="2026-11-30T00:00:00Z")
            if index == 0:
                connection.close()

    in_threads(6, work)
    assert not base._queue._busy
    with transaction.atomic():
        Lease.objects.create(name="after", owner="me", until="2026-11-30T00:00:00Z")
