"""What the unit ledger must know of a unit before it is offered; visible or not."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef

from guangsha.catalog.domain.part_facts import ReleaseFacts
from guangsha.catalog.models import Permit, Unit

CHUNK = 400


def release_facts(*, unit_ids: Sequence[UUID]) -> dict[UUID, ReleaseFacts]:
    """Facts of the units that exist, by id, removed ones too. One query per CHUNK units."""
    covered = Exists(Permit.buildings.through.objects.filter(building_id=OuterRef("building_id")))
    found: dict[UUID, ReleaseFacts] = {}
    for start in range(0, len(unit_ids), CHUNK):
        rows = Unit.objects.filter(pk__in=unit_ids[start : start + CHUNK]).annotate(covered=covered)
        for unit_id, project_id, organisation_id, price, has_permit, removed_at, revision in rows.values_list(
            "pk",
            "project_id",
            "project__organisation_id",
            "filed_price_fen",
            "covered",
            "removed_at",
            "project__revision",
        ):
            found[unit_id] = ReleaseFacts(
                unit_id=unit_id,
                project_id=project_id,
                organisation_id=organisation_id,
                filed_price_fen=price,
                has_permit=has_permit,
                removed=removed_at is not None,
                revision=revision,
            )
    return found
