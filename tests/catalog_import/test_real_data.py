from pathlib import Path

import pytest

from guangsha.catalog import regions
from guangsha.catalog.models import Building, PriceChange, Project, Unit
from tests.catalog_import.support import CHANGSHA, SHANGHAI, needs_real_data, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.realdata]


class TestChangshaProjects:
    @pytest.fixture(autouse=True)
    def _data(self) -> None:
        needs_real_data(CHANGSHA)

    def test_the_second_snapshot_is_an_update_with_its_price_changes(self, tmp_path: Path) -> None:
        first = run("projects", CHANGSHA[0], directory=tmp_path)
        assert (first.status, first.counts, first.price_changes) == (0, (178, 178, 0, 0), 0)
        assert first.rejected == 270 - 178
        assert first.codes.count("duplicate") == 92
        second = run("projects", CHANGSHA[1], directory=tmp_path)
        assert (second.counts, second.price_changes, second.rejected) == ((180, 41, 139, 0), 39, 90)
        assert Project.objects.count() == 219
        steps = PriceChange.objects.filter(reason="import")
        assert steps.count() == 39
        assert {str(step.as_of) for step in steps} == {"2022-12-01"}
        assert all(step.old_fen != step.new_fen for step in steps)
        again = run("projects", *CHANGSHA, directory=tmp_path)
        assert (again.status, again.counts, again.price_changes) == (0, (219, 0, 0, 219), 0)
        back = run("projects", CHANGSHA[0], directory=tmp_path)
        assert (back.counts, back.price_changes) == ((178, 0, 0, 178), 0)
        assert "rows older than what is known: 139 (nothing of them was written)" in back.lines
        assert steps.count() == 39

    def test_both_snapshots_at_once(self, tmp_path: Path) -> None:
        both = run("projects", *CHANGSHA, directory=tmp_path)
        assert (both.status, both.counts, both.price_changes) == (0, (219, 219, 0, 0), 39)

    def test_positions_lie_in_the_stated_districts(self, tmp_path: Path) -> None:
        run("projects", *CHANGSHA, directory=tmp_path)
        agree = total = 0
        for code, lng, lat in Project.objects.values_list("district_code", "lng", "lat"):
            assert lng is not None
            assert lat is not None
            found = regions.district_at(lng, lat)
            total += 1
            agree += found is not None and found.code == code
        assert total == 219
        assert agree / total >= 0.95

    def test_dates_known_to_the_month_and_prices_not_stated(self, tmp_path: Path) -> None:
        run("projects", CHANGSHA[0], directory=tmp_path)
        by_precision = {name: Project.objects.filter(opening_precision=name).count() for name in ("day", "month", "")}
        assert by_precision["month"] > 0
        assert sum(by_precision.values()) == 178
        month = Project.objects.filter(opening_precision="month").first()
        assert month is not None
        assert month.opening_on is not None
        assert month.opening_on.day == 1
        assert not Project.objects.filter(stated_lowest_total_fen=0).exists()
        assert not Project.objects.filter(alias__in=["--待定--", "无"]).exists()
        assert set(Project.objects.values_list("state", flat=True)) == {"draft"}

    def test_published_on_demand(self, tmp_path: Path) -> None:
        done = run("projects", CHANGSHA[0], directory=tmp_path, options=["--publish"])
        assert "published: 178" in done.lines
        assert Project.objects.filter(state="published").count() == 178


class TestShanghaiListings:
    @pytest.fixture(autouse=True)
    def _data(self) -> None:
        needs_real_data(SHANGHAI)

    def test_both_encodings_and_only_years_change(self, tmp_path: Path) -> None:
        first = run("units", SHANGHAI[0], directory=tmp_path)
        assert "42083 rows read (utf-8-sig" in first.lines[0]
        assert (first.status, first.counts) == (0, (36_639, 36_639, 0, 0))
        assert first.rejected == 42_083 - 36_639
        assert set(first.codes) == {"duplicate", "duplicate_differs"}
        assert first.codes.count("duplicate_differs") == 26  # the year alone differs from the first row of that home
        self._communities()
        before = dict(Unit.objects.values_list("identity", "built_year"))
        rest = self._without_years()
        second = run("units", SHANGHAI[1], directory=tmp_path)
        assert "42083 rows read (gb18030" in second.lines[0]
        total, new, updated, unchanged = second.counts
        assert (total, new, second.price_changes) == (36_639, 0, 0)
        after = dict(Unit.objects.values_list("identity", "built_year"))
        changed = [identity for identity, year in after.items() if before[identity] != year]
        assert len(changed) == updated > 0
        assert all(after[identity] is not None for identity in changed)
        assert unchanged == total - updated
        assert self._without_years() == rest

    @staticmethod
    def _communities() -> None:
        assert set(Project.objects.values_list("state", flat=True)) == {"draft"}
        assert Building.objects.count() == Project.objects.count()
        assert set(Building.objects.values_list("kind", flat=True)) == {"undivided"}
        assert not Unit.objects.exclude(floor=None).exists()
        bands = {band: Unit.objects.filter(floor_band=band).count() for band in ("low", "mid", "high", "unknown")}
        assert all(bands.values())

    @staticmethod
    def _without_years() -> int:
        return hash(
            frozenset(
                Unit.objects.values_list("identity", "built_area", "filed_price_fen", "floor_band", "orientation")
            )
        )
