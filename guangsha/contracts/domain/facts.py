"""What a contract is made of, as the owner of its subject tells it, and what it is from outside."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from guangsha.contracts.domain.states import ContractState
from guangsha.vault.public import Secret


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One who buys. ``share``: hundredths of a percent. ``person_id``: None until that person confirmed taking part."""

    line: int
    person_id: UUID | None
    full_name: Secret
    id_number: Secret
    share: int


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One payment to come, in fen. ``title`` in Chinese, ``title_en`` in English."""

    title: str
    title_en: str
    amount_fen: int
    due_on: date


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """The sale a contract is drawn up for. Money in fen.

    ``promised_at``: when the buyer took the home at its price; what the public was shown then is what was promised.
    """

    subject: str
    organisation_id: UUID
    project_id: UUID
    unit_id: UUID
    parties: tuple[PartyFacts, ...]
    price_fen: int
    deposit_fen: int
    receipt_hash: str
    rules: dict[str, object] = field(default_factory=dict)
    plan: tuple[PlanStep, ...] = ()
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract sells for how much; ``plan``: the payments after the deposit. Money in fen; None: it names no price."""

    unit_id: UUID
    price_fen: int | None
    plan: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A contract as others may know it. ``number``: None while it is a draft. ``exported_at``: taken out for filing.

    ``delivery_on``: when the home is handed over at the latest, as the contract says.
    """

    id: UUID
    subject: str
    number: str | None
    state: ContractState
    organisation_id: UUID
    project_id: UUID
    unit_id: UUID
    expires_at: datetime | None
    signed_at: datetime | None
    exported_at: datetime | None
    delivery_on: date | None
