"""Steps on the staff's board: unit by unit, in the right hands, and a hold of the house by two people."""

from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models.functions import Now

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.catalog.models import Unit
from guangsha.inventory.domain.errors import NoUnitMoved, OwnRequest, RequestClosed, StatusConflict, TimeRefused
from guangsha.inventory.domain.statuses import CLAIMED, UnitStatus, may_become
from guangsha.inventory.domain.steps import (
    FROM,
    TO,
    BoardStep,
    Refusal,
    Stand,
    batch_mermaid,
    objection,
    request_mermaid,
)
from guangsha.inventory.models import Claim, HoldRequest, UnitEvent, UnitRecord
from guangsha.inventory.services import board
from guangsha.inventory.services.requests import take_back_hold_request
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.catalog.support import public_project
from tests.inventory.desk import Desk
from tests.inventory.support import hold, homes, live_claims, refused, status_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
DIAGRAMS = Path(__file__).resolve().parents[2] / "docs" / "states" / "unit-board.md"


@pytest.fixture
def desk() -> Desk:
    public_project()
    return Desk()


class TestRules:
    @pytest.mark.parametrize(("step", "status"), list(product(BoardStep, UnitStatus)))
    def test_every_step_from_every_status_is_decided(self, step: BoardStep, status: UnitStatus) -> None:
        after = TO.get(step, UnitStatus.AVAILABLE)
        stand = Stand(status, 3, removed=False, priced=True, permitted=True)
        against = objection(step, stand, after=after, seen=3)
        assert (against is None) is (status in FROM[step])
        if against is None:
            assert may_become(status, after)
        elif status in CLAIMED and status is not after:
            assert against is Refusal.TAKEN

    def test_no_step_of_the_board_touches_what_a_buyer_has(self) -> None:
        theirs = CLAIMED - {UnitStatus.INTERNAL_HOLD}
        assert all(theirs.isdisjoint(before) for before in FROM.values())

    def test_the_diagrams_in_the_docs_are_these(self) -> None:
        text = DIAGRAMS.read_text()
        assert request_mermaid() in text
        assert batch_mermaid() in text


