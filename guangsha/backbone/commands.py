"""One command = one transaction: retried whole when the database asks for it, never after a COMMIT nobody saw the end of."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

import structlog
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction

from guangsha.backbone import metrics
from guangsha.backbone.domain.events import Event
from guangsha.backbone.engines import Meaning, meaning_of, wait_for_locks
from guangsha.backbone.log_masks import mask_text
from guangsha.backbone.models import AuditEntry, OperationRecord, OutboxEvent
from guangsha.backbone.realtime.hints import hint_after_commit
from guangsha.kit.actor import Actor, system_actor
from guangsha.kit.errors import BusinessError, NotFound, OperationalError, error_of, plain_error
from guangsha.kit.hashing import digest

T = TypeVar("T")
MAX_TRIES = 5
BACK_OFF_S = 0.02
ANSWER_WAIT_S = 5.0
TOGETHER_WAIT_S = 1
TOGETHER_TRIES = 2

log = structlog.get_logger(__name__)


class OperationMismatch(BusinessError):
    """The same Idempotency-Key came with another request."""

    code = "request.operation_mismatch"
    status = 422
    title = "This operation id was used for another request"
    title_zh = "该操作编号已用于另一请求"


class OutcomeUnknown(OperationalError):
    """The connection broke at COMMIT: send the same operation again and it will answer with what happened."""

    code = "system.outcome_unknown"
    title = "It is not known yet whether this took effect; repeat it with the same id"
    title_zh = "结果尚未确定，请用同一操作编号重试"


class DatabaseBusy(OperationalError):
    """Every try met a conflict."""

    code = "system.database_busy"
    title = "Too many people are doing this at once"
    title_zh = "操作人数过多，请稍后再试"
    retry_after_s = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """A command named by its client (``Idempotency-Key``): repeating it gives the same result once more.

    ``again``: its client got no answer and sends it once more (``Idempotency-Attempt``). The one sent before may still be on its
    way here, so a refusal is kept then: what arrives later is refused too, and nobody has what they were told they have not.
    """

    id: UUID
    name: str
    request_hash: str
    again: bool = False

    @classmethod
    def of(cls, operation_id: UUID, *, name: str, body: Any, again: bool = False) -> "Operation":
        """The operation ``name`` with this id and request body."""
        return cls(operation_id, name, digest({"name": name, "body": body}), again)


@dataclass(frozen=True, slots=True)
class Order:
    """What one person asked for, where one command does what several asked for (``command_together``)."""

    actor: Actor
    op: Operation
    request_id: str


@dataclass(slots=True)
class _Frame:
    actor: Actor
    request_id: str
    events: list[OutboxEvent] = field(default_factory=list)
    audits: list[AuditEntry] = field(default_factory=list)
    endings: dict[str, Callable[[], None]] = field(default_factory=dict)


_current: ContextVar[_Frame | None] = ContextVar("command", default=None)


class OutsideCommand(RuntimeError):
    """A service was called without a command around it: a bug."""


def require_command() -> Actor:
    """Assert that a command is running; its actor. Raises OutsideCommand."""
    frame = _current.get()
    if frame is None:
        raise OutsideCommand("writes happen inside backbone.command()")
    return frame.actor


def emit(event: Event) -> None:
    """Tell the other contexts, as part of this transaction; they hear of it after COMMIT."""
    require_command()
    row = OutboxEvent(name=event.name, aggregate=event.aggregate, payload=event.payload())
    cast(_Frame, _current.get()).events.append(row)
    hint_after_commit(row.name, row.payload)


def at_end_of_command(key: str, work: Callable[[], None]) -> None:
    """Run ``work`` once, inside the transaction, after everything else of this command; the first under a ``key`` counts.

    For what follows from many changes together: one event for a project of which six thousand units changed.
    """
    require_command()
    cast(_Frame, _current.get()).endings.setdefault(key, work)


def _run_endings(frame: _Frame) -> None:
    while frame.endings:
        frame.endings.pop(next(iter(frame.endings)))()


@contextmanager
def rehearsal() -> Iterator[None]:
    """Do what follows inside this command, let it be looked at, and take all of it back: rows, events, audit, endings.

    For "what would it be like if": a draft is tried on the real tables by the services that everybody uses.
    """
    require_command()
    frame = cast(_Frame, _current.get())
    events, audits, endings = len(frame.events), len(frame.audits), dict(frame.endings)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        del frame.events[events:], frame.audits[audits:]
        frame.endings = endings


def audit(*, action: str, target: str, data: dict[str, Any] | None = None, order: "Order | None" = None) -> None:
    """Write down who did ``action`` to ``target``. ``data`` holds ids, codes and figures, never personal values.

    ``order``: whose it is, where one command does what several people asked for.
    """
    require_command()
    frame = cast(_Frame, _current.get())
    frame.audits.append(
        AuditEntry(
            actor=(order or frame).actor.owner_key,
            action=action,
            target=target,
            data=data or {},
            request_id=(order or frame).request_id,
        )
    )


def _recorded(op: Operation, actor: Actor) -> dict[str, Any] | None:
    record = OperationRecord.objects.filter(pk=op.id).first()
    if record is None:
        return None
    if record.owner != actor.owner_key:
        raise NotFound()
    if record.request_hash != op.request_hash:
        raise OperationMismatch(operation_id=str(op.id))
    if record.refusal is not None:
        raise error_of(record.refusal)
    return cast(dict[str, Any], record.result)


def _claim(op: Operation, actor: Actor, refusal: dict[str, Any] | None = None) -> bool:
    """Take the operation's key first, so that a twin running at the same time waits here and then sees the record."""
    try:
        with transaction.atomic():
            OperationRecord.objects.create(
                id=op.id, owner=actor.owner_key, name=op.name, request_hash=op.request_hash, refusal=refusal
            )
    except IntegrityError:
        return False
    return True


