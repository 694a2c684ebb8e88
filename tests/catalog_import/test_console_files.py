"""Files imported in the console: checked first, put right row by row, written into drafts of one's own company only."""

import csv
import fcntl
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.models import Job
from guangsha.catalog.jobs import forget_uploads_step
from guangsha.catalog.models import Contributor, FileImport, Project, Unit
from guangsha.catalog.selectors.file_imports import KEPT_DAYS
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from tests.actors import acting_as
from tests.catalog.support import publish
from tests.catalog_import.support import PROJECT_HEADING, UNIT_HEADING, project_row, unit_row
from tests.catalog_review.support import house, person

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/console/imports"


class Importer:
    """Somebody who imports for a company."""

    def __init__(self, slug: str = "acme") -> None:
        self.organisation_id = house(slug)
        self.actor: Actor = person("listing.import", organisation_id=self.organisation_id)

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        headers = {"Idempotency-Key": str(uuid4())}
        with acting_as(self.actor):
            answer = Client().generic(
                method, f"{API}{path}", _json(body) if body is not None else b"", "application/json", headers=headers
            )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def upload(
        self, rows: Iterable[Sequence[Any]] | bytes, *, kind: str = "projects", name: str = "p.csv", status: int = 200,
        **fields: str,
    ) -> Any:  # fmt: skip
        file = SimpleUploadedFile(name, rows if isinstance(rows, bytes) else _csv(rows))
        with acting_as(self.actor):
            answer = Client().post(
                API, {"file": file, "kind": kind, **fields}, headers={"Idempotency-Key": str(uuid4())}
            )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def checked(self, rows: Iterable[Sequence[Any]] | bytes, **more: Any) -> Any:
        """Upload, let the worker check it, and read what it found."""
        import_id = self.upload(rows, **more)["id"]
        jobs_step(slow=True)
        return self.ask("GET", f"/{import_id}")

    def applied(self, found: Any) -> Any:
        path = f"/{found['summary']['id']}"
        self.ask("POST", f"{path}/apply")
        jobs_step(slow=True)
        return self.ask("GET", path)


def _json(body: Any) -> bytes:
    import msgspec

    return msgspec.json.encode(body)


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def counts(found: Any) -> tuple[int, int, int, int]:
    told = found["summary"]["counts"]
    return told["new"], told["updated"], told["unchanged"], told["rejected"]


def test_a_file_is_checked_put_right_row_by_row_and_only_then_written() -> None:
    importer = Importer()
    rows = [PROJECT_HEADING, project_row(1), project_row(2, city="亚特兰蒂斯"), project_row(3)]
    found = importer.checked(rows)
    assert (found["summary"]["state"], found["summary"]["mapping"], counts(found)) == (
        "checked",
        "projects",
        (2, 0, 0, 1),
    )
    assert [(one["row"], one["column"], one["code"], one["taken"]) for one in found["problems"]] == [
        (3, "city", "unknown_city", False)
    ]
    assert (found["problems"][0]["reason"], found["problems"][0]["reason_en"]) == ("没有这个城市", "no such city")
    assert not Project.objects.exists()
    assert found["rows"] == [{"row": 3, "cells": project_row(2, city="亚特兰蒂斯")}]
    path = f"/{found['summary']['id']}"
    importer.ask("POST", f"{path}/check", {"fixes": [{"row": 3, "cells": project_row(2)}]})
    jobs_step(slow=True)
    found = importer.ask("GET", path)
    assert (counts(found), found["summary"]["fixed"], found["problems"]) == ((3, 0, 0, 0), 1, [])
    done = importer.applied(found)
    assert (done["summary"]["state"], counts(done)) == ("applied", (3, 0, 0, 0))
    assert set(Project.objects.values_list("source_id", "state", "organisation")) == {
        (f"P{number}", "draft", importer.organisation_id) for number in (1, 2, 3)
    }
    assert set(Contributor.objects.values_list("staff_id", flat=True)) == {importer.actor.person_id}
    importer.ask("POST", f"{path}/apply", status=409)


def test_the_report_holds_every_row_that_was_not_taken() -> None:
    importer = Importer()
    found = importer.checked([PROJECT_HEADING, project_row(1), project_row(2, lng="28.18", lat="112.88")])
    with acting_as(importer.actor):
        answer = Client().get(f"{API}/{found['summary']['id']}/report")
        lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [(line["row"], line["code"]) for line in lines] == [("3", "position_swapped")]
    assert answer["Content-Type"].startswith("text/csv")


def test_what_is_public_is_not_changed_past_the_review() -> None:
    importer = Importer()
    importer.applied(importer.checked([PROJECT_HEADING, project_row(1), project_row(2)]))
    publish(Project.objects.get(source_id="P1").pk)
    again = [PROJECT_HEADING, project_row(1, tags="学区"), project_row(2, tags="学区"), project_row(3)]
    done = importer.applied(importer.checked(again))
    assert counts(done) == (1, 1, 0, 1)
    assert [(one["row"], one["code"]) for one in done["problems"]] == [(2, "listing_locked")]
    assert dict(Project.objects.values_list("source_id", "tags")) == {
        "P1": ["近地铁", "精装"], "P2": ["学区"], "P3": ["近地铁", "精装"]
    }  # fmt: skip
    same = importer.checked([PROJECT_HEADING, project_row(1)])
    assert counts(same) == (0, 0, 1, 0)


