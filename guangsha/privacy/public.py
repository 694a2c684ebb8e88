"""The door of privacy."""

from guangsha.privacy.api import routers
from guangsha.privacy.domain.documents import SEPARATE, Document, Edition, Language, in_force
from guangsha.privacy.domain.errors import ConsentNeeded, FileRefused, ValueErased
from guangsha.privacy.exports import ExportColumn, export_rows
from guangsha.privacy.ports import (
    FilePurpose,
    Hold,
    register_eraser,
    register_exporter,
    register_file_keeper,
    register_file_purpose,
    register_legal_hold,
    register_record_owner,
    register_serving_check,
    register_sweeper,
)
from guangsha.privacy.selectors.consents import Subject, consent_stands, consent_states
from guangsha.privacy.selectors.documents import current_edition, edition_of, known_editions
from guangsha.privacy.services.consents import record_consent, withdraw_consent
from guangsha.privacy.services.files import (
    SealedFile,
    admit_reader,
    file_to_hand_on,
    let_file_go,
    record_file,
    seal_file,
)
from guangsha.privacy.services.requests import RequestKind, ask_for
from guangsha.privacy.services.reveals import LookReason, Revealed, note_look, reveal

__all__ = [
    "SEPARATE",
    "ConsentNeeded",
    "Document",
    "Edition",
    "ExportColumn",
    "FilePurpose",
    "FileRefused",
    "Hold",
    "Language",
    "LookReason",
    "RequestKind",
    "Revealed",
    "SealedFile",
    "Subject",
    "ValueErased",
    "admit_reader",
    "ask_for",
    "consent_stands",
    "consent_states",
    "current_edition",
    "edition_of",
    "export_rows",
    "file_to_hand_on",
    "in_force",
    "known_editions",
    "let_file_go",
    "note_look",
    "record_consent",
    "record_file",
    "register_eraser",
    "register_exporter",
    "register_file_keeper",
    "register_file_purpose",
    "register_legal_hold",
    "register_record_owner",
    "register_serving_check",
    "register_sweeper",
    "reveal",
    "routers",
    "seal_file",
    "withdraw_consent",
]
