"""What staff see of money: of the companies they work for, newest first, by page."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from guangsha.kit.actor import Actor
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.money.domain.facts import CaseFacts, CaseKind, PaymentFacts, RefundFacts
from guangsha.money.domain.states import CaseState, PaymentState, RefundState
from guangsha.money.models import MoneyCase
from guangsha.money.policies import seen_by
from guangsha.money.selectors.own import payment_of, payment_rows, refund_of, refund_rows

T = TypeVar("T")


def page_of(rows: QuerySet[Any], facts: Callable[[Any], T], *, cursor: str | None, limit: int) -> Page[T]:
    """By id, which rises with time."""
    if cursor is not None:
        last = parse_id(str(decode_cursor(cursor, kinds=[str])[0]))
        if last is None:
            raise BadCursor
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = encode_cursor([str(found[limit - 1].pk)]) if len(found) > limit else None
    return Page([facts(row) for row in found[:limit]], more)


def payments_seen(*, actor: Actor, state: PaymentState | None, cursor: str | None, limit: int) -> Page[PaymentFacts]:
    """Payments. Raises BadCursor."""
    rows = payment_rows().filter(seen_by(actor, "obligation__organisation_id"))
    return page_of(rows if state is None else rows.filter(state=state), payment_of, cursor=cursor, limit=limit)


def refunds_seen(*, actor: Actor, state: RefundState | None, cursor: str | None, limit: int) -> Page[RefundFacts]:
    """Refunds. Raises BadCursor."""
    rows = refund_rows().filter(seen_by(actor, "payment__obligation__organisation_id"))
    return page_of(rows if state is None else rows.filter(state=state), refund_of, cursor=cursor, limit=limit)


def case_of(row: Any) -> CaseFacts:
    """The facts of a case annotated with the clock."""
    return CaseFacts(
        id=row.pk,
        kind=CaseKind(row.kind),
        provider=row.provider,
        organisation_id=row.organisation_id,
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        entry_id=row.entry_id,
        details=row.details,
        owner_id=row.owner_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        resolved_at=row.resolved_at,
        resolution=row.resolution,
        overdue=row.resolved_at is None and row.due_at < row.clock,
    )


def _case_rows(actor: Actor) -> QuerySet[MoneyCase]:
    return MoneyCase.objects.annotate(clock=Now()).filter(seen_by(actor))


def cases_seen(*, actor: Actor, state: CaseState | None, cursor: str | None, limit: int) -> Page[CaseFacts]:
    """Cases of one's companies. Those of none (nobody knows whose money it is) are seen by who sees all. Raises BadCursor."""
    rows = _case_rows(actor)
    return page_of(rows if state is None else rows.filter(state=state), case_of, cursor=cursor, limit=limit)


def cases_of_payment(payment_id: UUID) -> list[CaseFacts]:
    """The cases of a payment, oldest first."""
    rows = MoneyCase.objects.annotate(clock=Now()).filter(payment=payment_id).order_by("opened_at", "pk")
    return [case_of(row) for row in rows]


def cases_of_subject(subject: str) -> list[CaseFacts]:
    """The cases about money of a subject, oldest first; the caller has checked that the reader may see it."""
    rows = MoneyCase.objects.annotate(clock=Now()).filter(payment__obligation__subject=subject)
    return [case_of(row) for row in rows.order_by("opened_at", "pk")]
