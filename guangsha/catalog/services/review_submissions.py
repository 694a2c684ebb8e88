"""Submitting a candidate, judging it field by field, and handing it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from guangsha.backbone.public import audit, emit, require_command
from guangsha.catalog.domain.checks import remark_errors, text_errors, wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove, ListingIncomplete, NothingToReview, OwnWork, SecondReviewer
from guangsha.catalog.domain.events import (
    ListingSubmitted,
    ReviewNoteWritten,
    SubmissionApproved,
    SubmissionEvent,
    SubmissionReturned,
)
from guangsha.catalog.domain.review_changes import Change, ReviewRule, changes_between
from guangsha.catalog.domain.review_states import FieldMove, SubmissionMove, SubmissionState, Verdict, field_moved
from guangsha.catalog.models import Contributor, FieldApproval, Project, ReviewNote, Submission, SubmissionField
from guangsha.catalog.policies import EDIT, REVIEW, REVIEW_PRICE, may, require, require_seen
from guangsha.catalog.services.listing import missing_for_publication, return_listing, submit_listing
from guangsha.catalog.services.review_drafts import project_of
from guangsha.catalog.services.review_gate import candidate_pair, live_submission, move_submission
from guangsha.kit.actor import Actor, system_actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound, VersionConflict

BATCH = 200
MAX_NOTE = 2000
REVIEW_DESK = system_actor("listing-review")
"""Moves the listing as a consequence of what a person decided on its submission; the audit names the person."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides about one path: APPROVE, or RETURN with a note."""

    path: str
    move: FieldMove
    note: str = ""


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Forbidden("a person submits and reviews")
    return actor.person_id


def _told(kind: type[SubmissionEvent], submission: Submission) -> None:
    emit(
        kind(
            project_id=str(submission.project_id),
            submission_id=str(submission.pk),
            author_id=str(submission.author_id),
            round=submission.round,
        )
    )


def submit(*, actor: Actor, now: datetime, project_id: UUID, note: str = "") -> UUID:
    """Freeze the listing's candidate for review, or what changed in it after it was returned; the submission's id.

    Approved fields that have not changed since stay approved; returned ones are judged again. Raises NotFound, Forbidden,
    IllegalMove (it is in review, waits for its time or is taken down), NothingToReview, ListingIncomplete, Invalid.
    """
    project = project_of(actor=actor, project_id=project_id)
    author = _person(actor)
    submission = live_submission(project)
    if submission is not None and submission.state != SubmissionState.RETURNED:
        raise IllegalMove(state=submission.state, move="submit")
    if project.state not in {ListingState.DRAFT, ListingState.PUBLISHED}:
        raise IllegalMove(state=project.state, move="submit")
    if errors := missing_for_publication(project):
        raise ListingIncomplete(errors=errors)
    base, candidate = candidate_pair(project)
    changes = changes_between(base, candidate)
    if not changes:
        raise NothingToReview()
    if submission is None:
        submission = _fresh(project, author, now)
        submission.base, submission.candidate = base, candidate
        try:
            with transaction.atomic():
                submission.save(force_insert=True)
        except IntegrityError as error:
            raise IllegalMove(state=str(SubmissionState.OPEN), move="submit") from error
    else:
        move_submission(
            submission,
            SubmissionMove.RESUBMIT,
            round=submission.round + 1,
            author_id=author,
            base=base,
            candidate=candidate,
            approved_at=None,
        )
        submission.round, submission.author_id = submission.round + 1, author
    Contributor.objects.get_or_create(project=project, staff_id=author)
    _sync_fields(submission, changes)
    if note.strip():
        _pin(submission, path="", body=note, writer=author, now=now)
    if project.state == ListingState.DRAFT:
        submit_listing(actor=REVIEW_DESK, now=now, project_id=project_id)
    data = {"submission_id": str(submission.pk), "round": submission.round, "fields": len(changes)}
    audit(action="catalog.submission.submit", target=f"project:{project_id}", data=data)
    _told(ListingSubmitted, submission)
    _settle(submission, now=now)
    return submission.pk


def _fresh(project: Project, author: UUID, now: datetime) -> Submission:
    last = project.submissions.aggregate(last=Max("number"))["last"] or 0
    return Submission(
        project=project, live_key=project.pk, number=last + 1, author_id=author, submitted_at=now, base={}, candidate={}
    )


def _sync_fields(submission: Submission, changes: Sequence[Change]) -> None:
    """Make the fields those of ``changes``; what is the same difference as before keeps its approvals."""
    known = {field.path: field for field in submission.fields.all()}
    fresh = []
    for change in changes:
        field = known.pop(change.path, None)
        if field is None:
            fresh.append(SubmissionField(submission=submission, path=change.path))
            _describe(fresh[-1], change)
        elif field.value_hash != change.value_hash or field.verdict == Verdict.RETURNED:
            field.verdict = field_moved(Verdict(field.verdict), FieldMove.CHANGE, four_eyes=change.four_eyes)
            _describe(field, change)
            field.save()
            field.approvals.all().delete()
    SubmissionField.objects.filter(pk__in=[field.pk for field in known.values()]).delete()
    SubmissionField.objects.bulk_create(fresh, batch_size=BATCH)


