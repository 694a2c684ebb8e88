"""The staff's board as it is read: now, at a past moment, unit by unit; without a write and with a fixed number of queries."""

import random
import time
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guangsha.backbone.models import AuditEntry
from guangsha.catalog.public import put_units, remove_unit
from guangsha.inventory.domain.steps import BoardStep
from guangsha.inventory.jobs import expire_step
from guangsha.inventory.models import Claim, UnitEvent
from guangsha.inventory.public import UnitStatus, forget_holder, unit_board
from guangsha.inventory.realtime import LAST, STREAMS
from guangsha.inventory.schemas.console import StaffBoardOut, StaffCellOut
from guangsha.inventory.selectors.staff_board import latest_changes, staff_board, staff_unit, stood_at, stood_now
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, make_project, public_project, run, unit_spec
from tests.inventory.desk import Desk
from tests.inventory.support import hold, homes, refused
from tests.inventory.test_holds import let_time_pass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


@pytest.fixture
def desk() -> Desk:
    public_project()
    return Desk()


def statuses(desk: Desk, **at: object) -> dict[UUID, UnitStatus]:
    board = staff_board(actor=desk.keeper, project_id=desk.project_id, **at)  # type: ignore[arg-type]
    return {one.unit.id: one.status for one in board.units}


def between() -> datetime:
    """A moment after all steps so far and before those to come: SQLite's clock is rounded to milliseconds, ours is not."""
    time.sleep(0.003)
    at = utc_now()
    time.sleep(0.003)
    return at


class TestReading:
    def test_it_shows_the_ledgers_own_statuses_with_claims_and_requests(self, desk: Desk) -> None:
        free, held, kept, waits, *_ = homes()
        desk.step(BoardStep.RELEASE, [free, held, waits])
        hold(held)
        desk.decide(desk.ask([kept]))
        request = desk.ask([waits])
        board = staff_board(actor=desk.approver, project_id=desk.project_id)
        cells = {one.unit.id: one for one in board.units}
        assert [cells[one].status for one in (free, held, kept)] == ["available", "held", "internal_hold"]
        assert cells[held].deadline is not None
        assert {one.unit.id for one in board.units if one.waiting} == {waits}
        assert [(one.id, one.mine) for one in board.requests if one.state == "asked"] == [(request, False)]
        assert board.counts[UnitStatus.INTERNAL_HOLD] == 1
        assert (board.may_keep, board.may_approve, board.version) == (True, True, 5)
        wire = StaffBoardOut.of(board)
        assert StaffCellOut.model_validate(wire.units[0].model_dump()) == wire.units[0]

    def test_a_draft_has_a_board_for_its_own_people_only(self) -> None:
        project_id = make_project()
        assert staff_board(actor=EDITOR, project_id=project_id).units == ()
        stranger = Actor(person_id=new_id())
        refused(lambda: staff_board(actor=stranger, project_id=project_id), NotFound)

    def test_reading_writes_nothing_and_takes_as_many_queries_for_many_units(self, desk: Desk) -> None:
        def read(at: object = None) -> list[str]:
            with CaptureQueriesContext(connection) as seen:
                statuses(desk, at=at)
            return [one["sql"] for one in seen.captured_queries]

        desk.step(BoardStep.RELEASE, homes()[:2])
        before, past = read(), read(between())
        more = [unit_spec(floor, stack) for floor in range(4, 19) for stack in (1, 2)]
        run(lambda: put_units(actor=EDITOR, now=NOW, project_id=desk.project_id, units=more))
        desk.step(BoardStep.RELEASE, homes()[6:])
        assert (len(read()), len(read(between()))) == (len(before), len(past))
        assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in before + past)
        with CaptureQueriesContext(connection) as seen:
            unit_board(project_id=desk.project_id)
        assert all(one["sql"].startswith("SELECT") for one in seen.captured_queries)

    def test_one_unit_tells_its_steps_without_naming_a_buyer(self, desk: Desk) -> None:
        unit, buyer = homes()[0], new_id()
        desk.step(BoardStep.RELEASE, [unit])
        hold(unit, buyer)
        detail = staff_unit(actor=desk.keeper, project_id=desk.project_id, unit_id=unit)
        assert [(one.before, one.after, one.by) for one in detail.steps] == [
            ("available", "held", "buyer"),
            ("unreleased", "available", "staff"),
        ]
        assert detail.claim is not None
        assert detail.claim.kind == "buyer"
        assert detail.receipt is not None
        assert detail.receipt.total_fen == detail.claim.price_fen
        assert str(buyer) not in repr(detail)
        public_project("p2")
        refused(lambda: staff_unit(actor=EDITOR, project_id=desk.project_id, unit_id=new_id()), NotFound)


