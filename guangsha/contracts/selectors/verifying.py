"""What anybody may know about a contract whose address or file they have: what proves it, and nothing of what it says."""

import base64
import hashlib
import textwrap
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.contracts.domain.signing import SignerFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Stamping
from guangsha.contracts.pdf.checker import check_apart
from guangsha.contracts.ports import SigningDown, certificate_authority, timestamp_authority
from guangsha.contracts.selectors.signing import signers_of
from guangsha.kit.errors import NotFound

SHOWN = frozenset(ContractState) - {ContractState.DRAFT}


@dataclass(frozen=True, slots=True)
class DocumentProof:
    """One document of a contract. ``number`` counts them; the first is what was offered, each later one adds to it."""

    number: int
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ContractProof:
    """``stamps_waiting``: signed while no authority told the time, and not stamped yet."""

    contract_id: UUID
    number: str | None
    state: ContractState
    signed_at: datetime | None
    ended_at: datetime | None
    documents: tuple[DocumentProof, ...]
    signers: tuple[SignerFacts, ...]
    stamps_waiting: bool
    stamped_at: datetime | None
    as_of: datetime


class FileVerdict(StrEnum):
    """What a file is worth.

    ISSUED: byte for byte a document of ours, signatures good. EARLIER: the same, but others came after it. UNSIGNED: ours, and
    nobody has signed it. FOREIGN: signatures good, yet no document of ours. ALTERED: at least one signature is not good.
    NO_SIGNATURES: a PDF without any. UNREADABLE: no PDF, or a broken one.
    """

    ISSUED = "issued"
    EARLIER = "earlier"
    UNSIGNED = "unsigned"
    FOREIGN = "foreign"
    ALTERED = "altered"
    NO_SIGNATURES = "no_signatures"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FileProof:
    """A file and what it bears. ``signatures``: as the checker tells them, without names."""

    verdict: FileVerdict
    sha256: str
    size: int
    signatures: tuple[dict[str, Any], ...]
    stamps: tuple[str, ...]
    contract: ContractProof | None


def contract_proof(code: UUID) -> ContractProof:
    """By the contract's id, or one of its documents'. Raises NotFound: none, or nothing was offered yet."""
    shown = Contract.objects.annotate(clock=Now()).filter(state__in=SHOWN).exclude(offered_at=None)
    row: Any = shown.filter(pk=code).first()
    if row is None:
        found = Document.objects.filter(pk=code).values_list("contract_id", flat=True).first()
        row = shown.filter(pk=found).first() if found else None
    if row is None:
        raise NotFound("contract")
    documents = Document.objects.filter(contract=row.pk).order_by("number")
    stamped = Stamping.objects.filter(contract=row.pk).exclude(stamped_at=None).order_by("-stamped_at").first()
    return ContractProof(
        contract_id=row.pk,
        number=row.number,
        state=ContractState(row.state),
        signed_at=row.signed_at,
        ended_at=row.ended_at,
        documents=tuple(DocumentProof(one.number, one.sha256, one.made_at) for one in documents),
        signers=signers_of(row.pk),
        stamps_waiting=Stamping.objects.filter(waiting=row.pk).exists(),
        stamped_at=stamped.stamped_at if stamped else None,
        as_of=row.clock,
    )


def file_proof(pdf: bytes) -> FileProof:
    """What somebody's file is worth; it is kept nowhere. Raises CheckerBusy."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    found = Document.objects.filter(sha256=sha256).first()
    contract = None
    if found is not None:
        try:
            contract = contract_proof(found.contract_id)
        except NotFound:
            found = None
    told = check_apart(pdf, roots=_roots(), timestamp_roots=_timestamp_roots())
    newest = contract.documents[-1].number if contract else 0
    verdict = _verdict(told, number=found.number if found is not None else None, newest=newest)
    shown = ("field", "good", "intact", "trusted", "unchanged_since", "claimed_at", "stamped_at", "fingerprint")
    signatures = tuple({name: one[name] for name in shown} for one in told["signatures"])
    return FileProof(verdict, sha256, len(pdf), signatures, tuple(told["stamps"]), contract)


def _verdict(told: dict[str, Any], *, number: int | None, newest: int) -> FileVerdict:
    if not told["readable"]:
        return FileVerdict.UNREADABLE
    if not told["signatures"]:
        return FileVerdict.NO_SIGNATURES if number is None else FileVerdict.UNSIGNED
    if not told["good"]:
        return FileVerdict.ALTERED
    if number is None:
        return FileVerdict.FOREIGN
    return FileVerdict.ISSUED if number == newest else FileVerdict.EARLIER


def _roots() -> list[bytes]:
    try:
        return certificate_authority().roots()
    except SigningDown:
        return []


def _timestamp_roots() -> list[bytes]:
    try:
        return timestamp_authority().roots()
    except SigningDown:
        return []


def trusted_roots() -> str:
    """PEM of everybody these signatures and timestamps lead to, so that others can check without us."""
    found = [*_roots(), *_timestamp_roots()]
    texts = ["\n".join(textwrap.wrap(base64.b64encode(one).decode(), 64)) for one in found]
    return "".join(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n" for text in texts)
