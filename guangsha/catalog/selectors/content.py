"""The content of a listing as a visitor could read it, whole; and its cells, for comparing."""

from typing import Any
from uuid import UUID

from guangsha.catalog.domain.content import listing_content
from guangsha.catalog.domain.review_cells import Cells, cells_of, merged
from guangsha.catalog.models import ListingDraft, ListingVersion, Unit
from guangsha.catalog.selectors.media import media_of
from guangsha.catalog.selectors.parts import buildings_of, layouts_of, permits_of, progress_of, surroundings_of
from guangsha.catalog.selectors.projects import project_by_id
from guangsha.catalog.selectors.units import every_unit_of
from guangsha.catalog.selectors.visibility import previewing


def content_of(*, project_id: UUID) -> dict[str, Any]:
    """What the public sees of a public project now. Raises NotFound, Gone."""
    return listing_content(
        project=project_by_id(project_id=project_id),
        buildings=buildings_of(project_id=project_id),
        layouts=layouts_of(project_id=project_id),
        units=every_unit_of(project_id=project_id),
        permits=permits_of(project_id=project_id),
        surroundings=surroundings_of(project_id=project_id),
        progress=progress_of(project_id=project_id),
        media=media_of(project_id=project_id),
    )


def identities_of(*, project_id: UUID) -> dict[str, str]:
    """Unit id (text) -> identity, of every unit there ever was."""
    rows = Unit.objects.filter(project_id=project_id).values_list("pk", "identity")
    return {str(unit_id): identity for unit_id, identity in rows}


def cells_now(*, project_id: UUID) -> Cells:
    """The cells of what the tables hold, public or not: for staff whose right to see it was checked."""
    with previewing(project_id):
        content = content_of(project_id=project_id)
    return cells_of(content, identities=identities_of(project_id=project_id))


def cells_of_version(*, project_id: UUID, number: int | None = None) -> Cells:
    """The cells of one version, of the newest without ``number``; {} when there is none."""
    rows = ListingVersion.objects.filter(project_id=project_id).order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    return {} if row is None else cells_of(row.content, identities=identities_of(project_id=project_id))


def candidate_cells(*, project_id: UUID) -> Cells:
    """What the public would see if the listing's candidate were published: its tables with its draft on top."""
    delta = ListingDraft.objects.filter(project_id=project_id).values_list("delta", flat=True).first()
    return merged(cells_now(project_id=project_id), delta or {})
