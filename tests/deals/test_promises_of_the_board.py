"""What others' faults taught about reading the board and about bringing the plan again, by number."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client

from guangsha.catalog.models import Project, Unit
from guangsha.catalog.public import UnitInUse, remove_unit
from guangsha.inventory.models import UnitRecord
from guangsha.inventory.public import UnitStatus, contract_unit, set_unit_statuses, subscribe_unit
from tests.accounts.support import API
from tests.catalog.support import EDITOR, NOW, public_project, run
from tests.catalog_import.support import UNIT_HEADING, csv_file, unit_row
from tests.catalog_import.support import run as run_import
from tests.inventory.support import hold, homes, live_claims, on_sale, refused, status_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
FLOORS = 500
"""Of two buildings with two homes on each."""
VIEWERS = 8
VIEWS = 10
"""Of each viewer: the whole board once, then what a page that is open asks for."""


READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "PRAGMA", "SET ", "SHOW ")


def writes_into(found: list[str]) -> Any:
    """An ear on a connection: every statement that is more than a reading is put into ``found``."""

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            found.append(sql)
        return execute(sql, params, many, context)

    return listen


class TestAcceptance7ReadersOfTheBoard:
    def test_two_thousand_units_are_read_while_somebody_has_every_one_of_them_locked(self) -> None:
        """Reads that took a lock, or waited for one, would stand still until the writer lets go."""
        public_project(floors=FLOORS)
        units = homes()
        assert Unit.objects.count() > 2000
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=units, status=UnitStatus.AVAILABLE))
        slug = Project.objects.get().slug
        locked, let_go = Event(), Event()

        def write() -> bool:
            try:
                with transaction.atomic():
                    UnitRecord.objects.filter(pk__in=units[:500]).update(changed_at=Now())
                    UnitRecord.objects.exclude(pk__in=units[:500]).update(changed_at=Now())
                    locked.set()
                    return let_go.wait(120)
            finally:
                connection.close()

        written = list[str]()

        def look(number: int) -> list[int]:
            try:
                connection.execute_wrappers.append(writes_into(written))
                browser, said = Client(), []
                board = browser.get(f"{API}/projects/{slug}/unit-board")
                assert len(board.json()["units"]) > 2000
                said.append(board.status_code)
                for turn in range(VIEWS):
                    unit = units[(number * VIEWS + turn) * 7 % len(units)]
                    for path in (f"units/{unit}/status", f"units/{unit}/price"):
                        said.append(browser.get(f"{API}/{path}").status_code)
                    seen = browser.get(f"{API}/projects/{slug}/unit-board", headers={"if-none-match": board["ETag"]})
                    said.append(seen.status_code)
                return said
            finally:
                connection.close()

        with ThreadPoolExecutor(VIEWERS + 1) as pool:
            writer = pool.submit(write)
            assert locked.wait(60)
            said = [code for codes in pool.map(look, range(VIEWERS)) for code in codes]
            assert not writer.done(), "the lock was there all the time"
            let_go.set()
            assert writer.result()
        assert written == [], "who reads writes nothing"
        assert set(said) == {200, 304}
        assert len(said) == VIEWERS * (1 + 3 * VIEWS)

    def test_the_ear_hears_a_write(self) -> None:
        """The negative control."""
        unit, written = on_sale()[0], list[str]()
        with connection.execute_wrapper(writes_into(written)):
            hold(unit)
        assert any(one.startswith("INSERT") for one in written)


class TestAcceptance8PlanBroughtAgain:
    @pytest.mark.parametrize("sold", [False, True], ids=["held", "sold"])
    def test_the_plan_brought_again_neither_removes_nor_renumbers_it(self, tmp_path: Path, sold: bool) -> None:
        (held, spare, *_), free = on_sale(), homes("2栋")[0]
        claim = hold(held)
        if sold:
            run(lambda: subscribe_unit(claim_id=claim))
            run(lambda: contract_unit(claim_id=claim))
        status = "contracted" if sold else "held"
        before = {unit.pk: unit.place() for unit in Unit.objects.filter(pk__in=[held, free])}
        Project.objects.update(source="template")  # as if its plan had come by the same file
        project = Project.objects.get()
        rows = [UNIT_HEADING, *(_row(project, unit_id, number=f"9{n}") for n, unit_id in enumerate([held, free]))]
        result = run_import("units", csv_file(tmp_path / "again.csv", rows), directory=tmp_path)
        after = {unit.pk: unit.place() for unit in Unit.objects.filter(pk__in=[held, free])}
        assert result.codes == ["unit_in_use"]
        assert after[held] == before[held]
        assert after[free] != before[free], "what nobody holds follows the plan"
        without = [UNIT_HEADING, _row(project, free, number="91")]  # a plan that no longer has the held unit
        run_import("units", csv_file(tmp_path / "less.csv", without), directory=tmp_path)
        kept = Unit.objects.get(pk=held)
        assert (kept.removed_at, kept.place()) == (None, before[held])
        assert (live_claims(held), status_of(held)) == (1, status)
        # By hand a home that nobody has goes, once it is off the market; this one does not.
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[spare], status=UnitStatus.WITHDRAWN))
        assert run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=spare))
        refused(lambda: run(lambda: remove_unit(actor=EDITOR, now=NOW, unit_id=held)), UnitInUse)
        gone = Unit.objects.in_bulk([held, spare])
        assert [gone[one].removed_at is None for one in (held, spare)] == [True, False]
        assert (live_claims(held), status_of(held)) == (1, status)


def _row(project: Project, unit_id: UUID, *, number: str) -> list[str]:
    unit = Unit.objects.select_related("building", "entrance").get(pk=unit_id)
    stated = {
        "unit_id": unit.identity,
        "project_id": project.source_id,
        "building": unit.building.name,
        "entrance": unit.entrance.name if unit.entrance else "",
        "floor": str(unit.floor),
        "number": number,
    }
    return [stated.get(name, value) for name, value in zip(UNIT_HEADING, unit_row(1), strict=True)]
