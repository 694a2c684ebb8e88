"""What the public saw: one version per different content, with the time it was public."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from guangsha.backbone.public import require_command
from guangsha.catalog.models import ListingVersion
from guangsha.catalog.selectors.content import content_of
from guangsha.kit.hashing import digest


def keep_version(*, project_id: UUID, now: datetime) -> bool:
    """Keep what the public sees of a published project from ``now`` on; False when it sees the same as before."""
    require_command()
    content = content_of(project_id=project_id)
    content_hash = digest(content)
    shown = ListingVersion.objects.filter(project=project_id, public_until=None)
    if shown.filter(content_hash=content_hash).exists():
        return False
    shown.update(public_until=now)
    last = ListingVersion.objects.filter(project=project_id).aggregate(last=Max("number"))["last"] or 0
    ListingVersion.objects.create(
        project_id=project_id, number=last + 1, content=content, content_hash=content_hash, public_from=now
    )
    return True


def close_version(*, project_id: UUID, now: datetime) -> None:
    """The public does not see the project any more from ``now`` on."""
    require_command()
    ListingVersion.objects.filter(project=project_id, public_until=None).update(public_until=now)
