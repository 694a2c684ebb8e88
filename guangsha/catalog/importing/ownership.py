"""Which rows of a file may be written where somebody imports for one company only."""

from collections.abc import Sequence

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.importing.mapping import Mapping
from guangsha.catalog.importing.project_writes import Step
from guangsha.catalog.importing.records import decode
from guangsha.catalog.importing.staging import StagedRow
from guangsha.catalog.importing.unit_writes import projects_of
from guangsha.catalog.models import Project


def keep_apart(rows: Sequence[StagedRow], mapping: Mapping, step: Step) -> tuple[list[StagedRow], list[StagedRow]]:
    """Rows about new projects and drafts of the company ``step.only_of``; and those about its other listings.

    The projects stay as they were found until the command ends: they are locked where it writes.
    """
    named = {row.key: decode(row.payload).project_id for row in rows}
    ids = list(dict.fromkeys(named.values()))
    if mapping.project is None:
        among = Project.objects.select_for_update() if step.writes else Project.objects.all()
        found = {one.source_id: one for one in among.filter(source=mapping.source, source_id__in=ids)}
    else:
        found = projects_of(mapping.project_source, ids, lock=step.writes, only_of=step.only_of)
    locked = {name for name, project in found.items() if project.state != ListingState.DRAFT}
    return (
        [row for row in rows if named[row.key] not in locked],
        [row for row in rows if named[row.key] in locked],
    )
