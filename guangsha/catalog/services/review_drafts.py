"""Drafts of public listings: edited by the services that everybody uses, tried on the real tables and taken back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import CharField, JSONField, TextField

from guangsha.backbone.public import audit, rehearsal, require_command
from guangsha.catalog.domain.checks import wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import ListingLocked
from guangsha.catalog.domain.review_cells import Cells, cell_parts, delta_of
from guangsha.catalog.domain.review_states import SubmissionState
from guangsha.catalog.domain.specs import ProjectValues
from guangsha.catalog.models import ListingDraft, Project
from guangsha.catalog.policies import EDIT, require
from guangsha.catalog.selectors.content import cells_now, cells_of_version
from guangsha.catalog.selectors.review import candidate_tag
from guangsha.catalog.services.changes import note_contributor, unlocked
from guangsha.catalog.services.listing import reopen_listing
from guangsha.catalog.services.projects import VALUE_FIELDS, update_project
from guangsha.catalog.services.review_gate import live_submission
from guangsha.catalog.services.review_writing import files_of, write_delta
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound, VersionConflict

T = TypeVar("T")
FILELESS = frozenset({"media"})


def project_of(*, actor: Actor, project_id: UUID, permission: str = EDIT) -> Project:
    """The project, locked where the engine locks rows. Raises NotFound, Forbidden."""
    require_command()
    project = Project.objects.select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotFound("project")
    require(actor, permission, organisation_id=project.organisation_id, project_id=project.pk)
    return project


def editable_project(*, actor: Actor, project_id: UUID) -> Project:
    """A listing whose candidate its author may change now. Raises NotFound, Forbidden, ListingLocked."""
    project = project_of(actor=actor, project_id=project_id)
    submission = live_submission(project)
    waiting = submission is not None and submission.state != SubmissionState.RETURNED
    if waiting or project.state not in {ListingState.DRAFT, ListingState.PUBLISHED}:
        raise ListingLocked(state=project.state)
    return project


def _keep(
    project: Project,
    draft: ListingDraft | None,
    *,
    now: datetime,
    delta: dict[str, object],
    files: Mapping[str, Any] | None = None,
) -> int:
    """Store the draft under the revision it was read with; its new revision. Raises VersionConflict."""
    if draft is None:
        fresh = ListingDraft(project=project, delta=delta, files=files or files_of(project.pk), updated_at=now)
        fresh.save(force_insert=True)
        return fresh.revision
    changed = ListingDraft.objects.filter(pk=draft.pk, revision=draft.revision).update(
        delta=delta, files=draft.files, revision=draft.revision + 1, updated_at=now
    )
    if changed != 1:
        raise VersionConflict()
    return draft.revision + 1


def edit_listing(
    work: Callable[[], T], *, actor: Actor, now: datetime, project_id: UUID, expected_tag: str | None = None
) -> T:
    """Run ``work`` (calls of editing services) on a listing: on a draft as it is, on a public one as part of its draft.

    Of a public listing nothing changes for the public: ``work`` is tried on top of the draft so far, what came of it is
    kept, and the tables are as before. ``expected_tag``: what ``candidate_tag`` said when the editor looked. Raises
    NotFound, Forbidden, ListingLocked, VersionConflict, and what ``work`` raises.
    """
    project = editable_project(actor=actor, project_id=project_id)
    draft = ListingDraft.objects.filter(project=project).first()
    if expected_tag is not None and expected_tag != candidate_tag(project.revision, draft.revision if draft else 0):
        raise VersionConflict()
    if project.state == ListingState.DRAFT:
        return work()
    base = cells_now(project_id=project.pk)
    with trying(project, draft, base=base, now=now):
        result = work()
        candidate, files = cells_now(project_id=project.pk), files_of(project.pk)
    if draft is not None:
        draft.files = {**draft.files, **files}
    delta = delta_of(base, candidate)
    if delta != (draft.delta if draft else {}):
        _keep(project, draft, now=now, delta=delta, files=files)
        note_contributor(project.pk, actor)
        audit(action="catalog.draft.edit", target=f"project:{project.pk}", data={"cells": len(delta)})
    return result


@contextmanager
def trying(project: Project, draft: ListingDraft | None, *, base: Cells, now: datetime) -> Iterator[None]:
    """Inside, the tables hold the listing as its draft has it; afterwards they are as before."""
    with rehearsal(), unlocked(project.pk):
        if draft is not None:
            row = Project.objects.get(pk=project.pk)
            write_delta(project=row, base=base, delta=draft.delta, files=draft.files, now=now, why="trial")
        yield


def discard_draft(*, actor: Actor, now: datetime, project_id: UUID) -> bool:
    """Forget the draft of a public listing; False when there is none. Raises NotFound, Forbidden, ListingLocked."""
    project = editable_project(actor=actor, project_id=project_id)
    removed, _ = ListingDraft.objects.filter(project=project).delete()
    if removed:
        audit(action="catalog.draft.discard", target=f"project:{project_id}", data={"at": now.isoformat()})
    return bool(removed)


def reopen(*, actor: Actor, now: datetime, project_id: UUID) -> None:
    """Work on a listing that was taken down as on a draft; changes it was waiting with become part of it.

    Raises NotFound, Forbidden, IllegalMove, UnitInUse, NotRestorable.
    """
    reopen_listing(actor=actor, now=now, project_id=project_id)
    project = Project.objects.get(pk=project_id)
    draft = ListingDraft.objects.filter(project=project).first()
    if draft is not None:
        base = cells_now(project_id=project.pk)
        write_delta(project=project, base=base, delta=draft.delta, files=draft.files, now=now, why="reopened")
        draft.delete()


def restore_version(*, actor: Actor, now: datetime, project_id: UUID, number: int) -> list[str]:
    """Make an older version the candidate: of a draft in its tables, of a public listing as its draft.

    Returns names of cells left out because their file is gone. It is reviewed like any other change.
    Raises NotFound, Forbidden, ListingLocked, UnitInUse, NotRestorable, VersionConflict.
    """
    project = editable_project(actor=actor, project_id=project_id)
    wanted = cells_of_version(project_id=project.pk, number=number)
    if not wanted:
        raise NotFound("version")
    base = cells_now(project_id=project.pk)
    files = files_of(project.pk)
    lost = [
        name
        for name in wanted
        if name not in base and cell_parts(name)[0] in FILELESS and cell_parts(name)[1] not in files
    ]
    delta = delta_of(base, {name: value for name, value in wanted.items() if name not in lost})
    if project.state == ListingState.DRAFT:
        write_delta(project=project, base=base, delta=delta, files=files, now=now, why=f"version {number}")
    else:
        draft = ListingDraft.objects.filter(project=project).first()
        with rehearsal(), unlocked(project.pk):  # what cannot be written is refused now, not when it is published
            row = Project.objects.get(pk=project.pk)
            write_delta(project=row, base=base, delta=delta, files=files, now=now, why="trial")
        _keep(project, draft, now=now, delta=delta)
        note_contributor(project.pk, actor)
    audit(action="catalog.version.restore", target=f"project:{project_id}", data={"number": number, "left": len(lost)})
    return sorted(lost)


def edit_values(
    *, actor: Actor, now: datetime, project_id: UUID, values: Mapping[str, Any], expected_tag: str | None = None
) -> None:
    """Set fields of the project itself in the listing's candidate, from JSON values as the API takes them.

    Raises what ``edit_listing`` and ``update_project`` raise; Invalid for a value that is not of its field's type.
    """
    typed = read_values(values)
    edit_listing(
        lambda: update_project(actor=actor, now=now, project_id=project_id, values=typed),
        actor=actor,
        now=now,
        project_id=project_id,
        expected_tag=expected_tag,
    )


def read_values(values: Mapping[str, Any]) -> ProjectValues:
    """JSON values as the project's fields hold them. Raises Invalid."""
    errors = [wrong(name, "unknown_field") for name in values if name not in VALUE_FIELDS]
    typed: dict[str, Any] = {}
    for name, value in values.items():
        if name in VALUE_FIELDS:
            try:
                typed[name] = Project._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
            except (ValidationError, TypeError, ValueError, OverflowError):
                errors.append(wrong(name, "invalid"))
                continue
            column = Project._meta.get_field(name)
            if isinstance(column, CharField | TextField) and not isinstance(value, str):
                errors.append(wrong(name, "invalid"))
            if isinstance(column, JSONField) and not isinstance(value, type(column.get_default())):
                errors.append(wrong(name, "invalid"))
            if value is None and not column.null:
                errors.append(wrong(name, "missing"))
    if errors:
        raise Invalid(errors=errors)
    return cast(ProjectValues, typed)
