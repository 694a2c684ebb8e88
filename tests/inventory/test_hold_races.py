"""Many want the same homes at once: one gets each, whoever reads what when; and what happens when the keys are not there."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guangsha.backbone.public import command
from guangsha.inventory.domain.claims import HOLD_FOR
from guangsha.inventory.jobs import expire_step
from guangsha.inventory.models import Claim, UnitRecord
from guangsha.inventory.public import HoldsAnother, UnitStatus, UnitTaken, extend_hold
from guangsha.inventory.selectors.wishes import Wish
from guangsha.inventory.services import holds
from guangsha.kit.errors import BusinessError
from guangsha.kit.ids import new_id
from tests.backbone.support import in_threads
from tests.catalog.support import EDITOR
from tests.inventory.support import hold, live_claims, on_sale, refused, status_of
from tests.inventory.test_holds import let_time_pass, release

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
BUYERS = 8
TRIES = 6


class TestManyAtOnce:
    def test_each_unit_goes_to_one_household_and_the_others_are_told(self) -> None:
        units = on_sale()
        won: list[tuple[UUID, UUID]] = []
        lost: Counter[str] = Counter()

        def buyer(index: int) -> None:
            picks = random.Random(index)
            for _ in range(TRIES):
                unit, me = picks.choice(units), new_id()
                try:
                    won.append((unit, hold(unit, me)))
                except BusinessError as refusal:
                    lost[refusal.code] += 1

        assert in_threads(BUYERS, buyer) == []
        assert len(won) == len({unit for unit, _ in won}) == Claim.objects.count()
        assert set(lost) == {UnitTaken.code}
        assert len(won) + lost.total() == BUYERS * TRIES
        assert all((status_of(unit), live_claims(unit)) == (UnitStatus.HELD, 1) for unit, _ in won)

    def test_a_household_that_asks_from_many_windows_has_one_home(self) -> None:
        units, me = on_sale(), new_id()
        answers: list[UUID] = []

        def window(index: int) -> None:
            try:
                answers.append(hold(units[index], me))
            except HoldsAnother:
                pass

        assert in_threads(len(units), window) == []
        assert len(answers) == 1
        assert UnitRecord.objects.filter(status=UnitStatus.HELD).count() == 1

    def test_sweepers_and_the_next_buyer_end_a_hold_once(self) -> None:
        unit = on_sale()[0]
        let_time_pass(hold(unit), HOLD_FOR)
        taken: list[UUID] = []

        def work(index: int) -> None:
            if index % 2:
                expire_step()
                return
            try:
                taken.append(hold(unit))
            except UnitTaken:
                pass

        assert in_threads(6, work) == []
        assert live_claims(unit) == len(taken) <= 1
        assert status_of(unit) is (UnitStatus.HELD if taken else UnitStatus.AVAILABLE)

    def test_two_payments_at_once_both_find_it_alive(self) -> None:
        claim = hold(on_sale()[0])
        let_time_pass(claim, HOLD_FOR - timedelta(minutes=1))
        assert in_threads(4, lambda index: command(lambda: extend_hold(claim_id=claim), actor=EDITOR)) == []

    def test_letting_go_and_running_out_at_the_same_moment_free_it_once(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        let_time_pass(claim, HOLD_FOR)
        errors = in_threads(2, lambda index: expire_step() and None if index else release(claim, me))
        assert all(isinstance(error, BusinessError) for error in errors)
        assert (live_claims(unit), status_of(unit)) == (0, UnitStatus.AVAILABLE)


class TestAStaleReading:
    """The interleaving that sells twice, step by step, on any engine: one reads, another holds and commits, the first goes on."""

    def _hold_late(self, monkeypatch: pytest.MonkeyPatch) -> UUID:
        unit, late = on_sale()[0], new_id()
        stale = holds.judged([Wish(unit, late, None)])
        hold(unit)
        monkeypatch.setattr(holds, "judged", lambda wishes: stale)
        hold(unit, late)
        return unit

    @pytest.fixture
    def without_record(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The record is written without looking whether it still is what was read."""

        def write(projects: Any, known: Any, status: UnitStatus, *, now: Any) -> None:
            UnitRecord.objects.filter(pk__in=projects).update(status=status, changed_at=now)

        monkeypatch.setattr(holds, "write_records", write)

    @pytest.fixture
    def without_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Claims do not name the unit they keep for themselves."""
        save = Claim.save

        def save_without(self: Claim, **options: Any) -> None:
            self.active_unit = None
            save(self, **options)

        monkeypatch.setattr(Claim, "save", save_without)

    @pytest.fixture
    def without_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No step is kept, whose number could be taken."""
        monkeypatch.setattr(holds, "keep_steps", lambda *_, **__: None)

    def test_gets_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refused(lambda: self._hold_late(monkeypatch), UnitTaken)
        assert Claim.objects.filter(ended_at=None).count() == 1

    @pytest.mark.usefixtures("without_key", "without_steps")
    def test_the_record_alone_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refused(lambda: self._hold_late(monkeypatch), UnitTaken)
        assert Claim.objects.filter(ended_at=None).count() == 1

    @pytest.mark.usefixtures("without_record", "without_steps")
    def test_the_key_alone_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refused(lambda: self._hold_late(monkeypatch), BusinessError)
        assert Claim.objects.filter(ended_at=None).count() == 1

    @pytest.mark.usefixtures("without_record", "without_key", "without_steps")
    def test_sells_twice_without_any(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control."""
        assert live_claims(self._hold_late(monkeypatch)) == 2

    def test_a_household_that_was_read_before_it_held_another_unit_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second, *_ = on_sale()
        me = new_id()
        stale = holds.judged([Wish(second, me, None)])
        hold(first, me)
        monkeypatch.setattr(holds, "judged", lambda wishes: stale)
        refused(lambda: hold(second, me), HoldsAnother)
        assert status_of(second) is UnitStatus.AVAILABLE
