"""Looking at a whole value: with a reason, again proved presence, a cap, and a record the person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.accounts.public import day_of, require_step_up, take_allowance
from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from guangsha.privacy import metrics
from guangsha.privacy.domain.errors import RevealCapHit, ValueErased
from guangsha.privacy.domain.events import RevealCapReached
from guangsha.privacy.models import DataRequest, Look
from guangsha.privacy.policies import REVEALS_A_DAY, looking_role, may_try_reveal
from guangsha.privacy.ports import owner_of
from guangsha.vault.public import ErasedSubject, ExportRule, Secret, personal_fields, sealed_value

NOTE_MIN = 4


class LookReason(StrEnum):
    """Why somebody must see a whole value."""

    CALL_BACK = "call_back"
    CHECK_IDENTITY = "check_identity"
    CONTRACT = "contract"
    REFUND = "refund"
    COMPLAINT = "complaint"
    LEGAL_REQUEST = "legal_request"
    CORRECTION = "correction"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Revealed:
    """A whole value, once, and how many more looks the day allows."""

    look_id: UUID
    value: Secret
    left_today: int


def is_erased(person_id: UUID) -> bool:
    """Whether the person's data was erased: what is left is only stored."""
    return DataRequest.objects.filter(person_id=person_id, kind="erasure", state="done").exists()


def reveal(
    *,
    actor: Actor,
    now: datetime,
    label: str,
    row_id: UUID,
    reason: LookReason,
    note: Secret,
    cap: int = REVEALS_A_DAY,
) -> Revealed:
    """The whole value of the personal field ``label`` in the row ``row_id``.

    The reason is one of a list with a sentence of its own. Raises Unauthenticated, Forbidden, NotFound (no such value, or
    of a person the actor does not serve), Invalid, StepUpNeeded, RevealCapHit, ValueErased.
    """
    require_command()
    if not may_try_reveal(actor):
        raise Forbidden()
    declared = personal_fields().get(label)
    found = sealed_value(label, row_id) if declared is not None else None
    if declared is None or found is None or declared.export_rule is ExportRule.WITHHELD:
        raise NotFound()
    key_id, secret = found
    role = looking_role(actor, person_id=key_id)
    person_id = owner_of(label, row_id, key_id)
    if len(note.reveal().strip()) < NOTE_MIN:
        raise Invalid(errors=[{"field": "note", "message": "say why in a few words"}])
    require_step_up(actor, now=now)
    if is_erased(person_id):
        raise ValueErased()
    try:
        value = Secret(secret.reveal())
    except ErasedSubject as error:
        raise ValueErased() from error
    used = take_allowance(key=f"reveal:{actor.person_id}", now=now, cap=cap)
    if used is None:
        metrics.REVEAL_CAPS.inc()
        raise RevealCapHit(cap=cap)
    look_id = note_look(
        actor=actor, now=now, person_id=person_id, role=role, label=label, row_id=row_id, reason=reason.value, note=note
    )
    if used == cap and actor.person_id is not None:
        emit(RevealCapReached(actor.person_id, day_of(now).isoformat(), cap))
        audit(action="privacy.reveal.cap", target=f"person:{actor.person_id}", data={"cap": cap})
    return Revealed(look_id, value, cap - used)


def note_look(
    *,
    actor: Actor,
    now: datetime,
    person_id: UUID,
    role: str,
    label: str,
    row_id: UUID,
    reason: str,
    note: Secret | None,
) -> UUID:
    """Write down that the actor saw something whole of this person; in "my data" and the audit trail."""
    require_command()
    viewer_id = actor.person_id
    if viewer_id is None:
        raise Unauthenticated()
    look = Look(
        person_id=person_id,
        viewer_id=viewer_id,
        viewer_role=role,
        label=label,
        row_id=row_id,
        reason=reason,
        at=now,
    )
    look.note = note
    look.save(force_insert=True)
    audit(
        action="privacy.reveal",
        target=f"person:{person_id}",
        data={"label": label, "row": str(row_id), "reason": reason, "look": str(look.id)},
    )
    metrics.REVEALS.labels(reason).inc()
    return look.id
