"""Files imported in the console when something goes wrong: jobs that die, requests sent twice, cells nobody expected."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guangsha.backbone import jobs
from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.models import AuditEntry, Job
from guangsha.backbone.public import DatabaseBusy, OutcomeUnknown, command
from guangsha.catalog.api import console_files
from guangsha.catalog.domain import import_states
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove
from guangsha.catalog.domain.import_states import IMPORTS, ImportMove, ImportState, import_moved
from guangsha.catalog.importing import run as engine
from guangsha.catalog.importing import uploads
from guangsha.catalog.importing.mapping import shipped_mappings
from guangsha.catalog.models import FileImport, ImportRow, ImportRun, Project, Unit
from guangsha.catalog.services.units import remove_unit
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict
from tests.actors import acting_as
from tests.catalog_import.support import PROJECT_HEADING, UNIT_HEADING, project_row, unit_row, xlsx_file
from tests.catalog_import.test_console_files import API, Importer, counts
from tests.catalog_review.support import person
from tests.repository import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def due() -> None:
    Job.objects.update(due_at=Now() - timedelta(seconds=1))


def until_given_up() -> None:
    for _ in range(jobs.MAX_ATTEMPTS):
        due()
        jobs_step(slow=True)


def kept_files() -> set[str]:
    return set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()


@pytest.mark.parametrize("state", ImportState)
@pytest.mark.parametrize("move", ImportMove)
def test_every_pair_is_decided(state: ImportState, move: ImportMove) -> None:
    if (state, move) in IMPORTS:
        assert import_moved(state, move) is IMPORTS[state, move]
    else:
        with pytest.raises(IllegalMove):
            import_moved(state, move)


def test_the_diagram_in_the_docs_is_this() -> None:
    assert import_states.import_mermaid() in (ROOT / "docs" / "states" / "import.md").read_text()


def test_a_file_whose_job_is_given_up_has_failed_and_may_be_checked_again() -> None:
    importer = Importer()
    import_id = importer.upload([PROJECT_HEADING, project_row(1)])["id"]
    stored = FileImport.objects.get().stored
    with default_storage.open(stored) as file:
        content = file.read()
    default_storage.delete(stored)
    until_given_up()
    assert Job.objects.get().parked_at is not None
    assert importer.ask("GET", f"/{import_id}")["summary"]["state"] == "failed"
    importer.ask("POST", f"/{import_id}/apply", status=422)
    default_storage.save(stored, SimpleUploadedFile("p.csv", content))
    importer.ask("POST", f"/{import_id}/check", {"fixes": []})
    jobs_step(slow=True)
    assert importer.ask("GET", f"/{import_id}")["summary"]["state"] == "checked"


def test_an_import_that_kills_its_workers_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    importer = Importer()
    found = importer.checked([PROJECT_HEADING, project_row(1)])
    importer.ask("POST", f"/{found['summary']['id']}/apply")
    monkeypatch.setattr(uploads, "run_import", die)
    for _ in range(jobs.MAX_KILLS):
        due()
        with pytest.raises(KeyboardInterrupt):
            jobs_step(slow=True)
    due()
    jobs_step(slow=True)
    assert importer.ask("GET", f"/{found['summary']['id']}")["summary"]["state"] == "failed"


def test_a_heading_that_is_a_rounded_number_is_stored_without_its_mark(tmp_path: Path) -> None:
    rows = [[*PROJECT_HEADING, 1234567890123456], [*project_row(1, city="亚特兰蒂斯"), "x"]]
    found = Importer().checked(xlsx_file(tmp_path / "p.xlsx", rows).read_bytes(), name="p.xlsx", mapping="projects")
    assert [one["code"] for one in found["problems"]] == ["unknown_city"]
    assert found["heading"] == [*PROJECT_HEADING, ""]


@pytest.mark.parametrize("cell", ["\x00", "\ud800"])
def test_a_cell_that_no_database_stores_is_refused(cell: str) -> None:
    importer = Importer()
    found = importer.checked([PROJECT_HEADING, project_row(1, city="亚特兰蒂斯")])
    body = (
        f'{{"fixes": [{{"row": 2, "cells": ["a{cell.encode("unicode_escape").decode().replace("x00", "u0000")}"]}}]}}'
    )
    with acting_as(importer.actor):
        answer = Client().generic(
            "POST", f"{API}/{found['summary']['id']}/check", body.encode(), "application/json",
            headers={"Idempotency-Key": str(uuid4())},
        )  # fmt: skip
    assert answer.status_code == 422, answer.content.decode()


def send(importer: Importer, key: str, row: list[str]) -> Any:
    text = "\n".join(",".join(cells) for cells in (PROJECT_HEADING, row)).encode()
    with acting_as(importer.actor):
        return Client().post(
            API, {"file": SimpleUploadedFile("p.csv", text), "kind": "projects"}, headers={"Idempotency-Key": key}
        )


def test_an_upload_sent_twice_is_one_file_and_a_refused_one_none(monkeypatch: pytest.MonkeyPatch) -> None:
    importer, key = Importer(), str(uuid4())
    before = kept_files()
    first = send(importer, key, project_row(1)).json()["id"]
    assert send(importer, key, project_row(1)).json()["id"] == first
    assert send(importer, key, project_row(2)).status_code == 422
    assert kept_files() - before == {f"{first}.csv"}

    def fail(error: Exception) -> Callable[..., Any]:
        def run_named(*args: Any, **more: Any) -> Any:
            raise error

        return run_named

    monkeypatch.setattr(console_files, "run_named", fail(DatabaseBusy()))
    assert send(importer, str(uuid4()), project_row(1)).status_code == 503
    assert kept_files() - before == {f"{first}.csv"}
    monkeypatch.setattr(console_files, "run_named", fail(OutcomeUnknown()))
    assert send(importer, str(uuid4()), project_row(1)).status_code == 503
    assert len(kept_files() - before) == 2


def test_a_company_that_does_not_exist_is_said_to_be_unknown() -> None:
    importer = Importer()
    importer.actor = person("listing.import", platform=True)
    before = kept_files()
    refused = importer.upload([PROJECT_HEADING], organisation_id=str(uuid4()), status=422)
    assert refused["errors"] == [{"field": "organisation_id", "message": "unknown"}]
    assert kept_files() == before


def test_what_an_import_wrote_is_told_whole_when_its_job_ran_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    importer = Importer()
    importer.applied(importer.checked([PROJECT_HEADING, project_row(1), project_row(2)]))
    found = importer.checked([PROJECT_HEADING, project_row(1), project_row(2, unit_price="9000"), project_row(3)])
    assert counts(found) == (1, 1, 1, 0)
    importer.ask("POST", f"/{found['summary']['id']}/apply")

    def lost(**more: Any) -> None:
        raise OSError("the disk of the reports is full")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "keep_outcome", lost)
        jobs_step(slow=True)
    assert Project.objects.count() == 3
    due()
    jobs_step(slow=True)
    done = importer.ask("GET", f"/{found['summary']['id']}")["summary"]
    assert (done["state"], counts({"summary": done}), done["counts"]["price_changes"]) == ("applied", (1, 1, 1, 0), 1)
    assert ImportRun.objects.filter(upload=done["id"]).count() == 2


def test_a_busy_database_does_not_end_an_import_for_its_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**more: Any) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(uploads, "keep_progress", busy)
    monkeypatch.setattr(uploads, "TELL_EVERY_S", -1.0)
    importer = Importer()
    assert counts(importer.applied(importer.checked([PROJECT_HEADING, project_row(1)]))) == (1, 0, 0, 0)


def test_a_draft_that_leaves_its_author_meanwhile_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    importer = Importer()
    importer.applied(importer.checked([PROJECT_HEADING, project_row(1)]))
    found = importer.checked([PROJECT_HEADING, project_row(1, tags="学区")])
    real, tries = engine.apply_projects, []

    def overtaken(*args: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise VersionConflict
        return real(*args)

    def overtaking(work: Callable[[], Any], **more: Any) -> Any:
        try:
            return written(work, **more)
        finally:
            if tries:
                Project.objects.update(state=ListingState.IN_REVIEW)

    written = engine.command
    monkeypatch.setattr(engine, "apply_projects", overtaken)
    monkeypatch.setattr(engine, "command", overtaking)
    done = importer.applied(found)
    assert [one["code"] for one in done["problems"]] == ["listing_locked"]
    assert Project.objects.get().tags == ["近地铁", "精装"]


def test_the_activity_of_a_listing_shows_what_imports_and_removals_did() -> None:
    importer = Importer()
    importer.applied(importer.checked([PROJECT_HEADING, project_row(1), project_row(2)]))
    importer.applied(
        importer.checked([UNIT_HEADING, unit_row(1), unit_row(2), unit_row(3, project_id="P2")], kind="units")
    )
    importer.applied(importer.checked([UNIT_HEADING, unit_row(1, filed_price="1500000")], kind="units"))
    editor = person("listing.edit", organisation_id=importer.organisation_id)
    project = Project.objects.get(source_id="P1")
    unit_id = Unit.objects.get(identity="U2").pk
    command(lambda: remove_unit(actor=editor, now=utc_now(), unit_id=unit_id), actor=editor)
    with acting_as(editor):
        listed = Client().get(f"/api/v1/console/listings/{project.pk}/activity").json()["items"]
    acts = [(one["act"], {name: count for name, count in one["counts"].items() if count}) for one in listed]
    assert acts == [
        ("unit.remove", {}),
        ("import.units", {"updated": 1, "price_changes": 1}), ("import.units", {"new": 2}), ("import.projects", {"new": 1})
    ]  # fmt: skip
    assert [one["person_id"] for one in listed] == [str(editor.person_id), *[str(importer.actor.person_id)] * 3]


def test_cells_of_columns_that_are_not_read_are_kept_nowhere_but_in_the_file() -> None:
    importer = Importer()
    rows = [[*PROJECT_HEADING, "联系电话"], [*project_row(1, city="亚特兰蒂斯"), "13512345678"]]
    found = importer.checked(rows, mapping="projects", name="13512345678.csv")
    assert found["rows"] == [{"row": 2, "cells": [*project_row(1, city="亚特兰蒂斯"), ""]}]
    row = FileImport.objects.get()
    with default_storage.open(row.report) as report:
        assert "13512345678" not in f"{row.rows}{row.problems}{report.read().decode()}"
    assert "13512345678" not in str(list(AuditEntry.objects.values()))


def test_ids_within_a_company_fit_their_columns() -> None:
    within = [one.within(UUID(int=2**128 - 1)) for one in shipped_mappings().values()]
    most = {model: model._meta.get_field("source").max_length for model in (Project, ImportRow)}
    assert all(len(name) <= min(most.values()) for one in within for name in (one.source, one.project_source))
    assert len({one.source for one in within} | {one.source for one in shipped_mappings().values()}) == 2 * len(
        {one.source for one in shipped_mappings().values()}
    )


def test_the_list_loads_no_cells() -> None:
    importer = Importer()
    found = importer.checked([PROJECT_HEADING, project_row(1, city="亚特兰蒂斯")])
    importer.ask("POST", f"/{found['summary']['id']}/check", {"fixes": [{"row": 2, "cells": project_row(1)}]})
    with CaptureQueriesContext(connection) as asked:
        assert [one["fixed"] for one in importer.ask("GET", "")] == [1]
    assert not [one["sql"] for one in asked if "fixes" in one["sql"]]
    assert not Unit.objects.exists()
