"""What is left of an account that was closed or erased: an id that nobody can sign in with and that holds no role."""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from guangsha.accounts.models import Person
from guangsha.accounts.real_name.services import ID_LABEL, NAME_LABEL, forget_real_name
from guangsha.accounts.services.closing import erase_person, forget_sign_in
from guangsha.accounts.staff.members import leave
from guangsha.backbone.public import audit, require_command
from guangsha.kit.clock import utc_now


def erase_account(person_id: UUID, kept: frozenset[str]) -> None:
    """Close the account and forget the real name, unless the law keeps it. Sealed columns are emptied by the caller."""
    require_command()
    Person.objects.filter(pk=person_id).update(is_active=False, password=make_password(None))
    leave(person_id=person_id, now=utc_now(), by="erasure")
    forget_sign_in(person_id=person_id)
    if not kept & {ID_LABEL, NAME_LABEL}:
        forget_real_name(person_id=person_id)
    audit(action="accounts.erase", target=f"person:{person_id}")


def erase_closed_account(person_id: UUID) -> bool:
    """Erase who closed their account, if the time has come, and end their work; whether the key must be destroyed now."""
    require_command()
    if not erase_person(person_id=person_id):
        return False
    leave(person_id=person_id, now=utc_now(), by="closing")
    return True
