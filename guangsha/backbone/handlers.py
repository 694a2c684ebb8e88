"""Reactions to events: each handler follows positions on its own, takes each event once, and parks what it cannot take."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Min, Q
from django.db.models.functions import Now

from guangsha.backbone.commands import bookkeeping, command
from guangsha.backbone.domain.events import StampedEvent
from guangsha.backbone.leases import hold_lease
from guangsha.backbone.models import InboxEntry, ParkedEvent, Subscription
from guangsha.backbone.outbox import events_after, head_position, newest_by_name
from guangsha.kit.actor import system_actor

BATCH = 100
MAX_FAILURES = 8
PASS_BY_AT_MOST = 1000
"""A cursor farther behind is brought on alone: what is asked of all together stays a short stretch of the log."""
LEASE_S = 30.0
MAX_BACK_OFF_S = 300
SEEN_EVERY_S = 600.0
GONE_AFTER = timedelta(days=2)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Handler:
    name: str
    events: frozenset[str]
    react: Callable[[StampedEvent], None]
    newest: bool


@dataclass(frozen=True, slots=True)
class GoneHandler:
    """A cursor whose handler no process runs any more: events are not kept for it. ``position`` is how far it came."""

    name: str
    position: int
    seen_at: datetime


_handlers: dict[str, _Handler] = {}
_seen: dict[str, float] = {}


def register_handler(
    name: str, *, events: set[str], react: Callable[[StampedEvent], None], newest: bool = False
) -> None:
    """``react`` is called with each of ``events`` inside a command of its own; its writes happen exactly once per event.

    ``newest``: of the events that wait about one aggregate only the newest is handed over, and those of many aggregates in one
    command: for handlers that look the thing up anyhow, and that a thousand changes in a minute would keep busy.
    """
    if name in _handlers:
        raise ValueError(f"handler {name} is registered already")
    _handlers[name] = _Handler(name, frozenset(events), react, newest)


def _take(handler: _Handler, event: StampedEvent) -> None:
    def work() -> None:
        try:
            with transaction.atomic():
                InboxEntry.objects.create(handler=handler.name, event_id=event.id)
        except IntegrityError:
            pass  # taken before; only the cursor was lost
        else:
            handler.react(event)
        Subscription.objects.filter(pk=handler.name).update(position=event.position, failures=0, retry_at=None)

    command(work, actor=system_actor(handler.name))


def _take_newest(handler: _Handler, events: list[StampedEvent]) -> None:
    """All of them in one command, each aggregate once. What was taken before the cursor was lost is taken again, harmlessly."""
    newest = {event.aggregate: event for event in events}

    def work() -> None:
        for event in newest.values():
            handler.react(event)
        Subscription.objects.filter(pk=handler.name).update(position=events[-1].position, failures=0, retry_at=None)

    command(work, actor=system_actor(handler.name))


def _took_together(handler: _Handler, events: list[StampedEvent]) -> bool:
    if not handler.newest or len(events) < 2:
        return False
    try:
        _take_newest(handler, events)
    except Exception as error:  # noqa: BLE001 - one of them fails: one by one, to find which
        log.warning("handler_failed_together", handler=handler.name, error=str(error)[:300])
        return False
    return True


def _stumble(handler: _Handler, event: StampedEvent, error: Exception) -> None:
    log.warning("handler_failed", handler=handler.name, event_id=str(event.id), error=str(error)[:300])

    def write() -> bool:
        Subscription.objects.filter(pk=handler.name).update(failures=F("failures") + 1)
        failures = Subscription.objects.values_list("failures", flat=True).get(pk=handler.name)
        if failures < MAX_FAILURES:
            pause = timedelta(seconds=min(2**failures, MAX_BACK_OFF_S))
            Subscription.objects.filter(pk=handler.name).update(retry_at=Now() + pause)
            return False
        text = "".join(traceback.format_exception(error))[-4000:]
        ParkedEvent.objects.create(handler=handler.name, event_id=event.id, error=text)
        Subscription.objects.filter(pk=handler.name).update(position=event.position, failures=0, retry_at=None)
        return True

    if bookkeeping(write):
        log.error("event_parked", handler=handler.name, event_id=str(event.id))


def _say_alive(handler: _Handler) -> None:
    """Tell pruning processes, once in a while, that somebody still follows this cursor."""
    now = time.monotonic()
    if now - _seen.get(handler.name, -SEEN_EVERY_S) >= SEEN_EVERY_S:
        _seen[handler.name] = now
        Subscription.objects.filter(pk=handler.name).update(seen_at=Now())


def _live() -> Q:
    """Cursors of handlers of this process, and of those another process has run lately."""
    return Q(handler__in=_handlers) | Q(seen_at__gte=Now() - GONE_AFTER)


def slowest_position() -> int | None:
    """How far the slowest live handler has come: what lies beyond is still needed. None when there is no handler."""
    cursors = Subscription.objects.filter(_live())
    if set(_handlers) - set(cursors.values_list("handler", flat=True)):
        return 0  # registered here and not begun
    slowest: int | None = cursors.aggregate(slowest=Min("position"))["slowest"]
    return slowest


def gone_handlers() -> list[GoneHandler]:
    """Cursors that nobody follows any more; an operator deletes them or brings the handler back."""
    rows = Subscription.objects.exclude(_live()).order_by("handler")
    return [GoneHandler(row.handler, row.position, row.seen_at) for row in rows]


def _advance(handler: _Handler) -> bool:
    subscription, _ = Subscription.objects.get_or_create(pk=handler.name)
    waiting = Q(retry_at=None) | Q(retry_at__lte=Now())
    if subscription.position >= head_position() or not Subscription.objects.filter(waiting, pk=handler.name).exists():
        return False
    if not hold_lease(f"handler:{handler.name}", seconds=LEASE_S):
        return False
    seen_to = head_position()
    events = events_after(subscription.position, limit=BATCH, names=handler.events)
    for event in [] if _took_together(handler, events) else events:
        try:
            _take(handler, event)
        except Exception as error:  # noqa: BLE001 - a handler may fail in any way; it is retried, then parked
            _stumble(handler, event, error)
            return False
        hold_lease(f"handler:{handler.name}", seconds=LEASE_S)
    if len(events) < BATCH:
        Subscription.objects.filter(pk=handler.name, position__lt=seen_to).update(position=seen_to)
    return len(events) == BATCH


def _pass_by(cursors: dict[str, int], head: int) -> set[str]:
    """Move the cursors that have nothing of theirs up to ``head`` all at once; which these were.

    Positions become visible in order and never change, and names are looked at after ``head``: whoever else follows such a cursor
    finds nothing either, so this needs no lease.
    """
    near = {name: at for name, at in cursors.items() if name in _handlers and head - PASS_BY_AT_MOST <= at < head}
    if not near:
        return set()
    newest = newest_by_name(min(near.values()))
    passing = {name for name, at in near.items() if all(newest.get(one, 0) <= at for one in _handlers[name].events)}
    if passing:
        rows = Subscription.objects.filter(pk__in=passing, position__lt=head)
        bookkeeping(lambda: rows.update(position=head))
    return passing


def handlers_step() -> bool:
    """Let every handler take what waits for it. True when one of them has more.

    Two questions tell who is behind, however many handlers there are: an idle process asks them several times a second.
    """
    cursors = dict(Subscription.objects.values_list("handler", "position"))
    head = head_position()
    for handler in list(_handlers.values()):
        _say_alive(handler)
    passing = _pass_by(cursors, head)
    behind = [
        handler
        for name, handler in list(_handlers.items())
        if name not in cursors or (cursors[name] < head and name not in passing)
    ]
    return any([_advance(handler) for handler in behind])
