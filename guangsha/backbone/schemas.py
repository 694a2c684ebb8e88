"""The machinery on the wire, for staff who look after the installation. No defaults."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.backbone.selectors import AuditLine, SystemState
from guangsha.kit.paging import Page

Word = Annotated[str | None, Field(min_length=1, max_length=150, pattern=r"^[^\x00]+$")]


class AuditQuery(Schema):
    """Which entries: exact ``actor`` and ``target``, the beginning of an ``action``, a time from (incl.) to (excl.)."""

    actor: Word = None
    action: Word = None
    target: Word = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: Annotated[str | None, Field(max_length=1000, pattern=r"^[A-Za-z0-9_-]+$")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class AuditLineOut(Schema):
    """One entry of the audit trail. ``seq`` null: not chained yet. ``data`` holds ids, codes and figures only."""

    id: UUID
    seq: int | None
    at: datetime
    actor: str
    action: str
    target: str
    data: dict[str, Any]
    request_id: str


class AuditPageOut(Schema):
    """Entries, newest first."""

    items: list[AuditLineOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[AuditLine]) -> Self:
        """The page as it is sent."""
        return cls(items=[AuditLineOut.from_orm(line) for line in page.items], next_cursor=page.next_cursor)


class HealthOut(Schema):
    """One health check's answer."""

    name: str
    ok: bool
    detail: str


class HandlerOut(Schema):
    """How many events a handler has still to take, and how often it failed at the next one."""

    handler: str
    behind: int
    failures: int


class StuckJobOut(Schema):
    """A job that gave up. ``error`` is the last line of what went wrong."""

    id: UUID
    name: str
    attempts: int
    parked_at: datetime
    error: str


class StuckEventOut(Schema):
    """An event that a handler could not take."""

    id: UUID
    handler: str
    event_id: UUID
    error: str
    created_at: datetime


class SystemOut(Schema):
    """How the system is, now."""

    version: str
    database: str
    health: list[HealthOut]
    handlers: list[HandlerOut]
    jobs_waiting: int
    jobs_parked: list[StuckJobOut]
    events_parked: list[StuckEventOut]

    @classmethod
    def of(cls, state: SystemState, *, version: str) -> Self:
        """The state as it is sent."""
        return cls(
            version=version,
            database=state.database,
            health=[HealthOut(name=name, ok=answer.ok, detail=answer.detail) for name, answer in state.health.items()],
            handlers=[HandlerOut.from_orm(handler) for handler in state.handlers],
            jobs_waiting=state.jobs_waiting,
            jobs_parked=[StuckJobOut.from_orm(job) for job in state.jobs_parked],
            events_parked=[StuckEventOut.from_orm(event) for event in state.events_parked],
        )
