"""What the people of a listing are told: once per change of state, by whatever way they chose."""

from uuid import UUID

from guangsha.accounts.public import people_who_may
from guangsha.backbone.public import StampedEvent
from guangsha.catalog.domain.review_states import SubmissionState, Verdict
from guangsha.catalog.models import Contributor, Project, Submission, SubmissionField
from guangsha.catalog.policies import REVIEW
from guangsha.kit.ids import parse_id
from guangsha.kit.personal import without_personal_numbers
from guangsha.notifications.public import Channel, Kind, Words, notify

WAITING = "catalog.listing_waiting"
RETURNED, APPROVED, PUBLISHED = "catalog.listing_returned", "catalog.listing_approved", "catalog.listing_published"
LINK = "/console/review/{submission}"
NAMED = 60
"""As much of a project's name as a notice takes."""
VARIABLES = frozenset({"project", "submission"})

KINDS = [
    Kind(
        name=WAITING,
        words={
            "zh": Words("{project}：等待审核", "有 {fields} 个字段需要审核。", label="有楼盘等待我审核时"),
            "en": Words(
                "{project}: waits for review",
                "Fields to judge: {fields}.",
                label="When a listing waits for my review",
            ),
        },
        variables=VARIABLES | {"fields"},
        link=LINK,
    ),
    Kind(
        name=RETURNED,
        words={
            "zh": Words(
                "{project}：有字段被退回", "{fields} 个字段需要修改，批注写在各字段旁。", label="提交的内容被退回时"
            ),
            "en": Words(
                "{project}: fields came back",
                "Fields to mend: {fields}. The notes stand at each of them.",
                label="When something I submitted comes back",
            ),
        },
        variables=VARIABLES | {"fields"},
        link=LINK,
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Kind(
        name=APPROVED,
        words={
            "zh": Words("{project}：审核通过", "全部字段已通过，可以发布或定时发布。", label="提交的内容审核通过时"),
            "en": Words(
                "{project}: approved",
                "Every field is approved; it can be published or scheduled.",
                label="When something I submitted is approved",
            ),
        },
        variables=VARIABLES,
        link=LINK,
    ),
    Kind(
        name=PUBLISHED,
        words={
            "zh": Words("{project}：已发布", "您提交的内容已向公众展示。", label="提交的内容发布时"),
            "en": Words(
                "{project}: published",
                "The public sees what you submitted.",
                label="When something I submitted is published",
            ),
        },
        variables=VARIABLES,
        link=LINK,
    ),
]
BY_EVENT = {
    "catalog.submission_returned": RETURNED,
    "catalog.submission_approved": APPROVED,
    "catalog.submission_published": PUBLISHED,
}
"""Event -> what its author is told."""


SUBMITTED = "catalog.listing_submitted"


def _named(project_name: str) -> str:
    """What a notice calls the project. A number typed into its name stays out: notices take none."""
    return without_personal_numbers(project_name[:NAMED])


def tell_reviewers(event: StampedEvent) -> None:
    """Tell everybody who may judge it and did not work on it, once per round; nobody once it does not wait any more."""
    submission = Submission.objects.select_related("project").get(pk=event.payload["submission_id"])
    if submission.state != SubmissionState.OPEN or submission.round != event.payload["round"]:
        return
    project = submission.project
    workers: set[UUID] = {submission.author_id}
    workers |= set(Contributor.objects.filter(project=project).values_list("staff_id", flat=True))
    waiting = submission.fields.filter(verdict__in=(Verdict.PENDING, Verdict.HALF)).count()
    data = {"project": _named(project.name), "submission": str(submission.pk), "fields": str(waiting)}
    reviewers = people_who_may(REVIEW, organisation_id=project.organisation_id, project_id=project.pk)
    for person_id in sorted(reviewers - workers):
        notify(
            person_id=person_id,
            kind=WAITING,
            data=data,
            dedupe_key=f"submission:{submission.pk}:round:{submission.round}",
            now=event.created_at,
        )


def tell_author(event: StampedEvent) -> None:
    """Tell whoever submitted it. A repeated event tells nothing twice: the notice is named by submission and round."""
    author_id, project_id = parse_id(event.payload["author_id"]), parse_id(event.payload["project_id"])
    if author_id is None or project_id is None:
        return
    name = Project.objects.values_list("name", flat=True).get(pk=project_id)
    submission_id, kind = event.payload["submission_id"], BY_EVENT[event.name]
    data = {"project": _named(name), "submission": submission_id}
    if kind == RETURNED:
        back = SubmissionField.objects.filter(submission=submission_id, verdict=Verdict.RETURNED)
        data["fields"] = str(back.count())
    round_ = event.payload["round"]
    notify(
        person_id=author_id,
        kind=kind,
        data=data,
        dedupe_key=f"submission:{submission_id}:round:{round_}",
        now=event.created_at,
    )
