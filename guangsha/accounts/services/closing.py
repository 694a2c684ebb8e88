"""Closing an account: signed out at once, gone for good after a while, and back by signing in before."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models.functions import Now

from guangsha.accounts.domain.events import AccountClosing, PersonErased, SessionsEnded
from guangsha.accounts.models import Person, PhoneCode, Session
from guangsha.accounts.notices import tell_closing
from guangsha.accounts.real_name.services import forget_real_name
from guangsha.backbone.public import audit, emit, enqueue, require_command

ERASE_JOB = "accounts.erase_person"
CLOSE_AFTER = timedelta(days=15)


def end_sessions(*, person_id: UUID, but: str | None = None, only: UUID | None = None) -> int:
    """Sign the person out: everywhere, everywhere ``but`` in the session of that key, or ``only`` in one. How many ended."""
    require_command()
    sessions = Session.objects.filter(person_id=person_id)
    if but is not None:
        sessions = sessions.exclude(pk=but)
    if only is not None:
        sessions = sessions.filter(public_id=only)
    ended, _ = sessions.delete()
    if ended:
        emit(SessionsEnded(str(person_id)))
        audit(action="accounts.sessions.end", target=f"person:{person_id}", data={"ended": ended})
    return ended


def close_account(*, person_id: UUID, now: datetime) -> None:
    """Start closing: signed out everywhere now, erased after CLOSE_AFTER, and told so. Doing it twice keeps the first date."""
    require_command()
    if Person.objects.filter(pk=person_id, closing_at=None).update(closing_at=Now() + CLOSE_AFTER):
        enqueue(ERASE_JOB, {"person_id": str(person_id)}, after=CLOSE_AFTER + timedelta(seconds=1))
        emit(AccountClosing(str(person_id)))
        tell_closing(person_id=person_id, ends=now + CLOSE_AFTER, now=now)
        audit(action="accounts.close", target=f"person:{person_id}")
    end_sessions(person_id=person_id)


def keep_account(*, person_id: UUID) -> bool:
    """Take the closing back; whether there was one."""
    require_command()
    kept = Person.objects.filter(pk=person_id, erased_at=None).exclude(closing_at=None).update(closing_at=None)
    if kept:
        audit(action="accounts.close.cancel", target=f"person:{person_id}")
    return bool(kept)


def forget_sign_in(*, person_id: UUID) -> None:
    """Delete what the person signed in with and where: addresses, factors, codes, sessions."""
    require_command()
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user_id=person_id).delete()
    PhoneCode.objects.filter(person_id=person_id).delete()
    Session.objects.filter(person_id=person_id).delete()
    emit(SessionsEnded(str(person_id)))


def erase_person(*, person_id: UUID) -> bool:
    """Let go of everything that says who the person was, if the time has come; whether the key must be destroyed now."""
    require_command()
    due = Person.objects.filter(pk=person_id, closing_at__lte=Now(), erased_at=None)
    if not due.update(erased_at=Now(), is_active=False):
        return Person.objects.filter(pk=person_id).exclude(erased_at=None).exists()
    person = Person.objects.get(pk=person_id)
    person.email = person.phone = person.display_name = None
    person.set_unusable_password()
    person.save()
    forget_sign_in(person_id=person_id)
    forget_real_name(person_id=person_id)
    emit(PersonErased(str(person_id)))
    audit(action="accounts.erase", target=f"person:{person_id}")
    return True
