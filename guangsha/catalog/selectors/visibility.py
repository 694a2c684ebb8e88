"""What the public may see: published projects and everything in them. Every other selector starts here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.models import Layout, Media, Project, Unit
from guangsha.kit.errors import Gone, NotFound


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """A public project's names and the revision that rises with every change in it."""

    id: UUID
    slug: str
    revision: int
    updated_at: datetime


_previewed: ContextVar[UUID | None] = ContextVar("previewed", default=None)


@contextmanager
def previewing(project_id: UUID) -> Iterator[None]:
    """Let the selectors read one project as if it were public. Whoever calls this has checked that the reader may."""
    token = _previewed.set(project_id)
    try:
        yield
    finally:
        _previewed.reset(token)


def public_rows() -> QuerySet[Project]:
    """The projects the public sees, and the one that is being previewed."""
    shown = Q(state=ListingState.PUBLISHED)
    previewed = _previewed.get()
    return Project.objects.filter(shown if previewed is None else shown | Q(pk=previewed))


_REF = ("id", "slug", "revision", "updated_at", "state", "first_published_at")


def _ref(row: tuple[UUID, str, int, datetime, str, datetime | None] | None) -> ProjectRef:
    if row is None:
        raise NotFound("project")
    project_id, slug, revision, updated_at, state, first_published_at = row
    if state != ListingState.PUBLISHED and project_id != _previewed.get():
        raise (Gone if first_published_at else NotFound)("project")
    return ProjectRef(project_id, slug, revision, updated_at)


def ever_public(*, project_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the projects that are public or were once. One query."""
    rows = Project.objects.filter(pk__in=project_ids).exclude(first_published_at=None)
    return set(rows.values_list("pk", flat=True))


def public_ref(*, slug: str) -> ProjectRef:
    """The public project called ``slug``. Raises NotFound, or Gone when it was public once. One query."""
    return _ref(Project.objects.filter(slug=slug).values_list(*_REF).first())


def public_ref_by_id(*, project_id: UUID) -> ProjectRef:
    """Like ``public_ref``, by id."""
    return _ref(Project.objects.filter(pk=project_id).values_list(*_REF).first())


def public_ref_of_unit(*, unit_id: UUID) -> ProjectRef:
    """The public project of a unit. Raises NotFound, or Gone when the unit or its project was public once. Two queries."""
    row = Unit.objects.filter(pk=unit_id).values_list("project_id", "removed_at", "project__first_published_at").first()
    if row is None:
        raise NotFound("unit")
    project_id, removed_at, first_published_at = row
    if removed_at is not None:
        raise (Gone if first_published_at and removed_at >= first_published_at else NotFound)("unit")
    return public_ref_by_id(project_id=project_id)


def public_ref_of_layout(*, layout_id: UUID) -> ProjectRef:
    """The public project of a layout. Raises NotFound or Gone. Two queries."""
    project_id = Layout.objects.filter(pk=layout_id).values_list("project_id", flat=True).first()
    if project_id is None:
        raise NotFound("layout")
    return public_ref_by_id(project_id=project_id)


def public_ref_of_media(*, media_id: UUID) -> ProjectRef:
    """The public project of a stored file. Raises NotFound or Gone. Two queries."""
    project_id = Media.objects.filter(pk=media_id).values_list("project_id", flat=True).first()
    if project_id is None:
        raise NotFound("media")
    return public_ref_by_id(project_id=project_id)
