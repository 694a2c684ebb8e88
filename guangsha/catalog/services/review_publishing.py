"""From an approved submission to the public: at once or at a time."""

from datetime import datetime
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import remark_errors, wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import ListingIncomplete
from guangsha.catalog.domain.review_states import SubmissionMove, SubmissionState, submission_moved
from guangsha.catalog.models import ListingDraft, Project
from guangsha.catalog.policies import PUBLISH
from guangsha.catalog.ports import publish_objections
from guangsha.catalog.selectors.content import cells_now
from guangsha.catalog.services.changes import unlocked
from guangsha.catalog.services.listing import publish_listing, schedule_listing, unschedule_listing
from guangsha.catalog.services.review_gate import mark_published, move_submission, require_approved
from guangsha.catalog.services.review_submissions import submission_to_move
from guangsha.catalog.services.review_writing import write_delta
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid


def publish_submission(*, actor: Actor, now: datetime, submission_id: UUID) -> None:
    """Show an approved submission to the public from now on: a listing that was hidden, or changes of a public one.

    Raises NotFound, Forbidden, IllegalMove, NotReviewed, ListingIncomplete (a truth check stands in the way), UnitInUse,
    NotRestorable, VersionConflict.
    """
    submission = submission_to_move(actor=actor, submission_id=submission_id, permission=PUBLISH)
    submission_moved(SubmissionState(submission.state), SubmissionMove.PUBLISH)
    project = Project.objects.select_for_update().get(pk=submission.project_id)
    if project.state != ListingState.PUBLISHED:
        publish_listing(actor=actor, now=now, project_id=project.pk)
        return
    require_approved(submission, project)
    if errors := publish_objections(project.pk):
        raise ListingIncomplete(errors=errors)
    _write_draft(project, now=now)
    mark_published(project, now=now)
    data = {"submission_id": str(submission.pk), "round": submission.round}
    audit(action="catalog.submission.publish", target=f"project:{project.pk}", data=data)


def _write_draft(project: Project, *, now: datetime) -> None:
    draft = ListingDraft.objects.get(project=project)
    with unlocked(project.pk):
        base = cells_now(project_id=project.pk)
        write_delta(project=project, base=base, delta=draft.delta, files=draft.files, now=now, why="approved")
    draft.delete()


def schedule_submission(*, actor: Actor, now: datetime, submission_id: UUID, publish_at: datetime) -> None:
    """Have an approved submission published at ``publish_at`` (aware, later than ``now``); again: at another time.

    Raises NotFound, Forbidden, IllegalMove, NotReviewed, ListingIncomplete, Invalid, VersionConflict.
    """
    submission = submission_to_move(actor=actor, submission_id=submission_id, permission=PUBLISH)
    submission_moved(SubmissionState(submission.state), SubmissionMove.SCHEDULE)
    if publish_at.tzinfo is None or publish_at <= now:
        raise Invalid(errors=[wrong("publish_at", "not_in_the_future")])
    if submission.project.state == ListingState.PUBLISHED:
        require_approved(submission, submission.project)
        if errors := publish_objections(submission.project_id):
            raise ListingIncomplete(errors=errors)
    else:
        schedule_listing(actor=actor, now=now, project_id=submission.project_id, publish_at=publish_at)
    move_submission(submission, SubmissionMove.SCHEDULE, publish_at=publish_at)
    data = {"submission_id": str(submission.pk), "publish_at": publish_at.isoformat()}
    audit(action="catalog.submission.schedule", target=f"project:{submission.project_id}", data=data)


def unschedule_submission(*, actor: Actor, now: datetime, submission_id: UUID, reason: str = "") -> None:
    """Take a scheduled submission back to approved. Raises NotFound, Forbidden, IllegalMove, VersionConflict, Invalid."""
    submission = submission_to_move(actor=actor, submission_id=submission_id, permission=PUBLISH)
    if errors := remark_errors("reason", reason):
        raise Invalid(errors=errors)
    submission_moved(SubmissionState(submission.state), SubmissionMove.UNSCHEDULE)
    if submission.project.state == ListingState.SCHEDULED:
        unschedule_listing(actor=actor, now=now, project_id=submission.project_id, reason=reason)
    else:
        move_submission(submission, SubmissionMove.UNSCHEDULE, publish_at=None)
    audit(
        action="catalog.submission.unschedule", target=f"project:{submission.project_id}", data={"reason": reason[:300]}
    )
