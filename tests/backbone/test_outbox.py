import multiprocessing
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from guangsha.backbone import handlers, leases, outbox
from guangsha.backbone.models import Lease, OutboxEvent
from guangsha.backbone.outbox import events_after, head_position, oldest_position, relay_step
from guangsha.backbone.pruning import prune_step
from guangsha.backbone.public import command, emit
from guangsha.kit.ids import new_id
from tests.backbone.support import TESTER, Happened, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

WRITERS = 6
EACH = 15


def _write_slowly(index: int) -> None:
    """Commands whose ids are given before they wait: later ids commit earlier, as in real life."""
    for turn in range(EACH):
        number = index * EACH + turn
        event = OutboxEvent(name="test.happened", aggregate="test:1", payload={"number": number})

        def work(event: OutboxEvent = event, number: int = number) -> None:
            time.sleep(0.002 * (number % 5))
            event.pk = event.pk or new_id()
            OutboxEvent.objects.bulk_create([event])

        if connection.vendor == "sqlite":
            time.sleep(0.001 * (number % 7))  # one writer at a time: the race is between taking an id and the lock
        command(work, actor=TESTER)


def _tail_by_id(seen: set[str], last: str | None) -> str | None:
    rows = OutboxEvent.objects.order_by("id")
    if last is not None:
        rows = rows.filter(id__gt=last)
    for row in rows:
        seen.add(str(row.id))
        last = str(row.id)
    return last


def _race(follow: object) -> None:
    def body(index: int) -> None:
        if index == WRITERS:
            follow()  # type: ignore[operator]
        else:
            _write_slowly(index)

    assert in_threads(WRITERS + 1, body) == []


class TestPositions:
    def test_following_positions_loses_nothing(self) -> None:
        seen: list[int] = []

        def follow() -> None:
            deadline = time.monotonic() + 60
            while len(seen) < WRITERS * EACH and time.monotonic() < deadline:
                relay_step()
                seen.extend(event.position for event in events_after(seen[-1] if seen else 0))
                time.sleep(0.002)

        _race(follow)
        assert seen == list(range(1, WRITERS * EACH + 1))

    def test_following_ids_does_lose_some(self) -> None:
        """The negative control: the same race, read by id, must miss rows; else the test above proves nothing."""
        seen: set[str] = set()

        def follow() -> None:
            last: str | None = None
            until = time.monotonic() + 60
            while time.monotonic() < until:
                last = _tail_by_id(seen, last)
                if OutboxEvent.objects.count() == WRITERS * EACH:
                    break
                time.sleep(0.001)
            _tail_by_id(seen, last)

        _race(follow)
        assert len(seen) < WRITERS * EACH

    def test_three_relays_at_once_stamp_each_event_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outbox, "BATCH", 7)
        for number in range(100):
            OutboxEvent.objects.create(name="n", aggregate="a", payload={"number": number})

        def relay(index: int) -> None:
            for _ in range(60):
                try:
                    with transaction.atomic():
                        held = leases.hold_lease("relay", seconds=0.001, owner=f"relay-{index}")
                    if held:
                        relay_step()
                except Exception as error:
                    if "position" in str(error):
                        raise

        in_threads(3, relay)
        while relay_step() or OutboxEvent.objects.filter(position=None).exists():
            Lease.objects.update(until=Now() - timedelta(seconds=1))
        stamped = sorted(OutboxEvent.objects.values_list("position", flat=True))
        assert stamped == list(range(1, 101))


class TestReading:
    def _stamp(self, count: int) -> None:
        for number in range(count):
            command(lambda number=number: emit(Happened(number)), actor=TESTER)  # type: ignore[misc]
        while relay_step():
            pass

    def test_filters_by_name_and_keeps_order(self) -> None:
        self._stamp(5)
        assert [event.payload["number"] for event in events_after(2)] == [2, 3, 4]
        assert events_after(0, names={"other"}) == []
        assert len(events_after(0, limit=2)) == 2
        assert head_position() == 5

    def test_pruning_never_takes_the_newest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(handlers, "_handlers", {})  # those of the product have taken nothing here
        self._stamp(4)
        OutboxEvent.objects.update(created_at=Now() - timedelta(days=400))
        while prune_step():
            pass
        assert (oldest_position(), head_position()) == (4, 4)
        self._stamp(1)
        assert head_position() == 5


class TestLease:
    def test_a_forked_worker_is_somebody_else(self) -> None:
        mine = leases.this_process()
        with multiprocessing.get_context("fork").Pool(1) as pool:
            theirs = pool.apply(leases.this_process)
        assert theirs != mine
        assert leases.this_process() == mine

    def test_only_one_owner_until_it_runs_out(self) -> None:
        assert leases.hold_lease("x", seconds=30, owner="a")
        assert not leases.hold_lease("x", seconds=30, owner="b")
        assert leases.hold_lease("x", seconds=30, owner="a")
        leases.drop_lease("x", owner="b")
        assert not leases.hold_lease("x", seconds=30, owner="b")
        leases.drop_lease("x", owner="a")
        assert leases.hold_lease("x", seconds=30, owner="b")
