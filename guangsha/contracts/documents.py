"""The PDFs of contracts: sealed with the contract's own key outside the database, written down inside it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from guangsha.backbone.public import audit, require_command
from guangsha.contracts.domain.errors import DocumentMissing
from guangsha.contracts.models import Document
from guangsha.kit.ids import new_id
from guangsha.vault.public import ErasedSubject, SealedFileDamaged, read_sealed, write_sealed

LARGEST = 20_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A PDF that lies sealed on disk and is not written down yet. ``sha256``: of the plain bytes."""

    contract_id: UUID
    file_id: UUID
    size: int
    sha256: str


def seal_document(*, contract_id: UUID, pdf: bytes) -> SealedDocument:
    """Seal the PDF for its contract. Called outside a command: a file that no command writes down is swept after a day.

    Raises ValueError (no PDF, too large), ErasedSubject.
    """
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST:
        raise ValueError("no document of a contract")
    file_id = new_id()
    size = write_sealed(person_id=contract_id, file_id=file_id, parts=[pdf])
    return SealedDocument(contract_id, file_id, size, hashlib.sha256(pdf).hexdigest())


def kept_files(ids: Collection[UUID]) -> set[UUID]:
    """Those of ``ids`` that are documents: privacy's sweep leaves them. One query."""
    return set(Document.objects.filter(pk__in=ids).values_list("pk", flat=True))


def record_document(*, sealed: SealedDocument) -> int:
    """Write a sealed PDF down as the contract's next document; its number. The caller has written the contract's row before,
    so two documents of one contract never take the same number. Inside a command."""
    require_command()
    last = Document.objects.filter(contract=sealed.contract_id).aggregate(last=Max("number"))["last"] or 0
    made = Document.objects.create(
        id=sealed.file_id,
        contract_id=sealed.contract_id,
        number=last + 1,
        sha256=sealed.sha256,
        size=sealed.size,
    )
    data = {"number": made.number, "sha256": made.sha256, "bytes": made.size}
    audit(action="contracts.document.keep", target=f"contract:{sealed.contract_id}", data=data)
    return made.number


def document_bytes(contract_id: UUID, number: int | None = None) -> bytes:
    """The plain bytes of one document, the newest without ``number``. Raises DocumentMissing (none, damaged, or its key gone)."""
    rows = Document.objects.filter(contract=contract_id).order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    if row is None:
        raise DocumentMissing()
    try:
        pdf = b"".join(read_sealed(person_id=contract_id, file_id=row.pk, size=row.size))
    except (ErasedSubject, SealedFileDamaged) as error:
        raise DocumentMissing() from error
    if hashlib.sha256(pdf).hexdigest() != row.sha256:
        raise DocumentMissing()
    return pdf