def _describe(field: SubmissionField, change: Change) -> None:
    field.kind, field.rule, field.count = change.kind, change.rule, change.count
    field.before, field.after, field.value_hash = change.before, change.after, change.value_hash


def _judged(*, actor: Actor, submission_id: UUID) -> Submission:
    """A submission that the actor may review, locked where the engine locks rows. Raises NotFound, Forbidden, OwnWork."""
    require_command()
    submission = Submission.objects.select_for_update().select_related("project").filter(pk=submission_id).first()
    if submission is None:
        raise NotFound("submission")
    project = submission.project
    require_seen(actor, organisation_id=project.organisation_id, project_id=project.pk)
    require(actor, REVIEW, organisation_id=project.organisation_id, project_id=project.pk)
    reviewer = _person(actor)
    worked = Contributor.objects.filter(project_id=submission.project_id, staff_id=reviewer).exists()
    if worked or submission.author_id == reviewer:
        raise OwnWork()
    return submission


def require_round(submission: Submission, seen_round: int) -> None:
    """Raises VersionConflict unless the reviewer saw what is submitted now."""
    if submission.round != seen_round:
        raise VersionConflict(round=submission.round)


def decide(
    *, actor: Actor, now: datetime, submission_id: UUID, seen_round: int, decisions: Sequence[Decision]
) -> SubmissionState:
    """Approve or return fields of a submission; all or none. The state it is in afterwards.

    Price, area and permit fields are approved by two people, the second with the permission for it. When nothing is left
    to judge the submission is approved, or handed back if a field was returned. Raises NotFound, Forbidden, OwnWork,
    SecondReviewer, VersionConflict (it was submitted anew since ``seen_round``, or somebody was faster), IllegalMove,
    Invalid (unknown path, a return without a note).
    """
    submission = _judged(actor=actor, submission_id=submission_id)
    require_round(submission, seen_round)
    returns_only = all(decision.move is FieldMove.RETURN for decision in decisions)
    if submission.state != SubmissionState.OPEN and not (submission.state == SubmissionState.APPROVED and returns_only):
        raise IllegalMove(state=submission.state, move="decide")
    _require_decisions(submission, decisions)
    fields = {field.path: field for field in submission.fields.filter(path__in=[one.path for one in decisions])}
    for decision in decisions:
        field = fields[decision.path]
        if decision.move is FieldMove.APPROVE:
            _approve(field, submission, actor=actor, now=now)
        else:
            _move_field(field, FieldMove.RETURN)
            field.approvals.all().delete()
            _pin(submission, path=field.path, body=decision.note, writer=_person(actor), now=now, to_author=True)
    changed = Submission.objects.filter(pk=submission.pk, revision=submission.revision).update(
        revision=submission.revision + 1
    )
    if changed != 1:
        raise VersionConflict()
    submission.revision += 1
    counts = {str(move): sum(one.move is move for one in decisions) for move in (FieldMove.APPROVE, FieldMove.RETURN)}
    data = {"submission_id": str(submission.pk), "round": submission.round, **counts}
    audit(action="catalog.submission.decide", target=f"project:{submission.project_id}", data=data)
    _settle(submission, now=now)
    return SubmissionState(submission.state)


def _require_decisions(submission: Submission, decisions: Sequence[Decision]) -> None:
    paths = [decision.path for decision in decisions]
    known = set(submission.fields.filter(path__in=paths).values_list("path", flat=True))
    errors = [wrong(path, "unknown") for path in paths if path not in known]
    errors += [wrong("decisions", "duplicate")] if len(set(paths)) != len(paths) else []
    errors += [wrong("decisions", "missing")] if not decisions else []
    for decision in decisions:
        if decision.move is FieldMove.CHANGE:
            errors.append(wrong(decision.path, "out_of_range"))
        if decision.move is FieldMove.RETURN and not decision.note.strip():
            errors.append(wrong(decision.path, "note_missing"))
    if errors:
        raise Invalid(errors=errors)


def _move_field(field: SubmissionField, move: FieldMove) -> None:
    """Guarded by the verdict and the value it was read with. Raises IllegalMove, VersionConflict."""
    four_eyes = ReviewRule(field.rule) is not ReviewRule.PLAIN
    after = field_moved(Verdict(field.verdict), move, four_eyes=four_eyes)
    rows = SubmissionField.objects.filter(pk=field.pk, verdict=field.verdict, value_hash=field.value_hash)
    if rows.update(verdict=after) != 1:
        raise VersionConflict()
    field.verdict = after


def _approve(field: SubmissionField, submission: Submission, *, actor: Actor, now: datetime) -> None:
    reviewer = _person(actor)
    second = field.verdict == Verdict.HALF
    if second and field.approvals.filter(reviewer_id=reviewer).exists():
        raise SecondReviewer()
    project = submission.project
    if second and not may(actor, REVIEW_PRICE, organisation_id=project.organisation_id, project_id=project.pk):
        raise SecondReviewer()
    _move_field(field, FieldMove.APPROVE)
    try:
        with transaction.atomic():
            FieldApproval.objects.create(
                submission_field=field, value_hash=field.value_hash, reviewer_id=reviewer, approved_at=now
            )
    except IntegrityError as error:
        raise SecondReviewer() from error


