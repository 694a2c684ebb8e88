"""A copy of one's data, and its erasure: asked for by a person, done by jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, emit, enqueue, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Unauthenticated
from guangsha.privacy.domain.errors import RequestWaits
from guangsha.privacy.domain.events import PersonErased
from guangsha.privacy.models import DataRequest
from guangsha.privacy.ports import Hold, erasers, holds_of
from guangsha.privacy.services.files import SealedFile, mark_removed, record_file
from guangsha.vault.public import Secret, empty_sealed_values

COPY_JOB = "privacy.make_copy"
ERASE_JOB = "privacy.erase_person"
COPY_PURPOSE = "privacy.copy"
COPY_DAYS = 7
"""How long a copy can be fetched."""


class RequestKind(StrEnum):
    """What a person can ask for."""

    COPY = "copy"
    ERASURE = "erasure"


class RequestState(StrEnum):
    """Where it stands. ERASING: the rows are done, key and bytes are being destroyed."""

    WAITING = "waiting"
    ERASING = "erasing"
    DONE = "done"


JOBS = {RequestKind.COPY: COPY_JOB, RequestKind.ERASURE: ERASE_JOB}


def ask_for(*, actor: Actor, now: datetime, kind: RequestKind) -> UUID:
    """The actor asks for their own copy or erasure. Raises StepUpNeeded, RequestWaits while one of the kind is open."""
    require_command()
    if actor.person_id is None:
        raise Unauthenticated()
    require_step_up(actor, now=now)
    try:
        with transaction.atomic():
            row = DataRequest.objects.create(
                person_id=actor.person_id,
                kind=kind,
                state=RequestState.WAITING,
                open_key=f"{kind}:{actor.person_id}",
                asked_at=now,
            )
    except IntegrityError as error:
        raise RequestWaits() from error
    enqueue(JOBS[kind], {"request_id": str(row.id)})
    audit(action=f"privacy.{kind}.ask", target=f"person:{actor.person_id}", data={"request": str(row.id)})
    return row.id


def person_of_open_request(*, request_id: UUID, kind: RequestKind) -> UUID | None:
    """Whose request it is while it is open; None afterwards."""
    rows = DataRequest.objects.filter(pk=request_id, kind=kind).exclude(state=RequestState.DONE)
    return rows.values_list("person_id", flat=True).first()


def finish_copy(*, request_id: UUID, sealed: SealedFile, now: datetime) -> bool:
    """Attach the sealed copy; False when another worker was first."""
    require_command()
    row = DataRequest.objects.filter(pk=request_id, state=RequestState.WAITING).first()
    if row is None:
        return False
    file_id = record_file(sealed=sealed, now=now, name=Secret(f"my-data-{now:%Y%m%d}.zip"))
    DataRequest.objects.filter(pk=request_id).update(
        state=RequestState.DONE, open_key=None, file_id=file_id, done_at=now
    )
    return True


def _told(holds: list[Hold]) -> list[dict[str, object]]:
    return [
        {
            "labels": sorted(hold.labels),
            "law": hold.law,
            "law_zh": hold.law_zh,
            "until": hold.until.isoformat() if hold.until else None,
        }
        for hold in holds
    ]


def erase_rows(*, request_id: UUID, now: datetime) -> bool:
    """Everything of the person goes but what the law keeps, which is written down with its reason.

    True when nothing is kept, so that the person's key and files can be destroyed after this command.
    """
    require_command()
    row = DataRequest.objects.get(pk=request_id)
    holds = holds_of(row.person_id, now)
    kept = frozenset(label for hold in holds for label in hold.labels)
    for name in sorted(erasers):
        erasers[name](row.person_id, kept)
    empty_sealed_values(row.person_id, keep=kept)
    if not kept:
        mark_removed(person_id=row.person_id, now=now)
    DataRequest.objects.filter(pk=request_id).update(state=RequestState.ERASING, kept=_told(holds))
    audit(action="privacy.erasure.rows", target=f"person:{row.person_id}", data={"kept": sorted(kept)})
    emit(PersonErased(row.person_id))
    return not kept


def finish_erasure(*, request_id: UUID, now: datetime) -> None:
    """Key and bytes are gone: say so."""
    require_command()
    DataRequest.objects.filter(pk=request_id).update(state=RequestState.DONE, open_key=None, done_at=now)
    audit(action="privacy.erasure.done", target=f"request:{request_id}")
