"""Jobs that take long, that kill their worker, and that are asked for again while they wait or run."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now

from guangsha.backbone import jobs
from guangsha.backbone.models import Job, OutboxEvent
from guangsha.backbone.public import command, emit, enqueue, register_job, remarks
from tests.backbone.support import TESTER, Happened, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
WAIT_S = 30


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(jobs, "_runs", {})
    yield


def ask(number: int = 0, **more: Any) -> UUID | None:
    return command(lambda: enqueue("j", {"n": number}, unique_key="k", **more), actor=TESTER)


def drain() -> None:
    for _ in range(20):
        Job.objects.filter(parked_at=None).update(due_at=Now() - timedelta(seconds=1))
        jobs.jobs_step()


class Held:
    """A job whose first run stays in it until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.payloads: list[int] = []
        register_job("j", self.run)

    def run(self, payload: dict[str, Any]) -> None:
        self.payloads.append(payload["n"])
        if not self.begun.is_set():
            self.begun.set()
            assert self.go.wait(WAIT_S)

    def during(self, work: Callable[[], object]) -> None:
        """Do ``work`` while the job runs in another thread, then let it end."""

        def body(index: int) -> None:
            if index == 0:
                jobs.jobs_step()
                return
            try:
                assert self.begun.wait(WAIT_S)
                work()
            finally:
                self.go.set()

        assert in_threads(2, body) == []


