"""What an import says of a unit that somebody holds or bought."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from guangsha.catalog.models import Building, Unit
from guangsha.catalog.public import register_unit_removal_guard
from tests.catalog_import.support import PROJECT_HEADING, UNIT_HEADING, csv_file, project_row, run, unit_row

pytestmark = [pytest.mark.django_db(transaction=True)]
CHANGES = [{"building": "9栋"}, {"entrance": "2"}, {"floor": "7"}, {"number": "999"}]


@pytest.fixture
def held() -> Iterator[set[UUID]]:
    """Ids of the units that are held."""
    ids: set[UUID] = set()
    register_unit_removal_guard("test", lambda *, unit_id, leaving_at: "held" if unit_id in ids else None)
    yield ids
    register_unit_removal_guard("test", lambda *, unit_id, leaving_at: None)


@pytest.mark.parametrize("change", CHANGES)
def test_it_keeps_its_place_and_its_row_is_refused(change: dict[str, str], held: set[UUID], tmp_path: Path) -> None:
    run("projects", csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)]), directory=tmp_path)
    rows = [UNIT_HEADING, unit_row(1), unit_row(2)]
    run("units", csv_file(tmp_path / "a.csv", rows), directory=tmp_path)
    place = Unit.objects.get(identity="U1").place()
    held.add(Unit.objects.get(identity="U1").pk)
    moved = [change.get(name, value) for name, value in zip(UNIT_HEADING, unit_row(1), strict=True)]
    again = [UNIT_HEADING, moved, unit_row(2, filed_price="2100000")]
    result = run("units", csv_file(tmp_path / "b.csv", again), directory=tmp_path)
    assert result.codes == ["unit_in_use"]
    assert Unit.objects.get(identity="U1").place() == place
    assert Unit.objects.get(identity="U2").filed_price_fen == 210_000_000
    assert Building.objects.count() == 1
    held.clear()
    run("units", tmp_path / "b.csv", directory=tmp_path)
    assert Unit.objects.get(identity="U1").place() != place


def test_its_price_still_follows_what_was_filed(held: set[UUID], tmp_path: Path) -> None:
    run("projects", csv_file(tmp_path / "p.csv", [PROJECT_HEADING, project_row(1)]), directory=tmp_path)
    run("units", csv_file(tmp_path / "a.csv", [UNIT_HEADING, unit_row(1)]), directory=tmp_path)
    held.update(Unit.objects.values_list("pk", flat=True))
    again = [UNIT_HEADING, unit_row(1, filed_price="2100000")]
    assert run("units", csv_file(tmp_path / "b.csv", again), directory=tmp_path).codes == []
    assert Unit.objects.get().filed_price_fen == 210_000_000
