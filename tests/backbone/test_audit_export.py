"""The audit trail as a file: harmless cells, who took it, and a line of its own in the trail."""

import csv
import io

import pytest
from django.test import Client

from guangsha.backbone import api
from guangsha.backbone.models import AuditEntry
from guangsha.backbone.public import audit, command
from guangsha.kit.actor import system_actor
from tests.actors import acting_as, holder

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_newest_entries_come_marked_and_the_taking_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_EXPORTED", 2)
    for number in range(3):
        command(
            lambda number=number: audit(action="test.act", target=f"thing:{number}", data={"note": "=1"}),  # type: ignore[misc]
            actor=system_actor("test"),
        )
    auditor = holder("audit_admin")
    with acting_as(auditor):
        answer = Client().get("/api/v1/console/audit/export")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:3]] == ["thing:2", "thing:1"]
    assert rows[1][2] == "system:test"
    assert f"person:{auditor.person_id} rows=2 (only the first 2)" in rows[-1][0]
    taken = AuditEntry.objects.get(action="backbone.audit.export")
    assert (taken.actor, taken.data) == (f"person:{auditor.person_id}", {"rows": 2})
