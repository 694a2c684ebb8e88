"""What staff read of the machinery: the audit trail, and how the system is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from guangsha.backbone.health import HealthAnswer, health_answers
from guangsha.backbone.models import AuditEntry, Job, ParkedEvent, Subscription
from guangsha.backbone.outbox import head_position
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: exact actor and target, the beginning of an action, a time from (incl.) to (excl.). None is all."""

    actor: str | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry. ``seq`` is None until the sealer has chained it (about a second)."""

    id: UUID
    seq: int | None
    at: datetime
    actor: str
    action: str
    target: str
    data: dict[str, Any]
    request_id: str


@dataclass(frozen=True, slots=True)
class StuckJob:
    """A job that gave up after its last try."""

    id: UUID
    name: str
    attempts: int
    parked_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class StuckEvent:
    """An event that a handler could not take after its last try."""

    id: UUID
    handler: str
    event_id: UUID
    error: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HandlerState:
    """How many events a handler has still to take."""

    handler: str
    behind: int
    failures: int


@dataclass(frozen=True, slots=True)
class SystemState:
    """How the system is, now."""

    database: str
    health: dict[str, HealthAnswer]
    handlers: list[HandlerState]
    jobs_waiting: int
    jobs_parked: list[StuckJob]
    events_parked: list[StuckEvent]


def audit_page(*, wanted: AuditFilter, cursor: str | None, limit: int) -> Page[AuditLine]:
    """Entries newest first. Raises BadCursor."""
    rows = AuditEntry.objects.all()
    exact = {"actor": wanted.actor, "target": wanted.target, "at__gte": wanted.since, "at__lt": wanted.until}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.action:
        rows = rows.filter(action__startswith=wanted.action)
    if cursor:
        (last,) = decode_cursor(cursor, kinds=[str])
        rows = rows.filter(pk__lt=_uuid(last))
    found = list(rows.order_by("-pk")[: limit + 1])
    lines = [
        AuditLine(row.id, row.seq, row.at, row.actor, row.action, row.target, row.data, row.request_id)
        for row in found[:limit]
    ]
    return Page(lines, encode_cursor([str(lines[-1].id)]) if len(found) > limit else None)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadCursor from error


def system_state() -> SystemState:
    """Health, handlers and everything that is stuck (the newest 100 of each)."""
    head = head_position()
    return SystemState(
        database=connection.vendor,
        health=health_answers(),
        handlers=[
            HandlerState(row.handler, max(0, head - row.position), row.failures)
            for row in Subscription.objects.order_by("handler")
        ],
        jobs_waiting=Job.objects.filter(parked_at=None).count(),
        jobs_parked=[
            StuckJob(row.id, row.name, row.attempts, row.parked_at, last_line(row.error))
            for row in Job.objects.exclude(parked_at=None).order_by("-parked_at")[:100]
            if row.parked_at is not None
        ],
        events_parked=[
            StuckEvent(row.id, row.handler, row.event_id, last_line(row.error), row.created_at)
            for row in ParkedEvent.objects.order_by("-created_at")[:100]
        ],
    )


def last_line(trace: str) -> str:
    """What a traceback ends with; the rest belongs into the log."""
    lines = [line for line in trace.strip().splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
