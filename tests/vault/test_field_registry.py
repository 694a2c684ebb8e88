"""A field that sounds personal is declared, one way or the other, or this fails."""

import re

from django.apps import apps
from django.db import models

from guangsha.vault.public import EncryptedTextField, fields_said_not_personal, personal_fields

SOUNDS_PERSONAL = re.compile(
    r"(^|_)(phone|mobile|email|id_number|id_card|password|contact|wechat|birth|address|person|nickname|avatar|ip|"
    r"real_name|display_name|first_name|last_name|username|bank|card|face|location)(_|$)"
)
SOUNDS_HARMLESS = re.compile(r"^(catalog|search)\.")
"""Contexts whose rows describe homes; their exceptions are declared beside them."""


def _known() -> set[str]:
    return personal_fields().keys() | fields_said_not_personal().keys()


def _undeclared(models: list[type], known: set[str]) -> list[str]:
    missing = []
    for model in models:
        for field in model._meta.get_fields():
            if not getattr(field, "concrete", False) or field.primary_key:
                continue
            label = f"{model._meta.label_lower}.{field.name}"
            personal = isinstance(field, EncryptedTextField) or SOUNDS_PERSONAL.search(field.name)
            if personal and label not in known and not SOUNDS_HARMLESS.match(label):
                missing.append(label)
    return missing


def test_every_personal_field_is_declared() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("guangsha.")]
    assert _undeclared(ours, _known()) == []


def _undeclared_words(known: set[str]) -> list[str]:
    """Columns of other people's packages that hold text: what may come into them is judged here, not by their names."""
    return [
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if not model.__module__.startswith("guangsha.")
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and f"{model._meta.label_lower}.{field.name}" not in known
    ]


def test_every_text_in_the_tables_of_packages_is_declared() -> None:
    assert _undeclared_words(_known()) == []
    assert _undeclared_words(_known() - {"account.emailaddress.email"}) == ["account.emailaddress.email"]


def test_an_undeclared_field_is_caught() -> None:
    from guangsha.accounts.models import Person

    known = _known() - {"accounts.person.email"}
    assert _undeclared([Person], known) == ["accounts.person.email"]


def test_every_declaration_names_a_field_that_exists() -> None:
    labels = {
        f"{model._meta.label_lower}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()
    }
    assert _known() <= labels


def test_masks_hide_what_matters() -> None:
    field = personal_fields()["accounts.person.email"]
    assert field.mask("li.lei@example.com") == "l***@example.com"
    assert personal_fields()["accounts.person.display_name"].mask("欧阳修远") == "欧阳**"
