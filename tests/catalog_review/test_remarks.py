"""Words of staff about a listing stay in the open: a number of somebody in them is refused, in a word the forms know."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client

from guangsha.backbone.models import AuditEntry
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.models import ReviewNote, Submission
from guangsha.catalog.services.review_publishing import schedule_submission
from guangsha.catalog.services.review_reports import report_listing
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from tests.actors import acting_as
from tests.catalog.support import run
from tests.catalog_review.support import People, approve_all, edit, paths, public_listing, submitted

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/console/listings"
NUMBER = "请致电 138 1234 5678"


def ask(actor: Actor, path: str, body: Any, *, round_: int = 1) -> Any:
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{round_}"'}
    with acting_as(actor):
        return Client().post(f"{API}/{path}", msgspec.json.encode(body), "application/json", headers=headers)


def refused(actor: Actor, path: str, body: Any, field: str) -> None:
    answer = ask(actor, path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid"), answer.content.decode()
    assert answer.json()["errors"] == [{"field": field, "message": "personal_number"}]


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def listing(people: People) -> UUID:
    project_id = public_listing()
    edit(people.editor, project_id, {"headline": "临江"})
    return project_id


def test_with_a_submission_its_judgement_and_a_note(people: People, listing: UUID) -> None:
    refused(people.editor, f"{listing}/submissions", {"note": NUMBER}, "note")
    assert not Submission.objects.exists()
    submission = submitted(people.editor, listing)
    back = {"path": paths(submission)[0], "verdict": "return", "note": NUMBER}
    refused(people.first, f"submissions/{submission.pk}/decisions", {"decisions": [back]}, "note")
    refused(people.first, f"submissions/{submission.pk}/notes", {"path": "", "body": NUMBER}, "note")
    assert not ReviewNote.objects.exists()
    assert ask(people.first, f"submissions/{submission.pk}/notes", {"path": "", "body": "请核对"}).status_code == 200


def test_with_a_reason_and_an_answer(people: People, listing: UUID) -> None:
    submission = submitted(people.editor, listing)
    approve_all(people, submission)
    at = utc_now() + timedelta(days=400)
    run(lambda: schedule_submission(actor=people.publisher, now=utc_now(), submission_id=submission.pk, publish_at=at))
    refused(people.publisher, f"submissions/{submission.pk}/unschedule", {"reason": NUMBER}, "reason")
    refused(people.publisher, f"{listing}/take-down", {"reason": NUMBER}, "reason")
    report = run(
        lambda: report_listing(now=utc_now(), slug="yunlu-lane", kind=ReportKind.PRICE, field="", text="价格不对")
    )
    refused(people.first, f"reports/{report}/moves", {"move": "answer", "answer": NUMBER}, "answer")
    assert not AuditEntry.objects.filter(data__icontains="1234").exists()
