"""What is left of an account whose person asked for erasure: an id that nobody can sign in with."""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from guangsha.accounts.models import Person
from guangsha.accounts.real_name.services import ID_LABEL, NAME_LABEL, forget_real_name
from guangsha.accounts.services.closing import forget_sign_in
from guangsha.backbone.public import audit, require_command


def erase_account(person_id: UUID, kept: frozenset[str]) -> None:
    """Close the account and forget the real name, unless the law keeps it. Sealed columns are emptied by the caller."""
    require_command()
    Person.objects.filter(pk=person_id).update(is_active=False, is_platform_admin=False, password=make_password(None))
    forget_sign_in(person_id=person_id)
    if not kept & {ID_LABEL, NAME_LABEL}:
        forget_real_name(person_id=person_id)
    audit(action="accounts.erase", target=f"person:{person_id}")
