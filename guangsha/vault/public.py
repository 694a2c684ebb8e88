"""The door of the vault."""

from guangsha.vault.fields import BlindIndexField, CannotSeal, EncryptedTextField, blind_index
from guangsha.vault.keys import ErasedSubject, KeyMissing, KeyNotWiped, key_store, keys_exist
from guangsha.vault.masked import Masked, for_json
from guangsha.vault.masks import (
    mask_address,
    mask_all,
    mask_bank_card,
    mask_email,
    mask_id_number,
    mask_person_name,
    mask_phone,
)
from guangsha.vault.people import SealedValue, empty_sealed_values, sealed_labels, sealed_value, sealed_values
from guangsha.vault.private_files import private_file
from guangsha.vault.registry import (
    DataClass,
    ExportRule,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    fields_said_not_personal,
    personal_fields,
)
from guangsha.vault.sealed_files import SealedFileDamaged, read_sealed, remove_sealed, sealed_path, write_sealed
from guangsha.vault.sealing import is_findable, open_findable, open_text, seal_findable, seal_text
from guangsha.vault.secret import Secret

__all__ = [
    "BlindIndexField",
    "CannotSeal",
    "DataClass",
    "EncryptedTextField",
    "ErasedSubject",
    "ExportRule",
    "KeyMissing",
    "KeyNotWiped",
    "LegalBasis",
    "Masked",
    "PersonalField",
    "SealedFileDamaged",
    "SealedValue",
    "Secret",
    "blind_index",
    "declare",
    "declare_not_personal",
    "empty_sealed_values",
    "fields_said_not_personal",
    "for_json",
    "is_findable",
    "key_store",
    "keys_exist",
    "mask_address",
    "mask_all",
    "mask_bank_card",
    "mask_email",
    "mask_id_number",
    "mask_person_name",
    "mask_phone",
    "open_findable",
    "open_text",
    "personal_fields",
    "private_file",
    "read_sealed",
    "remove_sealed",
    "seal_findable",
    "seal_text",
    "sealed_labels",
    "sealed_path",
    "sealed_value",
    "sealed_values",
    "write_sealed",
]
