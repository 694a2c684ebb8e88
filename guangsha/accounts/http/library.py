"""What the login library gets from us besides adapters: sealed columns, and how a person is shown."""

import dataclasses
from typing import Any

from allauth.account.models import EmailAddress
from allauth.headless.adapter import DefaultHeadlessAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from guangsha.accounts.selectors import label_of, masked_email
from guangsha.vault.public import is_findable, open_findable, seal_findable

EMAIL_LABEL = "account.emailaddress.email"


class SealedEmailField(models.EmailField):  # type: ignore[type-arg]
    """The library's address column, sealed so that equality still works. Migrations see the field it replaces."""

    def deconstruct(self) -> Any:
        """As before."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Seal, case aside."""
        text = super().get_prep_value(value)
        if text is None or is_findable(text):
            return text
        return seal_findable(text.lower(), label=EMAIL_LABEL)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Open."""
        return open_findable(value, label=EMAIL_LABEL) if value else value


def seal_library_columns() -> None:
    """Called once at start, before any query."""
    EmailAddress._meta.get_field("email").__class__ = SealedEmailField


def display(user: AbstractBaseUser) -> str:
    """What the library calls a person: masked."""
    return label_of(user)


@dataclasses.dataclass
class UserOut:
    """A person in the library's answers, which are given before everything is proved: masked."""

    id: str
    display: str
    email: str | None
    has_usable_password: bool


class HeadlessAdapter(DefaultHeadlessAdapter):  # type: ignore[misc]
    """Registered in settings as HEADLESS_ADAPTER."""

    def get_user_dataclass(self) -> type[UserOut]:
        """The shape, for the library's API document."""
        return UserOut

    def user_as_dataclass(self, user: AbstractBaseUser) -> UserOut:
        """The person, masked."""
        email = masked_email(user)
        return UserOut(str(user.pk), label_of(user), str(email) if email else None, user.has_usable_password())
