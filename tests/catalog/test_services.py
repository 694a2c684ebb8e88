from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.backbone.public import OutsideCommand
from guangsha.catalog import ports
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.jobs import publish_due_step
from guangsha.catalog.models import ListingVersion, PointOfInterest, PriceChange, Project, Unit
from guangsha.catalog.public import (
    BuildingSpec,
    IllegalMove,
    LayoutSpec,
    ListingIncomplete,
    NameTaken,
    PoiKind,
    PoiSpec,
    PriceReason,
    ProjectValues,
    UnitInUse,
    UnknownPart,
    add_permit,
    create_project,
    publish_listing,
    put_buildings,
    put_layouts,
    put_units,
    record_price_change,
    remove_unit,
    reopen_listing,
    report_progress,
    schedule_listing,
    set_surroundings,
    submit_listing,
    update_project,
)
from guangsha.kit.actor import VISITOR, Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound, VersionConflict
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.catalog.support import EDITOR, NOW, fill, make_project, public_project, publish, run, take_down, unit_spec

pytestmark = [pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(days=1)


def _events(name: str = "catalog.project_changed") -> list[str]:
    return [event.payload["project_id"] for event in OutboxEvent.objects.filter(name=name).order_by("id")]


def _update(project_id: UUID, values: ProjectValues, **more: object) -> bool:
    return run(
        lambda: update_project(actor=EDITOR, now=LATER, project_id=project_id, values=values, **more)  # type: ignore[arg-type]
    ).changed


class TestProjects:
    def test_a_draft_starts_with_its_price_and_an_address(self) -> None:
        project = Project.objects.get(pk=make_project())
        assert (project.state, project.slug, project.revision) == ("draft", "yunlu-lane", 2)
        step = PriceChange.objects.get()
        assert (step.old_fen, step.new_fen, step.reason) == (None, 1_500_000, "initial")
        assert _events() == [str(project.pk)]

    def test_a_twin_gets_a_longer_address_and_a_taken_source_id_is_refused(self) -> None:
        make_project("p1")
        second = Project.objects.get(pk=make_project("p2"))
        assert second.slug.startswith("yunlu-lane-")
        with pytest.raises(NameTaken):
            make_project("p1")

    def test_an_update_writes_differences_only(self) -> None:
        project_id = make_project()
        assert not _update(project_id, {"name": "云麓里", "lng": 112.9388, "tags": ["近地铁"]})
        assert _update(project_id, {"name": "云麓里二期"})
        assert Project.objects.get().revision == 3
        assert len(_events()) == 2

    def test_a_stale_editor_is_told(self) -> None:
        project_id = make_project()
        assert _update(project_id, {"headline": "a"}, expected_revision=2)
        with pytest.raises(VersionConflict):
            _update(project_id, {"headline": "b"}, expected_revision=2)

    def test_a_changed_price_is_kept_with_its_reason(self) -> None:
        project_id = make_project()
        _update(project_id, {"stated_unit_price_fen": 1_400_000}, reason=PriceReason.IMPORT, as_of=date(2026, 11, 1))
        step = PriceChange.objects.latest("id")
        assert (step.old_fen, step.new_fen, step.reason) == (1_500_000, 1_400_000, "import")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "a\x00b"}, "name"),
            ({"name": "长" * 201}, "name"),
            ({"lat": None}, "lat"),
            ({"lng": 28.2, "lat": 112.9}, "lat"),
            ({"stated_unit_price_fen": -1}, "stated_unit_price_fen"),
            ({"stated_unit_price_fen": 10**19}, "stated_unit_price_fen"),
            ({"stated_area_min": Decimal("NaN")}, "stated_area_min"),
            ({"stated_lowest_total_fen": 2, "stated_highest_total_fen": 1}, "stated_highest_total_fen"),
            ({"tags": ["x" * 41]}, "tags"),
            ({"property_type": "castle"}, "property_type"),
            ({"parking_spaces": -1}, "parking_spaces"),
            ({"state": "published"}, "state"),
        ],
    )
    def test_bad_values_are_named_and_change_nothing(self, values: ProjectValues, field: str) -> None:
        project_id = make_project()
        with pytest.raises(Invalid) as refused:
            _update(project_id, values)
        assert field in {error["field"] for error in refused.value.data["errors"]}
        assert Project.objects.get().revision == 2

    def test_only_editors_of_the_organisation_may(self) -> None:
        project_id = make_project()
        organisation_id = Project.objects.get().organisation_id
        strangers = [VISITOR, holder("operations", organisation_id=new_id())]
        for stranger in [*strangers, Actor(person_id=new_id(), organisation_id=organisation_id)]:
            with pytest.raises(Forbidden):
                run(
                    lambda actor=stranger: update_project(  # type: ignore[misc]
                        actor=actor, now=NOW, project_id=project_id, values={"headline": "x"}
                    )
                )
        ours = holder("operations", organisation_id=organisation_id)
        assert run(lambda: update_project(actor=ours, now=NOW, project_id=project_id, values={"headline": "x"})).changed

    def test_services_work_in_commands_only_and_on_projects_that_exist(self) -> None:
        project_id = make_project()
        with pytest.raises(OutsideCommand):
            update_project(actor=EDITOR, now=NOW, project_id=project_id, values={"headline": "x"})
        with pytest.raises(NotFound):
            _update(new_id(), {"headline": "x"})
        with pytest.raises(Invalid):
            run(
                lambda: create_project(
                    actor=EDITOR, now=NOW, organisation_id=new_id(), source="s", source_id="1", values={"name": "x"}
                )
            )