def _refused_for_good(op: Operation, actor: Actor, refusal: BusinessError) -> dict[str, Any]:
    """Keep the refusal under the operation's key; what was done under it meanwhile is its result. Raises BusinessError."""
    told = plain_error(refusal)
    told["detail"] = mask_text(told["detail"])
    known = bookkeeping(lambda: None if _claim(op, actor, told) else _recorded(op, actor))
    if known is None:
        refusal.kept = True
        raise refusal
    return known


class _CommitFailed(Exception):
    """The error came from COMMIT itself."""


def _once(work: Callable[[], T], actor: Actor, op: Operation | None) -> T:
    frame = _Frame(actor, str(structlog.contextvars.get_contextvars().get("request_id", "")))
    token = _current.set(frame)
    done = False
    try:
        with transaction.atomic(durable=True):
            if op is not None:
                known = _recorded(op, actor)
                if known is None and not _claim(op, actor):
                    known = _recorded(op, actor)
                if known is not None:
                    return cast(T, known)
            result = work()
            _run_endings(frame)
            if op is not None:
                OperationRecord.objects.filter(pk=op.id).update(result=result)
            OutboxEvent.objects.bulk_create(frame.events, batch_size=500)
            AuditEntry.objects.bulk_create(frame.audits, batch_size=500)
            done = True
        return result
    except (DatabaseError, InterfaceError) as error:
        if done:
            raise _CommitFailed from error
        raise
    finally:
        _current.reset(token)


def _once_for_good(work: Callable[[], T], actor: Actor, op: Operation | None) -> T:
    """``_once``; what was sent again and is refused stays refused."""
    try:
        return _once(work, actor, op)
    except BusinessError as refusal:
        if op is None or not op.again or not refusal.final:
            raise
        return cast(T, _refused_for_good(op, actor, refusal))


def _answer_after_lost_commit(op: Operation | None, actor: Actor) -> dict[str, Any]:
    """Ask the record, on a fresh connection, whether the lost COMMIT took effect. Raises OutcomeUnknown."""
    deadline = time.monotonic() + ANSWER_WAIT_S
    while op is not None and time.monotonic() < deadline:
        connection.close()
        try:
            known = _recorded(op, actor)
        except (DatabaseError, InterfaceError):
            known = None
        if known is not None:
            return known
        time.sleep(0.2)
    raise OutcomeUnknown


