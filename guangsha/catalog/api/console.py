"""Listings for the people who work on them: lists, candidates, differences, monitor."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.catalog import regions
from guangsha.catalog.api.commands import MatchIn, matched, quoted
from guangsha.catalog.api.inputs import CursorIn
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove, ListingLocked, NameTaken, NotRestorable, OwnWork, UnitInUse
from guangsha.catalog.domain.review_changes import Change
from guangsha.catalog.domain.review_words import sentence
from guangsha.catalog.domain.specs import ProjectValues
from guangsha.catalog.policies import editors, reviewers, staff, takers_down
from guangsha.catalog.schemas.desk_in import (
    NewListingIn,
)
from guangsha.catalog.schemas.review import (
    ChangeOut,
    ConsoleListingDetailOut,
    ConsoleListingPageOut,
    DoneOut,
    DraftValuesIn,
    FindingOut,
    MonitorOut,
    ReasonIn,
    RestoredOut,
    RestoreIn,
    SubmissionOut,
)
from guangsha.catalog.selectors.review import (
    ListingRow,
    SubmissionSummary,
    candidate_tag,
    differences,
    draft_changes,
    listing_row,
    listings_of,
    live_submissions,
    queue_of,
    seen_project_id,
    submission_history,
)
from guangsha.catalog.selectors.review_monitor import monitor_of
from guangsha.catalog.selectors.review_truth import findings_of
from guangsha.catalog.services.listing import take_down_listing
from guangsha.catalog.services.projects import create_project
from guangsha.catalog.services.review_drafts import discard_draft, edit_values, reopen, restore_version
from guangsha.catalog.services.review_reaudit import look_again
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict
from guangsha.kit.ids import new_id
from guangsha.kit.paging import BadCursor, Page

routes = Routes(tags=["console: listings"])
REFUSED = [Unauthenticated, Forbidden, NotFound]
COMMAND = [*REFUSED, OperationMismatch, Invalid, IllegalMove, VersionConflict]
RefIn = Annotated[str, Query(pattern=r"^([0-9]{1,9}|live|candidate)$", description="a version, `live` or `candidate`")]


@routes.get(
    "/console/listings", policy=staff, response=ConsoleListingPageOut, errors=[*REFUSED, BadCursor],
    operation_id="list_console_listings",
)  # fmt: skip
def list_console_listings(
    request: HttpRequest,
    *,
    state: Annotated[ListingState | None, Query()] = None,
    overdue: Annotated[bool, Query(description="only those whose next look is overdue")] = False,
    q: Annotated[str, Query(max_length=60, description="words of the name")] = "",
    cursor: CursorIn = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[ListingRow]:
    """The listings of one's organisation, or of all for who acts for the platform; newest first."""
    return listings_of(actor=acting(request), state=state, overdue=overdue, q=q, cursor=cursor, limit=limit)


@routes.post(
    "/console/listings", policy=editors, response=DoneOut, errors=[*COMMAND, NameTaken], operation_id="create_listing"
)
def create_listing(request: HttpRequest, payload: NewListingIn, key: KeyIn) -> dict[str, Any]:
    """Begin a listing: a draft that only colleagues see."""
    actor = acting(request)
    organisation_id = payload.organisation_id or actor.organisation_id
    if organisation_id is None:
        raise Invalid(errors=[wrong("organisation_id", "missing")])
    city = regions.find_city(payload.city) or regions.region(payload.city)
    if city is None or city.level != "city":
        raise Invalid(errors=[wrong("city", "unknown")])
    values: ProjectValues = {"name": payload.name, "name_en": payload.name_en, "city_code": city.code}

    def work() -> dict[str, Any]:
        made = create_project(
            actor=actor,
            now=utc_now(),
            organisation_id=organisation_id,
            source="manual",
            source_id=str(new_id()),
            values=values,
        )
        return {"id": str(made.project_id)}

    return run_named(request, work, key=key, name="create_listing", body=payload.model_dump(mode="json"))


@routes.get(
    "/console/listings/queue", policy=staff, response=list[SubmissionOut], errors=REFUSED,
    operation_id="list_review_queue",
)  # fmt: skip
def list_review_queue(
    request: HttpRequest,
    scope: Annotated[
        Literal["mine", "live"], Query(description="mine: what waits for me; live: all under way")
    ] = "mine",
) -> list[SubmissionSummary]:
    """What waits for me, oldest first: submissions to judge, and mine that came back; or all that are under way."""
    return queue_of(actor=acting(request)) if scope == "mine" else live_submissions(actor=acting(request))


@routes.get(
    "/console/listings/monitor", policy=staff, response=MonitorOut, errors=REFUSED, operation_id="get_listing_monitor"
)
def get_listing_monitor(request: HttpRequest, days: Annotated[int, Query(ge=1, le=366)] = 30) -> dict[str, Any]:
    """Published, updated and taken down per day, what has not changed for long, time in review, open reports."""
    facts = asdict(monitor_of(actor=acting(request), now=utc_now(), days=days))
    facts["unchanged"] = [{"days": limit, "listings": count} for limit, count in facts["unchanged"].items()]
    return facts


