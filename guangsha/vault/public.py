"""The door of the vault."""

from guangsha.vault.fields import BlindIndexField, CannotSeal, EncryptedTextField, blind_index
from guangsha.vault.keys import ErasedSubject, KeyNotWiped, key_store
from guangsha.vault.private_files import private_file
from guangsha.vault.registry import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    fields_said_not_personal,
    mask_all,
    mask_email,
    mask_name,
    personal_fields,
)
from guangsha.vault.secret import Secret

__all__ = [
    "BlindIndexField",
    "CannotSeal",
    "DataClass",
    "EncryptedTextField",
    "ErasedSubject",
    "KeyNotWiped",
    "LegalBasis",
    "PersonalField",
    "Secret",
    "blind_index",
    "declare",
    "declare_not_personal",
    "fields_said_not_personal",
    "key_store",
    "mask_all",
    "mask_email",
    "mask_name",
    "personal_fields",
    "private_file",
]