def _wait_for_another_try(attempt: int, error: Exception) -> None:
    metrics.COMMAND_RETRIES.inc()
    log.info("command_retried", attempt=attempt, error=str(error)[:200])
    time.sleep(BACK_OFF_S * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret


def command(work: Callable[[], T], *, actor: Actor, op: Operation | None = None, tries: int = MAX_TRIES) -> T:
    """Run ``work`` as the one durable transaction of this command and return what it returns.

    Retried whole, ``tries`` times in all, on deadlocks, certification failures and busy databases, and on a connection lost
    before COMMIT; so ``work`` has no outside effect. A connection lost at COMMIT is never retried: the operation record
    answers, else OutcomeUnknown. With ``op`` the result must be a dict of ids; a repeated operation returns the stored one
    without working; one sent again is refused for good.
    Raises DatabaseBusy when every try conflicted, OperationMismatch, NotFound (somebody else's operation id).
    """
    if _current.get() is not None:
        raise RuntimeError("a command inside a command: call the service instead")
    error: DatabaseError | InterfaceError
    for attempt in range(1, tries + 1):
        try:
            return _once_for_good(work, actor, op)
        except _CommitFailed as failed:
            error = cast(DatabaseError | InterfaceError, failed.__cause__)
            if meaning_of(error) is Meaning.LOST:
                log.warning("commit_outcome_unknown", operation=str(op.id) if op else None)
                return cast(T, _answer_after_lost_commit(op, actor))
            if meaning_of(error) is not Meaning.RETRY:
                raise error from None
        except (DatabaseError, InterfaceError) as problem:
            error = problem
            meaning = meaning_of(problem)
            if meaning is Meaning.OTHER:
                raise
            if meaning is Meaning.LOST:
                connection.close()
        _wait_for_another_try(attempt, error)
    raise DatabaseBusy


def known_operations(ids: Collection[UUID]) -> set[UUID]:
    """Those that were done already, whoever asked for them: they are answered one by one, by ``command``. One query."""
    return set(OperationRecord.objects.filter(pk__in=ids).values_list("pk", flat=True))


def command_together(work: Callable[[], Sequence[tuple[Order, dict[str, Any]]]]) -> None:
    """Do what several people asked for as one command: all or nothing. ``work`` says which orders it did, with their ids.

    The operations' keys are written in the same transaction: when one of them was done meanwhile, IntegrityError ends all of
    it, and the caller runs each alone. So does OutcomeUnknown: whoever asks again under the same key finds what happened.
    Raises like ``command`` beside that, but DatabaseBusy soon: a row that somebody else has locked must not keep all of them.
    """

    def whole() -> None:
        wait_for_locks(TOGETHER_WAIT_S)
        done = work()
        rows = [
            OperationRecord(
                id=order.op.id,
                owner=order.actor.owner_key,
                name=order.op.name,
                request_hash=order.op.request_hash,
                result=result,
            )
            for order, result in done
        ]
        OperationRecord.objects.bulk_create(rows, batch_size=100)

    command(whole, actor=system_actor("together"), tries=TOGETHER_TRIES)


def bookkeeping(write: Callable[[], T]) -> T:
    """Run ``write`` as one short transaction of the machinery itself: what became of a job, of an event. Returns what it does.

    Run again while the database rolls it back for a conflict, so ``write`` has no outside effect; a lost connection is the
    caller's to bear. Raises DatabaseBusy when every try conflicted.
    """
    for attempt in range(1, MAX_TRIES + 1):
        try:
            with transaction.atomic():
                return write()
        except DatabaseError as error:
            if connection.in_atomic_block or meaning_of(error) is not Meaning.RETRY:
                raise
            _wait_for_another_try(attempt, error)
    raise DatabaseBusy
