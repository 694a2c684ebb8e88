"""The frame of every write: read the project under its key, check who acts, and tell the world once."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from guangsha.backbone.public import at_end_of_command, emit, require_command
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.events import ProjectChanged
from guangsha.catalog.models import Project
from guangsha.catalog.policies import require_editor
from guangsha.catalog.services.versions import keep_version
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound, VersionConflict


def project_to_change(*, actor: Actor, project_id: UUID, expected_revision: int | None = None) -> Project:
    """The project, locked where the engine locks rows. Raises NotFound, Forbidden, VersionConflict.

    The lock alone guards nothing on an engine without row locks: ``project_changed`` writes the row as well.
    """
    require_command()
    project = Project.objects.select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotFound("project")
    require_editor(actor, organisation_id=project.organisation_id)
    if expected_revision is not None and expected_revision != project.revision:
        raise VersionConflict(revision=project.revision)
    return project


def project_changed(project: Project, *, now: datetime) -> None:
    """Raise the revision; once at the end of the command emit ``ProjectChanged`` and keep what the public now sees.

    Raises VersionConflict when another transaction changed the project since it was read.
    """
    changed = Project.objects.filter(pk=project.pk, revision=project.revision).update(
        revision=F("revision") + 1, updated_at=now
    )
    if changed != 1:
        raise VersionConflict()
    project.revision += 1
    project.updated_at = now
    project_id = project.pk
    at_end_of_command(f"catalog.project_changed:{project_id}", lambda: _tell(project_id, now=now))


def _tell(project_id: UUID, *, now: datetime) -> None:
    emit(ProjectChanged(project_id=str(project_id)))
    if Project.objects.filter(pk=project_id, state=ListingState.PUBLISHED).exists():
        keep_version(project_id=project_id, now=now)
