"""The register of personal fields. A model field that looks personal must be declared here, one way or the other, or CI fails."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class LegalBasis(StrEnum):
    """PIPL art. 13 (1): why the value may be held."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"


class ExportRule(StrEnum):
    """How the person's own export shows the value: in clear, masked, or not at all (a secret that only opens doors)."""

    CLEAR = "clear"
    MASKED = "masked"
    WITHHELD = "withheld"


class DataClass(StrEnum):
    """GENERAL or SENSITIVE (PIPL art. 28: separate consent, stricter access)."""

    GENERAL = "general"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One declared field: ``label`` is ``app.model.field``; ``retention_days`` counts from the end of the purpose.

    ``title`` is what people call the value; both it and the purpose exist in both languages.
    """

    label: str
    purpose: str
    basis: LegalBasis
    data_class: DataClass
    mask: Callable[[str], str]
    retention_days: int
    title: str = ""
    title_zh: str = ""
    purpose_zh: str = ""
    export_rule: ExportRule = ExportRule.CLEAR


_personal: dict[str, PersonalField] = {}
_not_personal: dict[str, str] = {}


def declare(field: PersonalField) -> None:
    """Register a personal field; declaring one label twice is an error."""
    if field.label in _personal or field.label in _not_personal:
        raise ValueError(f"{field.label} is declared already")
    _personal[field.label] = field


def declare_not_personal(label: str, why: str) -> None:
    """Say that a field whose name sounds personal holds no personal data, and why."""
    if not why or label in _personal or label in _not_personal:
        raise ValueError(f"{label}: declared already, or no reason given")
    _not_personal[label] = why


def personal_fields() -> dict[str, PersonalField]:
    """Every declared personal field by label."""
    return dict(_personal)


def fields_said_not_personal() -> dict[str, str]:
    """Every field said to be harmless, with the reason."""
    return dict(_not_personal)
