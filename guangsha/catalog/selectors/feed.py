"""What the search index, sitemaps and feeds read: everything that is public, a little at a time."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from threading import Lock
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
KEPT_UNITS = 10_000
"""Of projects read last; about ten megabytes."""


class _Recent:
    """Units of the projects read last, by the revision of their project, which every change of its catalogue raises."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, tuple[int, list[UnitFacts]]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def units(self, project: ProjectFacts) -> list[UnitFacts] | None:
        with self._lock:
            revision, units = self._kept.get(project.id, (None, []))
            if revision != project.revision:
                return None
            self._kept.move_to_end(project.id)
            return list(units)

    def keep(self, project: ProjectFacts, units: list[UnitFacts]) -> None:
        if len(units) > KEPT_UNITS // 4:
            return
        with self._lock:
            _, before = self._kept.pop(project.id, (0, []))
            self._kept[project.id] = (project.revision, units)
            self._size += len(units) - len(before)
            while self._size > KEPT_UNITS:
                self._size -= len(self._kept.popitem(last=False)[1][1])


_recent = _Recent()


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

    In no particular order. Holds BATCH projects and the units of one of them; eight queries per batch, and fewer for projects
    that are still as they were read before: while a sale is open what is sold changes all the time, and what it is does not.
    """
    waiting = iter(project_ids)
    while batch := list(islice(waiting, BATCH)):
        facts = {project.id: project for project in facts_of(public_rows().filter(pk__in=batch))}
        for project in list(facts.values()):
            known = _recent.units(project)
            if known is not None:
                yield facts.pop(project.id), known
        if not facts:
            continue
        numbers = permit_numbers_by_building(list(facts))
        units = (
            Unit.objects.filter(project__in=list(facts), removed_at=None)
            .order_by("project_id", "id")
            .values_list(*UNIT_COLUMNS)
            .iterator(chunk_size=CHUNK)
        )
        for project_id, rows in groupby((UnitRow(*row) for row in units), key=lambda row: row.project_id):
            found = [unit_facts(row, permit_numbers=numbers) for row in rows]
            _recent.keep(facts[project_id], found)
            yield facts.pop(project_id), found
        for project in facts.values():
            yield project, []
