"""Submissions: hand in, judge, note, publish, schedule, withdraw; and visitors' reports for staff."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import KeyIn, Routes, acting, run_named
from guangsha.catalog.api.commands import MatchIn, matched, quoted
from guangsha.catalog.api.console import COMMAND, REFUSED
from guangsha.catalog.domain.errors import (
    ListingIncomplete,
    ListingLocked,
    NothingToReview,
    NotRestorable,
    NotReviewed,
    OwnWork,
    SecondReviewer,
    UnitInUse,
)
from guangsha.catalog.domain.report_states import ReportState
from guangsha.catalog.domain.review_states import FieldMove
from guangsha.catalog.policies import editors, publishers, reviewers, staff
from guangsha.catalog.schemas.review import (
    DecidedOut,
    DecisionsIn,
    DoneOut,
    ListingReportOut,
    NoteIn,
    ReasonIn,
    ReportMoveIn,
    ScheduleIn,
    SubmissionDetailOut,
    SubmitIn,
)
from guangsha.catalog.selectors.review import SubmissionFacts, seen_project_id, submission_by_id
from guangsha.catalog.selectors.review_monitor import ReportFacts, reports_of
from guangsha.catalog.services.review_publishing import (
    publish_submission,
    schedule_submission,
    unschedule_submission,
)
from guangsha.catalog.services.review_reports import move_report
from guangsha.catalog.services.review_submissions import Decision, decide, hand_back, submit, withdraw, write_note
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict

routes = Routes(tags=["console: review"])
JUDGED = [*COMMAND, OwnWork, SecondReviewer]
RELEASED = [*COMMAND, NotReviewed, ListingIncomplete, UnitInUse, NotRestorable]


def _round(match: str) -> int:
    tag = matched(match)
    if not tag.isdigit() or len(tag) > 9:
        raise VersionConflict()
    return int(tag)


def _moved(
    request: HttpRequest, submission_id: UUID, move: Callable[..., None], *, key: UUID, name: str, **said: Any
) -> dict[str, Any]:
    """Run a move of a submission that needs no more than who, when and what was ``said`` with it."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        move(actor=actor, now=utc_now(), submission_id=submission_id, **said)
        return {"id": str(submission_id)}

    body = [str(submission_id), *(str(value) for value in said.values())]
    return run_named(request, work, key=key, name=name, body=body)


@routes.post(
    "/console/listings/{project_id}/submissions", policy=editors, response=DoneOut,
    errors=[*COMMAND, ListingLocked, ListingIncomplete, NothingToReview], operation_id="submit_listing",
)  # fmt: skip
def submit_listing(request: HttpRequest, project_id: UUID, payload: SubmitIn, key: KeyIn) -> dict[str, Any]:
    """Hand the candidate in for review, or in again after it came back."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        return {"id": str(submit(actor=actor, now=utc_now(), project_id=project_id, note=payload.note))}

    return run_named(request, work, key=key, name="submit_listing", body=[str(project_id), payload.note])


@routes.get(
    "/console/listings/submissions/{submission_id}", policy=staff, response=SubmissionDetailOut, errors=REFUSED,
    operation_id="get_submission",
)  # fmt: skip
def get_submission(request: HttpRequest, response: HttpResponse, submission_id: UUID) -> SubmissionFacts:
    """One submission: every changed field with its verdict, and the notes."""
    facts = submission_by_id(actor=acting(request), submission_id=submission_id)
    response["ETag"] = quoted(str(facts.summary.round))
    response["Cache-Control"] = "no-store"
    return facts


@routes.post(
    "/console/listings/submissions/{submission_id}/decisions", policy=reviewers, response=DecidedOut, errors=JUDGED,
    operation_id="decide_submission",
)  # fmt: skip
def decide_submission(
    request: HttpRequest, submission_id: UUID, payload: DecisionsIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Approve or return fields. Price, area and permit fields need two reviewers; nobody judges their own work."""
    actor, seen = acting(request), _round(match)
    moves = {"approve": FieldMove.APPROVE, "return": FieldMove.RETURN}
    decisions = [Decision(one.path, moves[one.verdict], one.note) for one in payload.decisions]

    def work() -> dict[str, Any]:
        state = decide(actor=actor, now=utc_now(), submission_id=submission_id, seen_round=seen, decisions=decisions)
        return {"id": str(submission_id), "state": str(state)}

    body = [str(submission_id), seen, payload.model_dump()]
    return run_named(request, work, key=key, name="decide_submission", body=body)


