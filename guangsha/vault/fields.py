"""Model fields for personal values: encrypted text under the person's own key, and the keyed index to find it by."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models

from guangsha.vault.keys import NONCE_BYTES, key_store, keyring
from guangsha.vault.secret import Secret

SCHEME = "p1"
"""Person key, AES-256-GCM. A later scheme gets another prefix and both stay readable."""


def _context(field: models.Field[Any, Any], instance: models.Model) -> bytes:
    return f"{instance._meta.db_table}.{field.column}.{instance.pk}".encode()


class _SecretAttribute:
    """Turns stored tokens into Secrets that know which row they belong to."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if isinstance(value, str):
            token = value
            value = Secret.from_token(token, lambda: self.field.open(token, instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, str) and not value.startswith(f"{SCHEME}."):
            raise TypeError(f"{self.field.name} takes a Secret, not clear text")
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text sealed with AES-256-GCM under the key of the person named by ``person_attr``, bound to table, column and row.

    The attribute is a ``Secret`` or None. Lookups are refused (search by a BlindIndexField); ``QuerySet.update`` too.
    """

    def __init__(self, *args: Any, person_attr: str = "person_id", **kwargs: Any) -> None:
        self.person_attr = person_attr
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep ``person_attr`` in migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "person_attr": self.person_attr}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Install the attribute that opens tokens lazily."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SecretAttribute(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The token to store; sealed again only when the value is new."""
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        if value.sealed is None:
            value.sealed = self.seal(value.reveal(), model_instance)
        return value.sealed

    def get_prep_value(self, value: Any) -> Any:
        """Only sealed tokens may reach the database."""
        if value is None or (isinstance(value, str) and value.startswith(f"{SCHEME}.")):
            return value
        raise TypeError(f"{self.name}: only a saved model instance can seal this value")

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but IS NULL can be asked of a sealed column."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: search by its blind index")
        return super().get_lookup(lookup_name)

    def seal(self, text: str, instance: models.Model) -> str:
        """The token for ``text`` in this row."""
        person_id: UUID = getattr(instance, self.person_attr)
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(key_store().data_key(person_id)).encrypt(nonce, text.encode(), _context(self, instance))
        return f"{SCHEME}.{base64.urlsafe_b64encode(nonce + body).decode()}"

    def open(self, token: str, instance: models.Model) -> str:
        """The text in ``token`` of this row. Raises ErasedSubject; InvalidTag when the token was moved or altered."""
        person_id: UUID = getattr(instance, self.person_attr)
        raw = base64.urlsafe_b64decode(token.partition(".")[2])
        key = key_store().data_key(person_id)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _context(self, instance)).decode()


def normalised(text: str) -> str:
    """The form that two spellings of one value share: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def blind_index(label: str, text: str) -> str:
    """The search key for ``text`` in the index ``label`` (``app.model.field``)."""
    return keyring().blind_index(label, normalised(text))


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """HMAC-SHA256 of another encrypted field's normalised text, written with it; the only way to find a row by it."""

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs["max_length"] = 64
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep ``source`` in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, {**kwargs, "source": self.source}

    @property
    def label(self) -> str:
        """The index's name, ``app.model.field``."""
        return f"{self.model._meta.label_lower}.{self.source}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Follow the source field; an unopened secret keeps the stored index."""
        secret = getattr(model_instance, self.source)
        if secret is None:
            value = None
        elif not secret.is_open and getattr(model_instance, self.attname):
            return getattr(model_instance, self.attname)
        else:
            value = blind_index(self.label, secret.reveal())
        setattr(model_instance, self.attname, value)
        return value
