"""The gate to the public: what reviewers approved, exactly as they approved it, and nothing else."""

from datetime import datetime

from guangsha.backbone.public import emit
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import NotReviewed
from guangsha.catalog.domain.events import SubmissionPublished
from guangsha.catalog.domain.review_cells import Cells, merged
from guangsha.catalog.domain.review_changes import Change, changes_between
from guangsha.catalog.domain.review_states import SubmissionMove, SubmissionState, Verdict, submission_moved
from guangsha.catalog.models import Contributor, ListingDraft, Project, Submission
from guangsha.catalog.selectors.content import cells_now, cells_of_version
from guangsha.catalog.services.review_reaudit import plan_reaudit
from guangsha.kit.actor import Actor
from guangsha.kit.errors import VersionConflict

GOING_PUBLIC = "listing||public"
"""The cell of a candidate that is not public yet: showing it at all is a change, and somebody approves it."""
MOST_NAMED = 50


def candidate_pair(project: Project) -> tuple[Cells, Cells]:
    """What the public sees or saw last, and what it would see: cells."""
    now = cells_now(project_id=project.pk)
    if project.state == ListingState.PUBLISHED:
        draft = ListingDraft.objects.filter(project=project).first()
        return now, merged(now, draft.delta if draft else {})
    return cells_of_version(project_id=project.pk), {**now, GOING_PUBLIC: True}


def live_submission(project: Project) -> Submission | None:
    """The submission under way, locked where the engine locks rows."""
    return Submission.objects.select_for_update().filter(live_key=project.pk).first()


def move_submission(submission: Submission, move: SubmissionMove, **columns: object) -> None:
    """Apply ``move``, guarded by the revision it was read with. Raises IllegalMove, VersionConflict."""
    after = submission_moved(SubmissionState(submission.state), move)
    changed = Submission.objects.filter(pk=submission.pk, revision=submission.revision).update(
        state=after, revision=submission.revision + 1, **columns
    )
    if changed != 1:
        raise VersionConflict()
    submission.state, submission.revision = after, submission.revision + 1


def unapproved(submission: Submission, changes: list[Change]) -> list[str]:
    """Paths of ``changes`` that reviewers have not approved as they are."""
    approved = dict(submission.fields.filter(verdict=Verdict.APPROVED).values_list("path", "value_hash"))
    return [change.path for change in changes if approved.get(change.path) != change.value_hash]


def require_approved(submission: Submission, project: Project) -> None:
    """Raises NotReviewed unless every change that would become public now was approved as it is now."""
    if submission.state not in {SubmissionState.APPROVED, SubmissionState.SCHEDULED}:
        raise NotReviewed(errors=[wrong("submission", submission.state)])
    missing = unapproved(submission, changes_between(*candidate_pair(project)))
    if missing:
        raise NotReviewed(errors=[wrong(path, "not_approved") for path in missing[:MOST_NAMED]])


def require_reviewed(project: Project, *, actor: Actor) -> None:
    """Asked before a listing goes public. A process passes where no submission is under way. Raises NotReviewed."""
    submission = live_submission(project)
    if submission is None:
        if actor.system is None:
            raise NotReviewed(errors=[wrong("submission", "missing")])
        return
    require_approved(submission, project)


def mark_published(project: Project, *, now: datetime) -> None:
    """The submission under way has become public: close it, forget who worked on it, plan the next look."""
    submission = live_submission(project)
    if submission is not None:
        move_submission(submission, SubmissionMove.PUBLISH, closed_at=now, live_key=None, publish_at=None)
        emit(
            SubmissionPublished(
                project_id=str(project.pk),
                submission_id=str(submission.pk),
                author_id=str(submission.author_id),
                round=submission.round,
            )
        )
    Contributor.objects.filter(project=project).delete()
    plan_reaudit(project, now=now)


def mark_held(project: Project) -> bool:
    """Take a scheduled submission back to approved; False when none waits for its time."""
    submission = live_submission(project)
    if submission is None or submission.state != SubmissionState.SCHEDULED:
        return False
    move_submission(submission, SubmissionMove.UNSCHEDULE, publish_at=None)
    return True


def close_live(project: Project, *, now: datetime) -> None:
    """The listing leaves the public: what was under way for it is withdrawn; its draft stays."""
    submission = live_submission(project)
    if submission is None:
        return
    if submission.state == SubmissionState.SCHEDULED:
        move_submission(submission, SubmissionMove.UNSCHEDULE, publish_at=None)
    move_submission(submission, SubmissionMove.WITHDRAW, closed_at=now, live_key=None)
