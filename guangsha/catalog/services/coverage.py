"""What the unit ledger relies on when it releases units."""

from uuid import UUID

from django.db.models import F

from guangsha.backbone.public import require_command
from guangsha.catalog.models import Project


def keep_coverage(*, project_id: UUID, revision: int) -> bool:
    """Rely on permits and places as they were read at ``revision``; False when the project changed since.

    It writes the project's row, which a removal of a permit or a new place of a unit writes too: of a release and such a
    change at the same time one waits for the other, or fails, on every engine.
    """
    require_command()
    rows = Project.objects.filter(pk=project_id, revision=revision)
    return rows.update(releases=F("releases") + 1) == 1
