"""The listing desk: the whole candidate of a listing, and its parts written one kind at a time."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from guangsha.backbone.public import KeyIn, OperationMismatch, Routes, acting, run_named
from guangsha.catalog.api.commands import MatchIn, matched, quoted
from guangsha.catalog.domain.errors import ListingLocked, PartInUse, UnitInUse, UnknownPart
from guangsha.catalog.domain.specs import BuildingSpec, EntranceSpec, LayoutSpec
from guangsha.catalog.policies import editors, staff
from guangsha.catalog.schemas.desk import CandidateOut, SavedOut
from guangsha.catalog.schemas.desk_in import (
    BuildingIn,
    BuildingsIn,
    LayoutIn,
    LayoutsIn,
)
from guangsha.catalog.selectors.desk import candidate_of
from guangsha.catalog.selectors.review import candidate_tag, listing_row, seen_project_id
from guangsha.catalog.services.desk import Saved, write_buildings, write_layouts
from guangsha.catalog.services.review_drafts import edit_listing
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated, VersionConflict

routes = Routes(tags=["console: listing desk"])
REFUSED = [Unauthenticated, Forbidden, NotFound]
WRITE = [*REFUSED, OperationMismatch, Invalid, VersionConflict, ListingLocked, UnknownPart, PartInUse, UnitInUse]


def write_part(
    request: HttpRequest,
    response: HttpResponse,
    project_id: UUID,
    work: Callable[[], Saved],
    *,
    key: UUID,
    match: str,
    name: str,
    body: Any,
) -> dict[str, Any]:
    """Run ``work`` on the candidate that the sender saw; the answer's ETag names the candidate after it."""
    actor, tag = acting(request), matched(match)
    seen_project_id(actor=actor, project_id=project_id)

    def command() -> dict[str, Any]:
        saved = edit_listing(work, actor=actor, now=utc_now(), project_id=project_id, expected_tag=tag)
        return {"id": str(project_id), **asdict(saved)}

    done = run_named(request, command, key=key, name=name, body=[str(project_id), body])
    row = listing_row(actor=actor, project_id=project_id)
    response["ETag"] = quoted(candidate_tag(row.revision, row.draft_revision))
    return done


def emptied(row: Schema) -> frozenset[str]:
    """The fields that the sender set to null: to be emptied. Absent ones stay as they are."""
    return frozenset(name for name in row.model_fields_set if getattr(row, name) is None)


@routes.get(
    "/console/listings/{project_id}/candidate", policy=staff, response=CandidateOut, errors=REFUSED,
    operation_id="get_candidate",
)  # fmt: skip
def get_candidate(request: HttpRequest, response: HttpResponse, project_id: UUID) -> dict[str, Any]:
    """Everything of a listing that people edit, with the changes that wait beside a public one."""
    found = candidate_of(actor=acting(request), project_id=project_id)
    row = found["listing"]
    response["ETag"] = quoted(candidate_tag(row.revision, row.draft_revision))
    response["Cache-Control"] = "no-store"
    return found


def building_spec(row: BuildingIn) -> BuildingSpec:
    """A building as the services take it."""
    plain = row.model_dump(exclude={"entrances"})
    entrances = [EntranceSpec(**one.model_dump(), clear=emptied(one)) for one in row.entrances or []]
    return BuildingSpec(**plain, entrances=entrances, clear=emptied(row))


@routes.put(
    "/console/listings/{project_id}/buildings", policy=editors, response=SavedOut, errors=WRITE,
    operation_id="put_listing_buildings",
)  # fmt: skip
def put_listing_buildings(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: BuildingsIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Add, change and take away buildings of the candidate, with footprints and entrances."""
    actor = acting(request)

    def work() -> Saved:
        return write_buildings(
            actor=actor,
            now=utc_now(),
            project_id=project_id,
            buildings=[building_spec(row) for row in payload.buildings],
            whole_entrances=frozenset(row.name for row in payload.buildings if row.entrances is not None),
            remove=payload.remove,
        )

    body = payload.model_dump(mode="json", exclude_unset=True)
    return write_part(request, response, project_id, work, key=key, match=match, name="put_buildings", body=body)


def layout_spec(row: LayoutIn) -> LayoutSpec:
    """A layout as the services take it."""
    return LayoutSpec(**row.model_dump(), clear=emptied(row))


@routes.put(
    "/console/listings/{project_id}/layouts", policy=editors, response=SavedOut, errors=WRITE,
    operation_id="put_listing_layouts",
)  # fmt: skip
def put_listing_layouts(  # noqa: PLR0917 - the framework names them
    request: HttpRequest, response: HttpResponse, project_id: UUID, payload: LayoutsIn, key: KeyIn, match: MatchIn
) -> dict[str, Any]:
    """Add, change and take away layouts of the candidate, with their drawings."""
    actor = acting(request)

    def work() -> Saved:
        layouts = [layout_spec(row) for row in payload.layouts]
        return write_layouts(actor=actor, now=utc_now(), project_id=project_id, layouts=layouts, remove=payload.remove)

    body = payload.model_dump(mode="json", exclude_unset=True)
    return write_part(request, response, project_id, work, key=key, match=match, name="put_layouts", body=body)
