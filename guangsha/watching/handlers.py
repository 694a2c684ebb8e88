"""Reactions to events: a project changed, a person is gone."""

from uuid import UUID

from guangsha.backbone.public import StampedEvent, at_end_of_command, enqueue
from guangsha.watching.services.erasing import forget_person
from guangsha.watching.services.matching import note_change

MATCH_JOB = "watching.match"


def project_changed(event: StampedEvent) -> None:
    """Have the project read again. Many changes are one run."""
    note_change(project_id=UUID(event.payload["project_id"]), changed_at=event.created_at)
    at_end_of_command(MATCH_JOB, _ask_for_match)


def person_erased(event: StampedEvent) -> None:
    """Let go of what the person watched."""
    forget_person(UUID(event.payload["person_id"]))


def _ask_for_match() -> None:
    enqueue(MATCH_JOB, {}, unique_key=MATCH_JOB)
