"""What a public project is made of: buildings, layouts, units, permits, prices, progress, surroundings."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, anyone, not_modified, weak_etag
from guangsha.catalog.api.inputs import CursorIn, SlugIn
from guangsha.catalog.domain.choices import UnitKind
from guangsha.catalog.domain.part_facts import (
    BuildingFacts,
    LayoutFacts,
    PermitFacts,
    PoiFacts,
    PriceStep,
    ProgressFacts,
    UnitFacts,
)
from guangsha.catalog.schemas.parts import (
    BuildingDetailOut,
    LayoutDetailOut,
    PermitDetailOut,
    PoiOut,
    PriceStepOut,
    ProgressReportOut,
    UnitOut,
    UnitPageOut,
)
from guangsha.catalog.selectors.history import price_history_of
from guangsha.catalog.selectors.parts import (
    buildings_of,
    layout_by_id,
    layouts_of,
    permits_of,
    progress_of,
    surroundings_of,
)
from guangsha.catalog.selectors.units import unit_by_id, units_of
from guangsha.catalog.selectors.visibility import public_ref, public_ref_of_layout, public_ref_of_unit
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.paging import BadCursor, Page

routes = Routes(tags=["projects"])
HIDDEN = [NotFound, Gone]


@routes.get(
    "/projects/{slug}/buildings", policy=anyone, response=list[BuildingDetailOut], errors=HIDDEN, cached=True,
    operation_id="list_buildings",
)  # fmt: skip
def list_buildings(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[BuildingFacts] | HttpResponse:
    """The buildings of a project with entrances, permits and counts, in their order."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or buildings_of(project_id=ref.id)


@routes.get(
    "/projects/{slug}/layouts", policy=anyone, response=list[LayoutDetailOut], errors=HIDDEN, cached=True,
    operation_id="list_layouts",
)  # fmt: skip
def list_layouts(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[LayoutFacts] | HttpResponse:
    """The floor plans of a project with their geometry."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or layouts_of(project_id=ref.id)


@routes.get(
    "/projects/{slug}/units", policy=anyone, response=UnitPageOut, errors=[*HIDDEN, BadCursor], cached=True,
    operation_id="list_units",
)  # fmt: skip
def list_units(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugIn,
    *,
    kind: Annotated[UnitKind | None, Query()] = None,
    building_id: Annotated[UUID | None, Query()] = None,
    layout_id: Annotated[UUID | None, Query()] = None,
    rooms: Annotated[int | None, Query(ge=0, le=50)] = None,
    cursor: CursorIn = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[UnitFacts] | HttpResponse:
    """The units of a project, page by page in a fixed order."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision, request.GET.urlencode()))
    return same or units_of(
        project_id=ref.id,
        cursor=cursor,
        limit=limit,
        kind=kind,
        building_id=building_id,
        layout_id=layout_id,
        rooms=rooms,
    )


@routes.get(
    "/projects/{slug}/permits", policy=anyone, response=list[PermitDetailOut], errors=HIDDEN, cached=True,
    operation_id="list_permits",
)  # fmt: skip
def list_permits(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[PermitFacts] | HttpResponse:
    """The pre-sale permits of a project and the buildings they name. No permit, no sale."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or permits_of(project_id=ref.id)


@routes.get(
    "/projects/{slug}/price-history", policy=anyone, response=list[PriceStepOut], errors=HIDDEN, cached=True,
    operation_id="list_price_history",
)  # fmt: skip
def list_price_history(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugIn,
    unit_id: Annotated[UUID | None, Query(description="The filed total of this unit instead.")] = None,
) -> list[PriceStep] | HttpResponse:
    """How the stated price per m2 moved, oldest first (the newest 500 steps)."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision, unit_id))
    return same or price_history_of(project_id=ref.id, unit_id=unit_id)


@routes.get(
    "/projects/{slug}/progress", policy=anyone, response=list[ProgressReportOut], errors=HIDDEN, cached=True,
    operation_id="list_progress",
)  # fmt: skip
def list_progress(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[ProgressFacts] | HttpResponse:
    """Construction reports, newest first."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or progress_of(project_id=ref.id)


@routes.get(
    "/projects/{slug}/surroundings", policy=anyone, response=list[PoiOut], errors=HIDDEN, cached=True,
    operation_id="list_surroundings",
)  # fmt: skip
def list_surroundings(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> list[PoiFacts] | HttpResponse:
    """What is nearby, by kind and straight-line distance, the unwelcome things included."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or surroundings_of(project_id=ref.id)


@routes.get(
    "/units/{unit_id}", policy=anyone, response=UnitOut, errors=HIDDEN, cached=True, tags=["units"],
    operation_id="get_unit",
)  # fmt: skip
def get_unit(request: HttpRequest, response: HttpResponse, unit_id: UUID) -> UnitFacts | HttpResponse:
    """One home, shop or parking bay of a public project."""
    ref = public_ref_of_unit(unit_id=unit_id)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or unit_by_id(unit_id=unit_id)


@routes.get(
    "/layouts/{layout_id}", policy=anyone, response=LayoutDetailOut, errors=HIDDEN, cached=True, tags=["units"],
    operation_id="get_layout",
)  # fmt: skip
def get_layout(request: HttpRequest, response: HttpResponse, layout_id: UUID) -> LayoutFacts | HttpResponse:
    """One floor plan of a public project."""
    ref = public_ref_of_layout(layout_id=layout_id)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or layout_by_id(layout_id=layout_id)