class TestTimeTravel:
    def test_the_board_of_a_past_moment_is_the_one_that_was(self, desk: Desk) -> None:
        seen = {}
        unit, other = homes()[:2]
        for step, units in (
            (BoardStep.RELEASE, [unit, other]),
            (BoardStep.WITHDRAW, [unit]),
            (BoardStep.RELEASE, [unit]),
        ):
            seen[between()] = statuses(desk)
            desk.step(step, units)
        moments = sorted(seen)
        assert [statuses(desk, at=at)[unit] for at in moments] == ["unreleased", "available", "withdrawn"]
        for at in moments:
            assert statuses(desk, at=at) == seen[at]
        past = staff_board(actor=desk.keeper, project_id=desk.project_id, at=moments[0])
        assert (past.at, past.may_keep, past.may_approve) == (moments[0], False, False)
        assert staff_board(actor=desk.keeper, project_id=desk.project_id, at=utc_now() + timedelta(days=1)).at is None

    def test_revisions_decide_where_clocks_of_machines_differ(self, desk: Desk) -> None:
        unit = homes()[0]
        desk.step(BoardStep.RELEASE, [unit])
        desk.step(BoardStep.WITHDRAW, [unit])
        first, second = UnitEvent.objects.order_by("revision")
        UnitEvent.objects.filter(pk=first.pk).update(changed_at=second.changed_at + timedelta(milliseconds=5))
        stood = stood_at(project_id=desk.project_id, at=second.changed_at + timedelta(seconds=1))
        assert stood[unit].status is UnitStatus.WITHDRAWN

    def test_requests_are_as_they_were_then(self, desk: Desk) -> None:
        request = desk.ask(homes()[:1])
        then = utc_now()
        desk.decide(request)
        past = staff_board(actor=desk.keeper, project_id=desk.project_id, at=then)
        assert [(one.id, one.state, one.decided_at) for one in past.requests] == [(request, "asked", None)]


class TestAudit:
    def test_every_end_of_a_hold_is_written_down_whoever_brings_it_about(self, desk: Desk) -> None:
        swept, next_buyer, erased = homes()[:3]
        desk.step(BoardStep.RELEASE, homes()[:3])
        person = new_id()
        claims = {unit: hold(unit, person if unit == erased else None) for unit in (swept, next_buyer, erased)}
        let_time_pass(claims[next_buyer])
        hold(next_buyer)
        let_time_pass(claims[swept])
        expire_step()
        run(lambda: forget_holder(person_id=person))
        lines = AuditEntry.objects.filter(action__in=("inventory.hold.expire", "inventory.hold.release"))
        told = {line.target: (line.action, line.data["claim"]) for line in lines}
        assert told == {
            f"unit:{swept}": ("inventory.hold.expire", str(claims[swept])),
            f"unit:{next_buyer}": ("inventory.hold.expire", str(claims[next_buyer])),
            f"unit:{erased}": ("inventory.hold.release", str(claims[erased])),
        }
        assert Claim.objects.exclude(ended_at=None).count() == lines.count()


class TestStreams:
    def test_whoever_is_not_far_behind_has_the_board_of_now_with_the_last_changes(self, desk: Desk) -> None:
        units = homes()
        desk.step(BoardStep.RELEASE, units[:3])
        known, version = statuses(desk), staff_board(actor=EDITOR, project_id=desk.project_id).version
        hold(units[0])
        desk.step(BoardStep.WITHDRAW, units[1:2])
        now, changes = latest_changes(project_id=desk.project_id, limit=LAST)
        assert now - version == 2
        known.update({one.unit_id: one.status for one in changes})
        assert known == statuses(desk)

    def test_the_public_is_told_what_it_may_read_and_nothing_personal(self, desk: Desk) -> None:
        unit = homes()[0]
        person = new_id()
        desk.step(BoardStep.RELEASE, [unit])
        desk.decide(desk.ask([unit]))
        public, staff = (stream.state for stream in STREAMS)
        assert public is not None
        assert staff is not None
        told = public(str(desk.project_id)).model_dump()
        assert told["changes"] == [{"unit_id": unit, "status": "held"}]
        assert staff(str(desk.project_id)).model_dump()["changes"][0]["status"] == "internal_hold"
        hold_of = desk.step(BoardStep.FREE, [unit])
        assert hold_of.moved == (unit,)
        hold(unit, person)
        for state in (public, staff):
            assert str(person) not in state(str(desk.project_id)).model_dump_json()


def test_a_removed_unit_leaves_the_board(desk: Desk) -> None:
    unit = homes()[0]
    run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit))
    assert unit not in statuses(desk)


def test_folding_all_events_gives_the_ledger_of_now(desk: Desk) -> None:
    units, chance = homes(), random.Random(7)
    for _ in range(12):
        step = chance.choice([BoardStep.RELEASE, BoardStep.WITHDRAW])
        desk.step(step, chance.sample(units, 3))
    stood = stood_at(project_id=desk.project_id, at=utc_now())
    assert {key: (one.status, one.revision) for key, one in stood.items()} == {
        key: (one.status, one.revision) for key, one in stood_now(project_id=desk.project_id).items()
    }
