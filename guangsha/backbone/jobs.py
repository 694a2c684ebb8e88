"""Jobs are rows with a due time: taken by lease, retried with back-off, surviving any kill."""

import secrets
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction
from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least, Now

from guangsha.backbone.commands import DatabaseBusy, audit, bookkeeping, require_command
from guangsha.backbone.leases import this_process
from guangsha.backbone.models import Job
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id

BATCH = 20
LEASE_S = 60.0
RENEW_EVERY = 3.0
"""A run renews its lease this many times before it would end."""
MAX_ATTEMPTS = 8
MAX_KILLS = 4
MAX_BACK_OFF_S = 3600
KEY_TRIES = 5

log = structlog.get_logger(__name__)
Work = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class _Run:
    work: Work
    slow: bool
    gave_up: Work | None


_runs: dict[str, _Run] = {}


def register_job(name: str, run: Work, *, slow: bool = False, gave_up: Work | None = None) -> None:
    """``run`` gets the payload, opens its own commands, and must be idempotent: it may be called again after a kill.

    ``slow``: it may take minutes, so it has a loop where nobody's sign-in code waits behind it. ``gave_up`` gets the payload
    before the job is parked and must be idempotent too: while it fails, the job is not parked but taken again.
    """
    if name in _runs:
        raise ValueError(f"job {name} is registered already")
    _runs[name] = _Run(run, slow, gave_up)


def _join_waiting(unique_key: str, payload: dict[str, Any], due: Combinable) -> bool:
    """Make this request part of the job with that key: of the run that waits, else of one more run after the present one."""
    running, fresh = {"lease_owner__isnull": False}, {"lease_owner": None, "attempts": 0}
    return (
        Job.objects.filter(unique_key=unique_key).update(
            asked=F("asked") + 1,
            payload=payload,
            again_at=Case(When(**running, then=Least(Coalesce(F("again_at"), due), due)), default=None),
            due_at=Case(When(**fresh, then=Least(F("due_at"), due)), default=F("due_at")),
        )
        == 1
    )


def enqueue(
    name: str, payload: dict[str, Any], *, after: timedelta | None = None, unique_key: str | None = None
) -> UUID | None:
    """Have ``name`` run once this command commits, ``after`` a while if given. None when it joined a job that is there already.

    Of requests with one ``unique_key`` a run begins after each has committed, and no two of these runs overlap: those that
    wait are one run (newest payload, earliest time; a run in back-off keeps its time), and one that comes while the job runs
    has it run again afterwards. Each request writes the job's row: commands with the same key go one after the other.
    """
    require_command()
    if name not in _runs:
        raise ValueError(f"no such job: {name}")
    due = Now() + after if after else Now()
    if unique_key is None:
        return Job.objects.create(id=new_id(), name=name, payload=payload, due_at=due).pk
    for _ in range(KEY_TRIES):
        if _join_waiting(unique_key, payload, due):
            return None
        try:
            with transaction.atomic():
                return Job.objects.create(id=new_id(), name=name, payload=payload, unique_key=unique_key, due_at=due).pk
        except IntegrityError:
            continue  # another request was first: join it, unless it is done by now
    raise DatabaseBusy


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_owner=job.lease_owner)


