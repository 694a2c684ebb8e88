import json
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from guangsha.backbone.models import OutboxEvent
from guangsha.catalog.models import Unit
from guangsha.catalog.public import UnitInUse, UnitKind, UnitSpec, put_units, remove_unit
from guangsha.inventory.domain.statuses import TRANSITIONS, ShownStatus, UnitStatus, may_become, mermaid, shown
from guangsha.inventory.models import UnitEvent, UnitRecord
from guangsha.inventory.public import (
    StatusConflict,
    StatusRefused,
    counts_by_status,
    set_unit_statuses,
    statuses_of_project,
    statuses_of_units,
)
from guangsha.inventory.schemas.board import UnitBoardOut
from guangsha.inventory.services import statuses as services
from guangsha.inventory.services.records import Read
from guangsha.kit.actor import VISITOR, Actor
from guangsha.kit.errors import Forbidden
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.catalog.support import EDITOR, NOW, public_project, run, take_down

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "states" / "unit.md"


class TestStatuses:
    @pytest.mark.parametrize("before", UnitStatus)
    @pytest.mark.parametrize("after", UnitStatus)
    def test_every_pair_is_decided(self, before: UnitStatus, after: UnitStatus) -> None:
        assert may_become(before, after) is (after in TRANSITIONS[before])
        assert not may_become(before, UnitStatus.UNRELEASED)

    def test_every_status_can_be_reached(self) -> None:
        reached, waiting = {UnitStatus.UNRELEASED}, [UnitStatus.UNRELEASED]
        while waiting:
            following = TRANSITIONS[waiting.pop()] - reached
            waiting.extend(following)
            reached |= following
        assert reached == set(UnitStatus)

    def test_a_sold_unit_never_shows_as_available(self) -> None:
        assert {status for status in UnitStatus if shown(status) is ShownStatus.AVAILABLE} == {UnitStatus.AVAILABLE}
        assert shown(UnitStatus.CONTRACTED) is shown(UnitStatus.HANDED_OVER) is ShownStatus.SOLD
        assert shown(UnitStatus.INTERNAL_HOLD) is ShownStatus.HELD

    def test_the_diagram_in_the_docs_is_this_one(self) -> None:
        assert mermaid() in DIAGRAM.read_text()


def ids(building: str) -> list[UUID]:
    rows = Unit.objects.filter(building__name=building, kind="home").order_by("identity")
    return list(rows.values_list("pk", flat=True))


def move(unit_ids: list[UUID], status: UnitStatus, actor: Actor = EDITOR) -> int:
    return run(lambda: set_unit_statuses(actor=actor, now=NOW, unit_ids=unit_ids, status=status, reason="test"))


