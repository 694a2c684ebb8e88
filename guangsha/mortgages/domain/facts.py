"""Mortgages as they are read: by buyers and by staff."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guangsha.deals.public import LoanSale
from guangsha.mortgages.domain.checklist import DocumentFacts, Marital
from guangsha.mortgages.domain.states import (
    DocumentState,
    EventOutcome,
    MortgageCaseKind,
    MortgageState,
    RefusalCause,
    StepWho,
)
from guangsha.mortgages.domain.terms import BankTerms, Product
from guangsha.vault.public import Masked, Secret

MOST_INCOME = 99_999_999
"""Yuan a month."""


@dataclass(frozen=True, slots=True)
class BankFacts:
    """A bank of a project."""

    id: UUID
    channel: str
    terms: BankTerms
    revision: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What an applicant says about themselves; None: nothing so far. Money: yuan a month."""

    employer: Secret | None
    income: Secret | None
    marital: Secret | None
    loans: Secret | None

    @property
    def complete(self) -> bool:
        """Whether everything was said."""
        return None not in (self.employer, self.income, self.marital, self.loans)


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """A buyer of the home. ``mine``: the reader. ``name``: masked. ``answers`` None: nothing was said, or not to the reader."""

    line: int
    name: str
    mine: bool
    confirmed: bool
    borrows: bool
    complete: bool
    answers: Answers | None


class TurnWhat(StrEnum):
    """What has to be done next. OTHER_WAY: the offer cannot be taken, so another bank, plan or application."""

    FORM = "form"
    CONSENT = "consent"
    SUBMIT = "submit"
    DECIDE = "decide"
    UPLOAD = "upload"
    CHECK = "check"
    CHOOSE = "choose"
    OTHER_WAY = "other_way"
    CONTRACT = "contract"
    SIGN_LOAN = "sign_loan"
    PAY_OUT = "pay_out"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Turn:
    """What has to be done next, and by whom."""

    who: StepWho
    what: TurnWhat


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A line of the status history."""

    at: datetime
    state: str
    who: StepWho
    amount_fen: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """An application at one bank. ``consents``: the lines of applicants who agreed. ``taken``: its offer is the accepted one.
    ``expired``: its offer is too old to be accepted.

    ``desk_url``: where the bank's part is played in a demonstration.
    """

    id: UUID
    bank: BankFacts
    product: Product
    amount_fen: int
    years: int
    state: MortgageState
    taken: bool
    formal: bool
    offered_fen: int | None
    rate_millionths: int | None
    valid_until: datetime | None
    expired: bool
    cause: RefusalCause | None
    transfer_mark: str
    desk_url: str
    submitted_at: datetime | None
    consents: tuple[int, ...]
    documents: tuple[DocumentFacts, ...]
    steps: tuple[StepFacts, ...]
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class MortgageFacts:
    """The mortgage of a sale. ``revision`` 0: no form was begun. ``owner``: the reader is who subscribed, and may act."""

    sale: LoanSale
    owner: bool
    revision: int
    years: int
    applicants: tuple[ApplicantFacts, ...]
    banks: tuple[BankFacts, ...]
    applications: tuple[ApplicationFacts, ...]


@dataclass(frozen=True, slots=True)
class DeskApplicant:
    """An applicant on a desk: masked; whole values are privacy's to reveal. ``id``: of the row that holds them."""

    id: UUID
    line: int
    name: str
    employer: Masked
    income: Masked
    marital: Masked
    loans: Masked


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """News that somebody has to look at."""

    id: UUID
    application_id: UUID | None
    kind: MortgageCaseKind
    details: dict[str, str]
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str


@dataclass(frozen=True, slots=True)
class DeskApplication:
    """An application on a desk; ``applicants``, ``events`` and ``cases`` are on its own page only."""

    facts: ApplicationFacts
    deal_id: UUID
    project_id: UUID
    home: str
    home_en: str
    buyers: tuple[str, ...]
    loan_fen: int
    may_handle: bool
    applicants: tuple[DeskApplicant, ...]
    events: tuple["EventFacts", ...]
    cases: tuple[CaseFacts, ...]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a bank told, and what became of it."""

    at: datetime
    word: str
    outcome: EventOutcome


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Which applications; None: all. ``turn``: who has to act."""

    state: MortgageState | None = None
    project_id: UUID | None = None
    turn: StepWho | None = None


__all__ = [
    "MOST_INCOME",
    "Answers",
    "ApplicantFacts",
    "ApplicationFacts",
    "BankFacts",
    "CaseFacts",
    "DeskApplicant",
    "DeskApplication",
    "DeskFilter",
    "DocumentFacts",
    "DocumentState",
    "EventFacts",
    "Marital",
    "MortgageFacts",
    "StepFacts",
    "Turn",
    "TurnWhat",
]
