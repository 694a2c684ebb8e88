"""How a contract gets its signatures: states as data, what counts as intent, and a signature drawn by hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.contracts.domain.states import ContractState
from guangsha.kit.states import state_diagram

SIGNABLE = (ContractState.OFFERED, ContractState.SIGNING)
FIELD = "party-{line}"
"""The signature field of a party, by its line; the last page has a box for each."""


class SignatureState(StrEnum):
    """ASKED: who signs has proved who they are and what they mean; a job puts the signature into the document.

    DROPPED: the contract ended before the job came, or the last signature was refused by whose sale it is; while the contract
    lives it may be asked for anew.
    """

    ASKED = "asked"
    DONE = "done"
    DROPPED = "dropped"


SIGNATURE_TRANSITIONS: dict[SignatureState, frozenset[SignatureState]] = {
    SignatureState.ASKED: frozenset({SignatureState.DONE, SignatureState.DROPPED}),
    SignatureState.DONE: frozenset(),
    SignatureState.DROPPED: frozenset({SignatureState.ASKED}),
}


class SealState(StrEnum):
    """The use of the company's seal 用印: asked for by one, decided by another."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"


SEAL_TRANSITIONS: dict[SealState, frozenset[SealState]] = {
    SealState.ASKED: frozenset({SealState.APPROVED, SealState.REJECTED}),
    SealState.APPROVED: frozenset(),
    SealState.REJECTED: frozenset(),
}


class Proof(StrEnum):
    """How who signs proved to be there, within the last five minutes. SEAL: the company, by two people of its own."""

    PASSKEY = "passkey"
    TOTP = "totp"
    RECOVERY = "recovery"
    PASSWORD = "password"  # noqa: S105 - the word for one
    CODE = "code"
    SEAL = "seal"


def seal_diagram() -> str:
    """The states of seal use as a mermaid diagram; ``docs/states/seal-use.md`` holds the same text."""
    return state_diagram(SEAL_TRANSITIONS)


def signature_diagram() -> str:
    """The states of a signature as a mermaid diagram; ``docs/states/signature.md`` holds the same text."""
    return state_diagram(SIGNATURE_TRANSITIONS)


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """Who signs, as a party to the contract or a visitor of the verification page may know: the name masked."""

    line: int
    company: bool
    masked_name: str
    state: SignatureState | None
    proof: Proof | None
    signed_at: datetime | None
    timestamped: bool


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """Where the signing of a contract stands for one of its parties. ``sha256``: of the document that is shown now."""

    contract_id: UUID
    number: str | None
    state: ContractState
    document_number: int
    sha256: str
    size: int
    expires_at: datetime | None
    signed_at: datetime | None
    signers: tuple[SignerFacts, ...]
    own_line: int
    identity_matches: bool
    missing: tuple[str, ...]
    timestamps_waiting: int
    as_of: datetime
