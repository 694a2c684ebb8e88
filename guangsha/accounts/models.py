"""People and the companies they work for. Roles, sign-in methods and departments join them as they are built."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
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
    """A human being with an account. The e-mail is encrypted with the person's own key and found by a keyed index."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = EncryptedTextField(person_attr="id", null=True)
    email_index = BlindIndexField(source="email", unique=True, null=True)
    display_name = EncryptedTextField(person_attr="id", null=True)
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BaseUserManager()

    USERNAME_FIELD = "email_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.id)


from guangsha.accounts.identity_models import DailyAllowance, RealName  # noqa: E402 - Django finds tables in this module

__all__ = ["DailyAllowance", "Organisation", "Person", "RealName"]