@pytest.mark.django_db(transaction=True)
class TestLedger:
    def test_a_release_is_one_event_and_one_step_per_unit(self) -> None:
        project_id = public_project()
        assert move(ids("1栋"), UnitStatus.AVAILABLE) == 6
        assert move(ids("1栋"), UnitStatus.AVAILABLE) == 0
        assert set(statuses_of_project(project_id=project_id).values()) == {UnitStatus.AVAILABLE}
        assert counts_by_status(project_ids=[project_id]) == {project_id: {ShownStatus.AVAILABLE: 6}}
        assert OutboxEvent.objects.filter(name="inventory.units_changed").count() == 1
        assert set(UnitEvent.objects.values_list("before", "after")) == {("unreleased", "available")}
        assert statuses_of_units(unit_ids=ids("2栋")[:1]) == {ids("2栋")[0]: UnitStatus.UNRELEASED}

    def test_no_permit_or_no_price_no_sale_and_all_or_none(self) -> None:
        project_id = public_project()
        bay = UnitSpec(
            identity="bay", building="1栋", kind=UnitKind.PARKING, built_area=Unit.objects.all()[0].built_area
        )
        bay_id = run(lambda: put_units(actor=EDITOR, now=NOW, project_id=project_id, units=[bay])).ids["bay"]
        with pytest.raises(StatusRefused) as refused:
            move([ids("1栋")[0], ids("2栋")[0], bay_id, unknown := new_id()], UnitStatus.AVAILABLE)
        assert refused.value.data["errors"] == [
            {"field": str(ids("2栋")[0]), "message": "no_permit"},
            {"field": str(bay_id), "message": "no_filed_price"},
            {"field": str(unknown), "message": "unknown"},
        ]
        assert not UnitRecord.objects.exists()
        assert not UnitEvent.objects.exists()

    def test_steps_that_do_not_exist_are_refused(self) -> None:
        public_project()
        home = ids("1栋")[:1]
        with pytest.raises(StatusRefused):
            move(home, UnitStatus.CONTRACTED)
        for status in (UnitStatus.AVAILABLE, UnitStatus.HELD, UnitStatus.SUBSCRIBED, UnitStatus.CONTRACTED):
            assert move(home, status) == 1
        with pytest.raises(StatusRefused) as refused:
            move(home, UnitStatus.HELD)
        assert refused.value.data["errors"][0]["message"] == "illegal_step"

    def test_a_unit_on_offer_cannot_leave_the_catalogue(self) -> None:
        public_project()
        home = ids("1栋")[0]
        move([home], UnitStatus.AVAILABLE)
        with pytest.raises(UnitInUse) as refused:
            run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=home))
        assert refused.value.data["reason"] == "available"
        move([home], UnitStatus.WITHDRAWN)
        assert run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=home))
        with pytest.raises(StatusRefused):
            move([home], UnitStatus.AVAILABLE)

    def test_strangers_may_not(self) -> None:
        public_project()
        stranger = holder("operations", organisation_id=new_id())
        for actor in (VISITOR, stranger):
            with pytest.raises(Forbidden):
                move(ids("1栋"), UnitStatus.AVAILABLE, actor)

    def test_a_stale_reading_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        public_project()
        first, second = ids("1栋")[:2]
        move([first, second], UnitStatus.AVAILABLE)
        UnitRecord.objects.filter(pk=second).update(status=UnitStatus.HELD)
        stale = dict.fromkeys((first, second), Read(UnitStatus.AVAILABLE, 1))
        monkeypatch.setattr(services, "records", lambda unit_ids: stale)
        with pytest.raises(StatusConflict):
            move([first, second], UnitStatus.INTERNAL_HOLD)
        assert UnitRecord.objects.get(pk=first).status == UnitStatus.AVAILABLE
        monkeypatch.setattr(services, "records", lambda unit_ids: {})
        with pytest.raises(StatusConflict):
            move([first], UnitStatus.AVAILABLE)

    @pytest.mark.engines
    def test_of_many_who_hold_one_unit_one_wins(self) -> None:
        public_project()
        home = ids("1栋")[:1]
        move(home, UnitStatus.AVAILABLE)
        done: list[int] = []
        errors = in_threads(6, lambda _: done.append(move(home, UnitStatus.HELD)))
        assert sum(done) == 1
        assert all(isinstance(error, StatusConflict) for error in errors)
        assert UnitEvent.objects.filter(after="held").count() == 1


@pytest.mark.django_db(transaction=True)
class TestBoard:
    def _board(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(Client().get("/api/v1/projects/yunlu-lane/unit-board").content)
        return found

    def test_shows_every_unit_with_its_status_and_counts(self) -> None:
        public_project()
        home, other = ids("1栋")[:2]
        move([home, other], UnitStatus.AVAILABLE)
        move([home], UnitStatus.INTERNAL_HOLD)
        board = self._board()
        assert UnitBoardOut.model_validate(board).model_dump(mode="json").keys() == board.keys()
        assert board["counts"] == {
            "unreleased": 11,
            "available": 1,
            "held": 1,
            "subscribed": 0,
            "sold": 0,
            "withdrawn": 0,
        }
        units = board["units"]
        assert isinstance(units, list)
        assert {row["status"] for row in units if row["id"] == str(home)} == {"held"}
        assert [row["number"] for row in units if row["status"] == "available"] == ["0102"]
        assert board["as_of"]

    def test_a_changed_status_is_a_changed_board(self) -> None:
        public_project()
        path, client = "/api/v1/projects/yunlu-lane/unit-board", Client()
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        move(ids("1栋")[:1], UnitStatus.AVAILABLE)
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200

    def test_one_unit_says_its_status(self) -> None:
        project_id = public_project()
        home = ids("1栋")[0]
        path = f"/api/v1/units/{home}/status"
        assert json.loads(Client().get(path).content)["status"] == "unreleased"
        move([home], UnitStatus.AVAILABLE)
        response = Client().get(path)
        assert (json.loads(response.content)["status"], response["Cache-Control"]) == ("available", "no-store")
        take_down(project_id)
        assert Client().get(path).status_code == 410
