"""Release batches: together, at a moment of the database's clock, once."""

from datetime import timedelta

import pytest
from django.db.models import F

from guangsha.backbone.models import Job
from guangsha.catalog.models import Unit
from guangsha.inventory.domain.errors import NoUnitMoved, RequestClosed, TimeRefused
from guangsha.inventory.domain.statuses import UnitStatus
from guangsha.inventory.domain.steps import BoardStep
from guangsha.inventory.jobs import BATCHES, release_due_batch
from guangsha.inventory.models import ReleaseBatch, UnitEvent, UnitRecord
from guangsha.inventory.selectors.staff_board import staff_board
from guangsha.inventory.services.batches import cancel_batch
from tests.catalog.support import public_project
from tests.inventory.desk import Desk
from tests.inventory.support import hold, homes, refused, status_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


@pytest.fixture
def desk() -> Desk:
    public_project()
    return Desk()


def due(batch_id: object) -> None:
    """Its moment has come, and the job runs."""
    ReleaseBatch.objects.filter(pk=batch_id).update(release_at=F("planned_at") - timedelta(seconds=1))
    release_due_batch({"batch": str(batch_id)})


def test_it_is_released_when_its_moment_has_come_and_not_before(desk: Desk) -> None:
    units = homes()[:3]
    batch = desk.plan(units)
    job = Job.objects.get(name="inventory.release_batch")
    row = ReleaseBatch.objects.get()
    assert abs(job.due_at - row.release_at) < timedelta(seconds=5)
    release_due_batch(job.payload)
    assert not UnitRecord.objects.exists()
    assert Job.objects.filter(name="inventory.release_batch").count() == 2  # it asked to be asked again
    due(batch)
    assert [status_of(unit) for unit in units] == [UnitStatus.AVAILABLE] * 3
    due(batch)
    assert UnitEvent.objects.count() == 3
    event = UnitEvent.objects.filter(unit=units[0]).get()
    assert (event.reason, event.staff_id) == ("首批", desk.keeper.person_id)


def test_units_that_may_not_be_released_by_then_are_left_out_with_the_reason(desk: Desk) -> None:
    (taken, bare), later = homes()[:2], homes("2栋")[0]
    batch = desk.plan([taken, bare, later])
    desk.step(BoardStep.RELEASE, [taken])
    hold(taken)
    Unit.objects.filter(pk=bare).update(filed_price_fen=None)
    due(batch)
    row = ReleaseBatch.objects.get()
    assert row.state == "released"
    assert row.refused == {str(taken): "taken", str(bare): "no_filed_price", str(later): "no_permit"}


def test_a_cancelled_batch_releases_nothing_and_a_released_one_is_not_cancelled(desk: Desk) -> None:
    first, second = desk.plan(homes()[:1]), desk.plan(homes()[1:2])
    cancel = {"actor": desk.keeper, "project_id": desk.project_id, "reason": "改期"}
    desk.as_(desk.keeper, lambda: cancel_batch(batch_id=first, **cancel))  # type: ignore[arg-type]
    due(first)
    assert not UnitRecord.objects.exists()
    due(second)
    refused(lambda: desk.as_(desk.keeper, lambda: cancel_batch(batch_id=second, **cancel)), RequestClosed)  # type: ignore[arg-type]


def test_it_lies_in_the_future_and_holds_something(desk: Desk) -> None:
    for hours in (-1, 24 * 400):
        refused(lambda hours=hours: desk.plan(homes()[:1], hours=hours), TimeRefused)  # type: ignore[misc]
    desk.step(BoardStep.RELEASE, homes())
    refused(lambda: desk.plan(homes()), NoUnitMoved)


def test_the_board_shows_which_units_wait_for_which_batch(desk: Desk) -> None:
    unit = homes()[0]
    batch = desk.plan([unit])
    board = staff_board(actor=desk.keeper, project_id=desk.project_id)
    assert {one.unit.id: one.batch_id for one in board.units if one.batch_id} == {unit: batch}
    assert [(one.id, one.name, one.state) for one in board.batches] == [(batch, "首批", "planned")]
    due(batch)
    board = staff_board(actor=BATCHES, project_id=desk.project_id)
    assert [one.state for one in board.batches] == ["released"]
    assert not any(one.batch_id for one in board.units)
