"""What is due is done, however much of it cannot be."""

from collections.abc import Collection
from uuid import UUID, uuid4

import pytest

from guangsha.backbone import sweeping
from guangsha.backbone.sweeping import sweep
from guangsha.kit.actor import system_actor

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = system_actor("tests.sweeper")


class Due:
    """A table of what is due, read three rows at a time."""

    def __init__(self, count: int) -> None:
        self.rows = [uuid4() for _ in range(count)]
        self.tried: list[UUID] = []

    def read(self, passing: Collection[UUID]) -> list[UUID]:
        return [one for one in self.rows if one not in passing][:3]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SWEEP", 3)


def test_more_failing_ones_than_a_look_gives_keep_no_other_waiting() -> None:
    due = Due(10)
    bad = set(due.rows[:4])

    def work(one: UUID) -> bool:
        due.tried.append(one)
        if one in bad:
            raise RuntimeError(one)
        due.rows.remove(one)
        return True

    assert sweep(due.read, work, actor=ACTOR, what="row_failed") == 6
    assert set(due.rows) == bad
    assert len(due.tried) == 10, "each is tried once in a sweep"


def test_what_has_nothing_to_do_ends_too() -> None:
    due = Due(5)
    assert sweep(due.read, lambda one: bool(due.tried.append(one)), actor=ACTOR, what="row_failed") == 0
    assert sorted(due.tried) == sorted(due.rows)
