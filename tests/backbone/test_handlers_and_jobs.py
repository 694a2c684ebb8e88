from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from guangsha.backbone import handlers, jobs
from guangsha.backbone.domain.events import Event, StampedEvent
from guangsha.backbone.models import InboxEntry, Job, Lease, ParkedEvent, Subscription
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.public import command, emit, enqueue, register_handler, register_job
from tests.backbone.support import TESTER, Happened, Other, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(jobs, "_runs", {})
    yield


def _tell(*events: Event) -> None:
    for event in events:
        command(partial(emit, event), actor=TESTER)
    while relay_step():
        pass


def _happen(count: int) -> None:
    _tell(*map(Happened, range(count)))


class TestHandlers:
    def test_takes_each_event_once_in_order(self) -> None:
        seen: list[int] = []
        register_handler("h", events={"test.happened"}, react=lambda event: seen.append(event.payload["number"]))
        _happen(3)
        handlers.handlers_step()
        handlers.handlers_step()
        assert seen == [0, 1, 2]

    def test_one_that_looks_the_thing_up_hears_the_newest_alone(self) -> None:
        seen: list[int] = []
        register_handler(
            "h", events={"test.happened"}, react=lambda event: seen.append(event.payload["number"]), newest=True
        )
        _happen(3)
        handlers.handlers_step()
        handlers.handlers_step()
        assert seen == [2]

    def test_when_the_newest_fail_together_each_is_taken_alone(self) -> None:
        seen: list[int] = []

        def react(event: StampedEvent) -> None:
            seen.append(event.payload["number"])
            if len(seen) == 1:
                raise RuntimeError("not together")

        register_handler("h", events={"test.happened"}, react=react, newest=True)
        _happen(3)
        handlers.handlers_step()
        assert seen == [2, 0, 1, 2]

    def test_a_lost_cursor_does_not_repeat_the_effect(self) -> None:
        seen: list[int] = []
        register_handler("h", events={"test.happened"}, react=lambda event: seen.append(event.payload["number"]))
        _happen(3)
        handlers.handlers_step()
        Subscription.objects.update(position=0)
        handlers.handlers_step()
        assert seen == [0, 1, 2]
        assert InboxEntry.objects.count() == 3

    def test_a_poison_event_is_parked_and_the_rest_goes_on(self) -> None:
        seen: list[int] = []

        def react(event: StampedEvent) -> None:
            if event.payload["number"] == 1:
                raise ValueError("cannot take this")
            seen.append(event.payload["number"])

        register_handler("h", events={"test.happened"}, react=react)
        _happen(3)
        for _ in range(handlers.MAX_FAILURES + 2):
            handlers.handlers_step()
            Subscription.objects.update(retry_at=None)
        assert seen == [0, 2]
        assert "cannot take this" in ParkedEvent.objects.get().error

    def test_a_failing_handler_waits_before_it_tries_again(self) -> None:
        tries: list[int] = []

        def react(event: StampedEvent) -> None:
            tries.append(1)
            raise ValueError

        register_handler("h", events={"test.happened"}, react=react)
        _happen(1)
        for _ in range(5):
            handlers.handlers_step()
        assert len(tries) == 1

    def test_an_idle_step_asks_as_little_for_many_handlers_as_for_one(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(20):
            register_handler(f"h{number}", events={"test.happened"}, react=lambda event: None)
        _happen(1)
        while handlers.handlers_step():
            pass
        with django_assert_max_num_queries(2):
            handlers.handlers_step()

    def test_those_an_event_does_not_concern_move_past_it_together(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        seen: list[int] = []
        for number in range(20):
            register_handler(f"h{number}", events={"test.other"}, react=lambda event: seen.append(-1))
        handlers.handlers_step()
        _happen(3)
        with django_assert_max_num_queries(6):
            handlers.handlers_step()
        assert set(Subscription.objects.values_list("position", flat=True)) == {3}
        register_handler("late", events={"test.happened"}, react=lambda event: seen.append(event.payload["number"]))
        handlers.handlers_step()
        assert seen == [0, 1, 2]

    def test_one_far_behind_is_not_passed_by(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[int] = []
        looked = handlers.newest_by_name
        monkeypatch.setattr(handlers, "PASS_BY_AT_MOST", 2)
        monkeypatch.setattr(handlers, "newest_by_name", lambda position: (asked.append(position), looked(position))[1])
        register_handler("h", events={"test.other"}, react=lambda event: None)
        handlers.handlers_step()
        _happen(3)
        handlers.handlers_step()
        assert (asked, Subscription.objects.get().position) == ([], 3)
        _happen(2)
        handlers.handlers_step()
        assert (asked, Subscription.objects.get().position) == ([3], 5)

    def test_one_that_waits_for_another_try_is_not_passed_by_with_those_ahead(self) -> None:
        seen: list[int] = []

        def react(event: StampedEvent) -> None:
            if not seen:
                seen.append(-1)
                raise ValueError("not yet")
            seen.append(event.payload["number"])

        register_handler("waits", events={"test.happened"}, react=react)
        register_handler("other", events={"test.other"}, react=lambda event: None)
        _happen(1)
        handlers.handlers_step()
        _tell(Other())
        handlers.handlers_step()
        assert dict(Subscription.objects.values_list("handler", "position")) == {"waits": 0, "other": 2}
        Subscription.objects.update(retry_at=None)
        handlers.handlers_step()
        assert seen == [-1, 0]
        handlers.handlers_step()
        assert set(Subscription.objects.values_list("position", flat=True)) == {2}


class TestJobs:
    def _due(self) -> None:
        Job.objects.update(due_at=Now() - timedelta(seconds=1))

    def test_runs_once_and_is_gone(self) -> None:
        runs: list[dict[str, Any]] = []
        register_job("j", runs.append)
        command(lambda: enqueue("j", {"a": 1}), actor=TESTER)
        jobs.jobs_step()
        jobs.jobs_step()
        assert runs == [{"a": 1}]
        assert not Job.objects.exists()

    def test_waits_until_it_is_due(self) -> None:
        runs: list[dict[str, Any]] = []
        register_job("j", runs.append)
        command(lambda: enqueue("j", {}, after=timedelta(hours=1)), actor=TESTER)
        jobs.jobs_step()
        assert runs == []
        self._due()
        jobs.jobs_step()
        assert len(runs) == 1

    def test_a_unique_key_waits_once(self) -> None:
        register_job("j", lambda payload: None)
        command(lambda: enqueue("j", {}, unique_key="k"), actor=TESTER)
        assert command(lambda: enqueue("j", {}, unique_key="k"), actor=TESTER) is None
        assert Job.objects.count() == 1

    def test_a_killed_worker_leaves_a_job_that_falls_due_again(self) -> None:
        runs: list[int] = []

        def die_once(payload: dict[str, Any]) -> None:
            runs.append(1)
            if len(runs) == 1:
                raise KeyboardInterrupt

        register_job("j", die_once)
        command(lambda: enqueue("j", {}), actor=TESTER)
        with pytest.raises(KeyboardInterrupt):
            jobs.jobs_step()
        assert Job.objects.get().lease_owner is not None
        jobs.jobs_step()
        assert len(runs) == 1
        self._due()
        jobs.jobs_step()
        assert len(runs) == 2
        assert not Job.objects.exists()

    def test_slow_jobs_keep_nobody_waiting(self) -> None:
        runs: list[str] = []
        register_job("slow", lambda payload: runs.append("slow"), slow=True)
        register_job("quick", lambda payload: runs.append("quick"))
        for name in ("slow", "quick"):
            command(lambda: enqueue(name, {}), actor=TESTER)  # noqa: B023 - runs at once
        jobs.jobs_step()
        assert runs == ["quick"]
        jobs.jobs_step(slow=True)
        assert runs == ["quick", "slow"]

    def test_who_waits_is_told_before_it_is_parked(self) -> None:
        told: list[dict[str, Any]] = []

        def fail(payload: dict[str, Any]) -> None:
            raise ValueError("no")

        def tell(payload: dict[str, Any]) -> None:
            assert Job.objects.get().parked_at is None
            told.append(payload)
            if len(told) == 1:
                raise OSError("not now")

        register_job("j", fail, gave_up=tell)
        command(lambda: enqueue("j", {"a": 1}), actor=TESTER)
        for _ in range(jobs.MAX_ATTEMPTS - 1):
            self._due()
            jobs.jobs_step()
        assert told == []
        self._due()
        with pytest.raises(OSError, match="not now"):
            jobs.jobs_step()
        assert Job.objects.get().parked_at is None
        self._due()
        jobs.jobs_step()
        assert told == [{"a": 1}] * 2
        assert Job.objects.get().parked_at is not None

    def test_is_parked_after_its_last_try(self) -> None:
        def fail(payload: dict[str, Any]) -> None:
            raise ValueError("no")

        register_job("j", fail)
        command(lambda: enqueue("j", {}, unique_key="k"), actor=TESTER)
        for _ in range(jobs.MAX_ATTEMPTS + 2):
            self._due()
            jobs.jobs_step()
        job = Job.objects.get()
        assert job.parked_at is not None
        assert job.attempts == jobs.MAX_ATTEMPTS
        assert "ValueError: no" in job.error

    def test_many_workers_run_each_job_once(self) -> None:
        runs: list[int] = []
        register_job("j", lambda payload: runs.append(payload["n"]))
        for number in range(20):
            command(lambda number=number: enqueue("j", {"n": number}), actor=TESTER)  # type: ignore[misc]
        assert in_threads(4, lambda index: [jobs.jobs_step() for _ in range(3)] and None) == []
        assert sorted(runs) == list(range(20))

    def test_a_conflict_while_a_job_is_put_away_does_not_run_it_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        runs: list[dict[str, Any]] = []
        conflicts = [OperationalError("database is locked")]
        mine = jobs._mine

        def mine_after_a_conflict(job: Job) -> QuerySet[Job]:
            if conflicts:
                raise conflicts.pop()
            return mine(job)

        register_job("j", runs.append)
        command(lambda: enqueue("j", {"a": 1}), actor=TESTER)
        monkeypatch.setattr(jobs, "_mine", mine_after_a_conflict)
        jobs.jobs_step()
        assert (runs, conflicts, Job.objects.exists()) == ([{"a": 1}], [], False)


def test_leases_and_jobs_use_the_databases_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong clock on this machine changes nothing."""
    register_job("j", lambda payload: None)
    monkeypatch.setattr("time.time", lambda: 0.0)
    command(lambda: enqueue("j", {}), actor=TESTER)
    jobs.jobs_step()
    assert not Job.objects.exists()
    assert not Lease.objects.filter(until__year__lt=2000).exists()
