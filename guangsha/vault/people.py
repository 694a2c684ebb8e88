"""All sealed values of one person, wherever they are: found through the register, not through a list somebody keeps by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models

from guangsha.vault.fields import BlindIndexField, EncryptedTextField
from guangsha.vault.registry import PersonalField, personal_fields
from guangsha.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One value: its declaration, the row it stands in, and the value itself."""

    field: PersonalField
    row_id: UUID
    secret: Secret


def _sealed_columns() -> Iterator[tuple[PersonalField, type[models.Model], EncryptedTextField]]:
    for declared in personal_fields().values():
        app, model_name, field_name = declared.label.split(".")
        model = apps.get_model(app, model_name)
        field = model._meta.get_field(field_name)
        if isinstance(field, EncryptedTextField):
            yield declared, model, field


def sealed_labels() -> set[str]:
    """The declared fields that are sealed columns: these are exported and erased without anybody's help."""
    return {declared.label for declared, _, _ in _sealed_columns()}


def sealed_values(person_id: UUID) -> Iterator[SealedValue]:
    """Every sealed value of the person that is not empty, by field and row."""
    for declared, model, field in _sealed_columns():
        rows = model._default_manager.filter(**{field.person_attr: person_id}).exclude(
            **{f"{field.name}__isnull": True}
        )
        for row in rows.order_by("pk"):
            yield SealedValue(declared, row.pk, getattr(row, field.attname))


def empty_sealed_values(person_id: UUID, *, keep: Collection[str] = ()) -> dict[str, int]:
    """Set the person's sealed columns and their indexes to NULL, but for the labels in ``keep``; rows touched by label.

    A column that may not be NULL is left: the key's end takes it. Called inside a command.
    """
    touched: dict[str, int] = {}
    for declared, model, field in _sealed_columns():
        if declared.label in keep or not field.null:
            continue
        indexes = [
            one.attname
            for one in model._meta.get_fields()
            if isinstance(one, BlindIndexField) and one.source == field.name and one.null
        ]
        rows = model._default_manager.filter(**{field.person_attr: person_id}).exclude(
            **{f"{field.name}__isnull": True}
        )
        count = rows.update(**dict.fromkeys([field.attname, *indexes]))
        if count:
            touched[declared.label] = count
    return touched


def sealed_value(label: str, row_id: UUID) -> tuple[UUID, Secret] | None:
    """Whose value stands in this field of this row, and the value; None when there is none, or no such sealed field."""
    for declared, model, field in _sealed_columns():
        if declared.label == label:
            row = model._default_manager.filter(pk=row_id).first()
            secret = getattr(row, field.attname) if row is not None else None
            return None if secret is None else (getattr(row, field.person_attr), secret)
    return None
