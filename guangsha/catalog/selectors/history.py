"""How prices moved, and what the public saw."""

from datetime import datetime
from uuid import UUID

from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.part_facts import ListingVersionFacts, PriceStep, StatedOrigin
from guangsha.catalog.importing.mapping import source_titles
from guangsha.catalog.models import ListingVersion, PriceChange
from guangsha.catalog.selectors.visibility import public_rows
from guangsha.kit.errors import NotFound

MAX_STEPS = 500


def price_history_of(*, project_id: UUID, unit_id: UUID | None = None) -> list[PriceStep]:
    """Steps of a public project's stated price per m2, or of one of its units' filed total, oldest first. One query.

    The newest MAX_STEPS when there are more.
    """
    rows = PriceChange.objects.filter(project__in=public_rows(), project_id=project_id, unit_id=unit_id)
    newest = rows.select_related("unit").order_by("-changed_at", "-id")[:MAX_STEPS]
    steps = [
        PriceStep(
            id=row.pk,
            unit_id=row.unit_id,
            unit_number=row.unit.number if row.unit else "",
            old_fen=row.old_fen,
            new_fen=row.new_fen,
            reason=PriceReason(row.reason),
            note=row.note,
            as_of=row.as_of,
            changed_at=row.changed_at,
        )
        for row in newest
    ]
    return steps[::-1]


def stated_price_origin(*, project_id: UUID) -> StatedOrigin | None:
    """Where the stated price of a public project comes from; None while no step of it is known. One query."""
    rows = PriceChange.objects.filter(project__in=public_rows(), project_id=project_id, unit_id=None)
    last = rows.select_related("project").order_by("-changed_at", "-id").first()
    if last is None:
        return None
    first_of_import = last.reason == PriceReason.INITIAL and last.changed_at == last.project.created_at
    imported = last.reason == PriceReason.IMPORT or first_of_import
    source, source_en = source_titles(last.project.source) if imported else ("", "")
    return StatedOrigin(source, source_en, last.as_of or last.changed_at.date())


def versions_of(*, project_id: UUID) -> list[ListingVersionFacts]:
    """What the public saw of a public project and when, newest first, contents left out. One query."""
    rows = ListingVersion.objects.filter(project__in=public_rows(), project_id=project_id).order_by("-number")
    return [
        ListingVersionFacts(number, content_hash, public_from, public_until, {})
        for number, content_hash, public_from, public_until in rows.values_list(
            "number", "content_hash", "public_from", "public_until"
        )
    ]


def version_of(*, project_id: UUID, number: int) -> ListingVersionFacts:
    """One version with its content. Raises NotFound. One query."""
    row = ListingVersion.objects.filter(project__in=public_rows(), project_id=project_id, number=number).first()
    if row is None:
        raise NotFound("version")
    return ListingVersionFacts(row.number, row.content_hash, row.public_from, row.public_until, row.content)


def version_at(*, project_id: UUID, at: datetime) -> ListingVersionFacts | None:
    """What the public was shown of a project at a moment, with its content; None: nothing. One query.

    For those who hold somebody to what was promised then, whatever became of the listing since.
    """
    rows = ListingVersion.objects.filter(project_id=project_id, public_from__lte=at).order_by("-number")
    row = rows.first()
    if row is None or (row.public_until is not None and row.public_until <= at):
        return None
    return ListingVersionFacts(row.number, row.content_hash, row.public_from, row.public_until, row.content)
