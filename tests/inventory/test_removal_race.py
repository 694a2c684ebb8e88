"""A unit is removed from the catalogue while somebody releases it: one of the two must fail."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from guangsha.catalog import ports
from guangsha.catalog.models import Unit
from guangsha.catalog.public import UnitInUse, put_units, release_facts, remove_unit
from guangsha.inventory.domain.statuses import REMOVABLE, UnitStatus
from guangsha.inventory.models import UnitEvent, UnitRecord
from guangsha.inventory.public import StatusConflict, StatusRefused, set_unit_statuses
from guangsha.inventory.services import statuses as services
from tests.backbone.support import in_threads
from tests.catalog.support import EDITOR, NOW, public_project, run, unit_spec

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
BEFORE = [UnitStatus.UNRELEASED, UnitStatus.WITHDRAWN]


def release(unit_id: UUID) -> int:
    return run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit_id], status=UnitStatus.AVAILABLE))


def remove(unit_id: UUID) -> bool:
    return run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit_id))


def a_unit(before: UnitStatus) -> UUID:
    public_project()
    unit_id = Unit.objects.get(identity="1栋-0101").pk
    if before is UnitStatus.WITHDRAWN:
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit_id], status=before))
    return unit_id


def sold_though_removed(unit_id: UUID) -> bool:
    removed = Unit.objects.get(pk=unit_id).removed_at is not None
    return removed and UnitRecord.objects.filter(pk=unit_id, status=UnitStatus.AVAILABLE).exists()


def only_look(*, unit_id: UUID, leaving_at: object) -> str | None:
    """The guard as it must not be: a reading without a write."""
    known = services.records([unit_id])
    return None if not known or known[unit_id].status in REMOVABLE else str(known[unit_id].status)


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_removal_guards", {"inventory": only_look})
    monkeypatch.setattr(services, "keep_coverage", lambda **_: True)


class TestOneAfterTheOther:
    @pytest.mark.parametrize("before", BEFORE)
    def test_a_removal_withdraws_the_unit_and_says_so(self, before: UnitStatus) -> None:
        unit_id = a_unit(before)
        assert remove(unit_id)
        assert UnitRecord.objects.get(pk=unit_id).status == UnitStatus.WITHDRAWN
        assert list(UnitEvent.objects.values_list("before", "after")) == [("unreleased", "withdrawn")]
        assert not remove(unit_id)
        with pytest.raises(StatusRefused):
            release(unit_id)

    def test_a_unit_that_comes_back_can_be_released(self) -> None:
        unit_id = a_unit(UnitStatus.UNRELEASED)
        project_id = Unit.objects.get(pk=unit_id).project_id
        remove(unit_id)
        run(lambda: put_units(actor=EDITOR, now=NOW, project_id=project_id, units=[unit_spec(1, 1)]))
        assert release(unit_id) == 1

    def test_a_question_withdraws_nothing(self) -> None:
        unit_id = a_unit(UnitStatus.UNRELEASED)
        assert run(lambda: services.let_unit_go(unit_id=unit_id, leaving_at=None)) is None
        assert not UnitRecord.objects.exists()


class TestAReleaseThatReadBeforeTheRemoval:
    """The interleaving of READ COMMITTED, step by step, on any engine: facts and record are read, then the removal commits."""

    def _release_late(self, unit_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        facts, known = release_facts(unit_ids=[unit_id]), services.records([unit_id])
        assert remove(unit_id)
        monkeypatch.setattr(services, "release_facts", lambda unit_ids: facts)
        monkeypatch.setattr(services, "records", lambda unit_ids: known)
        release(unit_id)

    @pytest.mark.parametrize("before", BEFORE)
    def test_fails(self, before: UnitStatus, monkeypatch: pytest.MonkeyPatch) -> None:
        unit_id = a_unit(before)
        with pytest.raises(StatusConflict):
            self._release_late(unit_id, monkeypatch)
        assert not sold_though_removed(unit_id)

    @pytest.mark.parametrize("before", BEFORE)
    @pytest.mark.usefixtures("without_guard")
    def test_sells_a_removed_unit_when_the_removal_writes_nothing(
        self, before: UnitStatus, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control."""
        unit_id = a_unit(before)
        self._release_late(unit_id, monkeypatch)
        assert sold_though_removed(unit_id)


class TestBothAtOnce:
    @pytest.fixture(autouse=True)
    def _both_have_read(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Both sides read the record before either writes; SQLite lets only one in at a time, so there they just race."""
        gate, real, waited = threading.Barrier(2), services.records, threading.local()

        def read(unit_ids: Any) -> Any:
            found = real(unit_ids)
            if connection.vendor != "sqlite" and getattr(waited, "armed", False):
                waited.armed = False  # a command that is run again does not wait again
                gate.wait(30)
            return found

        monkeypatch.setattr(services, "records", read)
        self.waited = waited
        yield

    def _race(self, unit_id: UUID) -> tuple[list[object], list[BaseException]]:
        sides: list[Callable[[UUID], object]] = [release, remove]
        answers: list[object] = []

        def work(index: int) -> None:
            self.waited.armed = True
            answers.append(sides[index](unit_id))

        return answers, in_threads(2, work)

    @pytest.mark.parametrize("before", BEFORE)
    def test_one_of_the_two_fails(self, before: UnitStatus) -> None:
        unit_id = a_unit(before)
        answers, errors = self._race(unit_id)
        assert len(answers) == len(errors) == 1
        assert isinstance(errors[0], StatusConflict | StatusRefused | UnitInUse)
        assert not sold_though_removed(unit_id)

    @pytest.mark.parametrize("before", BEFORE)
    @pytest.mark.usefixtures("without_guard")
    def test_both_succeed_when_the_removal_writes_nothing(self, before: UnitStatus) -> None:
        """The negative control, where two commands can be under way at once."""
        if connection.vendor == "sqlite":
            pytest.skip("one writer at a time: the step-by-step control above stands for it")
        first = a_unit(before)
        others = Unit.objects.filter(building__name="1栋", kind="home").exclude(pk=first).values_list("pk", flat=True)
        if before is UnitStatus.WITHDRAWN:
            run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=list(others), status=before))
        # a deadlock on the rows of the project may save one: it does not save them all
        for unit_id in (first, *others):
            self._race(unit_id)
            if sold_though_removed(unit_id):
                return
        pytest.fail("the race was never lost: the tests above prove nothing")
