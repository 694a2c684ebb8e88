"""Jobs are rows with a due time: taken by lease, retried with back-off, surviving any kill."""

import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.commands import audit, require_command
from guangsha.backbone.leases import PROCESS
from guangsha.backbone.models import Job
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id

BATCH = 20
LEASE_S = 60.0
MAX_ATTEMPTS = 8
MAX_BACK_OFF_S = 3600

log = structlog.get_logger(__name__)
_runs: dict[str, Callable[[dict[str, Any]], None]] = {}


def register_job(name: str, run: Callable[[dict[str, Any]], None]) -> None:
    """``run`` gets the payload, opens its own commands, and must be idempotent: it may be called again after a kill."""
    if name in _runs:
        raise ValueError(f"job {name} is registered already")
    _runs[name] = run


def enqueue(
    name: str, payload: dict[str, Any], *, after: timedelta | None = None, unique_key: str | None = None
) -> UUID | None:
    """Have ``name`` run once this command commits, ``after`` a while if given. None when ``unique_key`` waits already."""
    require_command()
    if name not in _runs:
        raise ValueError(f"no such job: {name}")
    if unique_key is not None and Job.objects.filter(unique_key=unique_key).exists():
        return None
    due = Now() + after if after else Now()
    job_id = new_id()
    Job.objects.create(id=job_id, name=name, payload=payload, unique_key=unique_key, due_at=due)
    return job_id


def _run(job: Job) -> None:
    try:
        _runs[job.name](job.payload)
    except Exception as error:  # noqa: BLE001 - any failure means: again later, or parked
        log.warning("job_failed", job=job.name, id=str(job.id), attempt=job.attempts, error=str(error)[:300])
        text = "".join(traceback.format_exception(error))[-4000:]
        mine = Job.objects.filter(pk=job.pk, lease_owner=PROCESS)
        if job.attempts >= MAX_ATTEMPTS:
            mine.update(parked_at=Now(), lease_owner=None, unique_key=None, error=text)
        else:
            pause = timedelta(seconds=min(2**job.attempts, MAX_BACK_OFF_S))
            mine.update(due_at=Now() + pause, lease_owner=None, error=text)
    else:
        Job.objects.filter(pk=job.pk, lease_owner=PROCESS).delete()


def jobs_step() -> bool:
    """Take and run the jobs that are due. True when there may be more.

    Taking a job moves its ``due_at`` ahead by the lease: a worker killed meanwhile leaves a job that falls due again.
    """
    due = Job.objects.filter(due_at__lte=Now(), parked_at=None, name__in=_runs).order_by("due_at")
    candidates = list(due.values_list("pk", flat=True)[:BATCH])
    for key in candidates:
        with transaction.atomic():
            taken = Job.objects.filter(pk=key, due_at__lte=Now(), parked_at=None).update(
                lease_owner=PROCESS, due_at=Now() + timedelta(seconds=LEASE_S), attempts=F("attempts") + 1
            )
        if taken:
            _run(Job.objects.get(pk=key))
    return len(candidates) == BATCH


def retry_parked_job(*, job_id: UUID) -> None:
    """Let a parked job try again from its first attempt, at once. Raises NotFound when no such job is parked."""
    require_command()
    row = Job.objects.filter(pk=job_id).exclude(parked_at=None)
    if not row.update(parked_at=None, attempts=0, due_at=Now()):
        raise NotFound
    audit(action="backbone.job.retry", target=f"job:{job_id}")
