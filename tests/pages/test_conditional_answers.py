"""Public reads that machines repeat: each sends a validator, takes it back, and says so in the API's description."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from tests.catalog.support import public_project, take_down
from tests.repository import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
READS = (
    "/search",
    "/facets",
    "/map?zoom=11",
    "/suggest?q=yun",
    "/projects",
    "/geo/cities",
    "/pages/home",
    "/pages/search",
)


@pytest.mark.parametrize("path", READS)
def test_a_repeated_read_is_answered_with_304(path: str) -> None:
    public_project()
    call_command("index_rebuild", stdout=StringIO())
    first = Client().get(f"/api/v1{path}")
    assert first.status_code == 200
    # A page is true for its minute: the second asking may fall into the next one, and then has a validator of its own.
    for _ in range(2):
        again = Client().get(f"/api/v1{path}", headers={"if-none-match": first["ETag"]})
        if again.status_code == 304:
            break
        first = again
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


@pytest.mark.parametrize("path", READS)
def test_the_description_says_so(path: str) -> None:
    described = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    answers = described["paths"][f"/api/v1{path.partition('?')[0]}"]["get"]["responses"]
    for status in ("200", "304"):
        assert set(answers[status]["headers"]) == {"ETag", "Cache-Control"}


def test_a_change_is_sent_whole() -> None:
    project_id = public_project()
    before = {path: Client().get(f"/api/v1{path}")["ETag"] for path in ("/projects", "/geo/cities")}
    take_down(project_id)
    for path, etag in before.items():
        after = Client().get(f"/api/v1{path}", headers={"if-none-match": etag})
        assert after.status_code == 200
        assert after["ETag"] != etag
