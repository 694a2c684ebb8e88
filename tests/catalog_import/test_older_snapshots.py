"""Snapshots out of order: what speaks for an earlier day than is known turns nothing back; and positions that are none."""

from pathlib import Path

import pytest

from guangsha.catalog.importing.mapping import SHIPPED
from guangsha.catalog.models import ImportRow, PriceChange, Project, Unit
from tests.catalog_import.support import (
    PROJECT_HEADING,
    UNIT_HEADING,
    Run,
    csv_file,
    everything,
    project_row,
    run,
    unit_row,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
OLDER = "rows older than what is known: {} (nothing of them was written)"
DATED_UNITS = '\n[[columns]]\nheading = "as_of"\nto = "as_of"\n'
PRICES = {"2022-04": "15000", "2022-08": "15500", "2022-12": "16000"}


def snapshot(directory: Path, day: str, price: str = "", **changes: str) -> Path:
    """Projects 1 and 2 as they stood on a day; the price of the first is that of the day."""
    rows = [project_row(1, unit_price=price or PRICES[day], **changes), project_row(2)]
    dated = [[*PROJECT_HEADING, "as_of"], *([*row, day] for row in rows)]
    return csv_file(directory / f"{day}-{price}.csv", dated)


def prices() -> list[tuple[int, str]]:
    """The steps of the first project's price, each with its day."""
    steps = PriceChange.objects.filter(project__source_id="P1").order_by("changed_at", "id")
    return [(step.new_fen // 100, str(step.as_of)[:7]) for step in steps]


def do(directory: Path, *files: Path, dry: bool = False) -> Run:
    """Import these files of projects."""
    return run("projects", *files, directory=directory, options=["--dry-run"] if dry else [])


class TestOfProjects:
    def test_an_older_snapshot_changes_nothing_and_is_counted(self, tmp_path: Path) -> None:
        april, december = snapshot(tmp_path, "2022-04"), snapshot(tmp_path, "2022-12", address="梧桐路 9 号")
        do(tmp_path, april)
        do(tmp_path, december)
        before = everything()
        back = do(tmp_path, april)
        assert (back.status, back.counts, back.price_changes, back.rejected) == (0, (2, 0, 0, 2), 0, 0)
        assert OLDER.format(2) == back.lines[-4]
        assert back.codes == ["older", "older"]
        assert back.report[0]["reason"].endswith("nothing was changed: 2022-12-01")
        project = Project.objects.get(source_id="P1")
        assert (project.stated_unit_price_fen, project.address) == (1_600_000, "梧桐路 9 号")
        assert prices() == [(15_000, "2022-04"), (16_000, "2022-12")]
        assert everything() == {**before, "ImportRun": before["ImportRun"] + 1}

    def test_one_that_comes_late_for_the_first_time_changes_nothing_either(self, tmp_path: Path) -> None:
        do(tmp_path, snapshot(tmp_path, "2022-12"))
        late = do(tmp_path, snapshot(tmp_path, "2022-08"))
        assert (late.counts, late.price_changes) == ((2, 0, 0, 2), 0)
        assert prices() == [(16_000, "2022-12")]

    def test_the_same_day_and_a_file_without_a_day_count_as_before(self, tmp_path: Path) -> None:
        do(tmp_path, snapshot(tmp_path, "2022-12"))
        corrected = do(tmp_path, snapshot(tmp_path, "2022-12", "16100"))
        assert (corrected.counts, corrected.price_changes) == ((2, 0, 1, 1), 1)
        undated = csv_file(tmp_path / "u.csv", [PROJECT_HEADING, project_row(1, unit_price="17000")])
        assert do(tmp_path, undated).price_changes == 1
        assert do(tmp_path, snapshot(tmp_path, "2022-08")).price_changes == 0
        assert Project.objects.get(source_id="P1").stated_unit_price_fen == 1_700_000

    def test_what_was_said_again_later_is_known_for_the_later_day(self, tmp_path: Path) -> None:
        do(tmp_path, snapshot(tmp_path, "2022-04", "15000"))
        Project.objects.filter(source_id="P1").update(address="麓云路 8 号")
        again = do(tmp_path, snapshot(tmp_path, "2022-12", "15000"))
        assert again.counts == (2, 0, 0, 2)
        assert {str(day) for day in ImportRow.objects.values_list("as_of", flat=True)} == {"2022-12-01"}
        assert do(tmp_path, snapshot(tmp_path, "2022-08")).price_changes == 0
        project = Project.objects.get(source_id="P1")
        assert (project.stated_unit_price_fen, project.address) == (1_500_000, "麓云路 8 号")

    @pytest.mark.parametrize("known", [[], ["2022-04"], ["2022-12"]])
    def test_files_named_newest_first_end_with_the_newest(self, tmp_path: Path, known: list[str]) -> None:
        for day in known:
            do(tmp_path, snapshot(tmp_path, day))
        files = [snapshot(tmp_path, day) for day in ("2022-12", "2022-04", "2022-08")]
        dry = do(tmp_path, *files, dry=True)
        real = do(tmp_path, *files)
        assert (dry.counts, dry.price_changes, dry.report) == (real.counts, real.price_changes, real.report)
        assert OLDER.format(4) in real.lines
        assert Project.objects.get(source_id="P1").stated_unit_price_fen == 1_600_000
        assert [price for price, _ in prices()][-1] == 16_000
        assert len(prices()) == (2 if known == ["2022-04"] else 1)

    def test_a_project_that_went_away_comes_back_from_an_older_file(self, tmp_path: Path) -> None:
        do(tmp_path, snapshot(tmp_path, "2022-12"))
        PriceChange.objects.all().delete()
        Project.objects.filter(source_id="P1").delete()
        assert do(tmp_path, snapshot(tmp_path, "2022-04")).counts == (2, 1, 0, 1)


class TestOfUnits:
    def test_an_older_list_turns_no_filed_price_back(self, tmp_path: Path) -> None:
        do(tmp_path, csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)]))
        dated = tmp_path / "dated.toml"
        dated.write_text((SHIPPED / "units.toml").read_text("utf-8") + DATED_UNITS, "utf-8")

        def units(day: str, price: str) -> Run:
            rows = [[*UNIT_HEADING, "as_of"], [*unit_row(1, filed_price=price), day]]
            file = csv_file(tmp_path / f"{day}.csv", rows)
            return run("units", file, directory=tmp_path, options=["--mapping", str(dated)])

        units("2026-03-01", "2000000")
        assert units("2026-06-01", "1900000").price_changes == 1
        back = units("2026-03-01", "2000000")
        assert (back.counts, back.price_changes, back.codes) == ((1, 0, 0, 1), 0, ["older"])
        assert Unit.objects.get().filed_price_fen == 190_000_000
        assert PriceChange.objects.filter(unit__isnull=False).count() == 2


class TestOfPositions:
    def test_zero_zero_is_left_empty_and_said(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1, lng="0", lat="0.0"), project_row(2), project_row(3, lng="", lat="")]
        done = do(tmp_path, csv_file(tmp_path / "p.csv", rows))
        assert (done.counts, done.rejected) == ((3, 3, 0, 0), 0)
        assert [(line["row"], line["column"], line["value"], line["code"]) for line in done.report] == [
            ("2", "lng", "0, 0", "position_zero")
        ]
        assert Project.objects.get(source_id="P1").lng is None

    def test_one_zero_is_still_half_a_position(self, tmp_path: Path) -> None:
        rows = [PROJECT_HEADING, project_row(1, lng="0"), project_row(2)]
        done = do(tmp_path, csv_file(tmp_path / "p.csv", rows))
        assert (done.codes, done.rejected) == (["position_half"], 1)