class TestParts:
    def test_a_second_run_writes_nothing(self) -> None:
        project_id = make_project()
        fill(project_id)
        before = (Project.objects.get().revision, len(_events()), PriceChange.objects.count())
        specs = [unit_spec(1, 1), unit_spec(2, 1)]
        result = run(lambda: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=specs))
        assert (result.new, result.updated, result.unchanged) == (0, 0, 2)
        assert (Project.objects.get().revision, len(_events()), PriceChange.objects.count()) == before

    def test_one_command_one_event(self) -> None:
        project_id = make_project()
        fill(project_id)
        assert _events() == [str(project_id)] * 2

    def test_a_new_filed_price_is_a_step_and_empty_never_overwrites(self) -> None:
        project_id = make_project()
        fill(project_id)
        spec = unit_spec(1, 1, price=170_000_000)
        result = run(lambda: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[spec]))
        unit = Unit.objects.get(pk=result.ids[spec.identity])
        assert (result.price_changes, unit.filed_price_fen, unit.orientation, unit.rooms) == (1, 170_000_000, "SN", 3)
        step = unit.price_changes.latest("changed_at")
        assert (step.old_fen, step.new_fen, step.reason, step.as_of) == (
            181_000_000,
            170_000_000,
            "filing",
            date(2026, 10, 1),
        )

    def test_unknown_parts_and_twice_the_same_are_refused_whole(self) -> None:
        project_id = make_project()
        fill(project_id)
        count = Unit.objects.count()
        for units, kind in (
            ([unit_spec(9, 1), unit_spec(9, 2, building="9栋")], UnknownPart),
            ([unit_spec(9, 1), unit_spec(9, 1)], Invalid),
            ([unit_spec(9, 1), unit_spec(9, 2, price=0)], Invalid),
        ):
            with pytest.raises(kind):
                run(lambda specs=units: put_units(actor=EDITOR, now=NOW, project_id=project_id, units=specs))  # type: ignore[misc]
        assert Unit.objects.count() == count

    def test_a_building_must_be_a_polygon(self) -> None:
        project_id = make_project()
        bow = [(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)]
        with pytest.raises(Invalid):
            run(
                lambda: put_buildings(
                    actor=EDITOR, now=NOW, project_id=project_id, buildings=[BuildingSpec(name="1", footprint=bow)]
                )
            )

    def test_a_plan_and_a_site_must_be_well_formed(self) -> None:
        project_id = make_project()
        overlapping = {
            "version": 1,
            "north_deg": 0,
            "height": 2900,
            "rooms": [
                {
                    "id": name,
                    "kind": "living",
                    "name": "厅",
                    "name_en": "",
                    "polygon": [[0, 0], [4000, 0], [4000, 4000], [0, 4000]],
                }
                for name in ("r1", "r2")
            ],
            "walls": [],
            "doors": [],
            "windows": [],
        }
        plan = LayoutSpec(code="A", name="A", built_area=Decimal(90), geometry=overlapping)
        with pytest.raises(Invalid) as refused:
            run(lambda: put_layouts(actor=EDITOR, now=NOW, project_id=project_id, layouts=[plan]))
        assert all(error["field"].startswith("layouts[0].geometry") for error in refused.value.data["errors"])
        with pytest.raises(Invalid) as refused:
            _update(project_id, {"site_geometry": {"version": 1, "boundary": [[0, 0], [1, 1]]}})
        assert refused.value.data["errors"][0]["field"].startswith("site_geometry")

    def test_a_permit_covers_named_buildings_and_grows(self) -> None:
        project_id = make_project()
        fill(project_id)
        number = "长住预售(2026)第0001号"
        permit_id = run(
            lambda: add_permit(actor=EDITOR, now=NOW, project_id=project_id, number=number, building_names=["2栋"])
        )
        project = Project.objects.get()
        permit = project.permits.get(pk=permit_id)
        assert {building.name for building in permit.buildings.all()} == {"1栋", "2栋"}
        with pytest.raises(UnknownPart):
            run(lambda: add_permit(actor=EDITOR, now=NOW, project_id=project_id, number="x", building_names=["3栋"]))

    def test_a_removed_unit_can_come_back(self) -> None:
        project_id = make_project()
        fill(project_id)
        unit = Unit.objects.get(identity="1栋-0101")
        assert run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit.pk))
        assert not run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit.pk))
        run(lambda: put_units(actor=EDITOR, now=NOW, project_id=project_id, units=[unit_spec(1, 1)]))
        unit.refresh_from_db()
        assert unit.removed_at is None

    def test_a_guard_can_object_to_a_removal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports, "_removal_guards", {})
        ports.register_unit_removal_guard("test", lambda *, unit_id, leaving_at: "held")
        fill(make_project())
        unit = Unit.objects.first()
        assert unit is not None
        with pytest.raises(UnitInUse) as refused:
            run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=unit.pk))
        assert refused.value.data["reason"] == "held"


