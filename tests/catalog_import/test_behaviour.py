from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.catalog.importing import project_writes
from guangsha.catalog.importing import run as import_run
from guangsha.catalog.models import Building, Entrance, ImportRun, ListingVersion, PriceChange, Project, Unit
from guangsha.catalog.services.changes import project_changed
from guangsha.kit.errors import VersionConflict
from tests.catalog_import.support import (
    PROJECT_HEADING,
    UNIT_HEADING,
    csv_file,
    everything,
    project_row,
    run,
    unit_row,
    xlsx_file,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


class TestProjects:
    def test_values_arrive_as_they_are_meant(self, tmp_path: Path) -> None:
        path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)], encoding="utf-8-sig")
        assert run("projects", path, directory=tmp_path).lines[-3:-1] == [
            "projects: 1 (1 new, 0 updated, 0 unchanged)",
            "price changes: 0",
        ]
        project = Project.objects.get()
        assert (project.name, project.source, project.source_id, project.state) == (
            "云栖花园1期",
            "template",
            "P1",
            "draft",
        )
        assert (project.city_code, project.district_code, project.slug) == ("430100", "430104", "yun-qi-hua-yuan-1-qi")
        assert (project.opening_on, project.opening_precision) == (date(2021, 11, 1), "month")
        assert project.stated_unit_price_fen == 1_500_100
        assert project.tags == ["近地铁", "精装"]
        assert AuditEntry.objects.filter(action="catalog.import.projects").count() == 1
        assert OutboxEvent.objects.filter(name="catalog.project_changed").count() == 1

    def test_the_same_file_again_writes_nothing_but_that_it_was_imported(self, tmp_path: Path) -> None:
        path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, *(project_row(n) for n in range(20))])
        assert run("projects", path, directory=tmp_path).counts == (20, 20, 0, 0)
        before = everything()
        revisions = list(Project.objects.values_list("revision", flat=True))
        again = run("projects", path, directory=tmp_path)
        assert (again.counts, again.status) == ((20, 0, 0, 20), 0)
        assert everything() == {**before, "ImportRun": before["ImportRun"] + 1}
        assert list(Project.objects.values_list("revision", flat=True)) == revisions

    def test_the_last_file_counts_also_when_it_was_imported_before(self, tmp_path: Path) -> None:
        files = [
            csv_file(tmp_path / f"{price}.csv", [PROJECT_HEADING, project_row(1, unit_price=price)])
            for price in ("15000", "16000")
        ]
        for path, price in zip([*files, files[0]], (1_500_000, 1_600_000, 1_500_000), strict=True):
            run("projects", path, directory=tmp_path)
            assert Project.objects.get().stated_unit_price_fen == price
        steps = PriceChange.objects.order_by("changed_at", "id").values_list("old_fen", "new_fen")
        assert list(steps) == [(None, 1_500_000), (1_500_000, 1_600_000), (1_600_000, 1_500_000)]
        both = run("projects", *files, directory=tmp_path)
        assert (both.counts, both.price_changes) == ((1, 0, 1, 0), 1)
        again = run("projects", *files, directory=tmp_path)
        assert (again.counts, again.price_changes) == ((1, 0, 0, 1), 0)
        in_turn = run("projects", *files, files[0], directory=tmp_path)
        assert (in_turn.counts, in_turn.price_changes) == ((1, 0, 1, 0), 1)
        assert Project.objects.get().stated_unit_price_fen == 1_500_000

    def test_what_a_file_said_counts_also_where_it_was_stored_already(self, tmp_path: Path) -> None:
        """A person set the price that the second file brings: the first file, coming again, has something new to say."""
        files = [
            csv_file(tmp_path / f"{price}.csv", [PROJECT_HEADING, project_row(1, unit_price=price)])
            for price in ("15000", "16000")
        ]
        run("projects", files[0], directory=tmp_path)
        Project.objects.update(stated_unit_price_fen=1_600_000)
        assert run("projects", files[1], directory=tmp_path).counts == (1, 0, 0, 1)
        assert run("projects", files[0], directory=tmp_path).counts == (1, 0, 1, 0)
        assert Project.objects.get().stated_unit_price_fen == 1_500_000

    def test_a_dry_run_of_several_files_tells_what_a_real_one_does(self, tmp_path: Path) -> None:
        files = [
            csv_file(tmp_path / "a.csv", [PROJECT_HEADING, project_row(1), project_row(2)]),
            csv_file(tmp_path / "b.csv", [PROJECT_HEADING, project_row(2, unit_price="9000"), project_row(3)]),
            csv_file(tmp_path / "c.csv", [PROJECT_HEADING, project_row(2, unit_price=""), project_row(3)]),
        ]
        before = everything()
        dry = run("projects", *files, directory=tmp_path, options=["--dry-run"])
        assert everything() == before
        real = run("projects", *files, directory=tmp_path)
        assert (dry.counts, dry.price_changes) == (real.counts, real.price_changes) == ((3, 3, 0, 0), 1)
        assert dry.report == real.report

    def test_a_moved_project_has_its_distances_measured_again(self, tmp_path: Path) -> None:
        run("projects", csv_file(tmp_path / "a.csv", [PROJECT_HEADING, project_row(1)]), directory=tmp_path)
        project = Project.objects.get()
        poi = project.surroundings.create(kind="school", name="一小", lng=112.88, lat=28.18, distance_m=0)
        run(
            "projects", csv_file(tmp_path / "b.csv", [PROJECT_HEADING, project_row(1, lat="28.19")]), directory=tmp_path
        )
        poi.refresh_from_db()
        assert poi.distance_m == pytest.approx(1108, abs=3)

    def test_a_project_that_somebody_keeps_changing_does_not_keep_the_others_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [PROJECT_HEADING, *(project_row(n) for n in range(1, 21))]
        run("projects", csv_file(tmp_path / "a.csv", rows), directory=tmp_path)
        rows = [PROJECT_HEADING, *(project_row(n, unit_price="9000") for n in range(1, 21))]
        path = csv_file(tmp_path / "b.csv", rows)

        def busy(project: Project, *, now: datetime) -> None:
            if project.source_id == "P7":
                raise VersionConflict()
            project_changed(project, now=now)

        with monkeypatch.context() as patched:
            patched.setattr(project_writes, "project_changed", busy)
            result = run("projects", path, directory=tmp_path)
        assert (result.status, result.counts, result.price_changes) == (0, (19, 0, 19, 0), 19)
        assert [(line["row"], line["code"]) for line in result.report] == [("8", "changed_meanwhile")]
        assert Project.objects.get(source_id="P7").stated_unit_price_fen == 1_500_700
        again = run("projects", path, directory=tmp_path)
        assert (again.counts, again.price_changes) == ((20, 0, 1, 19), 1)

    def test_empty_never_overwrites_and_a_changed_price_is_a_step(self, tmp_path: Path) -> None:
        run("projects", csv_file(tmp_path / "a.csv", [PROJECT_HEADING, project_row(1)]), directory=tmp_path)
        emptied = project_row(1, unit_price="16000", address="", lng="", lat="", opening="", tags="", district="--")
        result = run("projects", csv_file(tmp_path / "b.csv", [PROJECT_HEADING, emptied]), directory=tmp_path)
        assert (result.counts, result.price_changes) == ((1, 0, 1, 0), 1)
        project = Project.objects.get()
        assert (project.address, project.district_code, project.tags) == ("梧桐路1号", "430104", ["近地铁", "精装"])
        assert project.lng is not None
        assert project.opening_precision == "month"
        steps = PriceChange.objects.order_by("changed_at", "id").values_list("old_fen", "new_fen", "reason")
        assert list(steps) == [(None, 1_500_100, "initial"), (1_500_100, 1_600_000, "import")]

    def test_what_people_changed_stays_while_the_source_says_the_same(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1), project_row(2)]
        run("projects", csv_file(tmp_path / "a.csv", rows), directory=tmp_path)
        Project.objects.filter(source_id="P1").update(address="麓云路 8 号")
        more = csv_file(tmp_path / "b.csv", [*rows, project_row(3)])
        assert run("projects", more, directory=tmp_path).counts == (3, 1, 0, 2)
        assert Project.objects.get(source_id="P1").address == "麓云路 8 号"

    def test_an_update_of_a_published_project_keeps_what_the_public_saw(self, tmp_path: Path) -> None:
        path = csv_file(
            tmp_path / "a.csv", [PROJECT_HEADING, project_row(1), project_row(2, address="", lng="", lat="")]
        )
        result = run("projects", path, directory=tmp_path, options=["--publish"])
        assert "published: 1" in result.lines
        assert result.codes == ["not_published"]
        assert result.rejected == 0
        dearer = csv_file(tmp_path / "b.csv", [PROJECT_HEADING, project_row(1, unit_price="20000")])
        run("projects", dearer, directory=tmp_path)
        assert ListingVersion.objects.count() == 2
        assert ListingVersion.objects.filter(public_until=None).count() == 1

    def test_what_was_taken_down_stays_down(self, tmp_path: Path) -> None:
        path = csv_file(tmp_path / "a.csv", [PROJECT_HEADING, project_row(1)])
        run("projects", path, directory=tmp_path)
        Project.objects.update(state="taken_down")
        assert "published: 0" in run("projects", path, directory=tmp_path, options=["--publish"]).lines
        assert Project.objects.get().state == "taken_down"

    def test_one_identity_twice_the_first_counts(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1), project_row(1), project_row(1, unit_price="9000")]
        result = run("projects", csv_file(tmp_path / "p.csv", rows), directory=tmp_path)
        assert (result.counts, result.rejected) == ((1, 1, 0, 0), 2)
        assert [(line["row"], line["code"]) for line in result.report] == [
            ("3", "duplicate"),
            ("4", "duplicate_differs"),
        ]
        assert "stated_unit_price_fen" in result.report[1]["reason"]
        assert Project.objects.get().stated_unit_price_fen == 1_500_100

    def test_one_name_many_times_has_many_addresses(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, *(project_row(n, name="云栖花园") for n in range(5))]
        assert run("projects", csv_file(tmp_path / "p.csv", rows), directory=tmp_path).counts == (5, 5, 0, 0)
        assert len(set(Project.objects.values_list("slug", flat=True))) == 5

    def test_a_dry_run_tells_and_writes_nothing(self, tmp_path: Path) -> None:
        run("projects", csv_file(tmp_path / "a.csv", [PROJECT_HEADING, project_row(1)]), directory=tmp_path)
        before = everything()
        rows = [PROJECT_HEADING, project_row(1, unit_price="9000"), project_row(2), project_row(3, city="无此城")]
        result = run("projects", csv_file(tmp_path / "b.csv", rows), directory=tmp_path, options=["--dry-run"])
        assert (result.status, result.counts, result.price_changes) == (0, (2, 1, 1, 0), 1)
        assert result.codes == ["unknown_city"]
        assert everything() == before

    def test_a_mapping_of_ones_own_and_bd09(self, tmp_path: Path) -> None:
        mapping = tmp_path / "own.toml"
        mapping.write_text(
            """
            name = "own"
            kind = "projects"
            source = "own"
            datum = "bd09"
            values = { city_code = "430100", sale_status = "on_sale" }
            identity = { columns = ["楼盘"] }
            [[columns]]
            heading = "楼盘"
            to = "name"
            required = true
            [[columns]]
            heading = "x"
            to = "lng"
            [[columns]]
            heading = "y"
            to = "lat"
            """
        )
        path = csv_file(
            tmp_path / "p.csv", [["楼盘", "x", "y", "别的"], ["云栖", "112.9944", "28.2204", "?"]], encoding="gb18030"
        )
        result = run("projects", path, directory=tmp_path, options=["--mapping", str(mapping)])
        assert result.counts == (1, 1, 0, 0)
        assert "not used: 别的" in result.lines[0]
        project = Project.objects.get()
        assert project.lng == pytest.approx(112.98222, abs=1e-4)
        assert project.lat == pytest.approx(28.21814, abs=1e-4)
        assert (project.sale_status, project.district_code) == ("on_sale", "430105")
        assert len(project.source_id) == 40

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("name = 'x'", "missing required field"),
            ("not toml", "Expected"),
            (
                "name='x'\nkind='projects'\nsource='x'\ncolumns=[{heading='a',to='nothing'}]\n[identity]\ncolumn='a'",
                "no field nothing",
            ),
            (
                "name='x'\nkind='projects'\nsource='x'\ncolumns=[{heading='a',to='name',pattern='('}]\n[identity]\ncolumn='a'",
                "pattern",
            ),
        ],
    )
    def test_a_mapping_that_is_wrong_says_so(self, tmp_path: Path, text: str, words: str) -> None:
        from django.core.management import CommandError, call_command

        (tmp_path / "m.toml").write_text(text)
        with pytest.raises(CommandError, match=words):
            call_command("import_projects", "x.csv", "--mapping", str(tmp_path / "m.toml"))