class TestLongJobs:
    """The lease is renewed every 0.05 s and never near its end: no test here depends on the speed of the machine."""

    @pytest.fixture(autouse=True)
    def _frequent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "RENEW_EVERY", jobs.LEASE_S / 0.05)

    def test_a_run_keeps_its_lease_however_long_it_takes(self) -> None:
        held = Held()
        command(lambda: enqueue("j", {"n": 1}), actor=TESTER)

        def watch() -> None:
            for _ in range(2):
                before, deadline = Job.objects.get().due_at, time.monotonic() + WAIT_S
                while Job.objects.get().due_at <= before:
                    assert time.monotonic() < deadline, "the lease is not renewed"
                    time.sleep(0.02)
            jobs.jobs_step()

        held.during(watch)
        assert held.payloads == [1]

    def test_without_renewing_another_worker_takes_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: the lease stays where it is, and at its end the job is run a second time beside the first."""
        monkeypatch.setattr(jobs, "_renew", lambda job: True)
        held = Held()
        command(lambda: enqueue("j", {"n": 1}), actor=TESTER)

        def watch() -> None:
            before = Job.objects.get().due_at
            time.sleep(0.5)
            assert Job.objects.get().due_at == before
            Job.objects.update(due_at=Now() - timedelta(seconds=1))
            jobs.jobs_step()
            assert held.payloads == [1, 1], "while the first run is still in it"

        held.during(watch)

    def test_a_run_that_lost_its_lease_cannot_end_the_run_of_another(self) -> None:
        held = Held()
        command(lambda: enqueue("j", {"n": 1}), actor=TESTER)
        held.during(lambda: Job.objects.update(lease_owner="another"))
        assert Job.objects.get().lease_owner == "another"


class TestJobsThatKill:
    def test_is_parked_instead_of_killing_for_ever(self) -> None:
        runs: list[int] = []

        def die(payload: dict[str, Any]) -> None:
            runs.append(1)
            raise KeyboardInterrupt

        register_job("j", die)
        ask()
        for _ in range(jobs.MAX_KILLS + 3):
            Job.objects.filter(parked_at=None).update(due_at=Now() - timedelta(seconds=1))
            try:
                jobs.jobs_step()
            except KeyboardInterrupt:
                continue
        assert len(runs) == jobs.MAX_KILLS
        job = Job.objects.get()
        assert job.parked_at is not None
        assert "kill" in job.error
        assert remarks() == ["job j was given up 1 times"]
        assert ask() is not None, "a new request gets a run of its own"

    def test_an_ordinary_failure_in_between_starts_the_count_again(self) -> None:
        runs: list[int] = []

        def stumble(payload: dict[str, Any]) -> None:
            runs.append(1)
            if len(runs) == jobs.MAX_KILLS:
                raise ValueError("said")
            if len(runs) < jobs.MAX_ATTEMPTS:
                raise KeyboardInterrupt

        register_job("j", stumble)
        ask()
        for _ in range(jobs.MAX_ATTEMPTS):
            Job.objects.update(due_at=Now() - timedelta(seconds=1))
            try:
                jobs.jobs_step()
            except KeyboardInterrupt:
                continue
        assert len(runs) == jobs.MAX_ATTEMPTS
        assert not Job.objects.exists()


class TestUniqueKeys:
    def test_those_that_wait_are_one_run_with_the_newest_payload_at_the_earliest_time(self) -> None:
        seen: list[int] = []
        register_job("j", lambda payload: seen.append(payload["n"]))
        assert ask(1, after=timedelta(hours=1)) is not None
        assert ask(2) is None
        assert ask(3, after=timedelta(hours=2)) is None
        jobs.jobs_step()
        jobs.jobs_step()
        assert seen == [3]
        assert not Job.objects.exists()

    def test_one_that_comes_during_a_run_has_it_run_again(self) -> None:
        held = Held()
        ask(1)
        held.during(lambda: [ask(2), ask(3)])
        assert held.payloads == [1]
        jobs.jobs_step()
        assert held.payloads == [1, 3]
        assert not Job.objects.exists()

    def test_one_that_comes_during_a_run_may_be_for_later(self) -> None:
        held = Held()
        ask(1)
        held.during(lambda: ask(2, after=timedelta(hours=1)))
        jobs.jobs_step()
        assert held.payloads == [1]
        assert Job.objects.get().lease_owner is None
        drain()
        assert held.payloads == [1, 2]

    def test_a_look_without_a_write_loses_the_one_that_comes_during_a_run(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: joining by a read alone."""
        held = Held()
        ask(1)
        monkeypatch.setattr(jobs, "_join_waiting", lambda key, *_: Job.objects.filter(unique_key=key).exists())
        held.during(lambda: ask(2))
        drain()
        assert held.payloads == [1]

    def test_a_failed_run_takes_the_new_request_along_and_a_parked_one_leaves_it(self) -> None:
        seen: list[int] = []

        def fail(payload: dict[str, Any]) -> None:
            seen.append(payload["n"])
            if payload["n"] < 100:
                other = threading.Thread(target=_ask_and_close, args=(100 if len(seen) >= jobs.MAX_ATTEMPTS else 2,))
                other.start()
                other.join(WAIT_S)
                raise ValueError("no")

        register_job("j", fail)
        ask(1)
        for _ in range(jobs.MAX_ATTEMPTS):
            Job.objects.filter(parked_at=None).update(due_at=Now() - timedelta(seconds=1))
            jobs.jobs_step()
        assert seen == [1] + [2] * (jobs.MAX_ATTEMPTS - 1)
        assert Job.objects.exclude(parked_at=None).count() == 1
        drain()
        assert seen[-1] == 100
        assert Job.objects.filter(parked_at=None).count() == 0

    def test_many_at_once_make_one_job_and_no_error(self) -> None:
        register_job("j", lambda payload: None)
        for _ in range(5):
            assert in_threads(6, lambda index: ask(index) and None) == []
            assert Job.objects.get().asked == 6
            Job.objects.all().delete()

    def test_a_run_begins_after_every_request_and_runs_never_overlap(self) -> None:
        """Writers commit a fact and ask for a run; two workers run. The last run must have seen every fact."""
        inside, overlaps, seen = threading.Lock(), [], [0]
        done = threading.Event()

        def look(payload: dict[str, Any]) -> None:
            if not inside.acquire(blocking=False):
                overlaps.append(1)
                return
            try:
                seen[0] = OutboxEvent.objects.count()
                time.sleep(0.002)
            finally:
                inside.release()

        register_job("j", look)
        writing = threading.Semaphore(0)

        def work(index: int) -> None:
            if index < 3:
                for number in range(15):
                    command(lambda n=number: (emit(Happened(n)), enqueue("j", {}, unique_key="k"))[1], actor=TESTER)  # type: ignore[misc]
                writing.release()
                if index == 0:
                    for _ in range(3):
                        assert writing.acquire(timeout=60)
                    done.set()
                return
            while not done.is_set():
                jobs.jobs_step()
                time.sleep(0.001)

        assert in_threads(5, work) == []
        while Job.objects.exists():
            jobs.jobs_step()
        assert seen == [45]
        assert overlaps == []


def _ask_and_close(number: int) -> None:
    try:
        ask(number)
    finally:
        connection.close()