class TestSurroundings:
    def test_distances_are_computed_and_follow_the_project(self) -> None:
        project_id = make_project()
        fill(project_id)
        assert PointOfInterest.objects.get().distance_m == 118
        _update(project_id, {"lng": 112.9300})
        assert PointOfInterest.objects.get().distance_m == 982

    def test_far_away_or_without_a_position_is_refused(self) -> None:
        project_id = make_project()
        far = [
            PoiSpec(kind=PoiKind.METRO, name="x", lng=28.2, lat=112.9),
            PoiSpec(kind=PoiKind.BUS, name="y", lng=121, lat=31),
        ]
        with pytest.raises(Invalid) as refused:
            run(lambda: set_surroundings(actor=EDITOR, now=NOW, project_id=project_id, pois=far))
        assert [error["field"] for error in refused.value.data["errors"]] == ["pois[0].lat", "pois[1].lng"]
        nowhere = make_project("p2", values={"lng": None, "lat": None})
        with pytest.raises(Invalid):
            run(lambda: set_surroundings(actor=EDITOR, now=NOW, project_id=nowhere, pois=[]))

    def test_progress_is_not_reported_from_the_future(self) -> None:
        project_id = make_project()
        with pytest.raises(Invalid):
            run(
                lambda: report_progress(
                    actor=EDITOR, now=NOW, project_id=project_id, reported_on=date(2026, 11, 23), title="x"
                )
            )


class TestPrices:
    def test_a_project_and_a_unit_change_price(self) -> None:
        project_id = make_project()
        fill(project_id)
        unit = Unit.objects.get(identity="1栋-0101")
        for unit_id in (None, unit.pk):
            assert run(
                lambda unit_id=unit_id: record_price_change(  # type: ignore[misc]
                    actor=EDITOR,
                    now=LATER,
                    project_id=project_id,
                    unit_id=unit_id,
                    new_fen=1_600_000,
                    reason=PriceReason.CORRECTION,
                )
            )
        assert Project.objects.get().stated_unit_price_fen == 1_600_000
        assert PriceChange.objects.filter(reason="correction").count() == 2
        with pytest.raises(NotFound):
            run(
                lambda: record_price_change(
                    actor=EDITOR, now=NOW, project_id=project_id, unit_id=new_id(), new_fen=1, reason=PriceReason.FILING
                )
            )


