"""The listing desk for the table: people by role, and a listing in the state each route needs."""

import json
from typing import Any
from uuid import UUID, uuid4

from guangsha.backbone.public import command
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.models import Project
from guangsha.catalog.services.review_publishing import schedule_submission
from guangsha.catalog.services.review_reports import report_listing
from guangsha.kit.actor import VISITOR, Actor
from guangsha.kit.clock import utc_now
from tests.catalog.support import publish, run, take_down
from tests.catalog_review.support import (
    EVERYTHING,
    LATER,
    People,
    approve_all,
    draft_listing,
    edit,
    house,
    judge,
    person,
    submitted,
)

DESK = "/console/listings"
SUBMISSION = f"{DESK}/submissions/{{submission_id}}"
ADDRESS = "project.address"
BODIES: dict[str, dict[str, Any]] = {
    f"{DESK}/{{project_id}}/draft": {"values": {"headline": "新主题"}},
    f"{DESK}/{{project_id}}/restore": {"number": 1},
    f"{DESK}/{{project_id}}/take-down": {"reason": "test"},
    f"{DESK}/{{project_id}}/submissions": {},
    f"{SUBMISSION}/decisions": {"decisions": [{"path": ADDRESS, "verdict": "approve"}]},
    f"{SUBMISSION}/notes": {"path": ADDRESS, "body": "请核对"},
    f"{SUBMISSION}/schedule": {"publish_at": "2099-01-01T00:00:00Z"},
    f"{SUBMISSION}/unschedule": {"reason": "test"},
    f"{DESK}/reports/{{report_id}}/moves": {"move": "triage"},
    "/projects/{slug}/reports": {"kind": "price", "text": "价格不对"},
}
NEEDS: dict[str, str] = {
    f"{DESK}/{{project_id}}/restore": "public",
    f"{DESK}/{{project_id}}/take-down": "public",
    f"{DESK}/{{project_id}}/reopen": "taken_down",
    f"{DESK}/{{project_id}}/look": "public",
    f"{DESK}/{{project_id}}/diff": "public",
    f"{DESK}/{{project_id}}/submissions": "draft",
    f"{DESK}/{{project_id}}/draft": "draft",
    f"{DESK}/reports/{{report_id}}/moves": "public",
    f"{SUBMISSION}/hand-back": "one_returned",
    f"{SUBMISSION}/publish": "approved",
    f"{SUBMISSION}/schedule": "approved",
    f"{SUBMISSION}/unschedule": "scheduled",
}
"""Route -> the state it starts from; else a submission that waits for its reviewers."""


class Desk:
    """People by role, and who acts now."""

    def __init__(self) -> None:
        own, other = house(), house("other")
        self.people = People()
        self.roles: dict[str, Actor] = {
            "anonymous": VISITOR,
            "buyer": person(),
            "other_organisation": person(*EVERYTHING, organisation_id=other),
            "editor": self.people.editor,
            "reviewer": person("listing.review", "listing.review_price", organisation_id=own),
            "publisher": self.people.publisher,
            "platform_reviewer": self.people.second,
            "author": person(*EVERYTHING, organisation_id=own),
        }
        self._made = 0

    def stage(self, route: str) -> dict[str, str]:
        """A new listing in the state the route needs; what its parameters stand for."""
        self._made += 1
        author, need = self.roles["author"], NEEDS.get(route, "open")
        project_id = draft_listing(f"desk{self._made}", name_en=f"Desk {self._made}")
        values = {"project_id": str(project_id), "slug": Project.objects.get(pk=project_id).slug}
        if need in {"public", "taken_down"}:
            publish(project_id)
        if need == "taken_down":
            take_down(project_id)
        if need == "public":
            values["report_id"] = str(self._report(values["slug"]))
        if need in {"draft", "public", "taken_down"}:
            return values
        edit(author, project_id, {"headline": "新"})
        submission = submitted(author, project_id)
        values["submission_id"] = str(submission.pk)
        if need == "one_returned":
            judge(self.people.first, submission, back=[ADDRESS])
        if need in {"approved", "scheduled"}:
            approve_all(self.people, submission)
        if need == "scheduled":
            command(
                lambda: schedule_submission(
                    actor=self.people.publisher,
                    now=utc_now(),
                    submission_id=submission.pk,
                    publish_at=utc_now().replace(year=2099),
                ),
                actor=self.people.publisher,
            )
        return values

    def _report(self, slug: str) -> UUID:
        return run(lambda: report_listing(now=LATER, slug=slug, kind=ReportKind.PRICE, field="", text="价格不对"))


def request_options(method: str, route: str, values: dict[str, str]) -> dict[str, Any]:
    """Body and headers of a well-formed request."""
    if method == "GET":
        return {}
    tag = "1"
    if route.endswith("/draft"):
        tag = f"{Project.objects.get(pk=values['project_id']).revision}.0"
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{tag}"'}
    return {"data": json.dumps(BODIES.get(route, {})), "content_type": "application/json", "headers": headers}