@routes.post(
    "/console/listings/submissions/{submission_id}/hand-back", policy=reviewers, response=DoneOut, errors=JUDGED,
    operation_id="hand_back_submission",
)  # fmt: skip
def hand_back_submission(request: HttpRequest, submission_id: UUID, key: KeyIn, match: MatchIn) -> dict[str, Any]:
    """Hand a submission with returned fields back before everything is judged."""
    actor, seen = acting(request), _round(match)

    def work() -> dict[str, Any]:
        hand_back(actor=actor, now=utc_now(), submission_id=submission_id, seen_round=seen)
        return {"id": str(submission_id)}

    return run_named(request, work, key=key, name="hand_back_submission", body=[str(submission_id), seen])


@routes.post(
    "/console/listings/submissions/{submission_id}/notes", policy=staff, response=DoneOut, errors=COMMAND,
    operation_id="note_submission",
)  # fmt: skip
def note_submission(request: HttpRequest, submission_id: UUID, payload: NoteIn, key: KeyIn) -> dict[str, Any]:
    """Pin a note to a field."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        note = write_note(actor=actor, now=utc_now(), submission_id=submission_id, path=payload.path, body=payload.body)
        return {"id": str(note)}

    body = [str(submission_id), payload.model_dump()]
    return run_named(request, work, key=key, name="note_submission", body=body)


@routes.post(
    "/console/listings/submissions/{submission_id}/withdraw", policy=editors, response=DoneOut, errors=COMMAND,
    operation_id="withdraw_submission",
)  # fmt: skip
def withdraw_submission(request: HttpRequest, submission_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Take a submission back before it is public."""
    return _moved(request, submission_id, withdraw, key=key, name="withdraw_submission")


@routes.post(
    "/console/listings/submissions/{submission_id}/publish", policy=publishers, response=DoneOut, errors=RELEASED,
    operation_id="publish_submission",
)  # fmt: skip
def publish_now(request: HttpRequest, submission_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Show what was approved to the public, now."""
    return _moved(request, submission_id, publish_submission, key=key, name="publish_submission")


@routes.post(
    "/console/listings/submissions/{submission_id}/schedule", policy=publishers, response=DoneOut, errors=RELEASED,
    operation_id="schedule_submission",
)  # fmt: skip
def schedule(request: HttpRequest, submission_id: UUID, payload: ScheduleIn, key: KeyIn) -> dict[str, Any]:
    """Have it published at a time; again: at another time."""
    return _moved(
        request, submission_id, schedule_submission, key=key, name="schedule_submission", publish_at=payload.publish_at
    )


@routes.post(
    "/console/listings/submissions/{submission_id}/unschedule", policy=publishers, response=DoneOut, errors=COMMAND,
    operation_id="unschedule_submission",
)  # fmt: skip
def unschedule(request: HttpRequest, submission_id: UUID, payload: ReasonIn, key: KeyIn) -> dict[str, Any]:
    """Take a scheduled submission back to approved."""
    return _moved(
        request, submission_id, unschedule_submission, key=key, name="unschedule_submission", reason=payload.reason
    )


@routes.get(
    "/console/listings/reports", policy=staff, response=list[ListingReportOut], errors=REFUSED,
    operation_id="list_listing_reports",
)  # fmt: skip
def list_listing_reports(
    request: HttpRequest, state: Annotated[ReportState | None, Query()] = None
) -> list[ReportFacts]:
    """Visitors' reports about one's listings, oldest first; unfinished ones unless a state is named."""
    return reports_of(actor=acting(request), state=state)


@routes.post(
    "/console/listings/reports/{report_id}/moves", policy=staff, response=DoneOut, errors=COMMAND,
    operation_id="move_listing_report",
)  # fmt: skip
def move_listing_report(request: HttpRequest, report_id: UUID, payload: ReportMoveIn, key: KeyIn) -> dict[str, Any]:
    """Triage, answer, close or reopen a report."""
    actor = acting(request)

    def work() -> dict[str, Any]:
        move_report(actor=actor, now=utc_now(), report_id=report_id, move=payload.move, answer=payload.answer)
        return {"id": str(report_id)}

    body = [str(report_id), payload.model_dump(mode="json")]
    return run_named(request, work, key=key, name="move_listing_report", body=body)
