"""Writes of accounts."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guangsha.accounts.domain.errors import AccountRefused
from guangsha.accounts.models import Organisation, Person
from guangsha.backbone.public import audit, require_command
from guangsha.vault.public import Secret, blind_index

MIN_PASSWORD = 12


def register_platform_admin(*, email: str, password: str) -> UUID:
    """Create a person who administers the platform. Raises AccountRefused for a bad address, a short password or a twin."""
    require_command()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused("this is not an e-mail address") from error
    if len(password) < MIN_PASSWORD:
        raise AccountRefused(f"the password needs at least {MIN_PASSWORD} characters")
    if Person.objects.filter(email_index=blind_index("accounts.person.email", email)).exists():
        raise AccountRefused("there is an account with this address")
    person = Person(is_platform_admin=True, password=make_password(password))
    person.email = Secret(email)
    person.save(force_insert=True)
    audit(action="accounts.admin.create", target=f"person:{person.id}")
    return person.id


def ensure_organisation(*, slug: str, name: str, name_en: str = "") -> UUID:
    """The organisation called ``slug``, created when there is none; its names follow the call. Idempotent."""
    require_command()
    organisation, created = Organisation.objects.update_or_create(
        slug=slug, defaults={"name": name, "name_en": name_en}
    )
    if created:
        audit(action="accounts.organisation.create", target=f"organisation:{organisation.id}")
    return organisation.id


def organisation_called(slug: str) -> UUID | None:
    """The id of the organisation with this slug, or None."""
    return Organisation.objects.filter(slug=slug).values_list("id", flat=True).first()