def _renew(job: Job) -> bool:
    """Keep the job for another lease; False when another run has it by now."""
    return _mine(job).update(due_at=Now() + timedelta(seconds=LEASE_S)) == 1


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    """Renew the lease in a thread of its own for as long as the run takes."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(LEASE_S / RENEW_EVERY):
                try:
                    if not _renew(job):
                        log.warning("job_lease_lost", job=job.name, id=str(job.id))
                        return
                except (DatabaseError, InterfaceError) as error:
                    log.warning("job_lease_not_renewed", job=job.name, id=str(job.id), error=str(error)[:300])
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{job.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _park(job: Job, error: str) -> None:
    """Give up; requests that came during this run get a run of their own under a new row."""
    gave_up = _runs[job.name].gave_up
    if gave_up is not None and _mine(job).exists():
        gave_up(job.payload)

    def write() -> bool:
        if not _mine(job).update(parked_at=Now(), lease_owner=None, unique_key=None, error=error):
            return False
        parked = Job.objects.get(pk=job.pk)
        if parked.again_at is not None:
            Job.objects.create(
                id=new_id(),
                name=job.name,
                payload=parked.payload,
                unique_key=job.unique_key,
                due_at=Now() + timedelta(seconds=MAX_BACK_OFF_S),
            )
        return True

    if bookkeeping(write):
        log.error("job_parked", job=job.name, id=str(job.id), error=error[-300:])


def _failed(job: Job, error: Exception) -> None:
    log.warning("job_failed", job=job.name, id=str(job.id), attempt=job.attempts, error=str(error)[:300])
    text = "".join(traceback.format_exception(error))[-4000:]
    if job.attempts >= MAX_ATTEMPTS:
        _park(job, text)
    else:
        pause = timedelta(seconds=min(2**job.attempts, MAX_BACK_OFF_S))
        again = {"due_at": Now() + pause, "lease_owner": None, "again_at": None, "kills": 0, "error": text}
        bookkeeping(lambda: _mine(job).update(**again))


def _done(job: Job) -> None:
    """Delete the job, or have it run once more for those who asked meanwhile."""

    def write() -> None:
        if not _mine(job).filter(again_at=None).delete()[0]:
            _mine(job).update(due_at=F("again_at"), lease_owner=None, attempts=0, kills=0, error="")
        # again_at is cleared when it is taken: MySQL reads assignments from left to right

    bookkeeping(write)


def _run(job: Job) -> None:
    if job.kills >= MAX_KILLS:
        _park(job, f"{job.kills} runs in a row ended without a word: the job seems to kill its worker")
        return
    try:
        with _kept(job):
            _runs[job.name].work(job.payload)
    except Exception as error:  # noqa: BLE001 - any failure means: again later, or parked
        _failed(job, error)
    else:
        _done(job)


def _take(key: UUID, holder: str | None) -> Job | None:
    """Lease the job to a new run; None when it is no longer as it was read."""
    run = f"{this_process()}:{secrets.token_hex(4)}"

    def write() -> Job | None:
        taken = Job.objects.filter(pk=key, lease_owner=holder, due_at__lte=Now(), parked_at=None).update(
            lease_owner=run,
            due_at=Now() + timedelta(seconds=LEASE_S),
            attempts=F("attempts") + 1,
            kills=F("kills") + (0 if holder is None else 1),
            again_at=None,
        )
        return Job.objects.get(pk=key) if taken else None

    return bookkeeping(write)


def jobs_step(*, slow: bool = False) -> bool:
    """Take and run the jobs that are due, the slow ones or the others. True when there may be more.

    Taking a job moves its ``due_at`` ahead by the lease, which its run renews: a worker killed meanwhile leaves a job that
    falls due again. One that kills its worker MAX_KILLS times in a row is parked instead of run again.
    """
    names = [name for name, run in _runs.items() if run.slow == slow]
    due = Job.objects.filter(due_at__lte=Now(), parked_at=None, name__in=names).order_by("due_at")
    candidates = list(due.values_list("pk", "lease_owner")[:BATCH])
    for key, holder in candidates:
        job = _take(key, holder)
        if job is not None:
            _run(job)
    return len(candidates) == BATCH


def retry_parked_job(*, job_id: UUID) -> None:
    """Let a parked job try again from its first attempt, at once. Raises NotFound when no such job is parked."""
    require_command()
    row = Job.objects.filter(pk=job_id).exclude(parked_at=None)
    if not row.update(parked_at=None, attempts=0, kills=0, due_at=Now()):
        raise NotFound
    audit(action="backbone.job.retry", target=f"job:{job_id}")