class TestUnits:
    @pytest.fixture(autouse=True)
    def _project(self, tmp_path: Path) -> None:
        run(
            "projects",
            csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1), project_row(2)]),
            directory=tmp_path,
        )

    def test_buildings_and_entrances_are_made_and_one_event_per_project_and_command(self, tmp_path: Path) -> None:
        OutboxEvent.objects.all().delete()
        rows = [UNIT_HEADING]
        for number in range(1, 801):  # rows of two projects, mixed: two commands, and P1 alone is in both
            rows.append(
                unit_row(
                    number,
                    project_id="P1" if number % 8 else "P2",
                    building=f"{number % 3 + 1}栋",
                    entrance=str(number % 2 + 1),
                )
            )
        result = run("units", xlsx_file(tmp_path / "u.xlsx", rows), directory=tmp_path)
        assert result.counts == (800, 800, 0, 0)
        assert Building.objects.count() == 6
        assert Entrance.objects.count() <= 12
        assert OutboxEvent.objects.count() == 3
        unit = Unit.objects.get(identity="U3")
        assert unit.entrance is not None
        assert (unit.building.name, unit.entrance.ordinal, unit.rooms, unit.halls) == ("1栋", 2, 3, 2)
        assert (str(unit.built_area), unit.filed_price_fen, unit.floor) == ("120.50", 200_000_300, 1)

    def test_a_second_file_changes_prices_and_brings_removed_ones_back(self, tmp_path: Path) -> None:
        rows = [UNIT_HEADING, *(unit_row(n) for n in range(1, 6))]
        run("units", csv_file(tmp_path / "a.csv", rows), directory=tmp_path)
        Unit.objects.filter(identity="U2").update(removed_at="2026-01-01T00:00Z")
        rows = [
            UNIT_HEADING,
            unit_row(1, filed_price="2100000"),
            unit_row(2, floor="9"),
            unit_row(3, filed_price=""),
            unit_row(4),
        ]
        result = run("units", csv_file(tmp_path / "b.csv", rows), directory=tmp_path)
        assert (result.counts, result.price_changes) == ((4, 0, 2, 2), 1)
        assert Unit.objects.get(identity="U1").filed_price_fen == 210_000_000
        assert Unit.objects.get(identity="U2").removed_at is None
        assert Unit.objects.get(identity="U3").filed_price_fen == 200_000_300
        assert PriceChange.objects.filter(reason="import", unit__identity="U1").count() == 1

    def test_units_of_projects_that_are_not_there(self, tmp_path: Path) -> None:
        before = everything()
        rows = [UNIT_HEADING, unit_row(1, project_id="NONE"), unit_row(2, built_area=""), unit_row(3, floor="40/30")]
        result = run("units", csv_file(tmp_path / "u.csv", rows), directory=tmp_path)
        assert (result.status, result.counts, result.rejected) == (1, (0, 0, 0, 0), 3)
        assert sorted(result.codes) == ["not_a_floor", "required", "unknown_project"]
        assert everything() == before
        run(
            "projects",
            csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(3, project_id="NONE")]),
            directory=tmp_path,
        )
        assert run("units", tmp_path / "u.csv", directory=tmp_path).counts == (1, 1, 0, 0)

    def test_a_project_may_be_named_by_its_slug(self, tmp_path: Path) -> None:
        slug = Project.objects.get(source_id="P2").slug
        run("units", csv_file(tmp_path / "u.csv", [UNIT_HEADING, unit_row(1, project_id=slug)]), directory=tmp_path)
        assert Unit.objects.get().project.slug == slug


class TestOneAtATime:
    def test_a_second_import_on_the_directory_is_told_so(self, tmp_path: Path) -> None:
        from django.core.management import CommandError

        path = csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)])
        with import_run._alone(), pytest.raises(CommandError, match="another import"):
            run("projects", path, directory=tmp_path)
        assert (Path(settings.DATA_DIR) / "import.lock").exists()
        assert not ImportRun.objects.exists()
