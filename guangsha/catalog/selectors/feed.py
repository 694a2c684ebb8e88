"""What the search index, sitemaps and feeds read: everything that is public, a little at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from uuid import UUID

from django.db.models import QuerySet

from guangsha.catalog.domain.facts import ProjectFacts
from guangsha.catalog.domain.part_facts import UnitFacts
from guangsha.catalog.models import Unit
from guangsha.catalog.selectors.parts import permit_numbers_by_building
from guangsha.catalog.selectors.projects import facts_of
from guangsha.catalog.selectors.units import UNIT_COLUMNS, UnitRow, unit_facts
from guangsha.catalog.selectors.visibility import public_rows

BATCH = 50
CHUNK = 2_000


def public_project_ids() -> Iterator[UUID]:
    """Ids of all public projects, oldest first."""
    return public_rows().order_by("id").values_list("pk", flat=True).iterator(chunk_size=CHUNK)


def count_public_units() -> int:
    """How many units the public may see. One query."""
    return _public_units().count()


def public_unit_ids(*, start: int, limit: int) -> list[UUID]:
    """Ids of public units, oldest first, from the ``start``-th (counted from 0) on. One query."""
    return list(_public_units().order_by("id").values_list("pk", flat=True)[start : start + limit])


def _public_units() -> QuerySet[Unit]:
    return Unit.objects.filter(project__in=public_rows(), removed_at=None)


def search_facts(*, project_ids: Iterable[UUID]) -> Iterator[tuple[ProjectFacts, list[UnitFacts]]]:
    """Each project among ``project_ids`` that is public now, with its units; those missing are not public (any more).

    In no particular order. Holds BATCH projects and the units of one of them; eight queries per batch.
    """
    waiting = iter(project_ids)
    while batch := list(islice(waiting, BATCH)):
        facts = {project.id: project for project in facts_of(public_rows().filter(pk__in=batch))}
        numbers = permit_numbers_by_building(list(facts))
        units = (
            Unit.objects.filter(project__in=list(facts), removed_at=None)
            .order_by("project_id", "id")
            .values_list(*UNIT_COLUMNS)
            .iterator(chunk_size=CHUNK)
        )
        for project_id, rows in groupby((UnitRow(*row) for row in units), key=lambda row: row.project_id):
            yield facts.pop(project_id), [unit_facts(row, permit_numbers=numbers) for row in rows]
        for project in facts.values():
            yield project, []
