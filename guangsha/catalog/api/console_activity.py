"""What happened to a listing, for the people who work on it."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, acting
from guangsha.catalog.api.inputs import CursorIn
from guangsha.catalog.policies import staff
from guangsha.catalog.schemas.activity import ActivityPageOut
from guangsha.catalog.selectors.activity import ActivityLine, activity_of
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.kit.paging import BadCursor, Page

routes = Routes(tags=["console: listings"])


@routes.get(
    "/console/listings/{project_id}/activity", policy=staff, response=ActivityPageOut,
    errors=[Unauthenticated, Forbidden, NotFound, BadCursor], operation_id="list_listing_activity",
)  # fmt: skip
def list_listing_activity(
    request: HttpRequest,
    response: HttpResponse,
    project_id: UUID,
    *,
    cursor: CursorIn = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ActivityLine]:
    """Who did what to the listing and when, newest first."""
    response["Cache-Control"] = "no-store"
    return activity_of(actor=acting(request), project_id=project_id, cursor=cursor, limit=limit)
