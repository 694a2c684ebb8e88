"""The way of a listing to the public and back. Only ``_move`` changes a state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.backbone.public import audit, emit
from guangsha.catalog.domain.checks import FieldError, remark_errors, wrong
from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.errors import ListingIncomplete
from guangsha.catalog.domain.events import ProjectPublished, ProjectTakenDown
from guangsha.catalog.domain.states import Move, moved
from guangsha.catalog.models import Project
from guangsha.catalog.policies import EDIT, PUBLISH, REVIEW, TAKE_DOWN
from guangsha.catalog.ports import publish_objections
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.review_gate import (
    close_live,
    mark_held,
    mark_published,
    require_reviewed,
)
from guangsha.catalog.services.shapes import drawing_errors
from guangsha.catalog.services.versions import close_version
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, VersionConflict


def missing_for_publication(project: Project) -> list[FieldError]:
    """The catalogue's own rule: name, city, a position or an address, and drawings that can be drawn.

    A missing permit is shown, not refused, and so is a missing drawing; one that is wrong is refused.
    """
    errors = [wrong(field, "missing") for field in ("name", "city_code") if not getattr(project, field).strip()]
    if not project.address.strip() and (project.lng is None or project.lat is None):
        errors += [wrong("address", "missing"), wrong("lng", "missing"), wrong("lat", "missing")]
    return errors + drawing_errors(project)


def _move(project: Project, move: Move, *, now: datetime, data: dict[str, Any] | None = None, **columns: Any) -> None:
    """Apply ``move`` guarded by the state it starts from. Raises IllegalMove, VersionConflict."""
    before = ListingState(project.state)
    after = moved(before, move)
    changed = Project.objects.filter(pk=project.pk, state=before, revision=project.revision).update(
        state=after, **columns
    )
    if changed != 1:
        raise VersionConflict()
    project.state = after
    audit(
        action=f"catalog.project.{move}",
        target=f"project:{project.pk}",
        data={"from": str(before), "to": str(after), **(data or {})},
    )
    project_changed(project, now=now, moved=True)


def _require_complete(project: Project) -> None:
    errors = missing_for_publication(project) + publish_objections(project.pk)
    if errors:
        raise ListingIncomplete(errors=errors)


def submit_listing(*, actor: Actor, now: datetime, project_id: UUID) -> None:
    """Hand a draft in for review. Raises NotFound, Forbidden, IllegalMove, ListingIncomplete."""
    project = project_to_change(actor=actor, project_id=project_id)
    moved(ListingState(project.state), Move.SUBMIT)
    _require_complete(project)
    _move(project, Move.SUBMIT, now=now)


def _returner(actor: Actor) -> str:
    return REVIEW if actor.system is None else EDIT


def return_listing(*, actor: Actor, now: datetime, project_id: UUID, reason: str) -> None:
    """Send a listing in review back to its draft: a reviewer, or its author who withdraws it.

    Raises NotFound, Forbidden, IllegalMove.
    """
    project = project_to_change(actor=actor, project_id=project_id, permission=_returner(actor))
    _move(project, Move.RETURN, now=now, data={"reason": reason})


def schedule_listing(*, actor: Actor, now: datetime, project_id: UUID, publish_at: datetime) -> None:
    """Have it published at ``publish_at`` (aware, later than ``now``); again: at another time.

    Raises NotFound, Forbidden, IllegalMove, ListingIncomplete, Invalid, NotReviewed.
    """
    project = project_to_change(actor=actor, project_id=project_id, permission=PUBLISH)
    moved(ListingState(project.state), Move.SCHEDULE)
    require_reviewed(project, actor=actor)
    if publish_at.tzinfo is None or publish_at <= now:
        raise Invalid(errors=[wrong("publish_at", "not_in_the_future")])
    _require_complete(project)
    _move(project, Move.SCHEDULE, now=now, data={"publish_at": publish_at.isoformat()}, publish_at=publish_at)


def unschedule_listing(*, actor: Actor, now: datetime, project_id: UUID, reason: str = "") -> None:
    """Before the time came: back to its approved submission, to draft where there is none.

    Raises NotFound, Forbidden, IllegalMove.
    """
    project = project_to_change(actor=actor, project_id=project_id, permission=PUBLISH)
    held = mark_held(project)
    _move(project, Move.HOLD if held else Move.UNSCHEDULE, now=now, data={"reason": reason}, publish_at=None)


def publish_listing(*, actor: Actor, now: datetime, project_id: UUID) -> None:
    """Show it to the public from now on and keep what it sees.

    A person publishes what reviewers have approved; a process (import of filed data, demo cities) what it was told, unless
    a submission is under way. Raises NotFound, Forbidden, IllegalMove (also when it is public already), NotReviewed,
    ListingIncomplete (``errors`` by field).
    """
    project = project_to_change(actor=actor, project_id=project_id, permission=PUBLISH)
    moved(ListingState(project.state), Move.PUBLISH)
    require_reviewed(project, actor=actor)
    _require_complete(project)
    _move(
        project,
        Move.PUBLISH,
        now=now,
        publish_at=None,
        published_at=now,
        first_published_at=project.first_published_at or now,
        taken_down_at=None,
    )
    mark_published(project, now=now)
    emit(ProjectPublished(project_id=str(project_id)))


def take_down_listing(*, actor: Actor, now: datetime, project_id: UUID, reason: str) -> None:
    """Hide it from the public; its address answers 410 from now on. Raises NotFound, Forbidden, IllegalMove, Invalid."""
    project = project_to_change(actor=actor, project_id=project_id, permission=TAKE_DOWN)
    if errors := remark_errors("reason", reason):
        raise Invalid(errors=errors)
    close_live(project, now=now)
    _move(project, Move.TAKE_DOWN, now=now, data={"reason": reason}, taken_down_at=now)
    close_version(project_id=project_id, now=now)
    emit(ProjectTakenDown(project_id=str(project_id)))


def reopen_listing(*, actor: Actor, now: datetime, project_id: UUID) -> None:
    """Work on a listing that was taken down as on a draft. Raises NotFound, Forbidden, IllegalMove."""
    project = project_to_change(actor=actor, project_id=project_id, permission=TAKE_DOWN)
    _move(project, Move.REOPEN, now=now)