@routes.get(
    "/console/listings/{project_id}", policy=staff, response=ConsoleListingDetailOut, errors=REFUSED,
    operation_id="get_console_listing",
)  # fmt: skip
def get_console_listing(request: HttpRequest, response: HttpResponse, project_id: UUID) -> dict[str, Any]:
    """A listing with what its candidate would change, and its submissions."""
    actor = acting(request)
    row = listing_row(actor=actor, project_id=project_id)
    response["ETag"] = quoted(candidate_tag(row.revision, row.draft_revision))
    response["Cache-Control"] = "no-store"
    return {
        "listing": row,
        "changes": draft_changes(actor=actor, project_id=project_id),
        "submissions": submission_history(actor=actor, project_id=project_id),
    }


@routes.patch(
    "/console/listings/{project_id}/draft", policy=editors, response=DoneOut, errors=[*COMMAND, ListingLocked],
    operation_id="edit_listing_draft",
)  # fmt: skip
def edit_listing_draft(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: DraftValuesIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Change fields of the candidate: of a draft itself, of a public listing what waits beside it."""
    actor, tag = acting(request), matched(match)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        edit_values(actor=actor, now=utc_now(), project_id=project_id, values=payload.values, expected_tag=tag)
        return {"id": str(project_id)}

    done = run_named(request, work, key=key, name="edit_listing_draft", body=[str(project_id), payload.values])
    row = listing_row(actor=actor, project_id=project_id)
    response["ETag"] = quoted(candidate_tag(row.revision, row.draft_revision))
    return done


@routes.delete(
    "/console/listings/{project_id}/draft", policy=editors, response=DoneOut, errors=[*COMMAND, ListingLocked],
    operation_id="discard_listing_draft",
)  # fmt: skip
def discard_listing_draft(request: HttpRequest, project_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Forget the changes that wait beside a public listing."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        discard_draft(actor=actor, now=utc_now(), project_id=project_id)
        return {"id": str(project_id)}

    return run_named(request, work, key=key, name="discard_listing_draft", body=str(project_id))


@routes.get(
    "/console/listings/{project_id}/diff", policy=staff, response=list[ChangeOut], errors=REFUSED,
    operation_id="diff_listing",
)  # fmt: skip
def diff_listing(
    request: HttpRequest, project_id: UUID, before: RefIn = "live", after: RefIn = "candidate"
) -> list[Change]:
    """What differs between any two versions, what the tables hold now, and the candidate."""
    return differences(actor=acting(request), project_id=project_id, before=before, after=after)


@routes.get(
    "/console/listings/{project_id}/checks", policy=staff, response=list[FindingOut], errors=REFUSED,
    operation_id="check_listing",
)  # fmt: skip
def check_listing(request: HttpRequest, project_id: UUID) -> list[dict[str, Any]]:
    """What the truth checks find in the candidate, blocks first."""
    seen_project_id(actor=acting(request), project_id=project_id)
    return [
        {
            **asdict(finding),
            "message_key": f"review.check.{finding.code}",
            "text": sentence(finding.code, finding.data, english=False),
            "text_en": sentence(finding.code, finding.data, english=True),
        }
        for finding in findings_of(project_id=project_id)
    ]


@routes.post(
    "/console/listings/{project_id}/restore", policy=editors, response=RestoredOut,
    errors=[*COMMAND, ListingLocked, UnitInUse, NotRestorable], operation_id="restore_listing_version",
)  # fmt: skip
def restore_listing_version(request: HttpRequest, project_id: UUID, payload: RestoreIn, key: KeyIn) -> dict[str, Any]:
    """Make an older version the candidate; it is reviewed like any other change."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        left = restore_version(actor=actor, now=utc_now(), project_id=project_id, number=payload.number)
        return {"project_id": str(project_id), "left_out": left}

    return run_named(request, work, key=key, name="restore_listing", body=[str(project_id), payload.number])


@routes.post(
    "/console/listings/{project_id}/take-down", policy=takers_down, response=DoneOut, errors=COMMAND,
    operation_id="take_down_listing",
)  # fmt: skip
def take_down(request: HttpRequest, project_id: UUID, payload: ReasonIn, key: KeyIn) -> dict[str, Any]:
    """Hide a public listing; its address answers 410 from now on."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        take_down_listing(actor=actor, now=utc_now(), project_id=project_id, reason=payload.reason)
        return {"id": str(project_id)}

    return run_named(request, work, key=key, name="take_down_listing", body=[str(project_id), payload.reason])


@routes.post(
    "/console/listings/{project_id}/reopen", policy=takers_down, response=DoneOut,
    errors=[*COMMAND, UnitInUse, NotRestorable], operation_id="reopen_listing",
)  # fmt: skip
def reopen_listing(request: HttpRequest, project_id: UUID, key: KeyIn) -> dict[str, Any]:
    """Work on a listing that was taken down as on a draft."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        reopen(actor=actor, now=utc_now(), project_id=project_id)
        return {"id": str(project_id)}

    return run_named(request, work, key=key, name="reopen_listing", body=str(project_id))


@routes.post(
    "/console/listings/{project_id}/look", policy=reviewers, response=DoneOut, errors=[*COMMAND, OwnWork],
    operation_id="look_at_listing_again",
)  # fmt: skip
def look_at_listing_again(request: HttpRequest, project_id: UUID, key: KeyIn) -> dict[str, Any]:
    """A public listing was compared with the world and found right: its next look is planned."""
    actor = acting(request)
    seen_project_id(actor=actor, project_id=project_id)

    def work() -> dict[str, Any]:
        look_again(actor=actor, now=utc_now(), project_id=project_id)
        return {"id": str(project_id)}

    return run_named(request, work, key=key, name="look_at_listing", body=str(project_id))
