"""The frame of every write: read the project under its key, check who acts, and tell the world once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db.models import F

from guangsha.backbone.public import at_end_of_command, emit, require_command
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import ListingLocked
from guangsha.catalog.domain.events import ProjectChanged
from guangsha.catalog.models import Contributor, Project
from guangsha.catalog.policies import EDIT, require
from guangsha.catalog.services.versions import keep_version
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound, VersionConflict

_unlocked: ContextVar[UUID | None] = ContextVar("unlocked", default=None)


@contextmanager
def unlocked(project_id: UUID) -> Iterator[None]:
    """Let services write a listing that is not a draft: a draft of it is tried, or what was approved is written."""
    token = _unlocked.set(project_id)
    try:
        yield
    finally:
        _unlocked.reset(token)


def _require_unlocked(project: Project, actor: Actor) -> None:
    if actor.system is None and project.state != ListingState.DRAFT and _unlocked.get() != project.pk:
        raise ListingLocked(state=project.state)


def project_to_change(
    *, actor: Actor, project_id: UUID, expected_revision: int | None = None, permission: str = EDIT
) -> Project:
    """The project, locked where the engine locks rows. Raises NotFound, Forbidden, VersionConflict, ListingLocked.

    A person edits drafts only: what is in review stays as it was submitted, and what is public changes by a reviewed draft.
    Processes (imports of filed data, demo cities) write what they were told. The lock alone guards nothing on an engine
    without row locks: ``project_changed`` writes the row as well.
    """
    require_command()
    project = Project.objects.select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotFound("project")
    require(actor, permission, organisation_id=project.organisation_id, project_id=project.pk)
    if permission == EDIT:
        _require_unlocked(project, actor)
    if expected_revision is not None and expected_revision != project.revision:
        raise VersionConflict(revision=project.revision)
    return project


def project_changed(project: Project, *, now: datetime, moved: bool = False) -> None:
    """Raise the revision; once at the end of the command emit ``ProjectChanged`` and keep what the public now sees.

    ``moved``: only the listing's state changed. Raises VersionConflict when another transaction changed the project since
    it was read, ListingLocked when a person writes past the review.
    """
    worker = require_command()
    if not moved:
        _require_unlocked(project, worker)
    changed = Project.objects.filter(pk=project.pk, revision=project.revision).update(
        revision=F("revision") + 1, updated_at=now
    )
    if changed != 1:
        raise VersionConflict()
    project.revision += 1
    project.updated_at = now
    project_id = project.pk
    at_end_of_command(f"catalog.project_changed:{project_id}", lambda: _tell(project_id, now=now))
    if not moved:
        at_end_of_command(f"catalog.contributor:{project_id}", lambda: note_contributor(project_id, worker))


def note_contributor(project_id: UUID, actor: Actor) -> None:
    """Remember that a person worked on the listing: they will not review it."""
    if actor.person_id is not None:
        Contributor.objects.get_or_create(project_id=project_id, staff_id=actor.person_id)


def _tell(project_id: UUID, *, now: datetime) -> None:
    emit(ProjectChanged(project_id=str(project_id)))
    if Project.objects.filter(pk=project_id, state=ListingState.PUBLISHED).exists():
        keep_version(project_id=project_id, now=now)
