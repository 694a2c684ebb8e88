"""The files of a listing after they were added: what is said of them, their order, and their removal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from guangsha.backbone.public import audit
from guangsha.catalog.domain.checks import share_errors, text_errors, wrong
from guangsha.catalog.models import Media, Project
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.rows import row_errors, set_stated
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound


def _media_to_change(actor: Actor, media_id: UUID) -> tuple[Project, Media]:
    """The file and its project, read again under the project's key. Raises NotFound, Forbidden."""
    project_id = Media.objects.filter(pk=media_id).values_list("project_id", flat=True).first()
    if project_id is None:
        raise NotFound("media")
    project = project_to_change(actor=actor, project_id=project_id)
    row = Media.objects.filter(pk=media_id, project=project).first()
    if row is None:
        raise NotFound("media")
    return project, row


def describe_media(
    *,
    actor: Actor,
    now: datetime,
    media_id: UUID,
    alt: str | None = None,
    alt_en: str | None = None,
    focal_x: float | None = None,
    focal_y: float | None = None,
) -> bool:
    """Set the words for those who do not see a picture, and the point that stays in view when it is cut to a shape.

    The point is a share of the width from the left and of the height from the top (0 to 1). None leaves a value as it
    is; False when nothing is different. Raises NotFound, Forbidden, Invalid.
    """
    project, row = _media_to_change(actor, media_id)
    changed = set_stated(row, {"alt": alt, "alt_en": alt_en, "focal_x": focal_x, "focal_y": focal_y})
    errors = text_errors({"alt": alt, "alt_en": alt_en})
    errors += share_errors("focal_x", focal_x) + share_errors("focal_y", focal_y)
    errors += row_errors(row, exclude=("variants", "focal_x", "focal_y"))
    if errors:
        raise Invalid(errors=errors)
    if not changed:
        return False
    row.save(update_fields=changed)
    audit(
        action="catalog.media.describe",
        target=f"project:{project.pk}",
        data={"media_id": str(media_id), "fields": sorted(changed)},
    )
    project_changed(project, now=now)
    return True


def reorder_media(*, actor: Actor, now: datetime, project_id: UUID, media_ids: Sequence[UUID]) -> bool:
    """Put files of one kind and one place (project, layout or report) in this order; all of them must be named.

    The first picture of a project is its cover. False when they stood so. Raises NotFound, Forbidden, Invalid.
    """
    project = project_to_change(actor=actor, project_id=project_id)
    rows = {row.pk: row for row in project.media.filter(pk__in=media_ids)}
    if not media_ids or len(rows) != len(media_ids):
        raise Invalid(errors=[wrong("media_ids", "unknown" if len(set(media_ids)) == len(media_ids) else "duplicate")])
    first = rows[media_ids[0]]
    place = project.media.filter(kind=first.kind, layout=first.layout_id, progress=first.progress_id)
    if set(place.values_list("pk", flat=True)) != set(media_ids):
        raise Invalid(errors=[wrong("media_ids", "not_all_of_one_place")])
    moved = [rows[media_id] for ordinal, media_id in enumerate(media_ids) if rows[media_id].ordinal != ordinal]
    if not moved:
        return False
    for ordinal, media_id in enumerate(media_ids):
        rows[media_id].ordinal = ordinal
    Media.objects.bulk_update(moved, ["ordinal"], batch_size=100)
    audit(
        action="catalog.media.reorder", target=f"project:{project.pk}", data={"media_ids": [str(i) for i in media_ids]}
    )
    project_changed(project, now=now)
    return True


def remove_media(*, actor: Actor, now: datetime, media_id: UUID) -> None:
    """Take a file out of its listing; its address answers 404 from then on. The stored bytes stay: an older version of the
    listing, or another project, may show the same content. Raises NotFound, Forbidden.
    """
    project, row = _media_to_change(actor, media_id)
    Media.objects.filter(pk=row.pk).delete()
    audit(
        action="catalog.media.remove",
        target=f"project:{project.pk}",
        data={"media_id": str(media_id), "kind": row.kind, "sha256": row.sha256},
    )
    project_changed(project, now=now)
