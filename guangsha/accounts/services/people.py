"""People and organisations."""

from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Now

from guangsha.accounts.domain.errors import AccountRefused
from guangsha.accounts.models import Organisation, Person
from guangsha.backbone.public import audit, require_command
from guangsha.kit.errors import Invalid
from guangsha.kit.personal import holds_personal_number
from guangsha.vault.public import Secret, blind_index

UNCONFIRMED_DAYS = 1


def register_with_password(*, email: str, password: str) -> UUID:
    """A person with a verified address, made at the terminal. Raises AccountRefused: a bad address, a short password, a twin."""
    require_command()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused("this is not an e-mail address") from error
    try:
        validate_password(password)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error
    if Person.objects.filter(email_index=blind_index("accounts.person.email", email)).exists():
        raise AccountRefused("there is an account with this address")
    person = Person(password=make_password(password))
    person.email = Secret(email)
    person.save(force_insert=True)
    Person.objects.filter(pk=person.pk).update(email_verified_at=Now())
    EmailAddress.objects.create(user_id=person.pk, email=email.lower(), verified=True, primary=True)
    audit(action="accounts.person.create", target=f"person:{person.id}")
    return person.id


def somebody_is_known() -> bool:
    """Whether there is any account yet."""
    return Person.objects.exists()


def has_verified_phone(*, person_id: UUID) -> bool:
    """Whether the person has shown that they hold their phone. One query."""
    return Person.objects.filter(pk=person_id, phone_verified_at__isnull=False).exists()


def change_profile(*, person_id: UUID, display_name: str | None) -> None:
    """Be addressed as ``display_name``; None or blank: by nothing of one's own. Raises Invalid for numbers of people in it."""
    require_command()
    name = (display_name or "").strip()
    if holds_personal_number(name):
        raise Invalid(errors=[{"field": "display_name", "message": "personal_number"}])
    person = Person.objects.get(pk=person_id)
    person.display_name = Secret(name) if name else None
    person.save(update_fields=["display_name"])
    audit(action="accounts.profile.change", target=f"person:{person_id}")


def ensure_demo_person(*, phone: str | None = None, email: str | None = None, password: str | None = None) -> UUID:
    """A demo person with a verified phone or address, made when there is none. Idempotent."""
    require_command()
    wanted = {"phone": phone, "email": email}
    for field, text in wanted.items():
        if text is not None:
            index = blind_index(f"accounts.person.{field}", text)
            found = Person.objects.filter(**{f"{field}_index": index}).values_list("pk", flat=True).first()
            if found is not None:
                return found
    person = Person(password=make_password(password))
    person.phone = Secret(phone) if phone else None
    person.email = Secret(email) if email else None
    person.save(force_insert=True)
    Person.objects.filter(pk=person.pk).update(
        phone_verified_at=Now() if phone else None, email_verified_at=Now() if email else None
    )
    if email:
        EmailAddress.objects.create(user_id=person.pk, email=email.lower(), verified=True, primary=True)
    audit(action="accounts.demo.create", target=f"person:{person.pk}")
    return person.pk


def ensure_demo_second_factor(*, person_id: UUID, secret: str) -> None:
    """A code app with a known key for a demo person who has none. Idempotent."""
    require_command()
    if not Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(Person.objects.get(pk=person_id), secret)


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


def organisation_names(organisation_id: UUID) -> tuple[str, str]:
    """What a company is called, in Chinese and English; two empty texts when there is none."""
    found = Organisation.objects.filter(pk=organisation_id).values_list("name", "name_en").first()
    return found or ("", "")


def is_organisation(organisation_id: UUID) -> bool:
    """Whether there is an organisation with this id."""
    return Organisation.objects.filter(pk=organisation_id).exists()


def follow_email(*, person_id: UUID, how: str) -> None:
    """Copy the person's verified main address from the login library's table to where the other contexts read it."""
    require_command()
    address = EmailAddress.objects.get_verified(Person(pk=person_id))
    person = Person.objects.get(pk=person_id)
    person.email = Secret(address.email) if address else None
    person.save(update_fields=["email", "email_index"])
    Person.objects.filter(pk=person_id).update(email_verified_at=Now() if address else None)
    audit(action=f"accounts.email.{how}", target=f"person:{person_id}")


def forget_unconfirmed() -> int:
    """Delete registrations by e-mail that nobody confirmed in time, so that nobody can sit on an address of others."""
    require_command()
    stale = Person.objects.filter(
        phone_verified_at=None, email_verified_at=None, last_login=None, erased_at=None, closing_at=None
    )
    stale = stale.filter(created_at__lt=Now() - timedelta(days=UNCONFIRMED_DAYS))
    count = 0
    for person_id in list(stale.values_list("pk", flat=True)[:200]):
        Person.objects.filter(pk=person_id).delete()
        count += 1
    return count