class TestListing:
    def test_publishing_says_what_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports, "_publish_checks", {})
        ports.register_publish_check("test", lambda project_id: [wrong("cover", "missing")])
        project_id = make_project(values={"address": "", "lng": None, "lat": None})
        with pytest.raises(ListingIncomplete) as refused:
            publish(project_id)
        assert [error["field"] for error in refused.value.data["errors"]] == ["address", "lng", "lat", "cover"]
        assert Project.objects.get().state == "draft"

    def test_there_and_back(self) -> None:
        project_id = make_project()
        run(lambda: submit_listing(actor=EDITOR, now=NOW, project_id=project_id))
        publish(project_id)
        with pytest.raises(IllegalMove):
            publish(project_id)
        take_down(project_id, now=LATER)
        run(lambda: reopen_listing(actor=EDITOR, now=LATER, project_id=project_id))
        publish(project_id, now=LATER + timedelta(days=1))
        project = Project.objects.get()
        assert (project.state, project.first_published_at, project.taken_down_at) == ("published", NOW, None)
        assert (len(_events("catalog.project_published")), len(_events("catalog.project_taken_down"))) == (2, 1)
        moves = AuditEntry.objects.filter(target=f"project:{project_id}", action__endswith="publish")
        assert [entry.data["from"] for entry in moves.order_by("id")] == ["in_review", "draft"]

    def test_versions_are_kept_for_what_is_different(self) -> None:
        project_id = public_project()
        first = ListingVersion.objects.get()
        assert (first.number, first.public_from, first.public_until) == (1, NOW, None)
        assert len(first.content["units"]["rows"]) == 13
        _update(project_id, {"headline": "新"})
        second = ListingVersion.objects.get(number=2)
        first.refresh_from_db()
        assert (first.public_until, second.public_from, second.content["project"]["headline"]) == (LATER, LATER, "新")
        _update(project_id, {"headline": "新", "alias": ""})
        take_down(project_id, now=LATER + timedelta(days=1))
        publish(project_id, now=LATER + timedelta(days=2))
        numbers = list(ListingVersion.objects.order_by("number").values_list("number", "public_until"))
        assert numbers == [(1, LATER), (2, LATER + timedelta(days=1)), (3, None)]

    def test_a_draft_keeps_no_versions(self) -> None:
        fill(make_project())
        assert not ListingVersion.objects.exists()

    def test_unchanged_content_makes_no_version(self) -> None:
        project_id = public_project()
        Project.objects.filter(pk=project_id).update(revision=77)
        run(lambda: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[unit_spec(1, 1, price=5)]))
        run(lambda: put_units(actor=EDITOR, now=LATER, project_id=project_id, units=[unit_spec(1, 1, price=5)]))
        assert ListingVersion.objects.count() == 2


class TestSchedule:
    def _scheduled(self, *, past: bool) -> UUID:
        project_id = make_project()
        soon = datetime.now(UTC) + timedelta(days=1)
        run(lambda: schedule_listing(actor=EDITOR, now=NOW, project_id=project_id, publish_at=soon))
        if past:
            Project.objects.update(publish_at=datetime.now(UTC) - timedelta(minutes=1))
        return project_id

    def test_waits_for_its_time(self) -> None:
        self._scheduled(past=False)
        assert not publish_due_step()
        assert Project.objects.get().state == "scheduled"

    def test_is_published_once_by_the_databases_clock(self) -> None:
        self._scheduled(past=True)
        assert publish_due_step()
        assert not publish_due_step()
        project = Project.objects.get()
        assert project.state == "published"
        assert project.published_at is not None
        assert abs(project.published_at - datetime.now(UTC)) < timedelta(minutes=1)

    def test_goes_back_to_draft_when_it_is_not_complete_any_more(self) -> None:
        project_id = self._scheduled(past=True)
        _update(project_id, {"address": "", "lng": None, "lat": None})
        assert publish_due_step()
        assert (Project.objects.get().state, publish_due_step()) == ("draft", False)
        entry = AuditEntry.objects.get(action="catalog.project.unschedule")
        assert entry.data["reason"] == "incomplete: address, lat, lng"

    def test_the_past_is_refused(self) -> None:
        project_id = make_project()
        with pytest.raises(Invalid):
            run(lambda: schedule_listing(actor=EDITOR, now=NOW, project_id=project_id, publish_at=NOW))
        with pytest.raises(IllegalMove):
            run(lambda: reopen_listing(actor=EDITOR, now=NOW, project_id=project_id))
        with pytest.raises(NotFound):
            run(lambda: publish_listing(actor=EDITOR, now=NOW, project_id=new_id()))
