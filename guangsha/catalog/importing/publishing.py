"""Imported drafts go public when the operator asks for it, through the same door as any other listing."""

from collections.abc import Iterable
from functools import partial

from guangsha.backbone.public import command
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import IllegalMove, ListingIncomplete
from guangsha.catalog.importing.conversion import Problem
from guangsha.catalog.importing.mapping import Mapping
from guangsha.catalog.importing.records import decode
from guangsha.catalog.importing.report import Report
from guangsha.catalog.importing.staging import StagedRow
from guangsha.catalog.importing.unit_writes import projects_of
from guangsha.catalog.services.listing import publish_listing
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict

LOOKED_UP_AT_ONCE = 200


def publish_drafts(rows: Iterable[StagedRow], *, mapping: Mapping, actor: Actor, report: Report, file: str) -> int:
    """Publish the drafts among the projects these rows speak of, one command each; how many were.

    Only drafts: what was taken down, or waits for review or its hour, stays as people left it. A listing that is not
    complete stays a draft and is noted in the report.
    """
    first_rows: dict[str, int] = {}
    for row in rows:
        first_rows.setdefault(decode(row.payload).project_id, row.row)
    ids = list(first_rows)
    published = 0
    for start in range(0, len(ids), LOOKED_UP_AT_ONCE):
        for named, project in projects_of(mapping.project_source, ids[start : start + LOOKED_UP_AT_ONCE]).items():
            if project.state != ListingState.DRAFT:
                continue
            work = partial(publish_listing, actor=actor, now=utc_now(), project_id=project.pk)
            try:
                command(work, actor=actor)
                published += 1
            except ListingIncomplete as error:
                missing = ", ".join(item["field"] for item in error.data.get("errors", []))
                report.note(file, first_rows[named], Problem("", project.name, "not_published", f"missing: {missing}"))
            except (IllegalMove, VersionConflict) as error:
                report.note(file, first_rows[named], Problem("", project.name, "not_published", str(error)))
    return published
