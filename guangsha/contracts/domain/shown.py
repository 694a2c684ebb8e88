"""A contract as its readers see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.states import ContractState
from guangsha.vault.public import Masked


@dataclass(frozen=True, slots=True)
class PartyShown:
    """A party; ``confirmed``: a buyer with an account, so somebody who can sign. ``me``: the reader."""

    line: int
    company: bool
    masked_name: str
    share: int
    confirmed: bool
    me: bool


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """A difference; ``known``: the lines of the buyers who acknowledged it."""

    id: UUID
    what: Promised
    promised: str
    stated: str
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause of this contract, its placeholders filled; ``read``: the lines of the buyers who confirmed it."""

    id: UUID
    number: int
    title: str
    title_en: str
    text: str
    text_en: str
    risk: bool
    read: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """Something that happened. ``details``: ids, codes and figures."""

    at: datetime
    kind: str
    details: dict[str, Any]
    by: Masked | None


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A PDF of the contract."""

    number: int
    sha256: str
    size: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ContractHead:
    """A contract in a list. ``home``, ``project``: names, which are public."""

    id: UUID
    number: str | None
    subject: str
    state: ContractState
    organisation_id: UUID
    project_id: UUID
    unit_id: UUID
    project: str
    project_en: str
    home: str
    home_en: str
    price_fen: int
    made_at: datetime
    offered_at: datetime | None
    expires_at: datetime | None
    signed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContractPage:
    """A contract with everything that belongs to it. ``terms``: see ``domain/terms.py``."""

    head: ContractHead
    terms: dict[str, Any]
    parties: tuple[PartyShown, ...]
    differences: tuple[DifferenceShown, ...]
    clauses: tuple[ClauseShown, ...]
    documents: tuple[DocumentShown, ...]
    steps: tuple[StepShown, ...]
    void_reason: str
    void_reason_en: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class VoidShown:
    """A line of the void register. ``state_before``: where the contract stood; ``by_house``: somebody of it did, named or not."""

    contract_id: UUID
    number: str | None
    state_before: ContractState
    project: str
    project_en: str
    home: str
    home_en: str
    reason: str
    reason_en: str
    by_house: bool
    by: Masked | None
    at: datetime
