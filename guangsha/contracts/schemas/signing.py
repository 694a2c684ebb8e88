"""Signing on the wire. Moments: UTC, by the database's clock; ``claimed_at`` by a signer's, ``stamped_at`` by an authority's."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.contracts.domain.signing import Proof, SealState, SignatureState, SigningFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.domain.strokes import HEIGHT, MOST_POINTS, MOST_STROKES, WIDTH
from guangsha.contracts.selectors.signing import ReadyFacts, SealFacts
from guangsha.contracts.selectors.verifying import ContractProof, FileProof, FileVerdict

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Number = Annotated[int, Field(ge=0, le=max(WIDTH, HEIGHT))]
Line = Annotated[list[Number], Field(min_length=2, max_length=2 * MOST_POINTS)]


class SignIn(Schema):
    """The document that was looked at, and what was drawn: lines as ``[x, y, x, y, ...]`` on a pad of 1000 by 400.

    ``strokes`` null: who cannot draw has their name printed instead; what binds is the proof of presence.
    """

    sha256: Hash
    strokes: Annotated[list[Line], Field(min_length=1, max_length=MOST_STROKES)] | None = None


class SignerOut(Schema):
    """One party. ``timestamped``: an authority vouches for the time."""

    line: int
    company: bool
    masked_name: str
    state: SignatureState | None
    proof: Proof | None
    signed_at: datetime | None
    timestamped: bool


class SigningOut(Schema):
    """Where signing stands. ``missing``: codes of what has to be done first. ``timestamps_waiting``: 1 while not timestamped."""

    contract_id: UUID
    number: str | None
    state: ContractState
    document_number: int
    sha256: str
    size: int
    expires_at: datetime | None
    signed_at: datetime | None
    signers: list[SignerOut]
    own_line: int
    identity_matches: bool
    missing: list[str]
    timestamps_waiting: int
    as_of: datetime

    @classmethod
    def of(cls, facts: SigningFacts) -> Self:
        """On the wire."""
        return cls.model_validate(asdict(facts))


class SealAskIn(Schema):
    """Why, for colleagues; no personal values."""

    note: Text = ""


class SealDecisionIn(Schema):
    """Yes or no."""

    approve: bool


class SealDoneOut(Schema):
    """The request."""

    id: UUID


class SealOut(Schema):
    """A request for the company's seal. ``stamped``: nothing of the contract waits for a trusted timestamp."""

    id: UUID
    contract_id: UUID
    number: str | None
    organisation_id: UUID
    state: SealState
    note: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    contract_state: ContractState
    stamped: bool

    @classmethod
    def of(cls, facts: SealFacts) -> Self:
        """On the wire."""
        return cls.model_validate(asdict(facts))


class ReadyForSealOut(Schema):
    """Every buyer has signed; nobody has asked for the seal."""

    contract_id: UUID
    number: str | None
    project_id: UUID
    buyers: int

    @classmethod
    def of(cls, facts: ReadyFacts) -> Self:
        """On the wire."""
        return cls.model_validate(asdict(facts))


class SealsOut(Schema):
    """Requests, newest first, and what waits for one."""

    items: list[SealOut]
    ready: list[ReadyForSealOut]
    next_cursor: str | None


class DocumentProofOut(Schema):
    """A document of a contract: the first is what was offered, each later one adds a signature or a timestamp."""

    number: int
    sha256: str
    made_at: datetime


class ContractProofOut(Schema):
    """What proves a contract; nothing of what it says. ``stamped_at``: by the timestamp authority."""

    contract_id: UUID
    number: str | None
    state: ContractState
    signed_at: datetime | None
    ended_at: datetime | None
    documents: list[DocumentProofOut]
    signers: list[SignerOut]
    stamps_waiting: bool
    stamped_at: datetime | None
    as_of: datetime

    @classmethod
    def of(cls, facts: ContractProof) -> Self:
        """On the wire."""
        return cls.model_validate(asdict(facts))


class FileSignatureOut(Schema):
    """A signature in a file. ``claimed_at``: by the signer's clock. ``stamped_at``: by an authority; null: nobody vouches."""

    field: str
    good: bool
    intact: bool
    trusted: bool
    unchanged_since: bool
    claimed_at: datetime | None
    stamped_at: datetime | None
    fingerprint: str


class FileProofOut(Schema):
    """What a file is worth. It was not kept."""

    verdict: FileVerdict
    sha256: str
    size: int
    signatures: list[FileSignatureOut]
    stamps: list[datetime]
    contract: ContractProofOut | None

    @classmethod
    def of(cls, facts: FileProof) -> Self:
        """On the wire."""
        return cls.model_validate(asdict(facts))
