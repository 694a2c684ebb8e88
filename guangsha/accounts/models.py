"""People, the companies they work for, and what signing in needs."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from guangsha.kit.ids import new_id
from guangsha.vault.public import BlindIndexField, EncryptedTextField


class Organisation(models.Model):
    """A developer company 企业; several may share one installation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """A human being with an account. E-mail and phone are encrypted with the person's own key and found by keyed indexes.

    ``email`` is the address that is verified; one that waits for its code is only in the login library's sealed table.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = EncryptedTextField(person_attr="id", null=True)
    email_index = BlindIndexField(source="email", unique=True, null=True)
    email_verified_at = models.DateTimeField(null=True)
    phone = EncryptedTextField(person_attr="id", null=True)
    phone_index = BlindIndexField(source="phone", unique=True, null=True)
    phone_verified_at = models.DateTimeField(null=True)
    display_name = EncryptedTextField(person_attr="id", null=True)
    language = models.CharField(max_length=5, default="zh", db_default="zh")
    is_active = models.BooleanField(default=True)
    closing_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BaseUserManager()

    USERNAME_FIELD = "email_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.id)


class Session(AbstractBaseSession):
    """A signed-in browser. ``session_key`` is a keyed hash of what the cookie holds, ``session_data`` is sealed.

    ``busy_until`` gives the session's requests to the login library their turn.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    busy_until = models.DateTimeField(null=True)

    STORED = ("session_data", "expire_date", "person", "device")
    """What a change of the session writes; the rest belongs to the row, not to its content."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the content alone when the row exists."""
        if kwargs.get("force_update"):
            kwargs["update_fields"] = self.STORED
        super().save(*args, **kwargs)


class PhoneCode(models.Model):
    """A code sent to a phone: for one purpose, once, for a while, with few tries. The number is sealed, the code a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=20)
    phone_sealed = models.TextField()
    code_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)


class OutgoingMessage(models.Model):
    """A text or mail that waits to be sent: sealed whole, deleted when sent or stale."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=8)
    sealed = models.TextField()
    expires_at = models.DateTimeField()


class RateWindow(models.Model):
    """How often something happened since ``opened``: the window opens with its first event."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)


class UsedProof(models.Model):
    """A proof of work that was accepted: the key makes a second use impossible."""

    signature = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)


class SharedNote(models.Model):
    """The table behind Django's cache when no Redis is set: what all web processes must know together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


# Django finds tables in this module.
from guangsha.accounts.identity_models import DailyAllowance, RealName  # noqa: E402
from guangsha.accounts.staff_models import (  # noqa: E402
    Department,
    HouseRole,
    Invitation,
    Membership,
    PendingAct,
    RoleGrant,
)

__all__ = [
    "DailyAllowance",
    "Department",
    "HouseRole",
    "Invitation",
    "Membership",
    "Organisation",
    "OutgoingMessage",
    "PendingAct",
    "Person",
    "PhoneCode",
    "RateWindow",
    "RealName",
    "RoleGrant",
    "Session",
    "SharedNote",
    "UsedProof",
]
