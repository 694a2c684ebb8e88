"""The listing desk for the table: people by role, and a listing in the state each route needs."""

from uuid import UUID

from django.test import Client

from guangsha.backbone.public import command
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.models import Media, Project
from guangsha.catalog.public import ProjectValues
from guangsha.catalog.services.review_publishing import schedule_submission
from guangsha.catalog.services.review_reports import report_listing
from guangsha.kit.actor import VISITOR, Actor, Grant, Scope
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from tests.catalog.support import fill, make_project, publish, run, take_down
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
from tests.policy.bodies import ADDRESS, DESK, SUBMISSION, request_options
from tests.policy.files import add_picture
from tests.policy.table import Row
from tests.policy.walk import Scene

NEEDS: dict[str, str] = {
    f"{DESK}/{{project_id}}/restore": "public",
    f"{DESK}/{{project_id}}/take-down": "public",
    f"{DESK}/{{project_id}}/reopen": "taken_down",
    f"{DESK}/{{project_id}}/look": "public",
    f"{DESK}/{{project_id}}/diff": "changed",
    f"{DESK}/{{project_id}}/checks": "untruthful",
    f"{DESK}/reports": "public",
    f"{DESK}/{{project_id}}/submissions": "draft",
    f"{DESK}/{{project_id}}/draft": "draft",
    **dict.fromkeys(
        (
            f"{DESK}/{{project_id}}/{part}"
            for part in (
                "buildings",
                "layouts",
                "units",
                "permits",
                "surroundings",
                "progress",
                "media",
                "media-order",
                "unit-import",
                "unit-import/sheet",
                "media/{sha256}",
                "media/{sha256}/{variant}",
            )
        ),
        "draft",
    ),
    f"{DESK}/reports/{{report_id}}/moves": "public",
    f"{SUBMISSION}/hand-back": "one_returned",
    f"{SUBMISSION}/publish": "approved",
    f"{SUBMISSION}/schedule": "approved",
    f"{SUBMISSION}/unschedule": "scheduled",
}
"""Route -> the state it starts from; else a submission that waits for its reviewers."""


def _neighbour(organisation_id: UUID) -> Actor:
    """Somebody who reads all listings of the company, and may do everything with another one of them."""
    over_another = {Grant(permission, Scope.PROJECT, new_id()) for permission in EVERYTHING}
    reads = Grant("listing.read", Scope.ORGANISATION, organisation_id)
    return Actor(person_id=new_id(), organisation_id=organisation_id, grants=frozenset({reads, *over_another}))


def _untruthful(values: ProjectValues) -> UUID:
    """A draft with a building that no permit covers."""
    project_id = make_project("untruthful", values=values)
    fill(project_id, floors=1)
    return project_id


class Desk:
    """A stage: people by role, and one listing per route, in the state that route needs.

    In the order of the table: the last role of a route is one that may, so that a refusal has something to change.
    """

    def __init__(self) -> None:
        own, other = house(), house("other")
        self.people = People()
        self.roles: dict[str, Actor] = {
            "anonymous": VISITOR,
            "buyer": person(),
            "neighbour": _neighbour(own),
            "other_organisation": person(*EVERYTHING, organisation_id=other),
            "editor": self.people.editor,
            "reviewer": person("listing.review", "listing.review_price", organisation_id=own),
            "publisher": self.people.publisher,
            "platform_reviewer": self.people.second,
            "author": person(*EVERYTHING, organisation_id=own),
        }
        self._browser = Client()
        self._made = 0
        self._staged: dict[tuple[str, str], dict[str, str]] = {}

    def scene(self, row: Row) -> Scene:
        """The scene of ``row``."""
        key = (row.method, row.route)
        values = self._staged.get(key) or self._staged.setdefault(key, self.stage(row.route))
        return Scene(self.roles[row.role], values, request_options(row.method, row.route, values), self._browser)

    def stage(self, route: str) -> dict[str, str]:
        """A new listing in the state the route needs; what its parameters stand for."""
        self._made += 1
        author, need = self.roles["author"], NEEDS.get(route, "open")
        called = {"name_en": f"Desk {self._made}"}
        project_id = draft_listing(f"desk{self._made}", **called) if need != "untruthful" else _untruthful(called)
        values = {"project_id": str(project_id), "slug": Project.objects.get(pk=project_id).slug}
        if need in {"public", "taken_down", "changed"}:
            publish(project_id)
        if need == "changed":
            edit(author, project_id, {"headline": "新"})
        if need == "taken_down":
            take_down(project_id)
        if need == "public":
            values["report_id"] = str(self._report(values["slug"]))
        if "/media" in route:
            media = Media.objects.get(pk=add_picture(project_id))
            values |= {"sha256": media.sha256, "variant": media.variants[0]["name"]}
        if need in {"draft", "public", "taken_down", "changed", "untruthful"}:
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
