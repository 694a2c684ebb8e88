"""Privacy on the wire. Personal values are Masked; the one whole value is ``RevealedOut.value``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from guangsha.privacy.domain.documents import Document, Language
from guangsha.privacy.services.consents import How
from guangsha.privacy.services.requests import RequestKind, RequestState
from guangsha.privacy.services.reveals import LookReason
from guangsha.vault.public import DataClass, ExportRule, LegalBasis, Masked

HASH = r"^[0-9a-f]{64}$"


class AgreementLineOut(Schema):
    """One version of a document."""

    document: Document
    version: int
    language: Language
    effective_on: date
    title: str
    text_hash: Annotated[str, Field(description="SHA-256 (hex) of the UTF-8 bytes of the text.")]
    in_force: bool
    separate: Annotated[bool, Field(description="Consent to it is asked on its own, never bundled.")]


class AgreementListOut(Schema):
    """Every version of every document, oldest first."""

    agreements: list[AgreementLineOut]


class AgreementOut(AgreementLineOut):
    """A version with its exact text."""

    text: str


class ConsentOut(Schema):
    """The last word on a document. ``stands``: given to the version in force. Ask only when not ``asked``."""

    document: Document
    separate: bool
    asked: bool
    given: bool
    stands: bool
    version: int | None
    current_version: int
    at: datetime | None


class ConsentListOut(Schema):
    """One entry per document."""

    consents: list[ConsentOut]


class ConsentGiveIn(Schema, extra="forbid"):
    """Agreement to exactly one shown text; several in one request are refused."""

    document: Document
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    text_hash: Annotated[str, Field(pattern=HASH)]
    language: Language
    how: How


class ConsentWithdrawIn(Schema, extra="forbid"):
    """Withdrawal: the document is enough."""

    document: Document


class StoredFieldOut(Schema):
    """What is stored in one field, masked, and why."""

    label: str
    title: str
    purpose: str
    basis: LegalBasis
    data_class: DataClass
    retention_days: Annotated[int, Field(description="Days after the purpose has ended.")]
    values: list[Masked]
    held: Annotated[str, Field(description="The law that keeps it for now, or empty.")]


class PartOut(Schema):
    """How many records another part of the business holds."""

    name: str
    records: int


class KeptOut(Schema):
    """What an erasure had to leave, and why. ``until`` null: the matter is still open."""

    labels: list[str]
    law: str
    until: date | None


class DataRequestOut(Schema):
    """A request for a copy or for erasure."""

    id: UUID
    kind: RequestKind
    state: RequestState
    asked_at: datetime
    done_at: datetime | None
    file_id: Annotated[UUID | None, Field(description="Fetch it at /private-files/{file_id} until fetch_until.")]
    fetch_until: datetime | None
    kept: list[KeptOut]


class MyDataOut(Schema):
    """What is stored about the person who asks."""

    fields: list[StoredFieldOut]
    parts: list[PartOut]
    consents: list[ConsentOut]
    requests: list[DataRequestOut]


class DataRequestIn(Schema, extra="forbid"):
    """What is asked for."""

    kind: RequestKind


class DataRequestMadeOut(Schema):
    """The request's id; its state is in ``/me/data``."""

    id: UUID


class LookOut(Schema):
    """Somebody saw a whole value of yours."""

    at: datetime
    what: str
    role: str
    by: Annotated[Masked | None, Field(description="The viewer's name, masked.")]
    reason: str
    note: str


class LookListOut(Schema):
    """Looks, newest first."""

    looks: list[LookOut]


class RevealIn(Schema, extra="forbid"):
    """Which value, and why."""

    label: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+\.[a-z_]+$", max_length=120)]
    row_id: UUID
    reason: LookReason
    note: Annotated[str, Field(min_length=4, max_length=300, description="Why, in a sentence; the person reads it.")]


class RevealedOut(Schema):
    """A whole value: show it, do not keep it."""

    look_id: UUID
    value: str
    left_today: int


class LookLineOut(Schema):
    """A look, for auditors: no values."""

    id: UUID
    at: datetime
    person_id: UUID
    viewer_id: UUID
    viewer_role: str
    label: str
    reason: str


class LookPageOut(Schema):
    """Looks of everybody, newest first; ``next_before`` asks for the next page."""

    looks: list[LookLineOut]
    next_before: UUID | None


class RegisterEntryOut(Schema):
    """A declared personal field."""

    label: str
    title: str
    purpose: str
    basis: LegalBasis
    data_class: DataClass
    retention_days: int
    export_rule: ExportRule


class RegisterOut(Schema):
    """All declared personal fields."""

    fields: list[RegisterEntryOut]