def _settle(submission: Submission, *, now: datetime) -> None:
    """What follows when nothing is left to judge."""
    verdicts = set(submission.fields.values_list("verdict", flat=True))
    if submission.state == SubmissionState.OPEN and verdicts <= {Verdict.APPROVED}:
        move_submission(submission, SubmissionMove.APPROVE, approved_at=now)
        _told(SubmissionApproved, submission)
    elif Verdict.RETURNED in verdicts and not verdicts & {Verdict.PENDING, Verdict.HALF}:
        _hand_back(submission, now=now)


def _hand_back(submission: Submission, *, now: datetime) -> None:
    move_submission(submission, SubmissionMove.HAND_BACK, approved_at=None)
    _back_to_draft(submission.project_id, now=now, reason="returned")
    _told(SubmissionReturned, submission)


def _back_to_draft(project_id: UUID, *, now: datetime, reason: str) -> None:
    if Project.objects.filter(pk=project_id, state=ListingState.IN_REVIEW).exists():
        return_listing(actor=REVIEW_DESK, now=now, project_id=project_id, reason=reason)


def hand_back(*, actor: Actor, now: datetime, submission_id: UUID, seen_round: int) -> None:
    """Hand a submission back before every field is judged; at least one was returned.

    Raises NotFound, Forbidden, OwnWork, VersionConflict, IllegalMove, Invalid.
    """
    submission = _judged(actor=actor, submission_id=submission_id)
    require_round(submission, seen_round)
    if not submission.fields.filter(verdict=Verdict.RETURNED).exists():
        raise Invalid(errors=[wrong("fields", "none_returned")])
    _hand_back(submission, now=now)
    audit(action="catalog.submission.hand_back", target=f"project:{submission.project_id}")


def withdraw(*, actor: Actor, now: datetime, submission_id: UUID) -> None:
    """Take a submission back before it is public; the candidate stays as a draft.

    Raises NotFound, Forbidden, IllegalMove, VersionConflict.
    """
    submission = submission_to_move(actor=actor, submission_id=submission_id, permission=EDIT)
    move_submission(submission, SubmissionMove.WITHDRAW, closed_at=now, live_key=None)
    _back_to_draft(submission.project_id, now=now, reason="withdrawn")
    audit(action="catalog.submission.withdraw", target=f"project:{submission.project_id}")


def submission_to_move(*, actor: Actor, submission_id: UUID, permission: str) -> Submission:
    """A submission of a listing over which the actor holds ``permission``. Raises NotFound, Forbidden."""
    require_command()
    submission = Submission.objects.select_for_update().select_related("project").filter(pk=submission_id).first()
    if submission is None:
        raise NotFound("submission")
    project = submission.project
    require_seen(actor, organisation_id=project.organisation_id, project_id=project.pk)
    require(actor, permission, organisation_id=project.organisation_id, project_id=project.pk)
    return submission


def write_note(*, actor: Actor, now: datetime, submission_id: UUID, path: str, body: str) -> UUID:
    """Pin a note to a field of a live submission ("" is the whole); its id. Editors and reviewers of the listing may.

    Raises NotFound, Forbidden, IllegalMove, Invalid.
    """
    require_command()
    submission = Submission.objects.select_related("project").filter(pk=submission_id).first()
    if submission is None:
        raise NotFound("submission")
    project = submission.project
    require_seen(actor, organisation_id=project.organisation_id, project_id=project.pk)
    reviews = may(actor, REVIEW, organisation_id=project.organisation_id, project_id=project.pk)
    if not reviews:
        require(actor, EDIT, organisation_id=project.organisation_id, project_id=project.pk)
    if submission.live_key is None:
        raise IllegalMove(state=submission.state, move="note")
    if path and not submission.fields.filter(path=path).exists():
        raise Invalid(errors=[wrong("path", "unknown")])
    writer = _person(actor)
    return _pin(submission, path=path, body=body, writer=writer, now=now, to_author=writer != submission.author_id)


def _pin(submission: Submission, *, path: str, body: str, writer: UUID, now: datetime, to_author: bool = False) -> UUID:
    text = body.strip()
    errors = text_errors({"note": text}) + remark_errors("note", text)
    if not text:
        errors.append(wrong("note", "missing"))
    elif len(text) > MAX_NOTE:
        errors.append(wrong("note", "too_long"))
    if errors:
        raise Invalid(errors=errors)
    note = ReviewNote.objects.create(
        submission=submission, path=path, round=submission.round, writer_id=writer, body=text, written_at=now
    )
    emit(
        ReviewNoteWritten(
            project_id=str(submission.project_id),
            submission_id=str(submission.pk),
            note_id=str(note.pk),
            author_id=str(submission.author_id),
            path=path,
            to_author=to_author,
        )
    )
    return note.pk
