"""Public projects: list, facts, and what the public saw."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from guangsha.backbone.public import Routes, anyone, not_modified, weak_etag
from guangsha.catalog.api.inputs import LARGEST_INT, CursorIn, SlugIn
from guangsha.catalog.domain.facts import ProjectCard, ProjectFacts
from guangsha.catalog.domain.part_facts import ListingVersionFacts
from guangsha.catalog.schemas.projects import ProjectOut, ProjectPageOut, VersionContentOut, VersionOut
from guangsha.catalog.selectors.history import version_of, versions_of
from guangsha.catalog.selectors.projects import project_by_id, public_projects
from guangsha.catalog.selectors.visibility import public_ref
from guangsha.kit.errors import Gone, NotFound
from guangsha.kit.paging import BadCursor, Page

routes = Routes(tags=["projects"])


@routes.get(
    "/projects",
    policy=anyone,
    response=ProjectPageOut,
    errors=[BadCursor],
    cached=True,
    operation_id="list_projects",
)
def list_projects(
    request: HttpRequest,
    response: HttpResponse,
    city: Annotated[str | None, Query(pattern=r"^[0-9]{6}$", description="adcode of a city")] = None,
    cursor: CursorIn = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[ProjectCard] | HttpResponse:
    """Public projects, newest published first."""
    page = public_projects(city_code=city, cursor=cursor, limit=limit)
    shown = [f"{card.id}.{card.revision}" for card in page.items]
    return not_modified(request, response, etag=weak_etag(page.next_cursor, *shown)) or page


@routes.get(
    "/projects/{slug}",
    policy=anyone,
    response=ProjectOut,
    errors=[NotFound, Gone],
    cached=True,
    operation_id="get_project",
)
def get_project(request: HttpRequest, response: HttpResponse, slug: SlugIn) -> ProjectFacts | HttpResponse:
    """A public project. 410 when it was public once."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or project_by_id(project_id=ref.id)


@routes.get(
    "/projects/{slug}/versions",
    policy=anyone,
    response=list[VersionOut],
    errors=[NotFound, Gone],
    cached=True,
    operation_id="list_project_versions",
)
def list_versions(
    request: HttpRequest, response: HttpResponse, slug: SlugIn
) -> list[ListingVersionFacts] | HttpResponse:
    """When the public saw which content of a project, newest first."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or versions_of(project_id=ref.id)


@routes.get(
    "/projects/{slug}/versions/{number}",
    policy=anyone,
    response=VersionContentOut,
    errors=[NotFound, Gone],
    cached=True,
    operation_id="get_project_version",
)
def get_version(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugIn,
    number: Annotated[int, Path(ge=1, le=LARGEST_INT)],
) -> ListingVersionFacts | HttpResponse:
    """What the public saw of a project, in full. Its hash can be recomputed from the content."""
    ref = public_ref(slug=slug)
    same = not_modified(request, response, etag=weak_etag(ref.id, ref.revision))
    return same or version_of(project_id=ref.id, number=number)