def test_two_companies_may_use_the_same_ids_and_learn_nothing_of_each_other() -> None:
    ours, theirs = Importer(), Importer("other")
    ours.applied(ours.checked([PROJECT_HEADING, project_row(1)]))
    our_slug = Project.objects.get().slug
    units = [UNIT_HEADING, unit_row(1), unit_row(2, project_id=our_slug)]
    assert [one["code"] for one in theirs.checked(units, kind="units")["problems"]] == ["unknown_project"] * 2
    done = theirs.applied(theirs.checked([PROJECT_HEADING, project_row(1, tags="学区"), project_row(9)]))
    assert (counts(done), done["problems"]) == ((2, 0, 0, 0), [])
    theirs.applied(theirs.checked([PROJECT_HEADING, project_row(1, project_id=our_slug)]))
    assert set(Project.objects.values_list("source_id", "organisation")) == {
        ("P1", ours.organisation_id), ("P1", theirs.organisation_id), ("P9", theirs.organisation_id),
        (our_slug, theirs.organisation_id),
    }  # fmt: skip
    assert counts(ours.applied(ours.checked(units, kind="units"))) == (2, 0, 0, 0)
    assert set(Unit.objects.values_list("project__organisation", "project__slug")) == {(ours.organisation_id, our_slug)}
    theirs.ask("GET", f"/{FileImport.objects.filter(organisation=ours.organisation_id)[0].pk}", status=404)
    assert {one["organisation_id"] for one in theirs.ask("GET", "")} == {str(theirs.organisation_id)}


def test_what_is_no_table_says_why_and_cannot_be_written() -> None:
    importer = Importer()
    found = importer.checked(b"PK\x03\x04 no workbook", name="p.xlsx")
    assert [(one["row"], one["code"]) for one in found["problems"]] == [(None, "not_a_workbook")]
    refused = importer.ask("POST", f"/{found['summary']['id']}/apply", status=422)
    assert refused["errors"] == [{"field": "rows", "message": "nothing_to_import"}]
    wrong = importer.upload([PROJECT_HEADING, project_row(1)], kind="units", mapping="projects", status=422)
    assert wrong["errors"] == [{"field": "mapping", "message": "unknown"}]
    kept = set(default_storage.listdir("imports")[1])
    importer.upload([PROJECT_HEADING], organisation_id=str(house("other")), status=403)
    assert set(default_storage.listdir("imports")[1]) == kept


def test_cells_that_hold_formulas_are_shown_empty_so_that_nobody_sends_them_back(tmp_path: Path) -> None:
    from tests.catalog_import.support import xlsx_file

    path = xlsx_file(tmp_path / "p.xlsx", [PROJECT_HEADING, project_row(1, name="=1+1"), project_row(2)])
    found = Importer().checked(path.read_bytes(), name="p.xlsx")
    assert [one["code"] for one in found["problems"]] == ["formula"]
    assert found["rows"][0]["cells"][PROJECT_HEADING.index("name")] == ""


def test_it_waits_while_another_import_runs_on_the_machine() -> None:
    importer = Importer()
    with (Path(settings.DATA_DIR) / "import.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = importer.checked([PROJECT_HEADING, project_row(1)])
        assert found["summary"]["state"] == "checking"
    assert Job.objects.filter(name="catalog.run_file_import", parked_at=None).update(due_at=utc_now()) == 1
    jobs_step(slow=True)
    assert importer.ask("GET", f"/{found['summary']['id']}")["summary"]["state"] == "checked"


def test_uploads_are_forgotten_with_their_files_when_their_time_is_over() -> None:
    importer = Importer()
    first, second = (importer.checked([PROJECT_HEADING, project_row(1)])["summary"]["id"] for _ in range(2))
    files = {one.stored: one.report for one in FileImport.objects.all()}
    assert len(files) == 2
    assert [one["id"] for one in importer.ask("GET", "")] == [second, first]
    old = utc_now() - timedelta(days=KEPT_DAYS, hours=1)
    FileImport.objects.filter(pk=first).update(created_at=old)
    assert [one["id"] for one in importer.ask("GET", "")] == [second]
    assert forget_uploads_step()
    assert not forget_uploads_step()
    assert {name: default_storage.exists(name) for pair in files.items() for name in pair} == {
        name: str(second) in name for pair in files.items() for name in pair
    }
    FileImport.objects.filter(pk=second).update(created_at=old)
    assert forget_uploads_step()
    assert not any(default_storage.exists(name) for pair in files.items() for name in pair)
    assert not FileImport.objects.exists()
