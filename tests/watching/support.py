"""Owners, saved searches, and a change log brought to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from guangsha.backbone.handlers import handlers_step
from guangsha.backbone.models import Job
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.public import command
from guangsha.catalog.models import Unit
from guangsha.catalog.public import PriceReason, record_price_change
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.notifications.models import Notification, Quiet
from guangsha.watching import jobs
from guangsha.watching.domain.rhythm import Cadence
from guangsha.watching.models import News
from guangsha.watching.selectors import ids_in
from guangsha.watching.services.searches import save_search
from tests.privacy.support import make_person

T = TypeVar("T")
TESTER = system_actor("tester")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""12:00 in China, a Monday."""
NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
"""23:30 in China."""


def run(work: Callable[[], T]) -> T:
    return command(work, actor=TESTER)


def awake(person_id: UUID) -> None:
    """No quiet hours: so that a test does not depend on when it runs."""
    Quiet.objects.create(person_id=person_id, start_minute=0, end_minute=0)


def buyer(email: str = "buyer@example.com") -> UUID:
    person_id = make_person(email)
    awake(person_id)
    return person_id


def save(owner_id: UUID, query: str, cadence: Cadence = Cadence.INSTANT, name: str = "三房") -> UUID:
    return run(lambda: save_search(owner_id=owner_id, query=query, name=name, cadence=cadence, now=utc_now()))


def react() -> None:
    """Stamp what is committed and let handlers take it; jobs wait."""
    while relay_step():
        pass
    while handlers_step():
        pass


def settle() -> None:
    """Everything the change log says is matched."""
    react()
    Job.objects.filter(name="watching.match").delete()
    jobs.match({})


def tell() -> None:
    """Every waiting digest is told now."""
    News.objects.filter(due_at__isnull=False).update(due_at=utc_now() - timedelta(seconds=1))
    while jobs.digest_step():
        pass


def told(person_id: UUID, kind: str = "watching.new_matches") -> int:
    return Notification.objects.filter(person_id=person_id, kind=kind).count()


def found(search_id: UUID) -> list[UUID]:
    """Every home that was news for the search, in the order it was found."""
    rows = News.objects.filter(search_id=search_id).order_by("found_at", "id")
    return [one for row in rows for one in ids_in(row.targets)]


def release(project_id: UUID, numbers: list[str], status: UnitStatus, building: str = "1栋") -> None:
    """Move homes in the ledger."""
    ids = list(
        Unit.objects.filter(project=project_id, building__name=building, number__in=numbers).values_list(
            "pk", flat=True
        )
    )
    run(lambda: set_unit_statuses(actor=TESTER, now=utc_now(), unit_ids=ids, status=status))


def reprice(unit_id: UUID, fen: int) -> None:
    """File another price."""
    project_id = Unit.objects.values_list("project_id", flat=True).get(pk=unit_id)
    run(
        lambda: record_price_change(
            actor=TESTER, now=utc_now(), project_id=project_id, unit_id=unit_id, new_fen=fen, reason=PriceReason.FILING
        )
    )