class TestSteps:
    def test_what_may_not_move_is_named_and_the_others_move(self, desk: Desk) -> None:
        covered, bare = homes("1栋"), homes("2栋")
        Unit.objects.filter(pk=covered[1]).update(filed_price_fen=None)
        desk.step(BoardStep.RELEASE, covered[2:4])
        hold(covered[2])
        stale = desk.seen(covered[:1]) | {covered[4]: 7}
        done = desk.step(BoardStep.RELEASE, [], seen=desk.seen([*covered[:4], bare[0]]) | stale | {new_id(): 0})
        assert done.moved == (covered[0],)
        assert sorted(done.refused.values()) == [
            "already",
            "changed",
            "no_filed_price",
            "no_permit",
            "taken",
            "unknown",
        ]
        assert done.refused[covered[2]] is Refusal.TAKEN
        assert status_of(covered[0]) is UnitStatus.AVAILABLE
        assert not UnitRecord.objects.filter(pk__in=[covered[1], covered[4], bare[0]]).exists()

    def test_it_is_written_down_who_did_it_and_why(self, desk: Desk) -> None:
        units = homes()[:2]
        desk.step(BoardStep.RELEASE, units)
        event = UnitEvent.objects.get(unit=units[0])
        assert (event.staff_id, event.reason) == (desk.keeper.person_id, "开盘")
        line = AuditEntry.objects.get(action="inventory.board.release")
        assert (line.target, line.data["units"]) == (f"project:{desk.project_id}", 2)
        assert OutboxEvent.objects.filter(name="inventory.units_changed").count() == 1

    def test_nobody_moves_units_of_others_or_without_the_right(self, desk: Desk) -> None:
        organisation_id = desk.keeper.organisation_id
        for actor, error in (
            (holder("sales_manager", organisation_id=new_id()), NotFound),
            (holder("sales_advisor", organisation_id=organisation_id), Forbidden),
        ):
            refused(lambda actor=actor: desk.step(BoardStep.RELEASE, homes()[:1], actor=actor), error)  # type: ignore[misc]
        assert not UnitRecord.objects.exists()

    def test_a_unit_of_another_project_is_unknown(self, desk: Desk) -> None:
        mine = homes()[0]
        public_project("p2")
        other = Unit.objects.exclude(project=desk.project_id).filter(building__name="1栋")[0].pk
        done = desk.step(BoardStep.RELEASE, [mine, other])
        assert (done.moved, done.refused) == ((mine,), {other: Refusal.UNKNOWN})

    def test_of_two_people_at_once_each_unit_moves_once(self, desk: Desk) -> None:
        units = homes()
        seen = desk.seen(units)
        moved: list[UUID] = []
        in_threads(2, lambda _: moved.extend(desk.step(BoardStep.RELEASE, units, seen=dict(seen)).moved))
        assert sorted(moved) == sorted(units)
        assert UnitEvent.objects.count() == len(units)

    def test_a_step_that_always_meets_another_is_given_up(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        def meets(*_: object, **__: object) -> None:
            raise StatusConflict()

        monkeypatch.setattr(board, "write_records", meets)
        refused(lambda: desk.step(BoardStep.RELEASE, homes()), StatusConflict)


class TestHoldsOfTheHouse:
    def test_one_asks_and_another_approves(self, desk: Desk) -> None:
        units = homes()[:2]
        desk.step(BoardStep.RELEASE, units[:1])
        request = desk.ask(units)
        assert status_of(units[0]) is UnitStatus.AVAILABLE
        refused(lambda: desk.decide(request, actor=desk.keeper), OwnRequest)
        assert set(desk.decide(request).moved) == set(units)
        row = HoldRequest.objects.get()
        claim = Claim.objects.get(unit=units[0], ended_at=None)
        assert (row.state, row.decided_by, claim.deadline) == ("approved", desk.approver.person_id, row.until)
        assert [status_of(unit) for unit in units] == [UnitStatus.INTERNAL_HOLD] * 2

    def test_it_is_decided_once(self, desk: Desk) -> None:
        request = desk.ask(homes()[:1])
        decided: list[bool] = []
        in_threads(2, lambda number: decided.append(_try(desk, request, approve=number == 0)))
        assert sorted(decided) == [False, True]
        refused(lambda: desk.decide(request), RequestClosed)

    def test_a_refused_or_taken_back_request_holds_nothing(self, desk: Desk) -> None:
        unit = homes()[0]
        desk.decide(desk.ask([unit]), approve=False)
        request = desk.ask([unit])
        work = {"project_id": desk.project_id, "request_id": request}
        refused(lambda: desk.as_(desk.approver, lambda: take_back_hold_request(actor=desk.approver, **work)), NotFound)
        desk.as_(desk.keeper, lambda: take_back_hold_request(actor=desk.keeper, **work))
        refused(lambda: desk.decide(request), RequestClosed)
        assert not UnitRecord.objects.exists()

    def test_what_was_taken_meanwhile_is_left_out(self, desk: Desk) -> None:
        units = homes()[:2]
        desk.step(BoardStep.RELEASE, units)
        request, alone = desk.ask(units), desk.ask(units[:1])
        hold(units[0])
        assert desk.decide(request).refused == {units[0]: Refusal.TAKEN}
        assert live_claims(units[0]) == 1
        refused(lambda: desk.decide(alone), NoUnitMoved)
        assert HoldRequest.objects.get(pk=alone).state == "asked"

    def test_it_ends_within_thirty_days_and_not_in_the_past(self, desk: Desk) -> None:
        for days in (-1, 31):
            refused(lambda days=days: desk.ask(homes()[:1], days=days), TimeRefused)  # type: ignore[misc]
        request = desk.ask(homes()[:1])
        HoldRequest.objects.update(until=Now() - timedelta(seconds=1))
        refused(lambda: desk.decide(request), RequestClosed)

    def test_freed_units_go_back_to_where_they_were(self, desk: Desk) -> None:
        released, never = homes()[:2]
        desk.step(BoardStep.RELEASE, [released])
        desk.decide(desk.ask([released, never]))
        assert set(desk.step(BoardStep.FREE, [released, never]).moved) == {released, never}
        assert (status_of(released), status_of(never)) == (UnitStatus.AVAILABLE, UnitStatus.WITHDRAWN)
        assert live_claims(released) == live_claims(never) == 0

    def test_nobody_without_the_right_approves(self, desk: Desk) -> None:
        request = desk.ask(homes()[:1])
        clerk = holder("operations", organisation_id=desk.keeper.organisation_id)
        refused(lambda: desk.decide(request, actor=clerk), Forbidden)


def _try(desk: Desk, request: UUID, *, approve: bool) -> bool:
    try:
        desk.decide(request, approve=approve)
    except RequestClosed:
        return False
    return True
