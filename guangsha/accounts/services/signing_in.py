"""Who holds a phone may sign in with it; who is new gets an account by it. To a stranger both look the same."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.accounts.domain.errors import PhoneTaken
from guangsha.accounts.domain.events import PersonRegistered
from guangsha.accounts.models import Person
from guangsha.accounts.notices import tell_phone_changed
from guangsha.accounts.services.codes import CHANGE_PHONE, SIGN_IN, STEP_UP, spend_code
from guangsha.backbone.public import audit, emit, require_command
from guangsha.vault.public import Secret, blind_index


@dataclass(frozen=True, slots=True)
class PhoneSignIn:
    """Whose phone it is, and whether the account is new."""

    person_id: UUID
    is_new: bool


def _person_with(phone: str) -> Person | None:
    return Person.objects.filter(phone_index=blind_index("accounts.person.phone", phone)).first()


def person_for_phone(*, phone: str) -> PhoneSignIn:
    """The person with this verified number, made when there is none."""
    require_command()
    person = _person_with(phone)
    if person is None:
        fresh = Person()
        fresh.phone = Secret(phone)
        fresh.set_unusable_password()
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError:
            person = _person_with(phone)  # the same phone registered in another window just now
            assert person is not None
        else:
            Person.objects.filter(pk=fresh.pk).update(phone_verified_at=Now())
            emit(PersonRegistered(str(fresh.pk)))
            audit(action="accounts.register", target=f"person:{fresh.pk}", data={"by": "phone"})
            return PhoneSignIn(fresh.pk, True)
    return PhoneSignIn(person.pk, False)


def spend_sign_in_code(*, code_id: UUID, code: str) -> PhoneSignIn | None:
    """Sign in by a code, once; None when the code is not right."""
    phone = spend_code(code_id=code_id, code=code, purpose=SIGN_IN)
    return None if phone is None else person_for_phone(phone=phone)


def spend_step_up_code(*, code_id: UUID, code: str, person_id: UUID) -> bool:
    """Whether the person proved to hold their phone again."""
    phone = spend_code(code_id=code_id, code=code, purpose=STEP_UP, person_id=person_id)
    if phone is not None:
        audit(action="accounts.step_up", target=f"person:{person_id}", data={"by": "phone"})
    return phone is not None


def spend_new_phone_code(*, code_id: UUID, code: str, person_id: UUID, now: datetime) -> bool:
    """Give the person the new number the code was sent to, and tell them. Raises PhoneTaken."""
    phone = spend_code(code_id=code_id, code=code, purpose=CHANGE_PHONE, person_id=person_id)
    if phone is None:
        return False
    person = Person.objects.get(pk=person_id)
    person.phone = Secret(phone)
    try:
        with transaction.atomic():
            person.save(update_fields=["phone", "phone_index"])
    except IntegrityError as error:
        raise PhoneTaken from error
    Person.objects.filter(pk=person_id).update(phone_verified_at=Now())
    tell_phone_changed(person_id=person_id, now=now)
    audit(action="accounts.phone.change", target=f"person:{person_id}")
    return True
