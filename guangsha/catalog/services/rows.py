"""Checking and merging rows before they are written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from guangsha.catalog.domain.checks import FieldError, wrong


def set_stated(row: models.Model, stated: Mapping[str, Any]) -> list[str]:
    """Set what is stated (not None) and different; the names of the fields that changed."""
    changed = []
    for name, value in stated.items():
        if value is not None and getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return changed


def set_columns(row: models.Model, values: Mapping[str, Any]) -> None:
    """Set columns from JSON values; None is the column's empty value."""
    for name, value in values.items():
        column: Any = row._meta.get_field(name)
        empty = None if column.null else column.get_default()
        setattr(row, name, empty if value is None else column.to_python(value))


def set_empty(row: models.Model, names: Iterable[str]) -> list[str]:
    """Empty the fields called ``names`` (a reference by its own name); the names of those that held something."""
    changed = []
    for name in sorted(names):
        column: Any = row._meta.get_field(name)
        empty = None if column.null else column.get_default()
        if getattr(row, column.attname) != empty:
            setattr(row, column.attname, empty)
            changed.append(name)
    return changed


def row_errors(row: models.Model, *, prefix: str = "", exclude: Sequence[str] = ()) -> list[FieldError]:
    """What the model's own fields refuse: lengths, codes, ranges, foreign keys that do not exist. None is fine where null is."""
    unknown = [field.name for field in row._meta.concrete_fields if field.null and getattr(row, field.attname) is None]
    try:
        row.clean_fields(exclude=[*exclude, *unknown])
    except ValidationError as error:
        return [
            wrong(f"{prefix}{field}", str(item.code or "invalid"))
            for field, items in error.error_dict.items()
            for item in items
        ]
    return []


def twice(keys: Sequence[object], *, field: str) -> list[FieldError]:
    """One error when a key that must name one row comes twice."""
    return [wrong(field, "duplicate")] if len(set(keys)) != len(keys) else []
