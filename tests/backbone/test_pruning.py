from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now

from guangsha.backbone import handlers
from guangsha.backbone.domain.events import StampedEvent
from guangsha.backbone.models import OutboxEvent, Subscription
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.pruning import prune_step
from guangsha.backbone.public import command, emit, register_handler, remarks
from tests.backbone.support import TESTER, Happened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
LONG_AGO = timedelta(days=settings.EVENT_RETENTION_DAYS + 1)


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_seen", {})
    yield


def old_events(count: int) -> None:
    for number in range(count):
        command(lambda number=number: emit(Happened(number)), actor=TESTER)  # type: ignore[misc]
    while relay_step():
        pass
    OutboxEvent.objects.update(created_at=Now() - LONG_AGO)


def prune() -> list[int]:
    """What is left after pruning."""
    while prune_step():
        pass
    return [position or 0 for position in OutboxEvent.objects.order_by("position").values_list("position", flat=True)]


class TestPruning:
    def test_waits_for_the_slowest_handler(self) -> None:
        seen: list[int] = []

        def react(event: StampedEvent) -> None:
            if event.payload["number"] == 2:
                raise ValueError("not yet")
            seen.append(event.payload["number"])

        register_handler("slow", events={"test.happened"}, react=react)
        register_handler("fast", events={"test.happened"}, react=lambda event: None)
        old_events(6)
        handlers.handlers_step()
        assert seen == [0, 1]
        assert prune() == [3, 4, 5, 6]

    def test_waits_for_a_handler_that_has_not_begun(self) -> None:
        register_handler("new", events={"test.happened"}, react=lambda event: None)
        old_events(3)
        assert prune() == [1, 2, 3]
        handlers.handlers_step()
        assert prune() == [3]

    def test_waits_for_a_handler_that_only_another_process_runs(self) -> None:
        old_events(3)
        Subscription.objects.create(handler="elsewhere", position=1)
        assert prune() == [2, 3]
        assert remarks() == []

    def test_does_not_wait_for_a_handler_that_is_gone_and_says_which(self) -> None:
        old_events(3)
        Subscription.objects.create(handler="left", position=1)
        Subscription.objects.update(seen_at=Now() - handlers.GONE_AFTER - timedelta(hours=1))
        (line,) = remarks()
        assert "handler left is gone" in line
        assert "2 events behind" in line
        assert prune() == [3]

    def test_a_handler_of_this_process_is_never_gone(self) -> None:
        register_handler("here", events={"other"}, react=lambda event: None)
        old_events(3)
        handlers.handlers_step()
        Subscription.objects.update(seen_at=Now() - timedelta(days=90), position=2)
        assert remarks() == []
        assert prune() == [3]

    def test_a_running_handler_says_that_it_is_alive(self, monkeypatch: pytest.MonkeyPatch) -> None:
        register_handler("here", events={"other"}, react=lambda event: None)
        handlers.handlers_step()
        Subscription.objects.update(seen_at=Now() - timedelta(days=90))
        monkeypatch.setattr(handlers, "SEEN_EVERY_S", 0.0)
        handlers.handlers_step()
        monkeypatch.setattr(handlers, "_handlers", {})
        assert remarks() == []
