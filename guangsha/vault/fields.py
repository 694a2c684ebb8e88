"""Model fields for personal values: encrypted text under the person's own key, and the keyed index to find it by."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from guangsha.vault.keys import NONCE_BYTES, ErasedSubject, KeyMissing, key_store, keyring
from guangsha.vault.secret import Place, Secret

SCHEME = "p1"
"""Person key, AES-256-GCM. A later scheme gets another prefix and both stay readable."""


class CannotSeal(Exception):
    """A value cannot be stored in this row: it names nobody, has no key yet, or the value came from a place that stays shut."""


class _SecretAttribute(DeferredAttribute):
    """Turns stored tokens into Secrets that know which row they belong to; a deferred column is fetched when asked for."""

    field: EncryptedTextField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, str) and instance is not None:
            value = self.field.bind(value, instance)
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
        if not cls._meta.abstract:
            models.signals.post_init.connect(self._bind_as_read, sender=cls)

    def _bind_as_read(self, instance: models.Model, **_: Any) -> None:
        """Note which row a token was read from before anybody can change the row's key or person."""
        value = instance.__dict__.get(self.attname)
        if isinstance(value, str) and self.person_attr in instance.__dict__:
            self.bind(value, instance)

    def place(self, instance: models.Model) -> Place:
        """What a token of this field in ``instance`` is bound to. Raises CannotSeal before row and person are known."""
        person_id = getattr(instance, self.person_attr)
        if instance.pk is None or person_id is None:
            raise CannotSeal(f"{self.name}: the row needs its key and {self.person_attr} before a value is sealed")
        return Place(f"{instance._meta.db_table}.{self.column}.{instance.pk}".encode(), person_id)

    def bind(self, token: str, instance: models.Model) -> Secret:
        """Make the stored ``token`` of ``instance`` a Secret of that row."""
        place = self.place(instance)
        secret = Secret.from_token(token, lambda: self._unseal(token, place), place=place)
        instance.__dict__[self.attname] = secret
        return secret

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The token to store. A new value, and one read from another row, column or person, is sealed for this row.

        Raises CannotSeal when a value that came from elsewhere cannot be opened there any more.
        """
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        place = self.place(model_instance)
        if value.sealed is None or value.place != place:
            try:
                text = value.reveal()
            except (ErasedSubject, KeyMissing, InvalidTag) as error:
                raise CannotSeal(f"{self.name}: the value came from a row where it cannot be opened") from error
            # a Secret of its own: the one given may stand in another row too
            value = Secret.at_home(text, self._seal(text, place), place=place)
            model_instance.__dict__[self.attname] = value
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

    def _seal(self, text: str, place: Place) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(key_store().data_key(place.person_id)).encrypt(nonce, text.encode(), place.context)
        return f"{SCHEME}.{base64.urlsafe_b64encode(nonce + body).decode()}"

    def _unseal(self, token: str, place: Place) -> str:
        """The text in ``token``. Raises ErasedSubject; InvalidTag when the token was moved or altered."""
        raw = base64.urlsafe_b64decode(token.partition(".")[2])
        key = key_store().data_key(place.person_id)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.context).decode()


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

    def _at_home(self, secret: Secret, instance: models.Model) -> bool:
        source = cast(EncryptedTextField, instance._meta.get_field(self.source))
        return secret.place == source.place(instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Follow the source field; an unopened secret of this very row keeps the stored index."""
        secret = getattr(model_instance, self.source)
        if secret is None:
            value = None
        elif not secret.is_open and getattr(model_instance, self.attname) and self._at_home(secret, model_instance):
            return getattr(model_instance, self.attname)
        else:
            value = blind_index(self.label, secret.reveal())
        setattr(model_instance, self.attname, value)
        return value
