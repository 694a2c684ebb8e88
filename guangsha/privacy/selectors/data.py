"""What is stored about a person, and why: from the register, not from memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.privacy.ports import exporters, holds_of
from guangsha.privacy.selectors.consents import Subject, consent_history
from guangsha.privacy.selectors.looks import looks_at
from guangsha.privacy.selectors.requests import requests_of
from guangsha.vault.public import (
    ErasedSubject,
    ExportRule,
    Masked,
    PersonalField,
    mask_all,
    personal_fields,
    sealed_values,
)


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field of the register with what is stored of this person, masked; ``held`` names the law that keeps it."""

    field: PersonalField
    values: list[Masked]
    held: str
    held_zh: str


def stored_fields(*, person_id: UUID, now: datetime) -> list[StoredField]:
    """Every declared field of which something is stored about the person, sorted by label. Raises ErasedSubject."""
    values: dict[str, list[Masked]] = defaultdict(list)
    for stored in sealed_values(person_id):
        values[stored.field.label].append(Masked(stored.secret, label=stored.field.label))
    laws = {label: hold for hold in holds_of(person_id, now) for label in hold.labels}
    fields = personal_fields()
    return [
        StoredField(
            field=fields[label],
            values=values[label],
            held=laws[label].law if label in laws else "",
            held_zh=laws[label].law_zh if label in laws else "",
        )
        for label in sorted(values)
    ]


def other_parts(*, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """What contexts hold beyond sealed columns, by the name of their exporter."""
    return {name: exporters[name](person_id) for name in sorted(exporters)}


def _in_copy(field: PersonalField, text: str) -> str | None:
    match field.export_rule:
        case ExportRule.CLEAR:
            return text
        case ExportRule.MASKED:
            return field.mask(text)
        case ExportRule.WITHHELD:
            return None


def _looks(person_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "at": look.at.isoformat(),
            "what": look.title,
            "what_zh": look.title_zh,
            "role": look.viewer_role,
            "by": str(look.viewer_name or ""),
            "reason": look.reason,
            "note": look.note.reveal() if look.note is not None else "",
        }
        for look in looks_at(person_id=person_id, limit=10_000)
    ]


def copy_of_data(*, person_id: UUID, now: datetime) -> dict[str, Any]:
    """Everything about the person as plain JSON values, for the person alone: whole where the register says so."""
    fields: dict[str, dict[str, Any]] = {}
    for stored in sealed_values(person_id):
        declared = stored.field
        try:
            value = _in_copy(declared, stored.secret.reveal())
        except ErasedSubject:
            continue
        entry = fields.setdefault(declared.label, {**described(declared), "values": []})
        entry["values"].append({"row": str(stored.row_id), "value": value})
    return {
        "made_at": now.isoformat(),
        "person_id": str(person_id),
        "fields": fields,
        "consents": consent_history(subject=Subject(person_id=person_id)),
        "looks": _looks(person_id),
        "requests": [
            {"kind": line.kind, "state": line.state, "asked_at": line.asked_at.isoformat(), "kept": line.kept}
            for line in requests_of(person_id=person_id, now=now)
        ],
        "more": other_parts(person_id=person_id),
    }


def described(field: PersonalField) -> dict[str, Any]:
    """A register entry as plain values."""
    return {
        "label": field.label,
        "title": field.title,
        "title_zh": field.title_zh,
        "purpose": field.purpose,
        "purpose_zh": field.purpose_zh,
        "basis": field.basis.value,
        "data_class": field.data_class.value,
        "retention_days": field.retention_days,
        "export_rule": field.export_rule.value,
        "fully_masked": field.mask is mask_all,
    }


def register_entries() -> list[dict[str, Any]]:
    """The whole register, sorted by label."""
    return [described(field) for _, field in sorted(personal_fields().items())]
