"""Submitting, asking outside, deciding. The outside is asked between two commands, never inside one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.accounts.allowances import day_of, take_allowance
from guangsha.accounts.domain.real_name import (
    RealNameRefusal,
    RealNameState,
    clean_id_number,
    clean_name,
    is_adult,
)
from guangsha.accounts.identity_models import RealName
from guangsha.accounts.real_name.errors import RealNameConsentNeeded, RealNameSettled, RealNameTooOften
from guangsha.accounts.real_name.ports import RealNameAnswer, agreed
from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.kit.errors import Invalid
from guangsha.vault.public import Secret, blind_index

ID_LABEL = "accounts.realname.id_number"
NAME_LABEL = "accounts.realname.full_name"
CHECK_JOB = "accounts.check_real_name"
TRIES_OF_A_PERSON = 5
TRIES_OF_A_NUMBER = 5
REFUSED_KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Question:
    """What the outside service is asked about one submission."""

    reference: str
    full_name: Secret
    id_number: Secret


def submit_real_name(*, person_id: UUID, now: datetime, full_name: Secret, id_number: Secret) -> RealNameState:
    """Take a name and number for verification; a job asks the service. The same pending submission again changes nothing.

    Raises RealNameConsentNeeded, Invalid (form), RealNameSettled, RealNameTooOften.
    """
    require_command()
    if not agreed(person_id):
        raise RealNameConsentNeeded()
    name, number = clean_name(full_name.reveal()), clean_id_number(id_number.reveal(), today=day_of(now))
    wrong = [field for field, value in (("full_name", name), ("id_number", number)) if value is None]
    if name is None or number is None:
        raise Invalid(errors=[{"field": field, "message": "not_valid"} for field in wrong])
    index = blind_index(ID_LABEL, number)
    row = RealName.objects.filter(person_id=person_id).first()
    if row is not None and row.state == RealNameState.PENDING and row.id_number_index == index:
        return RealNameState.PENDING
    if row is not None and row.state in (RealNameState.PENDING, RealNameState.VERIFIED):
        raise RealNameSettled()
    for key, cap in (
        (f"real-name:person:{person_id}", TRIES_OF_A_PERSON),
        (f"real-name:id:{index}", TRIES_OF_A_NUMBER),
    ):
        if take_allowance(key=key, now=now, cap=cap) is None:
            raise RealNameTooOften()
    if row is None:
        row = RealName(person_id=person_id, submission=0)
    row.full_name, row.id_number = Secret(name), Secret(number)
    row.state, row.refusal, row.submitted_at, row.decided_at = RealNameState.PENDING, "", now, None
    row.submission += 1
    row.save()
    enqueue(CHECK_JOB, {"person_id": str(person_id), "submission": row.submission, "asked": 0})
    audit(action="accounts.real_name.submit", target=f"person:{person_id}", data={"submission": row.submission})
    return RealNameState.PENDING


def open_question(*, person_id: UUID, submission: int) -> Question | None:
    """The question of a submission that still waits; None when it was decided, replaced or taken away."""
    row = RealName.objects.filter(person_id=person_id, submission=submission, state=RealNameState.PENDING).first()
    if row is None or row.full_name is None or row.id_number is None:
        return None
    return Question(f"{row.id}-{submission}", row.full_name, row.id_number)


def decide_real_name(
    *, person_id: UUID, submission: int, answer: RealNameAnswer, now: datetime
) -> RealNameState | None:
    """Write down the service's answer; the state after it, or None when the submission does not wait any more.

    Of two people with one number the one whose transaction writes ``verified_key`` first is verified, the other refused.
    """
    require_command()
    waiting = RealName.objects.filter(person_id=person_id, submission=submission, state=RealNameState.PENDING)
    state, refusal = RealNameState.REFUSED, RealNameRefusal.MISMATCH.value
    if answer is RealNameAnswer.MATCH:
        try:
            with transaction.atomic():
                moved = waiting.update(
                    state=RealNameState.VERIFIED, verified_key=F("id_number_index"), decided_at=now, refusal=""
                )
        except IntegrityError:
            refusal = RealNameRefusal.TAKEN.value
        else:
            return _told(person_id, RealNameState.VERIFIED, "") if moved else None
    if not waiting.update(state=state, refusal=refusal, decided_at=now):
        return None
    return _told(person_id, state, refusal)


def give_up_real_name(*, person_id: UUID, submission: int, now: datetime) -> None:
    """The service did not answer for too long: the person may submit again."""
    require_command()
    waiting = RealName.objects.filter(person_id=person_id, submission=submission, state=RealNameState.PENDING)
    if waiting.update(state=RealNameState.UNAVAILABLE, decided_at=now):
        _told(person_id, RealNameState.UNAVAILABLE, "")


def _told(person_id: UUID, state: RealNameState, refusal: str) -> RealNameState:
    audit(
        action="accounts.real_name.decide",
        target=f"person:{person_id}",
        data={"state": state.value, "refusal": refusal},
    )
    return state


def forget_real_name(*, person_id: UUID) -> bool:
    """Take name, number and verification away (consent withdrawn, account erased); False when there was none."""
    require_command()
    gone = RealName.objects.filter(person_id=person_id).delete()[0]
    if gone:
        audit(action="accounts.real_name.forget", target=f"person:{person_id}")
    return bool(gone)


def forget_undecided_names(*, now: datetime) -> int:
    """Take away what was never verified and is over its time; how many."""
    require_command()
    old = RealName.objects.filter(
        state__in=(RealNameState.REFUSED, RealNameState.UNAVAILABLE),
        decided_at__lt=now - timedelta(days=REFUSED_KEPT_DAYS),
    )
    return old.delete()[0]


@dataclass(frozen=True, slots=True)
class RealNameFacts:
    """What the person and policies may know. ``adult`` is None until verified."""

    state: RealNameState
    refusal: str
    full_name: Secret | None
    id_number: Secret | None
    adult: bool | None
    submitted_at: datetime | None
    decided_at: datetime | None


def real_name_of(*, person_id: UUID, now: datetime) -> RealNameFacts:
    """Where the person's verification stands; ``adult`` as of the day of ``now`` in China."""
    row = RealName.objects.filter(person_id=person_id).first()
    if row is None:
        return RealNameFacts(RealNameState.NONE, "", None, None, None, None, None)
    verified = row.state == RealNameState.VERIFIED and row.id_number is not None
    return RealNameFacts(
        state=RealNameState(row.state),
        refusal=row.refusal,
        full_name=row.full_name,
        id_number=row.id_number,
        adult=is_adult(row.id_number.reveal(), on=day_of(now)) if verified and row.id_number is not None else None,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
    )


@dataclass(frozen=True, slots=True)
class VerifiedIdentity:
    """A name and an ID number in their compared forms. ``adult``: by the day in China that was asked about."""

    full_name: Secret
    id_number: Secret
    adult: bool


def verified_identity(*, person_id: UUID, on: datetime) -> VerifiedIdentity | None:
    """Who the person is, for a contract of theirs; None until it is verified."""
    row = RealName.objects.filter(person_id=person_id, state=RealNameState.VERIFIED).first()
    if row is None or row.full_name is None or row.id_number is None:
        return None
    name, number = row.full_name.reveal(), row.id_number.reveal()
    return VerifiedIdentity(Secret(name), Secret(number), is_adult(number, on=day_of(on)))


def clean_identity(*, full_name: Secret, id_number: Secret, on: datetime) -> VerifiedIdentity | None:
    """A name and number that somebody else typed, in their compared forms; None when one of them is none. Not verified."""
    name, number = clean_name(full_name.reveal()), clean_id_number(id_number.reveal(), today=day_of(on))
    if name is None or number is None:
        return None
    return VerifiedIdentity(Secret(name), Secret(number), is_adult(number, on=day_of(on)))
