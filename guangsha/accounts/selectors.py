"""Reads of accounts: what a person sees of themselves, masked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.utils import timezone

from guangsha.accounts.models import Membership, Person, RoleGrant, Session
from guangsha.vault.public import Masked, Secret, mask_all


@dataclass(frozen=True, slots=True)
class Me:
    """One's own account; addresses are masked, the clear ones take a deliberate step."""

    person_id: UUID
    display_name: str | None
    email: Masked | None
    email_waits: bool
    phone: Masked | None
    has_password: bool
    has_totp: bool
    passkeys: int
    has_recovery_codes: bool
    is_staff: bool


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """One signed-in browser."""

    id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


def _masked(person: Any, field: str) -> Masked | None:
    value = getattr(person, field)
    return Masked(value, label=f"accounts.person.{field}") if isinstance(value, Secret) else None


def masked_email(person: Any) -> Masked | None:
    """The verified address, else the one that waits for its code."""
    shown = _masked(person, "email")
    if shown is None and person.pk:
        waiting = EmailAddress.objects.filter(user_id=person.pk).first()
        shown = Masked(Secret(waiting.email), label="account.emailaddress.email") if waiting else None
    return shown


def masked_phone(person: Any) -> Masked | None:
    """The verified number."""
    return _masked(person, "phone")


def label_of(person: Any) -> str:
    """How a device or a list names the person: masked phone, masked address, else nothing that tells."""
    return str(masked_phone(person) or masked_email(person) or mask_all(str(person.pk)))


def phone_of(person_id: UUID) -> Secret | None:
    """The person's verified number."""
    phone: Secret | None = Person.objects.get(pk=person_id).phone
    return phone


def _works(person_id: UUID) -> bool:
    return (
        RoleGrant.objects.filter(person_id=person_id).exclude(active_key=None).exists()
        or Membership.objects.filter(active_key=person_id).exists()
    )


def me_of(person_id: UUID) -> Me:
    """The person's own account."""
    person = Person.objects.get(pk=person_id)
    kinds = list(Authenticator.objects.filter(user_id=person_id).values_list("type", flat=True))
    return Me(
        person_id=person_id,
        display_name=person.display_name.reveal() if isinstance(person.display_name, Secret) else None,
        email=masked_email(person),
        email_waits=person.email is None and EmailAddress.objects.filter(user_id=person_id).exists(),
        phone=masked_phone(person),
        has_password=person.has_usable_password(),
        has_totp=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        is_staff=_works(person_id),
    )


def sessions_of(person_id: UUID, *, current: str | None) -> list[SessionSeen]:
    """The person's open sessions, the latest first."""
    rows = Session.objects.filter(person_id=person_id, expire_date__gt=timezone.now()).order_by("-last_seen_at")
    return [SessionSeen(row.public_id, row.device, row.created_at, row.last_seen_at, row.pk == current) for row in rows]


DEMO_KEY = "GUANGSHADEMOKEYS"
"""Key of the code app of demo people; it stands in the documentation, so what it protects is a demo."""


@dataclass(frozen=True, slots=True)
class DemoCode:
    """What a demo person's code app shows now, and for how many seconds more."""

    address: Secret
    code: str
    seconds: int


def demo_codes(*, now: datetime) -> list[DemoCode]:
    """The codes of everybody whose code app has the key that everybody knows."""
    period: int = mfa_settings.TOTP_PERIOD
    counter, past = divmod(int(now.timestamp()), period)
    code = format_hotp_value(hotp_value(DEMO_KEY, counter))
    apps = (
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user").order_by("user__created_at")
    )
    return [
        DemoCode(app.user.email, code, period - past)
        for app in apps
        if isinstance(app.user.email, Secret) and decrypt(app.data["secret"]) == DEMO_KEY
    ]
